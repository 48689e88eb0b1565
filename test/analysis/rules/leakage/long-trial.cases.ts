import { longTrial } from '../../../../src/analysis/rules/leakage/long-trial.ts';
import { aHistory, aSubscription, at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const trial = (start: string, end: string, parts = {}) =>
  aHistory({
    subscriptions: [
      aSubscription({
        created: at(start),
        status: 'trialing',
        trial_start: at(start),
        trial_end: at(end),
        ...parts,
      }),
    ],
  });
const promised = (days: number) => ({
  promises: [{ ref: 'p-1', customer: CUSTOMER, kind: 'trial' as const, days, made_at: at('2026-08-01') }],
});
const found = [
  {
    classification: 'leakage' as const,
    category: 'trial' as const,
    amount: null,
    evidence: ['sub_1'],
    correction: null,
  },
];

export const cases: RuleCases = {
  rule: longTrial,
  accept: [
    {
      name: 'a year of trial, in its fourth month',
      history: trial('2026-08-10', '2027-08-10'),
      expect: found,
    },
    {
      name: 'prolonged beyond the promise',
      history: trial('2026-08-10', '2027-02-10'),
      policy: promised(60),
      expect: found,
    },
    {
      name: 'a stricter threshold',
      history: trial('2026-10-10', '2026-12-31'),
      policy: { rules: { 'long-trial': { enabled: true, thresholds: { longest_days: 30 } } } },
      expect: found,
    },
  ],
  reject: [
    { name: 'a month', history: trial('2026-11-01', '2026-12-01') },
    { name: 'promised for that long', history: trial('2026-08-10', '2027-08-10'), policy: promised(365) },
    { name: 'it is over', history: trial('2026-08-10', '2026-11-01', { status: 'active' }) },
    { name: 'no trial at all', history: aHistory({ subscriptions: [aSubscription()] }) },
  ],
};
