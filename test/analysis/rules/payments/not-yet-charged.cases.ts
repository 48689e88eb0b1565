import type { Invoice } from '../../../../src/analysis/billing-history.ts';
import { notYetCharged } from '../../../../src/analysis/rules/payments/not-yet-charged.ts';
import {
  aCharge,
  aHistory,
  anInvoice,
  aPayment,
  aPaymentIntent,
  aSubscription,
  at,
  NOW,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const unpaid = (parts: Partial<Invoice> = {}) =>
  anInvoice({
    status: 'open',
    payments: [aPayment({ status: 'open', amount_paid: null, paid_at: null })],
    ...parts,
  });
const historyOf = (invoice: Invoice) => aHistory({ subscriptions: [aSubscription()], invoices: [invoice] });
const bySending = { collection_method: 'send_invoice', due_date: at('2026-12-10') } as const;

export const cases: RuleCases = {
  rule: notYetCharged,
  accept: [
    {
      name: 'a draft that Stripe will finalise',
      history: historyOf(unpaid({ status: 'draft', created: NOW - 1200, auto_advance: true, payments: [] })),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'renewal',
          confidence: 'certain',
          variant: 'draft',
          amount: null,
          evidence: ['in_1', 'sub_1'],
          correction: null,
        },
      ],
    },
    {
      name: 'a draft that waits for a person',
      history: historyOf(unpaid({ status: 'draft', billing_reason: 'manual', payments: [] })),
      expect: [{ classification: 'valid_but_confusing', variant: 'draft', amount: null, evidence: ['in_1'] }],
    },
    {
      name: 'an open invoice that is not due yet',
      history: historyOf(unpaid(bySending)),
      expect: [{ classification: 'valid_but_confusing', variant: 'open', amount: null, evidence: ['in_1'] }],
    },
    {
      name: 'an open invoice that Stripe will collect',
      history: historyOf(unpaid({ next_payment_attempt: NOW + 1800 })),
      expect: [{ classification: 'valid_but_confusing', variant: 'open', amount: null, evidence: ['in_1'] }],
    },
    {
      name: 'an open invoice whose payment was begun and never tried',
      history: {
        ...historyOf(unpaid()),
        payment_intents: [aPaymentIntent({ id: 'pi_in_1', status: 'requires_payment_method' })],
      },
      expect: [{ classification: 'valid_but_confusing', variant: 'open', amount: null, evidence: ['in_1'] }],
    },
    {
      name: 'an invoice that is overdue',
      history: historyOf(unpaid({ ...bySending, due_date: at('2026-11-15') })),
      expect: [
        {
          classification: 'payment_issue',
          category: 'renewal',
          confidence: 'certain',
          variant: 'overdue',
          amount: null,
          evidence: ['in_1'],
          correction: null,
        },
      ],
    },
    {
      name: 'attempts that only the invoice counts',
      history: historyOf(unpaid({ attempt_count: 2, next_payment_attempt: at('2026-11-23') })),
      expect: [{ classification: 'payment_issue', variant: 'failing', amount: null, evidence: ['in_1'] }],
    },
    {
      name: 'attempts that go on, whether or not anybody asks',
      worthExplaining: false,
      history: historyOf(unpaid({ attempt_count: 2, next_payment_attempt: at('2026-11-23') })),
      expect: [{ classification: 'payment_issue', variant: 'failing', amount: null, evidence: ['in_1'] }],
    },
  ],
  reject: [
    {
      name: 'an invoice whose failed attempt is in the history',
      history: {
        ...historyOf(unpaid({ attempt_count: 1 })),
        charges: [aCharge({ status: 'failed', payment_intent: 'pi_in_1' })],
      },
    },
    {
      name: 'an invoice that waits for the customer to confirm',
      history: {
        ...historyOf(unpaid({ attempt_count: 1 })),
        payment_intents: [aPaymentIntent({ id: 'pi_in_1', status: 'requires_action' })],
      },
    },
    {
      name: 'a bank debit under way',
      history: {
        ...historyOf(unpaid({ attempt_count: 1 })),
        charges: [aCharge({ status: 'pending', payment_intent: 'pi_in_1' })],
      },
    },
    {
      name: 'a payment that is being processed, without a charge yet',
      history: {
        ...historyOf(unpaid({ attempt_count: 1 })),
        payment_intents: [aPaymentIntent({ id: 'pi_in_1', status: 'processing' })],
      },
    },
    {
      name: 'paid in part',
      history: historyOf(unpaid({ amount_paid: 2000, amount_remaining: 2900 })),
    },
    {
      name: 'wholly covered by credit',
      history: historyOf(unpaid({ amount_due: 0, amount_remaining: 0 })),
    },
    {
      name: 'a paid invoice',
      history: { ...historyOf(anInvoice()), charges: [paidBy(anInvoice())] },
    },
    {
      name: 'void, and written off',
      history: aHistory({
        invoices: [unpaid({ status: 'void' }), unpaid({ id: 'in_2', status: 'uncollectible' })],
      }),
    },
    {
      name: 'the preview of the next invoice',
      history: aHistory({ invoice_previews: [unpaid({ id: 'upcoming_1', status: 'draft' })] }),
    },
    {
      name: 'an open invoice of long ago, nobody asks about',
      worthExplaining: false,
      history: historyOf(unpaid({ ...bySending, due_date: at('2026-11-15') })),
    },
  ],
};
