import type { Subscription } from '../../../../src/analysis/billing-history.ts';
import { noRefundOnCancel } from '../../../../src/analysis/rules/lifecycle/no-refund-on-cancel.ts';
import { aLine, anInvoice, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { month, monthly } from './months.ts';

const ended = (day: string, parts: Partial<Subscription> = {}): Partial<Subscription> => ({
  status: 'canceled',
  canceled_at: at(day),
  ended_at: at(day),
  ...parts,
});
const november = month('2026-11');
const none = { refund_on_cancel: 'none' as const };
const found = [
  {
    classification: 'valid_but_confusing' as const,
    category: 'cancellation' as const,
    amount: null,
    evidence: ['sub_1', 'in_2026-11', 'refund_on_cancel'],
    correction: null,
  },
];

export const cases: RuleCases = {
  rule: noRefundOnCancel,
  accept: [
    {
      name: 'cancelled after ten days',
      history: monthly([november], ended('2026-11-20')),
      policy: none,
      expect: found,
    },
    {
      name: 'later than the days with a refund',
      history: monthly([november], ended('2026-11-20')),
      policy: { refund_on_cancel: { full_within_days: 7, otherwise: 'none' } },
      expect: found,
    },
    {
      name: 'cancelled on the first day',
      history: monthly([november], ended('2026-11-10T08:00:00Z')),
      policy: none,
      expect: found,
    },
  ],
  reject: [
    {
      name: 'the policy gives it back',
      history: monthly([november], ended('2026-11-20')),
      policy: { refund_on_cancel: 'prorated' },
    },
    { name: 'the policy file does not say', history: monthly([november], ended('2026-11-20')) },
    {
      name: 'it was given back after all',
      history: monthly(
        [
          november,
          anInvoice({
            id: 'in_credit',
            created: at('2026-11-20'),
            lines: [
              aLine({
                id: 'il_credit',
                amount: -3267,
                proration: true,
                invoice_item: 'ii_1',
                period: { start: at('2026-11-20'), end: at('2026-12-10') },
              }),
            ],
          }),
        ],
        ended('2026-11-20'),
      ),
      policy: none,
    },
    {
      name: 'set to end with its period',
      history: monthly([november], { cancel_at_period_end: true, canceled_at: at('2026-11-12') }),
      policy: none,
    },
    {
      name: 'long ago, and nobody asks',
      history: monthly([november], ended('2026-11-20')),
      policy: none,
      worthExplaining: false,
    },
  ],
};
