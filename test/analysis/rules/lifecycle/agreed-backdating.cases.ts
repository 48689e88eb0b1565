import { agreedBackdating } from '../../../../src/analysis/rules/lifecycle/agreed-backdating.ts';
import { at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { month, monthly } from './months.ts';

const agreed = (parts = {}) => ({
  requests: [
    {
      ref: 'r-1',
      customer: CUSTOMER,
      kind: 'backdate' as const,
      at: at('2026-11-15'),
      effective: 'period_end' as const,
      ...parts,
    },
  ],
});
const back = { created: at('2026-11-16'), start_date: at('2026-11-10') };
const found = [
  {
    classification: 'valid_but_confusing' as const,
    category: 'renewal' as const,
    amount: null,
    evidence: ['sub_1', 'in_2026-11', 'r-1'],
    correction: null,
  },
];

export const cases: RuleCases = {
  rule: agreedBackdating,
  accept: [
    {
      name: 'six days back, as agreed',
      history: monthly([month('2026-11')], back),
      policy: agreed(),
      expect: found,
    },
    {
      name: 'agreed for this subscription',
      history: monthly([month('2026-11')], back),
      policy: agreed({ subscription: 'sub_1' }),
      expect: found,
    },
    {
      name: 'the invoice is still open',
      history: monthly([month('2026-11', {}, { status: 'open' })], back),
      policy: agreed(),
      expect: found,
    },
    {
      name: 'the time before is a proration on the first invoice',
      history: monthly(
        [
          month(
            '2026-11',
            {
              proration: true,
              invoice_item: 'ii_1',
              amount: 980,
              period: { start: at('2026-11-10'), end: at('2026-11-16') },
            },
            { billing_reason: 'subscription_create', created: at('2026-11-16') },
          ),
        ],
        back,
      ),
      policy: agreed(),
      expect: found,
    },
  ],
  reject: [
    { name: 'nobody agreed', history: monthly([month('2026-11')], back) },
    {
      name: 'agreed for another subscription',
      history: monthly([month('2026-11')], back),
      policy: agreed({ subscription: 'sub_2' }),
    },
    {
      name: 'it starts when it was created',
      history: monthly([month('2026-11')], { created: at('2026-11-10') }),
      policy: agreed(),
    },
    {
      name: 'long ago, and nobody asks',
      history: monthly([month('2026-11')], back),
      policy: agreed(),
      worthExplaining: false,
    },
  ],
};
