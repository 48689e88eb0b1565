import { failedAttemptRetried } from '../../../../src/analysis/rules/payments/failed-attempt-retried.ts';
import { aCharge, aHistory, anInvoice, aPayment, aPaymentIntent, at, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const first = at('2026-11-10T10:00:00Z');
const second = at('2026-11-12T10:00:00Z');
const noFunds = {
  status: 'failed',
  failure_code: 'card_declined',
  outcome: { type: 'issuer_declined', reason: 'insufficient_funds' },
} as const;
const paid = anInvoice({ paid_at: second, attempt_count: 2 });
const failedOn = (invoice: typeof paid, id: string, created: number) =>
  aCharge({ id, created, payment_intent: `pi_${invoice.id}`, ...noFunds });
const open = anInvoice({
  status: 'open',
  attempt_count: 1,
  next_payment_attempt: at('2026-11-23'),
  payments: [aPayment({ status: 'open', amount_paid: null, paid_at: null })],
});

export const cases: RuleCases = {
  rule: failedAttemptRetried,
  accept: [
    {
      name: 'an invoice paid at the second attempt',
      history: aHistory({
        invoices: [paid],
        charges: [failedOn(paid, 'ch_1', first), paidBy(paid, { created: second })],
        payment_intents: [aPaymentIntent({ id: 'pi_in_1', latest_charge: 'ch_in_1' })],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'payment_failure',
          confidence: 'certain',
          variant: 'retried',
          amount: null,
          evidence: ['ch_1', 'ch_in_1', 'in_1'],
          correction: null,
        },
      ],
    },
    {
      name: 'several failed attempts on one invoice, told as one',
      history: aHistory({
        invoices: [paid],
        charges: [
          failedOn(paid, 'ch_1', first),
          failedOn(paid, 'ch_2', first + 86_400),
          paidBy(paid, { created: second }),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'retried',
          amount: null,
          evidence: ['ch_1', 'ch_2', 'ch_in_1', 'in_1'],
        },
      ],
    },
    {
      name: 'an invoice still open, which Stripe tries again',
      history: aHistory({
        invoices: [open],
        charges: [failedOn(open, 'ch_1', first)],
        payment_intents: [
          aPaymentIntent({
            id: 'pi_in_1',
            status: 'requires_payment_method',
            last_payment_error: { code: 'card_declined', message: null },
          }),
        ],
      }),
      expect: [
        {
          classification: 'payment_issue',
          confidence: 'certain',
          variant: 'unpaid',
          amount: null,
          evidence: ['ch_1', 'in_1'],
        },
      ],
    },
    {
      name: 'an invoice that waits for the customer to confirm with the bank',
      history: aHistory({
        invoices: [{ ...open, next_payment_attempt: null }],
        payment_intents: [aPaymentIntent({ id: 'pi_in_1', status: 'requires_action' })],
      }),
      expect: [
        { classification: 'payment_issue', variant: 'unpaid', amount: null, evidence: ['pi_in_1', 'in_1'] },
      ],
    },
    {
      name: 'a long story that goes on, whether or not anybody asks',
      worthExplaining: false,
      history: aHistory({ invoices: [open], charges: [failedOn(open, 'ch_1', first)] }),
      expect: [{ classification: 'payment_issue', variant: 'unpaid', amount: null, evidence: ['ch_1'] }],
    },
    {
      name: 'one payment intent, declined and then paid',
      history: aHistory({
        charges: [
          aCharge({ created: first, payment_intent: 'pi_1', ...noFunds }),
          aCharge({ id: 'ch_2', created: first + 90, payment_intent: 'pi_1' }),
        ],
        payment_intents: [aPaymentIntent({ latest_charge: 'ch_2' })],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'certain',
          variant: 'retried',
          amount: null,
          evidence: ['ch_1', 'ch_2'],
        },
      ],
    },
    {
      name: 'a checkout begun again: another payment intent, the same amount, minutes later',
      history: aHistory({
        charges: [
          aCharge({ created: first, payment_intent: 'pi_1', ...noFunds }),
          aCharge({ id: 'ch_2', created: first + 600, payment_intent: 'pi_2' }),
        ],
        payment_intents: [
          aPaymentIntent({
            status: 'requires_payment_method',
            last_payment_error: { code: 'card_declined', message: null },
          }),
          aPaymentIntent({ id: 'pi_2', latest_charge: 'ch_2' }),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'high',
          variant: 'retried',
          amount: null,
          evidence: ['ch_1', 'ch_2'],
        },
      ],
    },
    {
      name: 'a one-off payment that never succeeded',
      history: aHistory({
        charges: [aCharge({ payment_intent: 'pi_1', ...noFunds })],
        payment_intents: [
          aPaymentIntent({
            status: 'requires_payment_method',
            last_payment_error: { code: 'card_declined', message: null },
          }),
        ],
      }),
      expect: [{ classification: 'payment_issue', variant: 'unpaid', amount: null, evidence: ['ch_1'] }],
    },
    {
      name: 'a payment whose confirmation failed and left no charge',
      history: aHistory({
        payment_intents: [
          aPaymentIntent({
            status: 'requires_payment_method',
            last_payment_error: { code: 'payment_intent_authentication_failure', message: null },
          }),
        ],
      }),
      expect: [{ classification: 'payment_issue', variant: 'unpaid', amount: null, evidence: ['pi_1'] }],
    },
    {
      name: 'an invoice paid outside Stripe after an attempt failed',
      history: aHistory({
        invoices: [
          anInvoice({
            created: first,
            paid_at: second,
            paid_out_of_band: true,
            payments: [aPayment({ status: 'canceled', amount_paid: null, paid_at: null })],
          }),
        ],
        charges: [failedOn(paid, 'ch_1', first)],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'retried',
          amount: null,
          evidence: ['ch_1', 'in_1'],
        },
      ],
    },
  ],
  reject: [
    {
      name: 'an invoice paid at the first attempt',
      history: aHistory({ invoices: [paid], charges: [paidBy(paid)] }),
    },
    {
      name: 'two payments that both succeeded: perhaps a duplicate',
      history: aHistory({ charges: [aCharge(), aCharge({ id: 'ch_2', created: first + 300 })] }),
    },
    {
      name: 'two payments after a failed attempt: perhaps a duplicate',
      history: aHistory({
        charges: [
          aCharge({ created: first, payment_intent: 'pi_1', ...noFunds }),
          aCharge({ id: 'ch_2', created: first + 600, payment_intent: 'pi_1' }),
          aCharge({ id: 'ch_3', created: first + 660, payment_intent: 'pi_3' }),
        ],
      }),
    },
    {
      name: 'an invoice paid twice after a failed attempt',
      history: aHistory({
        invoices: [paid],
        charges: [
          failedOn(paid, 'ch_1', first),
          paidBy(paid, { created: second }),
          paidBy(paid, { id: 'ch_2', created: second + 60 }),
        ],
      }),
    },
    {
      name: 'a checkout that was opened and never tried',
      history: aHistory({ payment_intents: [aPaymentIntent({ status: 'requires_payment_method' })] }),
    },
    {
      name: 'an open invoice whose payment was not tried yet',
      history: aHistory({
        invoices: [{ ...open, attempt_count: 0 }],
        payment_intents: [aPaymentIntent({ id: 'pi_in_1', status: 'requires_payment_method' })],
      }),
    },
    {
      name: 'a failed payment that was cancelled',
      history: aHistory({
        charges: [aCharge({ payment_intent: 'pi_1', ...noFunds })],
        payment_intents: [aPaymentIntent({ status: 'canceled' })],
      }),
    },
    {
      name: 'an invoice voided after its payment failed',
      history: aHistory({
        invoices: [{ ...open, status: 'void', next_payment_attempt: null }],
        charges: [failedOn(open, 'ch_1', first)],
      }),
    },
    {
      name: 'an attempt after the invoice was paid: not what the payment retried',
      history: aHistory({
        invoices: [paid],
        charges: [paidBy(paid, { created: second }), failedOn(paid, 'ch_2', second + 3_600)],
      }),
    },
    {
      name: 'a bank debit still under way',
      history: aHistory({
        charges: [aCharge({ status: 'pending', payment_intent: 'pi_1', payment_method_type: 'sepa_debit' })],
        payment_intents: [aPaymentIntent({ status: 'processing' })],
      }),
    },
    {
      name: 'a failed attempt of long ago, paid since, nobody asks about',
      worthExplaining: false,
      history: aHistory({
        invoices: [paid],
        charges: [failedOn(paid, 'ch_1', first), paidBy(paid, { created: second })],
      }),
    },
  ],
};
