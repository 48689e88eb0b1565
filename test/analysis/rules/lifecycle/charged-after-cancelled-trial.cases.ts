import { chargedAfterCancelledTrial } from '../../../../src/analysis/rules/lifecycle/charged-after-cancelled-trial.ts';
import { at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { month, monthly, VAT } from './months.ts';

/** Free from the 27th of October to the 10th of November. */
const trial = (parts = {}) => ({
  created: at('2026-10-27'),
  trial_start: at('2026-10-27'),
  trial_end: at('2026-11-10'),
  canceled_at: at('2026-11-07'),
  ...parts,
});
const first = month('2026-11');
const found = (amount: number, correction: object) => [
  {
    classification: 'billing_error' as const,
    category: 'trial' as const,
    confidence: 'certain' as const,
    amount,
    evidence: ['sub_1', 'in_2026-11'],
    correction: correction as never,
  },
];

export const cases: RuleCases = {
  rule: chargedAfterCancelledTrial,
  accept: [
    {
      name: 'cancelled three days before, and still running',
      history: monthly([first], trial()),
      expect: found(4900, { kind: 'cancel_subscription', target: 'sub_1', amount: 4900 }),
    },
    {
      name: 'ended with the trial, and charged with tax',
      history: monthly(
        [month('2026-11', VAT)],
        trial({ status: 'canceled', ended_at: at('2026-11-10'), cancel_at_period_end: true }),
      ),
      expect: found(5831, { kind: 'credit_note', target: 'in_2026-11', amount: 5831 }),
    },
    {
      name: 'the invoice is still open',
      history: monthly([month('2026-11', {}, { status: 'open' })], trial({ cancel_at_period_end: true })),
      expect: found(4900, { kind: 'void_invoice', target: 'in_2026-11', amount: null }),
    },
  ],
  reject: [
    {
      name: 'cancelled a minute after the trial',
      history: monthly([first], trial({ canceled_at: at('2026-11-10T00:01:00Z') })),
    },
    { name: 'the cancellation was taken back', history: monthly([first], trial({ canceled_at: null })) },
    {
      name: 'ended by a failed payment',
      history: monthly([first], trial({ cancellation_details: { reason: 'payment_failed', comment: null } })),
    },
    {
      name: 'nothing was charged',
      history: monthly([month('2026-11', { amount: 0, unit_amount_decimal: '0' })], trial()),
    },
    {
      name: 'the money is back',
      history: (() => {
        const given = monthly([first], trial());
        return { ...given, charges: given.charges.map((charge) => ({ ...charge, amount_refunded: 4900 })) };
      })(),
    },
  ],
};
