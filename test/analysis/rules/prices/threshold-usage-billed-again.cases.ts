import type { InvoiceLine } from '../../../../src/analysis/billing-history.ts';
import { thresholdUsageBilledAgain } from '../../../../src/analysis/rules/prices/threshold-usage-billed-again.ts';
import { aCreditNote, anInvoice, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { atThreshold, callsLine, callsTiers, MONTH, usageHistory, used } from './usage-fixtures.ts';

const closing = (quantity: number, parts: Partial<InvoiceLine> = {}) =>
  anInvoice({ lines: [callsLine(quantity, parts)] });
const rest = { period: { start: at('2026-10-25'), end: MONTH.end } };

export const cases: RuleCases = {
  rule: thresholdUsageBilledAgain,
  accept: [
    {
      name: 'the closing invoice bills the whole month',
      history: usageHistory([atThreshold(1000, '2026-10-25'), closing(1400)], [used(1400)]),
      expect: [
        {
          classification: 'billing_error',
          category: 'usage',
          confidence: 'certain',
          amount: 1000,
          evidence: ['in_T', 'in_1', 'il_1', 'mtrusg_1', 'ch_in_1'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 1000, params: { reason: 'duplicate' } },
        },
      ],
    },
    {
      name: 'two thresholds, and only one of them was left out, with tax',
      history: usageHistory(
        [
          atThreshold(1000, '2026-10-20'),
          atThreshold(500, '2026-10-30', {
            id: 'in_T2',
            lines: [
              callsLine(500, { id: 'il_T2', period: { start: at('2026-10-20'), end: at('2026-10-30') } }),
            ],
          }),
          closing(700, {
            taxes: [
              {
                amount: 140,
                tax_rate: 'txr_1',
                inclusive: false,
                taxability_reason: 'standard_rated',
                taxable_amount: 700,
              },
            ],
          }),
        ],
        [used(1700)],
      ),
      expect: [{ classification: 'billing_error', amount: 600, evidence: ['in_T', 'in_T2', 'in_1'] }],
    },
    {
      name: 'graduated tiers go on from the threshold, on an open invoice',
      history: usageHistory(
        [
          atThreshold(800, '2026-10-25', {
            lines: [
              callsLine(800, {
                id: 'il_T',
                amount: 1600,
                unit_amount_decimal: null,
                period: { start: MONTH.start, end: at('2026-10-25') },
              }),
            ],
          }),
          anInvoice({
            status: 'open',
            lines: [callsLine(1300, { amount: 2300, unit_amount_decimal: null })],
          }),
        ],
        [used(1300)],
        { prices: [callsTiers('graduated')] },
      ),
      // The other 500 are 200 at 0.02 and 300 at 0.01.
      expect: [
        {
          classification: 'billing_error',
          amount: 1600,
          evidence: ['in_1'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 1600 },
        },
      ],
    },
    {
      name: 'part of it was credited',
      history: usageHistory([atThreshold(1000, '2026-10-25'), closing(1400)], [used(1400)], {
        credit_notes: [aCreditNote({ amount: 250 })],
      }),
      expect: [{ classification: 'billing_error', amount: 750, evidence: ['cn_1'] }],
    },
  ],
  reject: [
    {
      name: 'the closing invoice bills only the rest, from the threshold on',
      history: usageHistory([atThreshold(1000, '2026-10-25'), closing(400, rest)], [used(1400)]),
    },
    {
      name: 'the closing invoice bills only the rest, though its line speaks of the whole month',
      history: usageHistory([atThreshold(1000, '2026-10-25'), closing(400)], [used(1400)]),
    },
    {
      name: 'the closing invoice takes the threshold’s usage off again',
      history: usageHistory(
        [
          atThreshold(1000, '2026-10-25'),
          anInvoice({
            lines: [
              callsLine(1400),
              callsLine(1000, { id: 'il_off', amount: -1000, subscription_item: 'si_calls' }),
            ],
          }),
        ],
        [used(1400)],
      ),
    },
    {
      name: 'the period is still running',
      history: usageHistory([atThreshold(1000, '2026-10-25')], [used(1000)]),
    },
    {
      name: 'more than all of it is too much: row E7',
      history: usageHistory([atThreshold(1000, '2026-10-25'), closing(5000)], [used(1400)]),
    },
    {
      name: 'the usage billed again was credited',
      history: usageHistory([atThreshold(1000, '2026-10-25'), closing(1400)], [used(1400)], {
        credit_notes: [aCreditNote({ amount: 1000 })],
      }),
    },
    {
      name: 'without the meter’s count, and the line goes on from the threshold',
      history: usageHistory([atThreshold(1000, '2026-10-25'), closing(1400, rest)], []),
    },
    {
      name: 'without the meter’s count, and the line is for the whole month',
      history: usageHistory([atThreshold(1000, '2026-10-25'), closing(1400)], []),
      skipped: 'usage of meter mtr_1 is not in the history',
    },
  ],
};
