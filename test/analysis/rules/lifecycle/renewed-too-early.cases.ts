import { renewedTooEarly } from '../../../../src/analysis/rules/lifecycle/renewed-too-early.ts';
import { aLine, anInvoice, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { month, monthly, VAT } from './months.ts';

/** From the tenth of November until `end`. */
const until = (end: string, parts = {}) =>
  month('2026-11', { period: { start: at('2026-11-10'), end: at(end) }, ...parts });
const found = (amount: number) => [
  {
    classification: 'billing_error' as const,
    category: 'renewal' as const,
    confidence: 'high' as const,
    amount,
    evidence: ['sub_1', 'in_2026-11', 'price_Pro'],
    correction: { kind: 'credit_note' as const, target: 'in_2026-11', amount },
  },
];
/** A whole month from the twentieth. */
const moved = anInvoice({
  id: 'in_moved',
  created: at('2026-11-20'),
  lines: [aLine({ id: 'il_moved', period: { start: at('2026-11-20'), end: at('2026-12-20') } })],
});
const credit = anInvoice({
  id: 'in_credit',
  created: at('2026-11-20'),
  lines: [
    aLine({
      id: 'il_credit',
      amount: -1633,
      proration: true,
      invoice_item: 'ii_1',
      period: { start: at('2026-11-20'), end: at('2026-11-30') },
    }),
  ],
});

export const cases: RuleCases = {
  rule: renewedTooEarly,
  accept: [
    { name: 'twenty of thirty days', history: monthly([until('2026-11-30')]), expect: found(1633) },
    {
      name: 'fifteen of thirty, with tax',
      history: monthly([until('2026-11-25', VAT)]),
      expect: found(2916),
    },
    {
      name: 'two seats',
      history: monthly([until('2026-11-30', { quantity: 2, amount: 9800 })]),
      expect: found(3267),
    },
    {
      name: 'the date was moved to the twentieth, and the next month billed from then on',
      history: monthly([month('2026-11'), moved], { billing_cycle_anchor: at('2026-11-20') }),
      expect: [
        {
          classification: 'billing_error',
          category: 'renewal',
          amount: 3267,
          evidence: ['sub_1', 'in_2026-11', 'in_moved'],
          correction: { kind: 'credit_note', target: 'in_2026-11', amount: 3267 },
        },
      ],
    },
  ],
  reject: [
    {
      name: 'the date was moved, and the unused time credited',
      history: monthly([month('2026-11'), moved, credit], { billing_cycle_anchor: at('2026-11-20') }),
    },
    {
      name: 'billed again from the twentieth, though the date stayed',
      history: monthly([month('2026-11'), moved]),
    },
    { name: 'a whole month', history: monthly([month('2026-11')]) },
    {
      name: 'February is shorter',
      history: monthly([month('2026-01', { period: { start: at('2026-01-31'), end: at('2026-02-28') } })]),
    },
    { name: 'billed for its part only', history: monthly([until('2026-11-30', { amount: 3267 })]) },
    { name: 'a proration gave the time back', history: monthly([until('2026-11-30'), credit]) },
    { name: 'the price is not in the history', history: monthly([until('2026-11-30')], {}, { prices: [] }) },
  ],
};
