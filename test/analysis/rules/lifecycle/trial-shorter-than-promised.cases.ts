import { trialShorterThanPromised } from '../../../../src/analysis/rules/lifecycle/trial-shorter-than-promised.ts';
import { at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { month, monthly, VAT } from './months.ts';

const promised = (days: number, parts = {}) => ({
  promises: [
    { ref: 'p-1', customer: CUSTOMER, kind: 'trial' as const, days, made_at: at('2026-10-20'), ...parts },
  ],
});
/** Signed up on the 27th of October, with a trial of fourteen days. */
const trial = { created: at('2026-10-27'), trial_start: at('2026-10-27'), trial_end: at('2026-11-10') };
const found = (amount: number) => [
  {
    classification: 'billing_error' as const,
    category: 'trial' as const,
    confidence: 'certain' as const,
    amount,
    evidence: ['sub_1', 'p-1', 'in_2026-11'],
    correction: { kind: 'credit_note' as const, target: 'in_2026-11', amount },
  },
];

export const cases: RuleCases = {
  rule: trialShorterThanPromised,
  accept: [
    {
      name: 'thirty days promised, fourteen given',
      history: monthly([month('2026-11')], trial),
      policy: promised(30),
      expect: found(4900),
    },
    {
      name: 'no trial at all, with tax',
      history: monthly([month('2026-11', VAT)], { created: at('2026-11-10') }),
      policy: promised(7),
      expect: found(5831),
    },
    {
      name: 'for this subscription',
      history: monthly([month('2026-11')], trial),
      policy: promised(20, { subscription: 'sub_1' }),
      expect: found(4900),
    },
  ],
  reject: [
    { name: 'as long as promised', history: monthly([month('2026-11')], trial), policy: promised(14) },
    {
      name: 'promised after the sign-up',
      history: monthly([month('2026-11')], trial),
      policy: promised(30, { made_at: at('2026-10-28') }),
    },
    {
      name: 'promised for another subscription',
      history: monthly([month('2026-11')], trial),
      policy: promised(30, { subscription: 'sub_2' }),
    },
    {
      name: 'promised to another customer',
      history: monthly([month('2026-11')], trial),
      policy: promised(30, { customer: 'cus_Else' }),
    },
    {
      name: 'the policy file has no promises',
      history: monthly([month('2026-11')], trial),
      skipped: 'promises',
    },
  ],
};
