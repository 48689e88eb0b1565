import { describe, expect, it } from 'vitest';
import {
  askFromMs,
  carriedOutSentence,
  nextWindow,
  restoredBecause,
  type StartFacts,
} from '../../src/corrections/restored.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 21, 9);

const facts = (change: Partial<StartFacts>): StartFacts => ({
  checkpoint: { seq: 7, hash: 'a' },
  rowHash: 'a',
  file: { last: 'file', now: 'file' },
  ...change,
});

describe('a start', () => {
  it.each<[string, Partial<StartFacts>, RegExp | null]>([
    ['goes on where it stopped', {}, null],
    ['is the first', { checkpoint: null, rowHash: null, file: { last: null, now: 'file' } }, null],
    ['has its checkpoints moved aside', { checkpoint: null, rowHash: null }, null],
    ['lacks rows that were there', { rowHash: null }, /^An older database was put in place/],
    ['has other rows than were there', { rowHash: 'b' }, /^Another database was put in place/],
    [
      'is in another file',
      { file: { last: 'file', now: 'other' } },
      /^The database is in another file than before/,
    ],
    [
      'is in another file, without checkpoints',
      { checkpoint: null, rowHash: null, file: { last: 'file', now: 'other' } },
      /^The database is in another file/,
    ],
    [
      'is in its first file, with the checkpoints of another',
      { rowHash: 'b', file: { last: null, now: 'x' } },
      /^Another/,
    ],
  ])('that %s', (_, change, why) => {
    const reason = restoredBecause(facts(change));
    if (why === null) expect(reason).toBeNull();
    else {
      expect(reason).toMatch(why);
      expect(reason).toMatch(/Nothing is sent to Stripe until what was made since is known\.$/);
    }
  });
});

describe('what Stripe is asked for', () => {
  it('begins an hour before the last moment that is known, or a month ago where none is', () => {
    expect(askFromMs(NOW - DAY, NOW)).toBe(NOW - DAY - HOUR);
    expect(askFromMs(NOW + DAY, NOW), 'a clock that was set back').toBe(NOW - HOUR);
    expect(askFromMs(null, NOW)).toBe(NOW - 30 * DAY);
  });

  it('is a day at a time, and the last part has no end', () => {
    const parts = [];
    let from: number | null = NOW - 2 * DAY - 1;
    while (from !== null) {
      const part = nextWindow(from, NOW);
      parts.push(part);
      from = part.untilMs;
    }
    expect(parts).toEqual([
      { fromMs: NOW - 2 * DAY - 1, untilMs: NOW - DAY - 1 },
      { fromMs: NOW - DAY - 1, untilMs: NOW - 1 },
      { fromMs: NOW - 1, untilMs: null },
    ]);
  });
});

it('what waits for a decision says what was made of it', () => {
  const made = { object: 'customer_balance_transaction', id: 'cbtxn_1', amount: -700, currency: 'usd' };
  expect(carriedOutSentence({ ...made, correction_id: 'co_1' })).toBe(
    'It was carried out before an older database was put in place: $7.00, customer balance transaction cbtxn_1. Approving it again records that and sends nothing.',
  );
});
