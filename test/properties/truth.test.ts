import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RULES_BY_ROW } from '../../src/analysis/rules/index.ts';
import { analyzeHistory } from '../score/judge-history.ts';
import { applyCorrection } from './apply-correction.ts';
import {
  check,
  cleanHistory,
  errorsIn,
  gist,
  givenOf,
  nameOf,
  PATIENCE_MS,
  plantedHistory,
  RUNS,
  TRIES,
} from './histories.ts';

/** Seconds between the correction and the next look. */
const LATER_SECONDS = 60;

describe('what is right and what is wrong', () => {
  it(
    'finds no error in a clean history',
    () => {
      fc.assert(
        fc.property(cleanHistory, (history) => {
          expect(errorsIn(analyzeHistory(history)).map(gist), nameOf(history)).toEqual([]);
        }),
        TRIES,
      );
    },
    PATIENCE_MS,
  );

  it(
    'finds a planted error by its rule and to the minor unit, and no other',
    () => {
      fc.assert(
        fc.property(plantedHistory(['fault']), (history) => {
          const labels = history.labels.filter(({ classification }) => classification.endsWith('_error'));
          const errors = errorsIn(analyzeHistory(history));
          expect(errors.map(({ amount }) => amount?.amount).sort(), nameOf(history)).toEqual(
            labels.map(({ amount }) => amount?.amount).sort(),
          );
          for (const { rule } of errors) {
            const rules = labels.flatMap(({ row }) => RULES_BY_ROW.get(row) ?? []);
            expect(rules, nameOf(history)).toContain(rule);
          }
        }),
        TRIES,
      );
    },
    PATIENCE_MS,
  );

  it(
    'finds no error in a look-alike',
    () => {
      fc.assert(
        fc.property(plantedHistory(['event']), (history) => {
          expect(errorsIn(analyzeHistory(history)).map(gist), nameOf(history)).toEqual([]);
        }),
        TRIES,
      );
    },
    PATIENCE_MS,
  );

  it(
    'settles an error by its own correction, and causes no other',
    () => {
      let corrected = 0;
      fc.assert(
        fc.property(plantedHistory(['fault']), (history) => {
          const given = givenOf(history);
          const before = errorsIn(check(given));
          const [error] = before;
          if (error?.correction == null || error.correction.kind === 'escalate') return;
          const now = given.now + LATER_SECONDS;
          const objects = applyCorrection(given.objects, error.correction, given.now + 1);
          const after = errorsIn(check({ ...given, objects, now }));
          const others = before.filter((one) => one !== error).map((one) => one.fingerprint);
          expect(after.map((one) => one.fingerprint).sort(), `${nameOf(history)}\n${gist(error)}`).toEqual(
            others.sort(),
          );
          corrected += 1;
        }),
        TRIES,
      );
      expect(corrected, 'corrections were tried').toBeGreaterThan(RUNS / 3);
    },
    PATIENCE_MS,
  );
});
