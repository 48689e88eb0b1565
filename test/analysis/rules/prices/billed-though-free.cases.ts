import type { Invoice, InvoiceLine } from '../../../../src/analysis/billing-history.ts';
import type { PolicyPrice } from '../../../../src/analysis/policy.ts';
import { billedThoughFree } from '../../../../src/analysis/rules/prices/billed-though-free.ts';
import {
  aCoupon,
  aCreditNote,
  aDiscount,
  aHistory,
  aLine,
  anInvoice,
  aPrice,
  aSubscription,
  at,
  CUSTOMER,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const billing = (...invoices: Invoice[]) =>
  aHistory({
    prices: [aPrice()],
    subscriptions: [aSubscription()],
    invoices,
    charges: invoices.filter(({ status }) => status === 'paid').map((invoice) => paidBy(invoice)),
  });

const bill = (parts: Partial<InvoiceLine> = {}, invoice: Partial<Invoice> = {}): Invoice =>
  anInvoice({ lines: [aLine(parts)], ...invoice });

const free = (parts: Partial<PolicyPrice> = {}): PolicyPrice => ({
  ref: 'prices[0]',
  customer: CUSTOMER,
  product: 'prod_Pro',
  interval_count: 1,
  currency: 'usd',
  unit_amount_decimal: '0',
  ...parts,
});
const none = { prices: [] };

const withCoupon = (invoice: Invoice, coupon = aCoupon({ percent_off: '100' })) => ({
  ...billing(invoice),
  subscriptions: [aSubscription({ discounts: [aDiscount()] })],
  coupons: [coupon],
});

const metered = { interval: 'month', interval_count: 1, usage_type: 'metered', meter: 'mtr_1' } as const;

export const cases: RuleCases = {
  rule: billedThoughFree,
  accept: [
    {
      name: 'free by contract',
      history: billing(bill()),
      policy: { prices: [free()] },
      expect: [
        {
          classification: 'billing_error',
          category: 'price',
          confidence: 'certain',
          variant: 'policy',
          amount: 4900,
          evidence: ['prices[0]', 'in_1', 'il_1', 'ch_in_1'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 4900 },
        },
      ],
    },
    {
      name: 'free by a discount of 100 %, on two invoices, one still open',
      history: billing(
        bill({ id: 'il_Oct' }, { id: 'in_Oct', created: at('2026-10-10T10:00:00Z') }),
        bill({}, { status: 'open' }),
      ),
      policy: { prices: [free({ unit_amount_decimal: '4900', discount_percent: 100 })] },
      expect: [
        { classification: 'billing_error', variant: 'policy', amount: 9800, evidence: ['in_Oct', 'in_1'] },
      ],
    },
    {
      name: 'free by list: an unpaid invoice for nothing else is voided',
      history: billing(bill({}, { status: 'open' })),
      policy: { prices: [{ ...withoutCustomer(free()), from: at('2026-01-01') }] },
      expect: [
        {
          classification: 'billing_error',
          amount: 4900,
          evidence: ['in_1'],
          correction: { kind: 'void_invoice', target: 'in_1', amount: null },
        },
      ],
    },
    {
      name: 'the Stripe price costs nothing',
      history: { ...billing(bill({ quantity: 2, amount: 9800 })), prices: [aPrice({ unit_amount: 0 })] },
      policy: none,
      expect: [
        { classification: 'billing_error', variant: 'price', amount: 9800, evidence: ['price_Pro', 'il_1'] },
      ],
    },
    {
      name: 'a coupon of 100 % was attached and is not on the invoice, tax included',
      history: withCoupon(
        bill({
          taxes: [
            {
              amount: 980,
              tax_rate: 'txr_1',
              inclusive: false,
              taxability_reason: 'standard_rated',
              taxable_amount: 4900,
            },
          ],
        }),
      ),
      policy: none,
      expect: [
        {
          classification: 'billing_error',
          category: 'price',
          variant: 'coupon',
          amount: 5880,
          evidence: ['di_1', 'in_1'],
        },
      ],
    },
    {
      name: 'half of it was credited',
      history: { ...billing(bill()), credit_notes: [aCreditNote({ amount: 2450 })] },
      policy: { prices: [free()] },
      expect: [{ classification: 'billing_error', amount: 2450, evidence: ['in_1', 'cn_1'] }],
    },
  ],
  reject: [
    {
      name: 'usage beside a free plan',
      history: { ...billing(bill()), prices: [aPrice({ recurring: metered })] },
      policy: { prices: [free()] },
    },
    {
      name: 'another product of the customer',
      history: billing(bill()),
      policy: { prices: [free({ product: 'prod_Starter' })] },
    },
    {
      name: 'free until the month before',
      history: billing(bill()),
      policy: { prices: [free({ until: at('2026-11-01') })] },
    },
    {
      name: 'all of it was credited',
      history: { ...billing(bill()), credit_notes: [aCreditNote()] },
      policy: { prices: [free()] },
    },
    {
      name: 'the coupon takes only half',
      history: withCoupon(bill(), aCoupon({ percent_off: '50' })),
      policy: none,
    },
    {
      name: 'the coupon of 100 % is on the invoice',
      history: withCoupon(bill({ discount_amounts: [{ amount: 4900, discount: 'di_1' }] })),
      policy: none,
    },
    {
      name: 'a price that costs something',
      history: billing(bill()),
      policy: none,
    },
    {
      name: 'nothing is known of agreements',
      history: billing(bill()),
      skipped: 'policy section prices is missing',
    },
  ],
};

function withoutCustomer({ customer: _customer, ...entry }: PolicyPrice): PolicyPrice {
  return entry;
}
