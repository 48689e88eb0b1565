import { hundredfoldAmount } from '../../../../src/analysis/rules/payments/hundredfold-amount.ts';
import { aCharge, aHistory, anInvoice, at, CUSTOMER, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const yen = (amount: number, parts = {}) =>
  aCharge({ amount, currency: 'jpy', payment_intent: 'pi_1', ...parts });
const session = (amount: number) => ({
  checkout_sessions: [
    {
      object: 'checkout.session' as const,
      id: 'cs_1',
      customer: CUSTOMER,
      created: at('2026-11-10'),
      status: 'complete',
      mode: 'payment',
      subscription: null,
      invoice: null,
      payment_intent: 'pi_1',
      amount_subtotal: amount,
      amount_total: amount,
      currency: 'jpy',
      discounts: [],
      metadata: {},
    },
  ],
});
const found = (amount: number, ...evidence: string[]) => [
  {
    classification: 'billing_error' as const,
    category: 'currency' as const,
    amount,
    evidence: ['ch_1', ...evidence],
    correction: { kind: 'refund' as const, target: 'ch_1', amount },
  },
];

export const cases: RuleCases = {
  rule: hundredfoldAmount,
  accept: [
    {
      name: 'the checkout says 4,900 yen',
      history: aHistory({ charges: [yen(490_000)], ...session(4900) }),
      expect: found(485_100, 'cs_1'),
    },
    {
      name: 'its own metadata says so',
      history: aHistory({ charges: [yen(150_000, { metadata: { order_total: '1500' } })] }),
      expect: found(148_500),
    },
    {
      name: 'half is refunded already',
      history: aHistory({ charges: [yen(490_000, { amount_refunded: 245_000 })], ...session(4900) }),
      expect: found(240_100, 'cs_1'),
    },
    {
      name: 'dollars, where the checkout says 49.00',
      history: (() => {
        const { checkout_sessions } = session(4900);
        return aHistory({
          charges: [aCharge({ amount: 490_000, payment_intent: 'pi_1' })],
          checkout_sessions: checkout_sessions.map((one) => ({ ...one, currency: 'usd' })),
        });
      })(),
      expect: found(485_100, 'cs_1'),
    },
  ],
  reject: [
    { name: 'what the checkout says', history: aHistory({ charges: [yen(4900)], ...session(4900) }) },
    { name: 'ten times: something else', history: aHistory({ charges: [yen(49_000)], ...session(4900) }) },
    {
      name: 'dollars, stated in dollars',
      history: aHistory({ charges: [aCharge({ amount: 4900, metadata: { amount: '49' } })] }),
    },
    { name: 'nothing says what was meant', history: aHistory({ charges: [yen(490_000)] }) },
    {
      name: 'on an invoice',
      history: (() => {
        const invoice = anInvoice({ currency: 'jpy' });
        return aHistory({ invoices: [invoice], charges: [paidBy(invoice, { metadata: { amount: '49' } })] });
      })(),
    },
    {
      name: 'refunded',
      history: aHistory({ charges: [yen(490_000, { amount_refunded: 490_000 })], ...session(4900) }),
    },
  ],
};
