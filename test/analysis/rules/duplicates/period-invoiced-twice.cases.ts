import type { Invoice, InvoiceLine } from '../../../../src/analysis/billing-history.ts';
import { periodInvoicedTwice } from '../../../../src/analysis/rules/duplicates/period-invoiced-twice.ts';
import {
  aCreditNote,
  aDispute,
  aHistory,
  aLine,
  anInvoice,
  aPrice,
  aRefund,
  aSubscription,
  at,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

/** The invoice of a line for 10 November to 10 December, made on `day`. */
const billing = (
  id: string,
  day: string,
  line: Partial<InvoiceLine> = {},
  parts: Partial<Invoice> = {},
): Invoice =>
  anInvoice({ id, created: at(`${day}T10:00:00Z`), lines: [aLine({ id: `il_${id}`, ...line })], ...parts });

const due = billing('in_due', '2026-11-10');
const again = billing('in_again', '2026-11-12');
const base = { subscriptions: [aSubscription()], prices: [aPrice()] };
const tax = (amount: number) => [
  { amount, tax_rate: 'txr_1', inclusive: false, taxability_reason: null, taxable_amount: 4900 },
];
const credit = (amount: number, start: string, end: string): InvoiceLine =>
  aLine({
    id: `il_credit_${start}`,
    amount: -amount,
    proration: true,
    description: 'Unused time on Pro',
    period: { start: at(start), end: at(end) },
  });
const moved = { period: { start: at('2026-11-20'), end: at('2026-12-20') } };

export const cases: RuleCases = {
  rule: periodInvoicedTwice,
  accept: [
    {
      name: 'one period on two paid invoices',
      history: aHistory({ ...base, invoices: [due, again], charges: [paidBy(due), paidBy(again)] }),
      expect: [
        {
          classification: 'billing_error',
          category: 'duplicate_invoice',
          confidence: 'certain',
          variant: 'paid',
          amount: 4900,
          evidence: ['in_due', 'in_again', 'sub_1', 'il_in_again', 'ch_in_again'],
          correction: {
            kind: 'credit_note',
            target: 'in_again',
            amount: 4900,
            params: { reason: 'duplicate', refund_amount: 4900 },
          },
        },
      ],
    },
    {
      name: 'the second invoice is open: it is voided',
      history: aHistory({
        ...base,
        invoices: [due, { ...again, status: 'open', amount_paid: 0, amount_remaining: 4900, payments: [] }],
        charges: [paidBy(due)],
      }),
      expect: [
        {
          classification: 'billing_error',
          variant: 'open',
          amount: 4900,
          evidence: ['in_due', 'in_again'],
          correction: { kind: 'void_invoice', target: 'in_again', amount: null },
        },
      ],
    },
    {
      name: 'the first invoice is the open one: the paid one stays',
      history: aHistory({
        ...base,
        invoices: [{ ...due, status: 'open', amount_paid: 0, amount_remaining: 4900, payments: [] }, again],
        charges: [paidBy(again)],
      }),
      expect: [
        {
          classification: 'billing_error',
          variant: 'open',
          amount: 4900,
          evidence: ['in_due', 'in_again'],
          correction: { kind: 'void_invoice', target: 'in_due', amount: null },
        },
      ],
    },
    {
      name: 'a billing date moved without credit: the shared time, with its tax',
      history: aHistory({
        ...base,
        invoices: [due, billing('in_moved', '2026-11-20', { ...moved, taxes: tax(931) })],
        charges: [paidBy(due), paidBy(billing('in_moved', '2026-11-20', { taxes: tax(931) }))],
      }),
      // 49.00 × 20 of 30 days = 32.67; 9.31 × 32.67 ÷ 49.00 = 6.21.
      expect: [
        {
          classification: 'billing_error',
          amount: 3888,
          evidence: ['in_due', 'in_moved'],
          correction: {
            kind: 'credit_note',
            target: 'in_moved',
            amount: 3888,
            params: { refund_amount: 3888 },
          },
        },
      ],
    },
    {
      name: 'a billing date moved with too small a credit: what is missing',
      history: aHistory({
        ...base,
        invoices: [
          due,
          anInvoice({
            id: 'in_moved',
            created: at('2026-11-20T10:00:00Z'),
            lines: [aLine({ id: 'il_moved', ...moved }), credit(1000, '2026-11-20', '2026-12-10')],
          }),
        ],
      }),
      expect: [{ classification: 'billing_error', amount: 2267, evidence: ['in_moved', 'il_moved'] }],
    },
    {
      name: 'two items, and a fee split over tiers: one finding for the invoice',
      history: aHistory({
        ...base,
        invoices: ['a', 'b'].map((id, place) =>
          anInvoice({
            id: `in_${id}`,
            created: at(`2026-11-1${place}T10:00:00Z`),
            lines: [
              aLine({ id: `il_${id}1`, amount: 1000 }),
              aLine({ id: `il_${id}2`, amount: 500 }),
              aLine({
                id: `il_${id}3`,
                amount: 2000,
                price: 'price_Seats',
                subscription_item: 'si_Seats',
                product: 'prod_Seats',
              }),
            ],
          }),
        ),
      }),
      expect: [
        {
          classification: 'billing_error',
          amount: 3500,
          evidence: ['in_a', 'in_b', 'il_b1', 'il_b2', 'il_b3'],
        },
      ],
    },
    {
      name: 'three times: the first stays',
      history: aHistory({ ...base, invoices: [due, again, billing('in_third', '2026-11-13')] }),
      expect: [
        { classification: 'billing_error', amount: 4900, evidence: ['in_due', 'in_again'] },
        { classification: 'billing_error', amount: 4900, evidence: ['in_due', 'in_third'] },
      ],
    },
    {
      name: 'part of either invoice was returned',
      history: aHistory({
        ...base,
        invoices: [due, again],
        charges: [{ ...paidBy(due), amount_refunded: 900 }, paidBy(again)],
        refunds: [aRefund({ charge: 'ch_in_due', amount: 900 })],
        credit_notes: [
          aCreditNote({
            invoice: 'in_again',
            amount: 1000,
            lines: [
              {
                id: 'cnli_1',
                amount: 1000,
                type: 'invoice_line_item',
                invoice_line_item: 'il_in_again',
                description: null,
                quantity: null,
                taxes: [],
              },
            ],
          }),
        ],
      }),
      expect: [{ classification: 'billing_error', amount: 3000, evidence: ['in_again', 'cn_1'] }],
    },
    {
      name: 'a payment under dispute: nothing may be credited',
      history: aHistory({
        ...base,
        invoices: [due, again],
        charges: [paidBy(due), paidBy(again, { disputed: true })],
        disputes: [aDispute({ charge: 'ch_in_again' })],
      }),
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['in_again'], correction: null }],
    },
    {
      name: 'one day billed twice',
      history: aHistory({
        ...base,
        invoices: ['10', '11'].map((day) =>
          billing(`in_${day}`, `2026-11-${day}`, {
            period: { start: at('2026-11-10'), end: at('2026-11-11') },
          }),
        ),
      }),
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['in_10', 'in_11'] }],
    },
  ],
  reject: [
    {
      name: 'two months, one after the other',
      history: aHistory({
        ...base,
        invoices: [
          billing('in_oct', '2026-10-10', { period: { start: at('2026-10-10'), end: at('2026-11-10') } }),
          due,
        ],
      }),
    },
    {
      name: 'a proration pair beside the fee',
      history: aHistory({
        ...base,
        invoices: [
          due,
          anInvoice({
            id: 'in_change',
            created: at('2026-11-20'),
            lines: [
              credit(3267, '2026-11-20', '2026-12-10'),
              aLine({
                id: 'il_debit',
                amount: 6600,
                proration: true,
                period: { start: at('2026-11-20'), end: at('2026-12-10') },
              }),
            ],
          }),
        ],
      }),
    },
    {
      name: 'a billing date moved, with credit for the unused time on the invoice',
      history: aHistory({
        ...base,
        invoices: [
          due,
          anInvoice({
            id: 'in_moved',
            created: at('2026-11-20'),
            lines: [aLine({ id: 'il_moved', ...moved }), credit(3267, '2026-11-20', '2026-12-10')],
          }),
        ],
      }),
    },
    {
      name: 'a billing date moved into a short month: a day of the longer one, which is credited, costs less',
      history: aHistory({
        ...base,
        invoices: [
          billing('in_due', '2026-01-26', { period: { start: at('2026-01-26'), end: at('2026-02-26') } }),
          anInvoice({
            id: 'in_moved',
            created: at('2026-02-05'),
            lines: [
              aLine({ id: 'il_moved', period: { start: at('2026-02-05'), end: at('2026-03-05') } }),
              credit(3319, '2026-02-05', '2026-02-26'),
            ],
          }),
        ],
      }),
    },
    {
      name: 'a billing date moved, with the credit waiting for the next invoice',
      history: aHistory({
        ...base,
        invoices: [due, billing('in_moved', '2026-11-20', moved)],
        invoice_items: [
          {
            object: 'invoiceitem',
            id: 'ii_1',
            customer: 'cus_Acme',
            invoice: null,
            subscription: 'sub_1',
            subscription_item: 'si_1',
            date: at('2026-11-20'),
            amount: -3267,
            currency: 'usd',
            description: 'Unused time on Pro',
            proration: true,
            price: 'price_Pro',
            product: 'prod_Pro',
            quantity: 1,
            period: { start: at('2026-11-20'), end: at('2026-12-10') },
            metadata: {},
          },
        ],
      }),
    },
    {
      name: 'a monthly and a yearly item side by side',
      history: aHistory({
        ...base,
        invoices: [
          due,
          billing('in_year', '2026-11-10', {
            subscription_item: 'si_Year',
            price: 'price_Year',
            period: { start: at('2026-11-10'), end: at('2027-11-10') },
          }),
        ],
      }),
    },
    {
      name: 'usage in arrears next to the fee in advance, and usage billed by threshold',
      history: aHistory({
        subscriptions: [aSubscription()],
        prices: [
          aPrice(),
          aPrice({
            id: 'price_Usage',
            recurring: { interval: 'month', interval_count: 1, usage_type: 'metered', meter: 'mtr_1' },
          }),
        ],
        invoices: [
          due,
          billing(
            'in_a',
            '2026-11-15',
            { price: 'price_Usage' },
            { billing_reason: 'subscription_threshold' },
          ),
          billing('in_b', '2026-12-10', { price: 'price_Usage' }),
        ],
      }),
    },
    {
      name: 'the first invoice was voided or written off',
      history: aHistory({
        ...base,
        invoices: [
          { ...due, status: 'void', voided_at: at('2026-11-11') },
          billing('in_lost', '2026-11-11', {}, { status: 'uncollectible' }),
          again,
        ],
      }),
    },
    {
      name: 'the second invoice is a draft',
      history: aHistory({ ...base, invoices: [due, { ...again, status: 'draft' }] }),
    },
    {
      name: 'the second invoice was credited',
      history: aHistory({
        ...base,
        invoices: [due, again],
        credit_notes: [aCreditNote({ invoice: 'in_again' })],
      }),
    },
    {
      name: 'the first invoice was refunded instead of the second',
      history: aHistory({
        ...base,
        invoices: [due, again],
        charges: [{ ...paidBy(due), amount_refunded: 4900, refunded: true }, paidBy(again)],
      }),
    },
    {
      name: 'the first payment was lost to a dispute',
      history: aHistory({
        ...base,
        invoices: [due, again],
        charges: [paidBy(due, { disputed: true }), paidBy(again)],
        disputes: [aDispute({ charge: 'ch_in_due', status: 'lost' })],
      }),
    },
    {
      name: 'a free trial invoice and the first paid one',
      history: aHistory({ ...base, invoices: [billing('in_free', '2026-11-10', { amount: 0 }), again] }),
    },
    {
      name: 'another subscription to the same price',
      history: aHistory({
        ...base,
        invoices: [
          due,
          billing('in_other', '2026-11-12', { subscription: 'sub_2', subscription_item: 'si_2' }),
        ],
      }),
    },
    {
      name: 'an overlap of less than a day',
      history: aHistory({
        ...base,
        invoices: [
          due,
          billing('in_next', '2026-12-09', {
            period: { start: at('2026-12-09T06:00:00Z'), end: at('2027-01-09T06:00:00Z') },
          }),
        ],
      }),
    },
    {
      name: 'a wider tolerance set by the policy file',
      history: aHistory({
        ...base,
        invoices: [
          due,
          billing('in_next', '2026-12-08', { period: { start: at('2026-12-08'), end: at('2027-01-08') } }),
        ],
      }),
      policy: {
        rules: { 'period-invoiced-twice': { enabled: true, thresholds: { min_overlap_hours: 72 } } },
      },
    },
  ],
};
