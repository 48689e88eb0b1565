import type { PolicyPrice } from '../../../../src/analysis/policy.ts';
import { renewedAtOtherInterval } from '../../../../src/analysis/rules/lifecycle/renewed-at-other-interval.ts';
import { aPrice, at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { month, monthly, VAT } from './months.ts';

const contract = (parts: Partial<PolicyPrice> = {}): PolicyPrice => ({
  ref: 'frame-17',
  customer: CUSTOMER,
  product: 'prod_Pro',
  interval: 'month',
  interval_count: 1,
  currency: 'usd',
  unit_amount_decimal: '4900',
  ...parts,
});
const yearly = aPrice({
  id: 'price_Year',
  unit_amount: 49_000,
  recurring: { interval: 'year', interval_count: 1, usage_type: 'licensed', meter: null },
});
const year = (parts = {}) =>
  monthly(
    [
      month('2026-11', {
        price: 'price_Year',
        amount: 49_000,
        unit_amount_decimal: '49000',
        period: { start: at('2026-11-10'), end: at('2027-11-10') },
        ...parts,
      }),
    ],
    {},
    { prices: [aPrice(), yearly] },
  );
const found = (amount: number, ...evidence: string[]) => [
  {
    classification: 'billing_error' as const,
    category: 'renewal' as const,
    amount,
    evidence: ['sub_1', 'in_2026-11', ...evidence],
    correction: { kind: 'credit_note' as const, target: 'in_2026-11', amount },
  },
];

export const cases: RuleCases = {
  rule: renewedAtOtherInterval,
  accept: [
    {
      name: 'a year where a month was agreed',
      history: year(),
      policy: { prices: [contract()] },
      expect: found(44_100, 'frame-17'),
    },
    {
      name: 'a second month where a quarter was agreed, with tax',
      history: monthly([month('2026-10', VAT), month('2026-11', VAT)]),
      policy: { prices: [contract({ interval_count: 3 })] },
      expect: found(5831),
    },
    {
      name: 'a contract of the subscription',
      history: year(),
      policy: { prices: [(({ customer: _, ...rest }) => ({ ...rest, subscription: 'sub_1' }))(contract())] },
      expect: found(44_100),
    },
  ],
  reject: [
    {
      name: 'the first month where a quarter was agreed',
      history: monthly([month('2026-11')]),
      policy: { prices: [contract({ interval_count: 3 })] },
    },
    { name: 'as agreed', history: monthly([month('2026-11')]), policy: { prices: [contract()] } },
    {
      name: 'a contract for each interval',
      history: year(),
      policy: { prices: [contract(), contract({ ref: 'frame-18', interval: 'year' })] },
    },
    {
      name: 'the customer asked for the change',
      history: year(),
      policy: {
        prices: [contract()],
        requests: [
          {
            ref: 'r-1',
            customer: CUSTOMER,
            kind: 'change_plan',
            at: at('2026-11-01'),
            effective: 'period_end',
          },
        ],
      },
    },
    {
      name: 'only the list names the interval',
      history: year(),
      policy: { prices: [(({ customer: _, ...rest }) => rest)(contract())] },
    },
    { name: 'another product', history: year(), policy: { prices: [contract({ product: 'prod_Else' })] } },
  ],
};
