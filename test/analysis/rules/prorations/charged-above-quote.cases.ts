import type { CheckoutSession, Quote } from '../../../../src/analysis/billing-history.ts';
import type { Promised } from '../../../../src/analysis/policy.ts';
import { chargedAboveQuote } from '../../../../src/analysis/rules/prorations/charged-above-quote.ts';
import { aCreditNote, aHistory, aLine, anInvoice, aSubscription, at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { changed, charge, credit, taxOf, upgraded } from './upgrade.ts';

const promise = (parts: Partial<Extract<Promised, { kind: 'quote' }>> = {}) => ({
  promises: [
    {
      ref: 'p-5',
      customer: CUSTOMER,
      subscription: 'sub_1',
      kind: 'quote' as const,
      amount: 2000,
      currency: 'usd',
      made_at: at('2026-11-13'),
      ...parts,
    },
  ],
});

const quote = (parts: Partial<Quote> = {}): Quote => ({
  object: 'quote',
  id: 'qt_1',
  customer: CUSTOMER,
  created: at('2026-11-09'),
  status: 'accepted',
  amount_total: 4500,
  currency: 'usd',
  subscription: 'sub_1',
  invoice: 'in_1',
  expires_at: null,
  metadata: {},
  ...parts,
});

const session = (parts: Partial<CheckoutSession> = {}): CheckoutSession => ({
  object: 'checkout.session',
  id: 'cs_1',
  customer: CUSTOMER,
  created: at('2026-11-10'),
  status: 'complete',
  mode: 'subscription',
  subscription: 'sub_1',
  invoice: 'in_1',
  payment_intent: null,
  amount_subtotal: 0,
  amount_total: 0,
  currency: 'usd',
  discounts: [],
  metadata: {},
  ...parts,
});

const bought = aHistory({ subscriptions: [aSubscription()], invoices: [anInvoice()] });
const upgrade = upgraded([credit(), charge()]);

export const cases: RuleCases = {
  rule: chargedAboveQuote,
  accept: [
    {
      name: 'an upgrade above its quote',
      history: upgrade,
      policy: promise(),
      expect: [
        {
          classification: 'billing_error',
          category: 'proration',
          confidence: 'certain',
          variant: 'promise',
          amount: 2209,
          evidence: ['in_Upd', 'p-5', 'sub_1'],
          correction: { kind: 'credit_note', target: 'in_Upd', amount: 2209, params: { invoice: 'in_Upd' } },
        },
      ],
    },
    {
      name: 'a promise includes tax',
      history: upgraded([charge({ amount: 2000, taxes: taxOf(400, '20') })]),
      policy: promise(),
      expect: [{ classification: 'billing_error', amount: 400, evidence: ['in_Upd'] }],
    },
    {
      name: 'a promise for any of the customer’s subscriptions',
      history: upgrade,
      policy: {
        promises: [
          {
            ref: 'p-6',
            customer: CUSTOMER,
            kind: 'quote',
            amount: 4000,
            currency: 'usd',
            made_at: at('2026-11-13'),
            valid_until: at('2026-11-25'),
          },
        ],
      },
      expect: [{ classification: 'billing_error', amount: 209, evidence: ['p-6'] }],
    },
    {
      name: 'a Stripe quote of $45.00, billed at $49.00',
      history: { ...bought, quotes: [quote()] },
      expect: [
        {
          classification: 'billing_error',
          confidence: 'high',
          variant: 'quote',
          amount: 400,
          evidence: ['qt_1'],
        },
      ],
    },
    {
      name: 'a checkout that showed $0.00',
      history: { ...bought, checkout_sessions: [session()] },
      expect: [
        { classification: 'billing_error', variant: 'checkout', amount: 4900, evidence: ['cs_1', 'in_1'] },
      ],
    },
    {
      name: 'part of it refunded with a credit note',
      history: { ...upgrade, credit_notes: [aCreditNote({ invoice: 'in_Upd', amount: 1000 })] },
      policy: promise(),
      expect: [{ classification: 'billing_error', amount: 1209, evidence: ['p-5'] }],
    },
  ],
  reject: [
    { name: 'exactly the quote', history: upgrade, policy: promise({ amount: 4209 }) },
    { name: 'below the quote', history: upgrade, policy: promise({ amount: 9000 }) },
    {
      name: 'the quote had ended',
      history: upgrade,
      policy: promise({ valid_until: changed }),
    },
    { name: 'made after the invoice', history: upgrade, policy: promise({ made_at: changed + 60 }) },
    { name: 'another currency', history: upgrade, policy: promise({ currency: 'eur' }) },
    { name: 'another customer', history: upgrade, policy: promise({ customer: 'cus_Other' }) },
    {
      name: 'tax the checkout did not know yet',
      policy: { promises: [] },
      history: aHistory({
        subscriptions: [aSubscription()],
        invoices: [anInvoice({ lines: [aLine({ taxes: taxOf(980, '20') })] })],
        checkout_sessions: [session({ amount_subtotal: 4900, amount_total: 4900 })],
      }),
    },
    {
      name: 'a quote that was never accepted',
      policy: { promises: [] },
      history: { ...bought, quotes: [quote({ status: 'open' })] },
    },
    {
      name: 'credited to the quote already',
      history: { ...upgrade, credit_notes: [aCreditNote({ invoice: 'in_Upd', amount: 2209 })] },
      policy: promise(),
    },
    { name: 'nothing says what was quoted', history: upgrade, skipped: 'promises' },
  ],
};
