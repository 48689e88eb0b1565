import type {
  BillingHistory,
  CheckoutSession,
  Invoice,
  InvoiceLine,
} from '../../../../src/analysis/billing-history.ts';
import type { CustomerRequest } from '../../../../src/analysis/policy.ts';
import { billedOtherPrice } from '../../../../src/analysis/rules/prices/billed-other-price.ts';
import {
  aCreditNote,
  aHistory,
  aLine,
  anInvoice,
  anItem,
  aPrice,
  aSubscription,
  at,
  CUSTOMER,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

/** 49.00 was ordered; 59.00 is billed. */
const ordered = aPrice({ lookup_key: 'pro_monthly' });
const dear = aPrice({ id: 'price_Dear', unit_amount: 5900 });
const starter = aPrice({ id: 'price_Starter', product: 'prod_Starter', unit_amount: 1900 });

const dearLine = (parts: Partial<InvoiceLine> = {}): InvoiceLine =>
  aLine({
    price: 'price_Dear',
    amount: 5900,
    unit_amount_decimal: '5900',
    description: '1 × Pro (at $59.00 / month)',
    ...parts,
  });

const billing = (invoices: readonly Invoice[], parts: Partial<BillingHistory> = {}): BillingHistory =>
  aHistory({
    prices: [ordered, dear, starter],
    subscriptions: [aSubscription({ status: 'canceled', ended_at: at('2026-11-19') })],
    invoices,
    charges: invoices.filter(({ status }) => status === 'paid').map((invoice) => paidBy(invoice)),
    ...parts,
  });
const november = (parts: Partial<InvoiceLine> = {}, invoice: Partial<Invoice> = {}): Invoice =>
  anInvoice({ lines: [dearLine(parts)], ...invoice });

const session = (
  metadata: Record<string, string>,
  parts: Partial<CheckoutSession> = {},
): CheckoutSession => ({
  object: 'checkout.session',
  id: 'cs_1',
  customer: CUSTOMER,
  created: at('2026-01-10') - 60,
  status: 'complete',
  mode: 'subscription',
  subscription: 'sub_1',
  invoice: null,
  payment_intent: null,
  amount_subtotal: null,
  amount_total: null,
  currency: 'usd',
  discounts: [],
  metadata,
  ...parts,
});

const request = (parts: Partial<CustomerRequest> = {}): CustomerRequest => ({
  ref: 'requests[0]',
  customer: CUSTOMER,
  kind: 'change_plan',
  at: at('2026-10-20'),
  effective: 'period_end',
  price: 'price_Pro',
  ...parts,
});

export const cases: RuleCases = {
  rule: billedOtherPrice,
  accept: [
    {
      name: 'the customer asked for the cheaper price, and the renewal bills the old one',
      history: billing([november()]),
      policy: { requests: [request()] },
      expect: [
        {
          classification: 'billing_error',
          category: 'price',
          confidence: 'certain',
          variant: 'request',
          amount: 1000,
          evidence: ['requests[0]', 'price_Pro', 'in_1', 'il_1'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 1000 },
        },
      ],
    },
    {
      name: 'the checkout names a lookup key, the subscription runs on another price',
      history: billing(
        [
          november(
            { id: 'il_Oct', period: { start: at('2026-10-10'), end: at('2026-11-10') } },
            { id: 'in_Oct', created: at('2026-10-10') },
          ),
          november(),
        ],
        {
          checkout_sessions: [session({ lookup_key: 'pro_monthly', campaign: 'spring' })],
          subscriptions: [
            aSubscription({
              items: [anItem({ price: 'price_Dear' })],
            }),
          ],
        },
      ),
      expect: [
        {
          classification: 'billing_error',
          confidence: 'high',
          variant: 'checkout',
          amount: 2000,
          evidence: ['cs_1', 'in_Oct', 'in_1', 'si_1'],
          correction: { kind: 'update_price', target: 'si_1', amount: 2000, params: { price: 'price_Pro' } },
        },
      ],
    },
    {
      name: 'the quote names the price, with seats and tax',
      history: billing(
        [
          november({
            quantity: 3,
            amount: 17_700,
            taxes: [
              {
                amount: 3540,
                tax_rate: 'txr_1',
                inclusive: false,
                taxability_reason: 'standard_rated',
                taxable_amount: 17_700,
              },
            ],
          }),
        ],
        {
          quotes: [
            {
              object: 'quote',
              id: 'qt_1',
              customer: CUSTOMER,
              created: at('2026-01-05'),
              status: 'accepted',
              amount_total: null,
              currency: 'usd',
              subscription: 'sub_1',
              invoice: null,
              expires_at: null,
              metadata: { price_id: 'price_Pro' },
            },
          ],
        },
      ),
      expect: [
        { classification: 'billing_error', variant: 'quote', amount: 3600, evidence: ['qt_1', 'in_1'] },
      ],
    },
    {
      name: 'only the subscription’s metadata says so',
      history: billing([november()], {
        subscriptions: [aSubscription({ metadata: { plan: 'pro_monthly' } })],
      }),
      expect: [
        {
          classification: 'likely_error',
          confidence: 'medium',
          variant: 'metadata',
          amount: 1000,
          evidence: ['sub_1', 'in_1'],
        },
      ],
    },
    {
      name: 'the customer asked for another plan, and the subscription’s only fee is still the old one',
      history: billing([november()]),
      policy: { requests: [request({ price: 'price_Starter' })] },
      expect: [
        {
          classification: 'billing_error',
          variant: 'request',
          amount: 4000,
          evidence: ['price_Starter', 'in_1'],
        },
      ],
    },
    {
      name: 'part of it was credited',
      history: billing([november()], { credit_notes: [aCreditNote({ amount: 400 })] }),
      policy: { requests: [request()] },
      expect: [{ classification: 'billing_error', amount: 600, evidence: ['cn_1'] }],
    },
  ],
  reject: [
    {
      name: 'the price that was ordered',
      history: billing([anInvoice()], { checkout_sessions: [session({ price: 'price_Pro' })] }),
    },
    {
      name: 'a cheaper price than ordered',
      history: billing([anInvoice()], { checkout_sessions: [session({ price: 'price_Dear' })] }),
    },
    {
      name: 'a price negotiated since',
      history: billing([november()], { checkout_sessions: [session({ price: 'price_Pro' })] }),
      policy: {
        prices: [
          {
            ref: 'prices[0]',
            customer: CUSTOMER,
            product: 'prod_Pro',
            interval_count: 1,
            currency: 'usd',
            unit_amount_decimal: '5900',
          },
        ],
      },
    },
    {
      name: 'the ordered price was billed, and a later change is another question',
      history: billing([anInvoice({ id: 'in_Oct', created: at('2026-10-10T10:00:00Z') }), november()], {
        checkout_sessions: [session({ price: 'price_Pro' })],
      }),
    },
    {
      name: 'asked for after the period began',
      history: billing([november()]),
      policy: { requests: [request({ at: at('2026-11-11') })] },
    },
    {
      name: 'ordered the one, then the other',
      history: billing([november()], { checkout_sessions: [session({ price: 'price_Pro' })] }),
      policy: { requests: [request({ price: 'price_Dear' })] },
    },
    {
      name: 'another interval',
      history: billing([november()], {
        prices: [
          dear,
          aPrice({ recurring: { interval: 'year', interval_count: 1, usage_type: 'licensed', meter: null } }),
        ],
      }),
      policy: { requests: [request()] },
    },
    {
      name: 'metadata that names no price, or a price under a key that is no order',
      history: billing([november()], {
        subscriptions: [aSubscription({ metadata: { plan: 'gold', previous: 'price_Pro' } })],
      }),
      policy: { requests: [] },
    },
    {
      name: 'another plan was asked for, beside other fees of the subscription',
      history: billing([
        anInvoice({
          lines: [dearLine(), dearLine({ id: 'il_2', product: 'prod_Addon', subscription_item: 'si_2' })],
        }),
      ]),
      policy: { requests: [request({ price: 'price_Starter' })] },
    },
    {
      name: 'the difference was credited',
      history: billing([november()], { credit_notes: [aCreditNote({ amount: 1000 })] }),
      policy: { requests: [request()] },
    },
    {
      name: 'the requested price is not in the history',
      history: billing([november()]),
      policy: { requests: [request({ price: 'price_Gone' })] },
      skipped: 'price_Gone, which was ordered, is not in the history',
    },
    {
      name: 'nobody says what was ordered',
      history: billing([november()]),
      skipped: 'policy section requests is missing',
    },
  ],
};
