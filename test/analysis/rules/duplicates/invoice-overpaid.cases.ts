import { invoiceOverpaid } from '../../../../src/analysis/rules/duplicates/invoice-overpaid.ts';
import {
  aBalanceEntry,
  aCharge,
  aCreditNote,
  aCustomer,
  aDispute,
  aHistory,
  aLine,
  anInvoice,
  aPayment,
  aRefund,
  at,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

/** in_1 asks for 49.00; ch_first pays 49.00 on 10 November, ch_extra 10.00 two days later. */
const invoice = anInvoice({
  payments: [
    aPayment({ id: 'inpay_a', payment_intent: 'pi_a' }),
    aPayment({ id: 'inpay_b', payment_intent: 'pi_b', amount_paid: 1000, created: at('2026-11-12') }),
  ],
});
const first = aCharge({ id: 'ch_first', payment_intent: 'pi_a' });
const extra = aCharge({
  id: 'ch_extra',
  payment_intent: 'pi_b',
  amount: 1000,
  created: at('2026-11-12T10:00:00Z'),
});

/** in_1 and a card charge of 49.00, and 49.00 that came in outside Stripe the day before. */
const byTransferToo = anInvoice({
  payments: [
    aPayment({
      id: 'inpay_out',
      payment_intent: null,
      payment_record: 'prec_1',
      created: at('2026-11-09'),
    }),
    aPayment({ id: 'inpay_card', payment_intent: 'pi_card' }),
  ],
});
const card = aCharge({ id: 'ch_card', payment_intent: 'pi_card' });

const oneLarge = anInvoice({ amount_overpaid: 1000 });
const large = paidBy(oneLarge, { amount: 5900 });

export const cases: RuleCases = {
  rule: invoiceOverpaid,
  accept: [
    {
      name: 'a second, smaller payment of an invoice that was paid',
      history: aHistory({ invoices: [invoice], charges: [first, extra] }),
      expect: [
        {
          classification: 'billing_error',
          category: 'overpayment',
          confidence: 'certain',
          variant: 'several_payments',
          amount: 1000,
          evidence: ['in_1', 'ch_first', 'ch_extra'],
          correction: {
            kind: 'refund',
            target: 'ch_extra',
            amount: 1000,
            params: { charge: 'ch_extra', amount: 1000, reason: 'requested_by_customer' },
          },
        },
      ],
    },
    {
      name: 'a failed attempt is retried after the customer has paid with another card',
      history: aHistory({
        invoices: [invoice],
        charges: [
          aCharge({
            id: 'ch_failed',
            status: 'failed',
            payment_intent: 'pi_b',
            created: first.created - 3600,
          }),
          first,
          { ...extra, amount: 4900, amount_captured: 4900 },
        ],
      }),
      expect: [
        {
          classification: 'billing_error',
          category: 'overpayment',
          confidence: 'certain',
          amount: 4900,
          evidence: ['in_1', 'ch_first', 'ch_extra', 'ch_failed'],
          correction: { kind: 'refund', target: 'ch_extra', amount: 4900 },
        },
      ],
    },
    {
      name: 'one payment larger than the invoice',
      history: aHistory({ invoices: [oneLarge], charges: [large] }),
      expect: [
        {
          classification: 'billing_error',
          confidence: 'certain',
          variant: 'one_payment',
          amount: 1000,
          evidence: ['in_1', 'ch_in_1'],
          correction: { kind: 'refund', target: 'ch_in_1', amount: 1000 },
        },
      ],
    },
    {
      name: 'part of the excess was refunded, part is on the balance',
      history: aHistory({
        invoices: [invoice],
        charges: [first, { ...extra, amount_refunded: 300 }],
        refunds: [aRefund({ charge: 'ch_extra', amount: 300 })],
        customer_balance_transactions: [
          aBalanceEntry({ type: 'invoice_overpaid', invoice: 'in_1', amount: -200 }),
        ],
      }),
      expect: [
        {
          classification: 'billing_error',
          amount: 500,
          evidence: ['in_1', 'ch_extra', 're_1'],
          correction: { kind: 'refund', target: 'ch_extra', amount: 500 },
        },
      ],
    },
    {
      name: 'only the invoice says so: the payment is not in the history, and nothing can be drafted',
      history: aHistory({ invoices: [{ ...invoice, payments: [], amount_overpaid: 1000 }] }),
      expect: [
        {
          classification: 'billing_error',
          confidence: 'high',
          variant: 'one_payment',
          amount: 1000,
          evidence: ['in_1'],
          correction: null,
        },
      ],
    },
    {
      name: 'one payment too many of three: the part that repeats another is not this rule’s',
      history: aHistory({
        invoices: [
          anInvoice({
            payments: ['a', 'b', 'c'].map((id) =>
              aPayment({ id: `inpay_${id}`, payment_intent: `pi_${id}` }),
            ),
          }),
        ],
        charges: [
          first,
          extra,
          aCharge({ id: 'ch_again', payment_intent: 'pi_c', created: first.created + 60 }),
        ],
      }),
      expect: [
        {
          classification: 'billing_error',
          amount: 1000,
          evidence: ['ch_extra'],
          correction: { kind: 'refund', target: 'ch_extra', amount: 1000 },
        },
      ],
    },
    {
      name: 'a payment under dispute: nothing may be refunded',
      history: aHistory({
        invoices: [invoice],
        charges: [first, { ...extra, disputed: true }],
        disputes: [aDispute({ charge: 'ch_extra', amount: 1000 })],
      }),
      expect: [{ classification: 'billing_error', amount: 1000, evidence: ['ch_extra'], correction: null }],
    },
    {
      name: 'the balance paid part of the invoice, and the card all of it',
      history: aHistory({
        invoices: [anInvoice({ amount_due: 3900, amount_paid: 4900, starting_balance: -1000 })],
        charges: [paidBy(anInvoice())],
      }),
      expect: [
        {
          classification: 'billing_error',
          variant: 'one_payment',
          amount: 1000,
          evidence: ['in_1', 'ch_in_1'],
          correction: { kind: 'refund', target: 'ch_in_1', amount: 1000 },
        },
      ],
    },
    {
      name: 'a zero-decimal currency',
      history: aHistory({
        invoices: [{ ...invoice, currency: 'jpy' }],
        charges: [
          { ...first, currency: 'jpy' },
          { ...extra, currency: 'jpy' },
        ],
      }),
      expect: [{ classification: 'billing_error', amount: 1000, evidence: ['ch_extra'] }],
    },
  ],
  reject: [
    {
      name: 'paid outside Stripe and by card too, which has a rule of its own',
      history: aHistory({ invoices: [byTransferToo], charges: [card] }),
    },
    {
      name: 'an invoice paid once',
      history: aHistory({ invoices: [anInvoice()], charges: [paidBy(anInvoice())] }),
    },
    {
      name: 'an invoice paid in three unequal parts that add up',
      history: aHistory({
        invoices: [
          anInvoice({
            lines: [aLine({ amount: 9800, quantity: 2 })],
            payments: ['a', 'b', 'c'].map((id) =>
              aPayment({ id: `inpay_${id}`, payment_intent: `pi_${id}` }),
            ),
          }),
        ],
        charges: [
          aCharge({ id: 'ch_a', payment_intent: 'pi_a', amount: 4900 }),
          aCharge({ id: 'ch_b', payment_intent: 'pi_b', amount: 3900 }),
          aCharge({ id: 'ch_c', payment_intent: 'pi_c', amount: 1000 }),
        ],
      }),
    },
    {
      name: 'a bank transfer whose excess Stripe put on the balance',
      history: aHistory({
        invoices: [oneLarge],
        charges: [{ ...large, payment_method_type: 'customer_balance', card: null }],
        customer_balance_transactions: [
          aBalanceEntry({ type: 'invoice_overpaid', invoice: 'in_1', amount: -1000 }),
        ],
      }),
    },
    {
      name: 'the excess was refunded',
      history: aHistory({
        invoices: [{ ...invoice, amount_overpaid: 1000 }],
        charges: [first, { ...extra, amount_refunded: 1000, refunded: true }],
        refunds: [aRefund({ charge: 'ch_extra', amount: 1000 })],
      }),
    },
    {
      name: 'the excess was given to the balance by credit note',
      history: aHistory({
        invoices: [invoice],
        charges: [first, extra],
        credit_notes: [aCreditNote({ amount: 1000, customer_balance_transaction: 'cbtxn_1' })],
      }),
    },
    {
      name: 'the same amount paid twice, which is a duplicate charge',
      history: aHistory({
        invoices: [
          anInvoice({
            payments: ['a', 'b'].map((id) => aPayment({ id: `inpay_${id}`, payment_intent: `pi_${id}` })),
          }),
        ],
        charges: [first, { ...first, id: 'ch_again', payment_intent: 'pi_b', created: first.created + 60 }],
      }),
    },
    {
      name: 'a failed attempt, a pending one and the payment',
      history: aHistory({
        invoices: [invoice],
        charges: [
          first,
          aCharge({ id: 'ch_failed', payment_intent: 'pi_b', status: 'failed', amount: 3000 }),
          { ...extra, id: 'ch_pending', status: 'pending' },
        ],
      }),
    },
    {
      name: 'one payment that settled two invoices',
      history: aHistory({
        invoices: [
          anInvoice({
            id: 'in_a',
            payments: [aPayment({ id: 'inpay_a', invoice: 'in_a', payment_intent: 'pi_both' })],
          }),
          anInvoice({
            id: 'in_b',
            payments: [aPayment({ id: 'inpay_b', invoice: 'in_b', payment_intent: 'pi_both' })],
          }),
        ],
        charges: [aCharge({ id: 'ch_both', payment_intent: 'pi_both', amount: 9800 })],
      }),
    },
    {
      name: 'a first payment that was refunded, and a second one in its place',
      history: aHistory({
        invoices: [invoice],
        charges: [
          { ...first, amount_refunded: 4900, refunded: true },
          { ...extra, amount: 4500, amount_captured: 4500 },
        ],
      }),
    },
    {
      name: 'a void invoice',
      history: aHistory({
        invoices: [{ ...invoice, status: 'void', voided_at: at('2026-11-13') }],
        charges: [first, extra],
      }),
    },
    {
      name: 'the customer has that much credit, and its transactions are missing',
      history: aHistory({
        customers: [aCustomer({ balance: -1000 })],
        invoices: [oneLarge],
        charges: [large],
      }),
      skipped: 'balance transactions are not in the history',
    },
  ],
};
