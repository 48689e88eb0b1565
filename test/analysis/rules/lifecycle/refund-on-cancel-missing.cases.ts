import type { Subscription } from '../../../../src/analysis/billing-history.ts';
import { refundOnCancelMissing } from '../../../../src/analysis/rules/lifecycle/refund-on-cancel-missing.ts';
import { aLine, anInvoice, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { month, monthly, VAT } from './months.ts';

/** Ended at once on that day. */
const ended = (day: string, parts: Partial<Subscription> = {}): Partial<Subscription> => ({
  status: 'canceled',
  canceled_at: at(day),
  ended_at: at(day),
  cancellation_details: { reason: 'cancellation_requested', comment: null },
  ...parts,
});
const november = month('2026-11');
const prorated = { refund_on_cancel: 'prorated' as const };
/** 20 of 30 days given back by a proration. */
const credit = anInvoice({
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
});

export const cases: RuleCases = {
  rule: refundOnCancelMissing,
  accept: [
    {
      name: 'twenty of thirty days unused',
      history: monthly([november], ended('2026-11-20')),
      policy: prorated,
      expect: [
        {
          classification: 'billing_error',
          category: 'cancellation',
          confidence: 'certain',
          variant: 'prorated',
          amount: 3267,
          evidence: ['sub_1', 'in_2026-11', 'refund_on_cancel'],
          correction: { kind: 'credit_note', target: 'in_2026-11', amount: 3267 },
        },
      ],
    },
    {
      name: 'within fourteen days everything comes back, with tax',
      history: monthly([month('2026-11', VAT)], ended('2026-11-20')),
      policy: { refund_on_cancel: { full_within_days: 14, otherwise: 'none' } },
      expect: [{ classification: 'billing_error', variant: 'full', amount: 5831, evidence: ['in_2026-11'] }],
    },
    {
      name: 'after these days the unused time, in proportion, with tax',
      history: monthly([month('2026-11', VAT)], ended('2026-11-19')),
      policy: { refund_on_cancel: { full_within_days: 5, otherwise: 'prorated' } },
      expect: [
        { classification: 'billing_error', variant: 'prorated', amount: 4082, evidence: ['in_2026-11'] },
      ],
    },
    {
      name: 'part of it was refunded',
      history: (() => {
        const given = monthly([november], ended('2026-11-20'));
        return { ...given, charges: given.charges.map((charge) => ({ ...charge, amount_refunded: 1000 })) };
      })(),
      policy: prorated,
      expect: [{ classification: 'billing_error', amount: 2267, evidence: ['in_2026-11'] }],
    },
  ],
  reject: [
    {
      name: 'the policy gives nothing back',
      history: monthly([november], ended('2026-11-20')),
      policy: { refund_on_cancel: 'none' },
    },
    {
      name: 'cancelled at the period’s end',
      history: monthly([november], { cancel_at_period_end: true, canceled_at: at('2026-11-12') }),
      policy: prorated,
    },
    {
      name: 'a proration gave it back',
      history: monthly([november, credit], ended('2026-11-20')),
      policy: prorated,
    },
    {
      name: 'ended by failed payments',
      history: monthly(
        [november],
        ended('2026-11-20', { cancellation_details: { reason: 'payment_failed', comment: null } }),
      ),
      policy: prorated,
    },
    {
      name: 'after the days, and nothing otherwise',
      history: monthly([november], ended('2026-11-20')),
      policy: { refund_on_cancel: { full_within_days: 3, otherwise: 'none' } },
    },
    {
      name: 'the period was never paid',
      history: monthly([month('2026-11', {}, { status: 'open' })], ended('2026-11-20')),
      policy: prorated,
    },
    {
      name: 'the policy file does not say',
      history: monthly([november], ended('2026-11-20')),
      skipped: 'refund_on_cancel',
    },
  ],
};
