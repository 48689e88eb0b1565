import { usageAfterCancellation } from '../../../../src/analysis/rules/lifecycle/usage-after-cancellation.ts';
import { aPrice, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { month, monthly } from './months.ts';

const metered = aPrice({
  id: 'price_Api',
  product: 'prod_Api',
  recurring: { interval: 'month', interval_count: 1, usage_type: 'metered', meter: null },
});
const usage = (line = {}, created = '2026-11-15T01:00:00Z') =>
  month(
    '2026-10',
    {
      price: 'price_Api',
      product: 'prod_Api',
      amount: 1240,
      quantity: 1240,
      unit_amount_decimal: '1',
      ...line,
    },
    { created: at(created) },
  );
const over = { status: 'canceled' as const, canceled_at: at('2026-11-15'), ended_at: at('2026-11-15') };
const history = (invoices = [usage()], subscription: object = over) =>
  monthly(invoices, subscription, { prices: [aPrice(), metered] });
const found = [
  {
    classification: 'valid_but_confusing' as const,
    category: 'usage' as const,
    amount: null,
    evidence: ['sub_1', 'in_2026-10', 'il_2026-10'],
    correction: null,
  },
];

export const cases: RuleCases = {
  rule: usageAfterCancellation,
  accept: [
    { name: 'an hour after the end', history: history(), expect: found },
    {
      name: 'set to end, and billed after the request',
      history: history([usage()], { cancel_at_period_end: true, canceled_at: at('2026-11-12') }),
      expect: found,
    },
    {
      name: 'still to be paid',
      history: history([
        month(
          '2026-10',
          { price: 'price_Api', product: 'prod_Api', amount: 1240 },
          { created: at('2026-11-15T01:00:00Z'), status: 'open' },
        ),
      ]),
      expect: found,
    },
  ],
  reject: [
    { name: 'billed before the end', history: history([usage({}, '2026-11-10')]) },
    {
      name: 'usage of a later period',
      history: history([usage({ period: { start: at('2026-11-16'), end: at('2026-12-16') } })]),
    },
    { name: 'a fee, which is another rule’s work', history: history([usage({ price: 'price_Pro' })]) },
    { name: 'it goes on', history: history([usage()], {}) },
    { name: 'long ago, and nobody asks', history: history(), worthExplaining: false },
  ],
};
