import { thresholdInvoice } from '../../../../src/analysis/rules/prices/threshold-invoice.ts';
import { aLine, anInvoice, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { atThreshold, callsLine, MONTH, usageHistory } from './usage-fixtures.ts';

const rest = callsLine(400, { period: { start: at('2026-10-25'), end: MONTH.end } });

export const cases: RuleCases = {
  rule: thresholdInvoice,
  accept: [
    {
      name: 'the period is still running',
      history: usageHistory([atThreshold(1000, '2026-10-25')], []),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'usage',
          variant: 'running',
          amount: null,
          evidence: ['in_T', 'ch_in_T'],
          correction: null,
        },
      ],
    },
    {
      name: 'the closing invoice bills the rest',
      history: usageHistory([atThreshold(1000, '2026-10-25'), anInvoice({ lines: [rest] })], []),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'closed',
          amount: null,
          evidence: ['in_T', 'in_1'],
        },
      ],
    },
    {
      name: 'an open invoice for two metered products, one without a meter',
      history: usageHistory(
        [
          atThreshold(1000, '2026-10-25', {
            status: 'open',
            lines: [callsLine(1000, { id: 'il_T' }), aLine({ id: 'il_T2', amount: 500 })],
          }),
        ],
        [],
      ),
      expect: [
        { classification: 'valid_but_confusing', variant: 'running', amount: null, evidence: ['in_T'] },
      ],
    },
  ],
  reject: [
    { name: 'a renewal', history: usageHistory([anInvoice({ lines: [callsLine(1000)] })], []) },
    {
      name: 'a void one',
      history: usageHistory([atThreshold(1000, '2026-10-25', { status: 'void' })], []),
    },
    {
      name: 'a free one',
      history: usageHistory(
        [atThreshold(1000, '2026-10-25', { lines: [callsLine(1000, { id: 'il_T', amount: 0 })] })],
        [],
      ),
    },
    {
      name: 'long ago, and nobody asked',
      history: usageHistory([atThreshold(1000, '2026-10-25')], []),
      worthExplaining: false,
    },
  ],
};
