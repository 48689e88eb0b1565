import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Decided } from '../../db/corrections/index.ts';
import type { Store } from '../../db/store.ts';
import { type CorrectionDesk, createCorrectionDesk } from '../../src/corrections/correction-desk.ts';
import { check, type ManualClock, START_MS, temporaryStore } from '../db/helpers.ts';
import { correctionOf, refundStep } from './executor/steps.ts';

/** Races in one database. 10,000 in all: 12 of two approvers, 6 and 6 of an approval against a rejection, one of 20 clicks. */
const RACES = 400;
const DATABASES = 12;
/** What races at once; their commits share a disk write, as clicks at one moment do. */
const BATCH = 50;
/** What was approved longer ago is not added up any more. */
const LIMITS_FORGET_MS = 32 * 24 * 3_600_000;

interface Table {
  readonly store: Store;
  readonly path: string;
  readonly clock: ManualClock;
  readonly desk: CorrectionDesk;
  propose(place: number): Promise<string>;
}

async function aTable(): Promise<Table> {
  const { store, path, clock } = await temporaryStore();
  const recorded = await store.recordSlackRequest({
    kind: 'command',
    delivery_key: 'trigger:1',
    team_id: 'T1',
    user_id: 'U1',
    channel_id: 'C1',
    thread_ts: null,
    subject: 'cus_1',
    ask: { references: [], sentence: null, words: null, place: 'private', chosen_from: null },
    response_url: null,
    analysis_id: null,
    received_at_ms: START_MS,
  });
  const job = await store.claimJob({ leaseMs: 60_000, types: ['answer-slack'] });
  if (recorded.kind !== 'recorded' || job === null) throw new Error('a request was expected');
  const { request_id } = recorded;
  const analysis_id = await store.recordSlackCheck({ ...check(), job, request_id, ticket_id: '7' });
  const finding = await store.findingAt(analysis_id, 0);
  if (finding === null) throw new Error('a finding was expected');
  const desk = createCorrectionDesk({
    store,
    approvals: async () => undefined,
    signingKey: 'signing key of the tests',
    mode: 'live',
    clock: clock.now,
  });
  const propose = async (place: number): Promise<string> => {
    const outcome = await store.proposeCorrection({
      analysis_id,
      finding_id: finding.id,
      fingerprint: `race ${place}`,
      ticket_id: '7',
      customer: 'cus_1',
      livemode: false,
      is_identified: true,
      mode: 'live',
      request_id: null,
      correction: correctionOf(refundStep('ch_1', 1900)),
      requester: { account: 'slack:U1', human: null },
      expires_at_ms: clock.ms + LIMITS_FORGET_MS,
    });
    if (outcome.kind !== 'proposed') throw new Error(`proposed was expected, not ${outcome.kind}`);
    return outcome.id;
  };
  return { store, path, clock, desk, propose };
}

/** One correction after the other decided by all of `verdicts` at once, each by somebody else. */
async function race(
  { clock, desk, propose }: Table,
  verdicts: readonly ('approve' | 'reject')[],
): Promise<readonly (readonly Decided[])[]> {
  const outcomes: (readonly Decided[])[] = [];
  for (let done = 0; done < RACES; done += BATCH) {
    clock.ms += LIMITS_FORGET_MS;
    const ids = await Promise.all(Array.from({ length: BATCH }, (_, place) => propose(done + place)));
    const clicks = (id: string): Promise<Decided[]> =>
      Promise.all(
        verdicts.map((verdict, place) =>
          desk.decide({
            id,
            version: 1,
            verdict,
            by: { account: `slack:U${place + 10}`, human: null },
            reason: 'As it is.',
          }),
        ),
      );
    outcomes.push(...(await Promise.all(ids.map(clicks))));
  }
  return outcomes;
}

/** Exactly one click counted in each race, the others were told; and what is stored says the same. */
function oneDecisionEach({ path }: Table, outcomes: readonly (readonly Decided[])[]): void {
  for (const clicks of outcomes) {
    const counted = clicks.filter(({ kind }) => kind === 'decided');
    const told = clicks.filter(({ kind }) => kind === 'settled');
    expect([counted.length, told.length]).toEqual([1, clicks.length - 1]);
  }
  const file = new Database(path, { readonly: true });
  const count = (sql: string): unknown => file.prepare(sql).pluck().get();
  const approved = count("SELECT count(*) FROM correction WHERE state = 'approved'");
  expect(count('SELECT count(*) FROM correction')).toBe(outcomes.length);
  expect(count('SELECT count(*) FROM decision')).toBe(outcomes.length);
  expect(count('SELECT count(DISTINCT correction_id) FROM decision')).toBe(outcomes.length);
  expect(count("SELECT count(*) FROM decision WHERE verdict = 'approve'")).toBe(approved);
  expect(count('SELECT count(*) FROM correction_effect')).toBe(approved);
  expect(count('SELECT count(DISTINCT correction_id) FROM correction_effect')).toBe(approved);
  expect(count("SELECT count(*) FROM job WHERE type = 'execute-correction'")).toBe(approved);
  file.close();
}

async function hold(...verdicts: readonly ('approve' | 'reject')[]): Promise<void> {
  const table = await aTable();
  oneDecisionEach(table, await race(table, verdicts));
  await table.store.close();
}

describe('F4, F5: 10,000 races', () => {
  test('of two approvers', async () => {
    for (let database = 0; database < DATABASES; database += 1) await hold('approve', 'approve');
  }, 60_000);

  test('of an approval against a rejection, whichever is first', async () => {
    for (let database = 0; database < DATABASES / 2; database += 1) {
      await hold('approve', 'reject');
      await hold('reject', 'approve');
    }
  }, 60_000);

  test('of 20 clicks', async () => {
    await hold(...Array.from({ length: 20 }, (_, n) => (n % 3 === 0 ? 'reject' : 'approve')));
  }, 60_000);
});
