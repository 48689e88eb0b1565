import type { Invoice, InvoiceLine, Subscription } from '../../../../src/analysis/billing-history.ts';
import { chargedAfterCancellation } from '../../../../src/analysis/rules/lifecycle/charged-after-cancellation.ts';
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
  CUSTOMER,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const ENDED = at('2026-10-20T15:00:00Z');
const ended = (parts: Partial<Subscription> = {}) =>
  aSubscription({ status: 'canceled', canceled_at: ENDED, ended_at: ENDED, ...parts });
const tax = {
  amount: 931,
  tax_rate: 'txr_1',
  inclusive: false,
  taxability_reason: null,
  taxable_amount: 4900,
};
const taxed = aLine({ taxes: [tax] });

const historyOf = (invoice: Invoice, subscription: Subscription = ended()) =>
  aHistory({
    subscriptions: [subscription],
    invoices: [invoice],
    charges: [paidBy(invoice)],
    prices: [aPrice()],
  });
const billed = (line: Partial<InvoiceLine>, invoice: Partial<Invoice> = {}) =>
  historyOf(anInvoice({ ...invoice, lines: [aLine(line)] }));
const open = { status: 'open', paid_at: null } as const;

export const cases: RuleCases = {
  rule: chargedAfterCancellation,
  accept: [
    {
      name: 'a renewal paid after the end is credited with its tax',
      history: historyOf(anInvoice({ lines: [taxed] })),
      expect: [
        {
          classification: 'billing_error',
          category: 'cancellation',
          confidence: 'certain',
          variant: 'paid',
          amount: 5831,
          evidence: ['sub_1', 'in_1', 'il_1', 'ch_in_1'],
          correction: {
            kind: 'credit_note',
            target: 'in_1',
            amount: 5831,
            params: { reason: 'order_change', refund_amount: 5831 },
          },
        },
      ],
    },
    {
      name: 'an open renewal is voided',
      history: aHistory({
        subscriptions: [ended()],
        invoices: [anInvoice({ ...open, lines: [taxed] })],
      }),
      expect: [
        {
          classification: 'billing_error',
          variant: 'open',
          amount: 5831,
          evidence: ['sub_1', 'in_1'],
          correction: { kind: 'void_invoice', target: 'in_1', amount: null },
        },
      ],
    },
    {
      name: 'an open invoice that also holds usage from before the end: only the renewal comes off',
      history: aHistory({
        subscriptions: [ended()],
        invoices: [
          anInvoice({
            ...open,
            lines: [
              aLine(),
              aLine({
                id: 'il_usage',
                price: 'price_Usage',
                amount: 1200,
                period: { start: at('2026-10-10'), end: ENDED },
              }),
            ],
          }),
        ],
        prices: [
          aPrice(),
          aPrice({
            id: 'price_Usage',
            recurring: { interval: 'month', interval_count: 1, usage_type: 'metered', meter: 'mtr_1' },
          }),
        ],
      }),
      expect: [
        {
          classification: 'billing_error',
          variant: 'open',
          amount: 4900,
          evidence: ['il_1'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 4900 },
        },
      ],
    },
    {
      name: 'a period that begins in the second of the end',
      history: historyOf(
        anInvoice({ created: ENDED, lines: [aLine({ period: { start: ENDED, end: ENDED + 86_400 } })] }),
      ),
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['in_1'] }],
    },
    {
      name: 'two renewals after the end are two findings, each of its own money',
      history: aHistory({
        subscriptions: [ended()],
        invoices: ['2026-10-25', '2026-11-10'].map((day) =>
          anInvoice({
            id: `in_${day}`,
            created: at(day),
            lines: [aLine({ id: `il_${day}`, period: { start: at(day), end: at(day) + 86_400 } })],
          }),
        ),
      }),
      expect: ['2026-10-25', '2026-11-10'].map((day) => ({
        classification: 'billing_error' as const,
        amount: 4900,
        evidence: [`in_${day}`, `il_${day}`],
      })),
    },
    {
      name: 'two products on one renewal',
      history: historyOf(
        anInvoice({
          lines: [aLine(), aLine({ id: 'il_2', price: 'price_Seat', product: 'prod_Seat', amount: 1900 })],
        }),
      ),
      expect: [
        {
          classification: 'billing_error',
          amount: 6800,
          evidence: ['il_1', 'il_2'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 6800 },
        },
      ],
    },
    {
      name: 'half of it is credited already',
      history: aHistory({
        ...historyOf(anInvoice()),
        charges: [paidBy(anInvoice(), { amount_refunded: 2450 })],
        refunds: [aRefund({ charge: 'ch_in_1', amount: 2450 })],
        credit_notes: [
          aCreditNote({
            amount: 2450,
            refunds: [{ refund: 're_1', amount_refunded: 2450 }],
            lines: [
              {
                id: 'cnli_1',
                amount: 2450,
                type: 'invoice_line_item',
                invoice_line_item: 'il_1',
                description: null,
                quantity: null,
                taxes: [],
              },
            ],
          }),
        ],
      }),
      expect: [
        {
          classification: 'billing_error',
          amount: 2450,
          evidence: ['in_1', 'cn_1'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 2450, params: { refund_amount: 2450 } },
        },
      ],
    },
    {
      name: 'the payment is disputed: nothing is drafted',
      history: aHistory({
        ...historyOf(anInvoice()),
        charges: [paidBy(anInvoice(), { disputed: true })],
        disputes: [aDispute({ charge: 'ch_in_1' })],
      }),
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['in_1'], correction: null }],
    },
    {
      name: 'an older export that knows only when it was cancelled',
      history: historyOf(anInvoice(), ended({ ended_at: null })),
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['sub_1'] }],
    },
    {
      name: 'the wrong charge of a customer who came back with another subscription',
      history: aHistory({
        subscriptions: [ended(), aSubscription({ id: 'sub_2', created: at('2026-11-01') })],
        invoices: [
          anInvoice(),
          anInvoice({ id: 'in_2', lines: [aLine({ id: 'il_2', subscription: 'sub_2' })] }),
        ],
      }),
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['sub_1', 'in_1'] }],
    },
  ],
  reject: [
    {
      name: 'set to end with the period, which is still running',
      history: historyOf(
        anInvoice(),
        aSubscription({ cancel_at_period_end: true, canceled_at: ENDED, cancel_at: at('2026-12-10') }),
      ),
    },
    {
      name: 'the last period, paid before the end',
      history: billed(
        { period: { start: at('2026-10-10'), end: at('2026-11-10') } },
        { created: at('2026-10-10T10:00:00Z') },
      ),
    },
    {
      name: 'an older open invoice, collected after the end',
      history: billed(
        { period: { start: at('2026-10-10'), end: at('2026-11-10') } },
        { created: at('2026-10-10T10:00:00Z'), paid_at: at('2026-10-28') },
      ),
    },
    {
      name: 'billed in advance, before the end',
      history: billed(
        { period: { start: at('2026-11-10'), end: at('2026-12-10') } },
        { created: at('2026-10-15') },
      ),
    },
    {
      name: 'usage of the last period, billed after it',
      history: aHistory({
        ...billed({ price: 'price_Usage', period: { start: at('2026-10-10'), end: ENDED } }),
        prices: [
          aPrice({
            id: 'price_Usage',
            recurring: { interval: 'month', interval_count: 1, usage_type: 'metered', meter: 'mtr_1' },
          }),
        ],
      }),
    },
    {
      name: 'what was left of an earlier plan change',
      history: billed({ proration: true, period: { start: ENDED, end: at('2026-11-10') } }),
    },
    {
      name: 'a one-off item on the last invoice',
      history: billed({ invoice_item: 'ii_1', subscription_item: null }),
    },
    {
      name: 'a purchase without subscription, after the end',
      history: billed(
        { subscription: null, subscription_item: null },
        { subscription: null, billing_reason: 'manual' },
      ),
    },
    {
      name: 'the new subscription of a customer who came back',
      history: aHistory({
        subscriptions: [ended(), aSubscription({ id: 'sub_2', created: at('2026-11-01') })],
        invoices: [anInvoice({ lines: [aLine({ subscription: 'sub_2' })] })],
      }),
    },
    {
      name: 'the customer asked for the subscription again',
      history: historyOf(anInvoice()),
      policy: {
        requests: [
          {
            ref: 'r-1',
            customer: CUSTOMER,
            subscription: 'sub_1',
            kind: 'reactivate',
            at: at('2026-11-05'),
            effective: 'now',
          },
        ],
      },
    },
    {
      name: 'refunded in full',
      history: aHistory({
        ...historyOf(anInvoice()),
        charges: [paidBy(anInvoice(), { amount_refunded: 4900, refunded: true })],
        refunds: [aRefund({ charge: 'ch_in_1' })],
      }),
    },
    {
      name: 'voided, written off, or only a draft',
      history: aHistory({
        subscriptions: [ended()],
        invoices: (['void', 'uncollectible', 'draft'] as const).map((status) =>
          anInvoice({ id: `in_${status}`, status, lines: [aLine({ id: `il_${status}` })] }),
        ),
      }),
    },
    {
      name: 'a renewal that cost nothing',
      history: billed({ discount_amounts: [{ amount: 4900, discount: 'di_1' }] }),
    },
  ],
};
