import { usageOverbilled } from '../../../../src/analysis/rules/prices/usage-overbilled.ts';
import { aCreditNote, anInvoice, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { callsLine, callsPrice, callsTiers, MONTH, usageHistory, used } from './usage-fixtures.ts';

const billed = (quantity: number) => anInvoice({ lines: [callsLine(quantity)] });
const daily = [
  used(700, { id: 'mtrusg_a', end_time: at('2026-10-25') }),
  used(500, { id: 'mtrusg_b', start_time: at('2026-10-25') }),
];

export const cases: RuleCases = {
  rule: usageOverbilled,
  accept: [
    {
      name: 'twice what the meter counted',
      history: usageHistory([billed(2400)], [used(1200)]),
      expect: [
        {
          classification: 'billing_error',
          category: 'usage',
          confidence: 'certain',
          variant: 'doubled',
          amount: 1200,
          evidence: ['mtrusg_1', 'price_Calls', 'in_1', 'il_1', 'ch_in_1'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 1200, params: { refund_amount: 1200 } },
        },
      ],
    },
    {
      name: 'late events of another month billed with it, summaries side by side, with tax',
      history: usageHistory(
        [
          anInvoice({
            lines: [
              callsLine(1500, {
                taxes: [
                  {
                    amount: 300,
                    tax_rate: 'txr_1',
                    inclusive: false,
                    taxability_reason: 'standard_rated',
                    taxable_amount: 1500,
                  },
                ],
              }),
            ],
          }),
        ],
        daily,
      ),
      expect: [
        {
          classification: 'billing_error',
          variant: 'above_meter',
          amount: 360,
          evidence: ['mtrusg_a', 'mtrusg_b', 'in_1'],
        },
      ],
    },
    {
      name: 'graduated tiers make what the surplus costs, on an open invoice',
      history: usageHistory(
        [
          anInvoice({
            status: 'open',
            lines: [callsLine(1800, { amount: 2800, unit_amount_decimal: null })],
          }),
        ],
        [used(900)],
        { prices: [callsTiers('graduated')] },
      ),
      expect: [
        {
          classification: 'billing_error',
          variant: 'doubled',
          amount: 1000,
          evidence: ['in_1'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 1000 },
        },
      ],
    },
    {
      name: 'fractions of a unit count as whole ones, and part was credited',
      history: usageHistory([billed(2000)], [used('999.25')], {
        credit_notes: [aCreditNote({ amount: 400 })],
      }),
      expect: [{ classification: 'billing_error', variant: 'doubled', amount: 600, evidence: ['cn_1'] }],
    },
    {
      name: 'nothing was used at all',
      history: usageHistory([billed(300)], [used(0)]),
      expect: [{ classification: 'billing_error', variant: 'above_meter', amount: 300, evidence: ['in_1'] }],
    },
  ],
  reject: [
    { name: 'what the meter counted', history: usageHistory([billed(1200)], [used(1200)]) },
    { name: 'what the meter counted day by day', history: usageHistory([billed(1200)], daily) },
    { name: 'fewer than the meter counted', history: usageHistory([billed(1100)], [used(1200)]) },
    {
      name: 'usage of the last period, billed after the subscription ended',
      history: usageHistory(
        [anInvoice({ created: at('2026-11-18'), lines: [callsLine(1200)] })],
        [used(1200)],
      ),
    },
    {
      name: 'summaries that reach beyond the period',
      history: usageHistory(
        [billed(1200)],
        [
          used(1300, { start_time: at('2026-10-01'), end_time: MONTH.end }),
          used(900, { id: 'mtrusg_2', start_time: MONTH.end, end_time: at('2026-12-10') }),
        ],
      ),
    },
    {
      name: 'the surplus was credited',
      history: usageHistory([billed(2400)], [used(1200)], { credit_notes: [aCreditNote({ amount: 1200 })] }),
    },
    {
      name: 'a licensed price',
      history: usageHistory([billed(2400)], [used(1200)], {
        prices: [
          callsPrice({
            recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed', meter: null },
          }),
        ],
      }),
    },
    {
      name: 'part of the period is not summed up',
      history: usageHistory([billed(2400)], [used(700, { end_time: at('2026-10-25') })]),
      skipped: 'usage of meter mtr_1 in the period of in_1 is not in the history',
    },
    {
      name: 'usage of another customer',
      history: usageHistory([billed(2400)], [used(1200, { customer: 'cus_Other' })]),
      skipped: 'usage of meter mtr_1',
    },
    {
      name: 'an amount that does not follow from the price',
      history: usageHistory([anInvoice({ lines: [callsLine(2400, { amount: 9999 })] })], [used(1200)]),
      skipped: 'does not follow from its price',
    },
  ],
};
