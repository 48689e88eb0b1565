import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import type { CorpusHistory } from '../../src/sandbox/corpus/generate.ts';
import { toPreBasil } from '../../src/sandbox/ledger/shapes/pre-basil.ts';
import { createFileReader } from '../../src/stripe/history-file.ts';
import { toBillingHistory } from '../../src/stripe/to-billing-history.ts';
import {
  CALENDAR_CYCLE_DAYS,
  mapStrings,
  renamingOf,
  shuffled,
  timeShifted,
} from '../analysis/case-transforms.ts';
import {
  anyHistory,
  check,
  cleanHistory,
  errorsIn,
  type Given,
  gist,
  gists,
  givenOf,
  judge,
  nameOf,
  PATIENCE_MS,
  plantedHistory,
  TRIES,
  type WireObject,
} from './histories.ts';
import { scaled } from './scale-money.ts';

const mapped = ({ objects, now }: Given) => toBillingHistory(objects, { exportedAt: now, livemode: false });

/** Tries a property of a history and something else to change it by. */
const holds = <T>(
  histories: fc.Arbitrary<CorpusHistory>,
  changes: fc.Arbitrary<T>,
  property: (history: CorpusHistory, change: T) => Promise<void> | void,
): Promise<void> =>
  fc.assert(
    fc.asyncProperty(histories, changes, async (history, change) => property(history, change)),
    TRIES,
  );
const nothing = fc.constant(null);

describe('what changes nothing', { timeout: PATIENCE_MS }, () => {
  it('the order of objects, and of the lists in them', () =>
    holds(anyHistory, fc.nat(), (history, seed) => {
      const given = givenOf(history);
      const policy = parsePolicy(given.policy);
      const { analysis } = judge(mapped(given), policy, given.now, given.ticket);
      const other = judge(shuffled(mapped(given), seed), policy, given.now, given.ticket);
      expect(other.analysis, nameOf(history)).toEqual(analysis);
      const turned = check({ ...given, objects: [...given.objects].reverse() });
      expect(turned.analysis, nameOf(history)).toEqual(analysis);
    }));

  it('the ids', () =>
    holds(anyHistory, fc.nat(), (history, seed) => {
      const given = givenOf(history);
      const rename = renamingOf(given.objects, seed);
      const renamed = mapStrings(given, rename);
      // Where nothing else tells two findings apart, their ids decide which comes first.
      expect(gists(check(renamed)), nameOf(history)).toEqual(
        check(given)
          .analysis.findings.map((finding) => gist(mapStrings(finding, rename)))
          .sort(),
      );
    }));

  it('the year: twenty-eight years on, the calendar is the same', () =>
    holds(anyHistory, nothing, (history) => {
      const given = { ...givenOf(history), ticket: null };
      const policy = parsePolicy(given.policy);
      const before = judge(mapped(given), policy, given.now, null);
      const days = CALENDAR_CYCLE_DAYS;
      const after = judge(
        timeShifted(mapped(given), days),
        timeShifted(policy, days),
        given.now + days * 86_400,
        null,
      );
      expect(gists(after), nameOf(history)).toEqual(gists(before));
    }));

  it('another customer in the same file', () =>
    holds(anyHistory, cleanHistory, async (history, stranger) => {
      fc.pre(history.seed !== stranger.seed);
      const given = givenOf(history);
      const alone = check(given);
      const reader = createFileReader({
        objects: [...givenOf(stranger).objects, ...given.objects],
        exported_at: given.now,
        livemode: false,
        api_version: null,
        ticket: null,
        policy: null,
        gaps: [],
      });
      const read = await reader.read({ text: history.customer, from_ticket: false }, { asOf: given.now });
      if (read.history === null) throw new Error(`the reader finds ${history.customer}`);
      const beside = judge(read.history, parsePolicy(given.policy), given.now, given.ticket);
      expect(gists(beside), nameOf(history)).toEqual(gists(alone));
    }));

  it('the API version the objects come in', () =>
    holds(anyHistory, nothing, (history) => {
      const given = givenOf(history);
      const old = JSON.parse(JSON.stringify(toPreBasil(history.objects))) as WireObject[];
      expect(gists(check({ ...given, objects: old })), nameOf(history)).toEqual(gists(check(given)));
    }));

  it('the size of all amounts', async () => {
    let tried = 0;
    await holds(plantedHistory(['fault', 'event']), fc.constantFrom(2, 3, 10), (history, factor) => {
      // What was rounded once is another amount when scaled; holds of one unit are no longer of one unit.
      if (!isExact(history.objects) || history.labels.some(({ row }) => row === 'V3')) return;
      const given = { ...givenOf(history), ticket: null };
      const before = errorsIn(check(given)).map((finding) => gist(scaled(finding, factor)));
      const after = errorsIn(check(scaled(given, factor))).map(gist);
      expect(after.sort(), nameOf(history)).toEqual(before.sort());
      tried += before.length;
    });
    expect(tried, 'errors were scaled').toBeGreaterThan(0);
  });
});

/** True when no amount of a history is a rounded share of another. */
function isExact(objects: readonly unknown[]): boolean {
  const text = JSON.stringify(objects);
  return !/"proration":true|"taxes":\[\{|"percent_off":\d|"unit_amount_decimal":"\d+\.|"divide_by"/.test(
    text,
  );
}
