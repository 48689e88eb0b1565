import type { InvoiceLine } from '../../../../src/analysis/billing-history.ts';
import { annualRenewal } from '../../../../src/analysis/rules/lifecycle/annual-renewal.ts';
import { aLine, anInvoice, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { month, monthly } from './months.ts';

const year = (from: number, line: Partial<InvoiceLine> = {}, reason = 'subscription_cycle') =>
  anInvoice({
    id: `in_${from}`,
    created: at(`${from}-11-10`),
    billing_reason: reason,
    lines: [
      aLine({
        id: `il_${from}`,
        amount: 49_000,
        unit_amount_decimal: '49000',
        period: { start: at(`${from}-11-10`), end: at(`${from + 1}-11-10`) },
        ...line,
      }),
    ],
  });
const found = [
  {
    classification: 'valid_but_confusing' as const,
    category: 'renewal' as const,
    amount: null,
    evidence: ['sub_1', 'in_2025', 'in_2026'],
    correction: null,
  },
];
const since = { created: at('2024-11-10') };

export const cases: RuleCases = {
  rule: annualRenewal,
  accept: [
    {
      name: 'the second year at the same price',
      history: monthly([year(2025, {}, 'subscription_create'), year(2026)], since),
      expect: found,
    },
    {
      name: 'with a reminder on record',
      history: monthly([year(2025), year(2026)], since, {
        events: [
          {
            object: 'event',
            id: 'evt_1',
            created: at('2026-11-03'),
            type: 'invoice.upcoming',
            subject: 'sub_1',
            request: null,
            data: { object: {}, previous_attributes: null },
          },
        ],
      }),
      expect: found,
    },
    {
      name: 'in yen',
      history: monthly([year(2025, { currency: 'jpy' }), year(2026, { currency: 'jpy' })], {
        ...since,
        currency: 'jpy',
      }),
      expect: found,
    },
  ],
  reject: [
    { name: 'the first year', history: monthly([year(2026, {}, 'subscription_create')], since) },
    {
      name: 'another price',
      history: monthly([year(2025, { unit_amount_decimal: '39000', amount: 39_000 }), year(2026)], since),
    },
    { name: 'monthly', history: monthly([month('2026-10'), month('2026-11')]) },
    {
      name: 'long ago, and nobody asks',
      history: monthly([year(2025), year(2026)], since),
      worthExplaining: false,
    },
  ],
};
