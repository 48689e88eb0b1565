import type { PolicyPrice } from '../../../../src/analysis/policy.ts';
import { wrongCurrency } from '../../../../src/analysis/rules/payments/wrong-currency.ts';
import { aHistory, anInvoice, at, CUSTOMER, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const invoice = anInvoice();
const billed = (parts = {}) => aHistory({ invoices: [invoice], charges: [paidBy(invoice)], ...parts });
const contract = (currency: string, parts: Partial<PolicyPrice> = {}): PolicyPrice => ({
  ref: `frame-${currency}`,
  customer: CUSTOMER,
  product: 'prod_Pro',
  interval_count: 1,
  currency,
  unit_amount_decimal: '4500',
  ...parts,
});
const checkout = (currency: string, parts = {}) => ({
  checkout_sessions: [
    {
      object: 'checkout.session' as const,
      id: 'cs_1',
      customer: CUSTOMER,
      created: at('2026-11-10'),
      status: 'complete',
      mode: 'subscription',
      subscription: 'sub_1',
      invoice: null,
      payment_intent: null,
      amount_subtotal: 4500,
      amount_total: 4500,
      currency,
      discounts: [],
      metadata: {},
      ...parts,
    },
  ],
});
const found = (variant: string, ...evidence: string[]) => [
  {
    classification: 'billing_error' as const,
    category: 'currency' as const,
    variant,
    amount: 4900,
    evidence: ['in_1', ...evidence],
    correction: { kind: 'credit_note' as const, target: 'in_1', amount: 4900 },
  },
];

export const cases: RuleCases = {
  rule: wrongCurrency,
  accept: [
    {
      name: 'the contract is in pounds',
      history: billed(),
      policy: { prices: [contract('gbp')] },
      expect: found('contract', 'frame-gbp'),
    },
    {
      name: 'a contract of the subscription',
      history: billed(),
      policy: {
        prices: [(({ customer: _, ...rest }) => ({ ...rest, subscription: 'sub_1' }))(contract('eur'))],
      },
      expect: found('contract', 'frame-eur'),
    },
    { name: 'the checkout was in euros', history: billed(checkout('eur')), expect: found('ordered', 'cs_1') },
  ],
  reject: [
    {
      name: 'a contract in each currency',
      history: billed(),
      policy: { prices: [contract('gbp'), contract('usd')] },
    },
    {
      name: 'the list price is in euros: no currency was agreed',
      history: billed(),
      policy: { prices: [(({ customer: _, ...rest }) => rest)(contract('eur'))] },
    },
    { name: 'the checkout was in dollars', history: billed(checkout('usd')) },
    {
      name: 'the checkout was for something else',
      history: billed(checkout('eur', { subscription: 'sub_2' })),
    },
    {
      name: 'a void invoice',
      history: aHistory({ invoices: [anInvoice({ status: 'void' })] }),
      policy: { prices: [contract('gbp')] },
    },
  ],
};
