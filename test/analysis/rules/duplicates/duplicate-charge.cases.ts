import { duplicateCharge } from '../../../../src/analysis/rules/duplicates/duplicate-charge.ts';
import {
  aBalanceEntry,
  aCharge,
  aCreditNote,
  aDispute,
  aHistory,
  aLine,
  anInvoice,
  aPayment,
  aPaymentIntent,
  aRefund,
  aSubscription,
  at,
  CUSTOMER,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const TEN = at('2026-11-10T10:00:00Z');
const first = aCharge({ id: 'ch_first', created: TEN });
const later = (minutes: number, parts: Parameters<typeof aCharge>[0] = {}) =>
  aCharge({ id: 'ch_second', created: TEN + minutes * 60, ...parts });
const ORDER = { order_id: 'A-1017' };

const invoice = anInvoice();
const paidTwice = {
  ...invoice,
  payments: [aPayment(), aPayment({ id: 'inpay_again', payment_intent: 'pi_again' })],
};
const invoiceTwice = [
  paidBy(invoice, { id: 'ch_first' }),
  paidBy(invoice, { id: 'ch_second', payment_intent: 'pi_again', created: TEN + 90 }),
];

const oneOff = (id: string, minutes: number) =>
  anInvoice({
    id,
    created: TEN + minutes * 60,
    billing_reason: 'manual',
    subscription: null,
    lines: [
      aLine({
        id: `il_${id}`,
        subscription: null,
        subscription_item: null,
        taxes: [
          { amount: 931, tax_rate: 'txr_1', inclusive: false, taxability_reason: null, taxable_amount: 4900 },
        ],
      }),
    ],
  });

export const cases: RuleCases = {
  rule: duplicateCharge,
  accept: [
    {
      name: 'two payments two minutes apart, nothing tells them apart',
      history: aHistory({ charges: [first, later(2)] }),
      expect: [
        {
          classification: 'billing_error',
          category: 'duplicate_charge',
          confidence: 'high',
          variant: 'same_day',
          amount: 4900,
          evidence: ['ch_first', 'ch_second'],
          correction: {
            kind: 'refund',
            target: 'ch_second',
            amount: 4900,
            params: { charge: 'ch_second', amount: 4900, reason: 'duplicate' },
          },
        },
      ],
    },
    {
      name: 'two payments on the same day, hours apart',
      history: aHistory({ charges: [first, later(5 * 60)] }),
      expect: [
        {
          classification: 'billing_error',
          confidence: 'medium',
          variant: 'same_day',
          amount: 4900,
          evidence: ['ch_first', 'ch_second'],
        },
      ],
    },
    {
      name: 'exactly 24 hours apart is still within the window',
      history: aHistory({ charges: [first, later(24 * 60)] }),
      expect: [{ classification: 'billing_error', confidence: 'medium', amount: 4900, evidence: [] }],
    },
    {
      name: 'two cards minutes apart: not certain that one hand paid twice',
      history: aHistory({
        charges: [
          first,
          later(2, {
            card: { brand: 'visa', last4: '1881', country: 'US', fingerprint: 'fp_2', capture_before: null },
          }),
        ],
      }),
      expect: [{ classification: 'billing_error', confidence: 'medium', amount: 4900, evidence: [] }],
    },
    {
      name: 'the same order, three days apart',
      history: aHistory({
        charges: [{ ...first, metadata: ORDER }, later(3 * 24 * 60, { metadata: ORDER })],
      }),
      expect: [
        {
          classification: 'billing_error',
          confidence: 'high',
          variant: 'same_order',
          amount: 4900,
          evidence: ['ch_first', 'ch_second'],
          correction: { kind: 'refund', target: 'ch_second', amount: 4900 },
        },
      ],
    },
    {
      name: 'the same order named on the payment intents, whatever the attempt is called',
      history: aHistory({
        payment_intents: [
          aPaymentIntent({ id: 'pi_a', metadata: { cartId: 'c-9', attempt: '1' } }),
          aPaymentIntent({ id: 'pi_b', metadata: { cartId: 'c-9', attempt: '2' } }),
        ],
        charges: [{ ...first, payment_intent: 'pi_a' }, later(40, { payment_intent: 'pi_b' })],
      }),
      expect: [
        {
          classification: 'billing_error',
          confidence: 'certain',
          variant: 'same_order',
          amount: 4900,
          evidence: ['ch_first', 'ch_second'],
        },
      ],
    },
    {
      name: 'top-ups of one and the same order',
      history: aHistory({
        charges: [
          { ...first, description: 'Top-up', metadata: ORDER },
          later(1, { description: 'Top-up', metadata: ORDER }),
        ],
      }),
      expect: [{ classification: 'billing_error', variant: 'same_order', amount: 4900, evidence: [] }],
    },
    {
      name: 'one instalment of a plan taken twice',
      history: aHistory({
        charges: ['2026-09-10', '2026-10-10', '2026-11-10'].flatMap((day, position) => {
          const part = {
            created: at(`${day}T10:00:00Z`),
            metadata: ORDER,
            description: `Instalment ${position + 1} of 3`,
          };
          const once = aCharge({ id: `ch_part${position + 1}`, ...part });
          return position === 1 ? [once, { ...once, id: 'ch_again', created: once.created + 45 }] : [once];
        }),
      }),
      expect: [
        {
          classification: 'billing_error',
          variant: 'same_order',
          amount: 4900,
          evidence: ['ch_part2', 'ch_again'],
          correction: { kind: 'refund', target: 'ch_again', amount: 4900 },
        },
      ],
    },
    {
      name: 'one invoice paid by two charges',
      history: aHistory({ invoices: [paidTwice], charges: invoiceTwice }),
      expect: [
        {
          classification: 'billing_error',
          confidence: 'certain',
          variant: 'same_invoice',
          amount: 4900,
          evidence: ['ch_first', 'ch_second', 'in_1'],
          correction: { kind: 'refund', target: 'ch_second', amount: 4900 },
        },
      ],
    },
    {
      name: 'an invoice of two halves, one of them paid twice',
      history: aHistory({
        invoices: [
          anInvoice({
            lines: [aLine({ amount: 9800, quantity: 2 })],
            payments: ['a', 'b', 'c'].map((id) =>
              aPayment({ id: `inpay_${id}`, payment_intent: `pi_${id}` }),
            ),
          }),
        ],
        charges: ['a', 'b', 'c'].map((id, position) =>
          aCharge({ id: `ch_${id}`, payment_intent: `pi_${id}`, created: TEN + position * 60 }),
        ),
      }),
      expect: [
        {
          classification: 'billing_error',
          variant: 'same_invoice',
          amount: 4900,
          evidence: ['ch_a', 'ch_b', 'ch_c', 'in_1'],
          correction: { kind: 'refund', target: 'ch_c', amount: 4900 },
        },
      ],
    },
    {
      name: 'two one-off invoices for one order: the later one is credited with its tax',
      history: aHistory({
        invoices: [
          { ...oneOff('in_a', 0), metadata: ORDER },
          { ...oneOff('in_b', 3), metadata: ORDER },
        ],
        charges: [paidBy(oneOff('in_a', 0)), paidBy(oneOff('in_b', 3))],
      }),
      expect: [
        {
          classification: 'billing_error',
          variant: 'same_order',
          amount: 5831,
          evidence: ['ch_in_a', 'ch_in_b', 'in_a', 'in_b'],
          correction: {
            kind: 'credit_note',
            target: 'in_b',
            amount: 5831,
            params: { reason: 'duplicate', refund_amount: 5831 },
          },
        },
      ],
    },
    {
      name: 'charged three times',
      history: aHistory({ charges: [first, later(1), later(2, { id: 'ch_third' })] }),
      expect: [
        {
          classification: 'billing_error',
          amount: 9800,
          evidence: ['ch_first', 'ch_second', 'ch_third'],
          correction: { kind: 'refund', target: 'ch_second', amount: 9800 },
        },
      ],
    },
    {
      name: 'part of the duplicate is refunded already',
      history: aHistory({
        charges: [first, later(2, { amount_refunded: 1900 })],
        refunds: [aRefund({ charge: 'ch_second', amount: 1900 })],
      }),
      expect: [
        {
          classification: 'billing_error',
          amount: 3000,
          evidence: ['ch_second', 're_1'],
          correction: { kind: 'refund', target: 'ch_second', amount: 3000 },
        },
      ],
    },
    {
      name: 'part of the first is refunded: the rest still comes from the second',
      history: aHistory({ charges: [{ ...first, amount_refunded: 1000 }, later(2)] }),
      expect: [
        {
          classification: 'billing_error',
          amount: 3900,
          evidence: [],
          correction: { kind: 'refund', target: 'ch_second', amount: 3900 },
        },
      ],
    },
    {
      name: 'the refund of the duplicate failed',
      history: aHistory({
        charges: [first, later(2)],
        refunds: [aRefund({ charge: 'ch_second', status: 'failed' })],
      }),
      expect: [
        {
          classification: 'billing_error',
          amount: 4900,
          evidence: ['ch_second'],
          correction: { kind: 'escalate', target: 'ch_second', amount: null },
        },
      ],
    },
    {
      name: 'a duplicate under dispute: nothing may be refunded',
      history: aHistory({
        charges: [first, later(2, { disputed: true })],
        disputes: [aDispute({ charge: 'ch_second' })],
      }),
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['ch_second'], correction: null }],
    },
    {
      name: 'a monthly payment, once taken twice',
      history: aHistory({
        charges: [
          ...['2026-08-10', '2026-09-10', '2026-10-10'].map((day) =>
            aCharge({ id: `ch_${day}`, created: at(`${day}T10:00:00Z`) }),
          ),
          first,
          later(3 * 60),
        ],
      }),
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['ch_first', 'ch_second'] }],
    },
    {
      name: 'a zero-decimal currency',
      history: aHistory({
        charges: [
          { ...first, currency: 'jpy', amount: 490, amount_captured: 490 },
          later(2, { currency: 'jpy', amount: 490 }),
        ],
      }),
      expect: [{ classification: 'billing_error', amount: 490, evidence: ['ch_second'] }],
    },
    {
      name: 'a wider window set by the policy file',
      history: aHistory({ charges: [first, later(30 * 60)] }),
      policy: { rules: { 'duplicate-charge': { enabled: true, thresholds: { window_hours: 48 } } } },
      expect: [{ classification: 'billing_error', confidence: 'medium', amount: 4900, evidence: [] }],
    },
  ],
  reject: [
    {
      name: 'a hold and the payment that followed it',
      history: aHistory({
        charges: [{ ...first, captured: false, amount_captured: 0 }, later(2)],
        payment_intents: [aPaymentIntent({ status: 'requires_capture', amount_capturable: 4900 })],
      }),
    },
    {
      name: 'a failed attempt and its retry',
      history: aHistory({
        charges: [{ ...first, status: 'failed', captured: false, amount_captured: 0 }, later(2)],
      }),
    },
    {
      name: 'a payment that is still pending',
      history: aHistory({ charges: [first, later(2, { status: 'pending' })] }),
    },
    {
      name: 'two periods of one subscription',
      history: aHistory({
        subscriptions: [aSubscription()],
        invoices: ['in_oct', 'in_nov'].map((id) => anInvoice({ id, lines: [aLine({ id: `il_${id}` })] })),
        charges: ['in_oct', 'in_nov'].map((id) => paidBy(anInvoice({ id }))),
      }),
    },
    {
      name: 'two periods of one subscription that carry its order number',
      history: aHistory({
        subscriptions: [aSubscription()],
        invoices: ['in_oct', 'in_nov'].map((id) =>
          anInvoice({ id, metadata: ORDER, lines: [aLine({ id: `il_${id}` })] }),
        ),
        charges: ['in_oct', 'in_nov'].map((id) => paidBy(anInvoice({ id }))),
      }),
    },
    {
      name: 'a subscription and a one-off purchase that cost the same',
      history: aHistory({ invoices: [invoice], charges: [paidBy(invoice), later(2)] }),
    },
    {
      name: 'payments of invoices that the history lacks',
      history: aHistory({
        charges: [
          { ...first, description: 'Subscription update' },
          later(2, { description: 'Subscription update' }),
        ],
      }),
    },
    {
      name: 'two orders',
      history: aHistory({
        charges: [{ ...first, metadata: ORDER }, later(2, { metadata: { order_id: 'A-1018' } })],
      }),
    },
    {
      name: 'two seats bought one after the other',
      history: aHistory({
        charges: [
          { ...first, metadata: { seat: 'jane@acme.example' } },
          later(2, { metadata: { seat: 'joe@acme.example' } }),
        ],
      }),
    },
    {
      name: 'two shipments of one order',
      history: aHistory({
        charges: [
          { ...first, metadata: { ...ORDER, shipment: '1' } },
          later(2, { metadata: { ...ORDER, shipment: '2' } }),
        ],
      }),
    },
    {
      name: 'descriptions that name different things',
      history: aHistory({
        charges: [
          { ...first, description: 'Workshop 12 November' },
          later(2, { description: 'Workshop 19 November' }),
        ],
      }),
    },
    {
      name: 'instalments of one order by name',
      history: aHistory({
        charges: [
          { ...first, metadata: ORDER, description: 'Ratenzahlung 1/3' },
          later(60, { metadata: ORDER, description: 'Ratenzahlung 2/3' }),
        ],
      }),
    },
    {
      name: 'part payments that are not numbered',
      history: aHistory({
        charges: [
          { ...first, metadata: ORDER, description: 'Partial payment' },
          later(60, { metadata: ORDER, description: 'Partial payment' }),
        ],
      }),
    },
    {
      name: 'instalments of one order by their monthly spacing',
      history: aHistory({
        charges: ['2026-09-10', '2026-10-10', '2026-11-10'].map((day) =>
          aCharge({ id: `ch_${day}`, created: at(`${day}T10:00:00Z`), metadata: ORDER }),
        ),
      }),
    },
    {
      name: 'instalments of one order every ten days',
      history: aHistory({
        charges: ['2026-10-10', '2026-10-20', '2026-10-30'].map((day) =>
          aCharge({ id: `ch_${day}`, created: at(`${day}T10:00:00Z`), metadata: ORDER }),
        ),
      }),
    },
    {
      name: 'two top-ups',
      history: aHistory({
        charges: [{ ...first, description: 'Wallet top-up' }, later(5, { description: 'Wallet top-up' })],
      }),
    },
    {
      name: 'a purchase the customer makes every day',
      history: aHistory({
        charges: ['07', '08', '09', '10'].map((day) =>
          aCharge({ id: `ch_${day}`, created: at(`2026-11-${day}T08:${day}:00Z`) - Number(day) * 3600 }),
        ),
      }),
    },
    {
      name: 'the duplicate is refunded in full',
      history: aHistory({
        charges: [first, later(2, { amount_refunded: 4900, refunded: true })],
        refunds: [aRefund({ charge: 'ch_second' })],
      }),
    },
    {
      name: 'the first is refunded instead of the duplicate',
      history: aHistory({ charges: [{ ...first, amount_refunded: 4900, refunded: true }, later(2)] }),
    },
    {
      name: 'the duplicate was lost to a dispute',
      history: aHistory({
        charges: [first, later(2, { disputed: true })],
        disputes: [aDispute({ charge: 'ch_second', status: 'lost' })],
      }),
    },
    {
      name: 'the amount was put on the balance by hand',
      history: aHistory({
        charges: [first, later(2)],
        customer_balance_transactions: [aBalanceEntry()],
      }),
    },
    {
      name: 'the excess of an invoice paid twice is on the balance',
      history: aHistory({
        invoices: [{ ...paidTwice, amount_overpaid: 4900 }],
        charges: invoiceTwice,
        customer_balance_transactions: [aBalanceEntry({ type: 'invoice_overpaid', invoice: 'in_1' })],
      }),
    },
    {
      name: 'the excess of an invoice paid twice was credited to the balance',
      history: aHistory({
        invoices: [paidTwice],
        charges: invoiceTwice,
        credit_notes: [aCreditNote({ customer_balance_transaction: 'cbtxn_1' })],
      }),
    },
    {
      name: 'an invoice paid in two halves',
      history: aHistory({
        invoices: [
          anInvoice({
            lines: [aLine({ amount: 9800, quantity: 2 })],
            payments: ['a', 'b'].map((id) => aPayment({ id: `inpay_${id}`, payment_intent: `pi_${id}` })),
          }),
        ],
        charges: ['a', 'b'].map((id, position) =>
          aCharge({ id: `ch_${id}`, payment_intent: `pi_${id}`, created: TEN + position * 60 }),
        ),
      }),
    },
    {
      name: 'an invoice paid another way and retried all the same is overpaid',
      history: aHistory({
        invoices: [
          anInvoice({
            payments: ['a', 'b'].map((id) => aPayment({ id: `inpay_${id}`, payment_intent: `pi_${id}` })),
          }),
        ],
        charges: [
          aCharge({ id: 'ch_failed', status: 'failed', payment_intent: 'pi_a', created: TEN }),
          aCharge({ id: 'ch_own', payment_intent: 'pi_b', created: TEN + 600 }),
          aCharge({ id: 'ch_retry', payment_intent: 'pi_a', created: TEN + 3600 }),
        ],
      }),
    },
    {
      name: 'two currencies',
      history: aHistory({ charges: [first, later(2, { currency: 'eur' })] }),
    },
    {
      name: 'two customers',
      history: aHistory({ charges: [first, later(2, { customer: 'cus_Other' })] }),
    },
    {
      name: 'payments without a customer',
      history: aHistory({ charges: [{ ...first, customer: null }, later(2, { customer: null })] }),
    },
    {
      name: 'more than 24 hours apart',
      history: aHistory({ charges: [first, later(24 * 60 + 1)] }),
    },
    {
      name: 'one payment',
      history: aHistory({ charges: [{ ...first, customer: CUSTOMER }] }),
    },
  ],
};
