import type { CustomerCashBalanceTransaction } from '../../../../src/analysis/billing-history.ts';
import { paidOutsideAndCharged } from '../../../../src/analysis/rules/duplicates/paid-outside-and-charged.ts';
import { aCharge, aDispute, aHistory, anInvoice, aPayment, at, CUSTOMER, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const CARD = { brand: 'visa', last4: '4242', country: 'US', fingerprint: 'fp_1', capture_before: null };
const outside = anInvoice({ paid_out_of_band: true });
const charged = (parts = {}) =>
  aHistory({
    invoices: [outside],
    charges: [paidBy(outside, { created: at('2026-11-12T10:00:00Z'), ...parts })],
  });
const record = aPayment({ id: 'inpay_out', payment_record: 'pr_1', payment_intent: null });

const transferred = (entries: readonly Partial<CustomerCashBalanceTransaction>[], parts = {}) => {
  const invoice = anInvoice();
  return aHistory({
    invoices: [invoice],
    charges: [paidBy(invoice, parts)],
    customer_cash_balance_transactions: entries.map((entry, place) => ({
      object: 'customer_cash_balance_transaction',
      id: `ccsbtxn_${place}`,
      customer: CUSTOMER,
      created: at('2026-11-12'),
      type: 'funded',
      net_amount: 4900,
      currency: 'usd',
      ...entry,
    })),
  });
};

export const cases: RuleCases = {
  rule: paidOutsideAndCharged,
  accept: [
    {
      name: 'marked as paid outside, and the card was charged two days later',
      history: charged(),
      expect: [
        {
          classification: 'billing_error',
          category: 'overpayment',
          amount: 4900,
          evidence: ['in_1', 'ch_in_1'],
          correction: { kind: 'refund', target: 'ch_in_1', amount: 4900, params: { reason: 'duplicate' } },
        },
      ],
    },
    {
      name: 'a recorded payment of part of it, and the whole by card',
      history: (() => {
        const invoice = anInvoice({ payments: [{ ...record, amount_paid: 2000 }, aPayment()] });
        return aHistory({ invoices: [invoice], charges: [paidBy(invoice)] });
      })(),
      expect: [
        {
          classification: 'billing_error',
          amount: 2000,
          evidence: ['in_1', 'ch_in_1'],
          correction: { kind: 'refund', target: 'ch_in_1', amount: 2000 },
        },
      ],
    },
    {
      name: 'credit paid a part, a transfer the rest, and the card the rest again',
      history: (() => {
        const invoice = anInvoice({
          starting_balance: -1900,
          amount_due: 3000,
          payments: [{ ...record, amount_paid: 3000 }, aPayment({ amount_paid: 3000 })],
        });
        return aHistory({ invoices: [invoice], charges: [paidBy(invoice, { amount: 3000 })] });
      })(),
      expect: [{ classification: 'billing_error', amount: 3000, evidence: ['in_1', 'ch_in_1'] }],
    },
    {
      name: 'a third by card, the rest marked as paid outside, and the rest by card again',
      history: aHistory({
        invoices: [anInvoice({ paid_out_of_band: true, paid_at: at('2026-11-12'), payments: [] })],
        charges: [
          aCharge({ id: 'ch_third', invoice: 'in_1', amount: 1900, created: at('2026-11-11') }),
          aCharge({ id: 'ch_rest', invoice: 'in_1', amount: 3000, created: at('2026-11-14') }),
        ],
      }),
      expect: [
        {
          classification: 'billing_error',
          amount: 3000,
          evidence: ['in_1', 'ch_rest'],
          correction: { kind: 'refund', target: 'ch_rest', amount: 3000 },
        },
      ],
    },
    {
      name: 'half of the charge is refunded already',
      history: charged({ amount_refunded: 2400 }),
      expect: [{ classification: 'billing_error', amount: 2500, evidence: ['ch_in_1'] }],
    },
    {
      name: 'disputed: found, and nothing drafted',
      history: { ...charged({ disputed: true }), disputes: [aDispute({ charge: 'ch_in_1' })] },
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['in_1'], correction: null }],
    },
    {
      name: 'a transfer of what the invoice asked for waits on the cash balance',
      history: transferred([{}], { card: CARD }),
      expect: [
        {
          classification: 'likely_error',
          category: 'overpayment',
          confidence: 'medium',
          variant: 'transfer',
          amount: 4900,
          evidence: ['in_1', 'ch_in_1', 'ccsbtxn_0'],
          correction: { kind: 'refund', target: 'ch_in_1', amount: 4900 },
        },
      ],
    },
  ],
  reject: [
    {
      name: 'a transfer that was returned to the bank',
      history: transferred([{}, { type: 'return_initiated', net_amount: -4900, created: at('2026-11-14') }], {
        card: CARD,
      }),
    },
    { name: 'a transfer of another amount', history: transferred([{ net_amount: 5000 }], { card: CARD }) },
    {
      name: 'a transfer from before the invoice was made',
      history: transferred([{ created: at('2026-11-09') }], { card: CARD }),
    },
    {
      name: 'a transfer, and the card charge refunded',
      history: transferred([{}], { card: CARD, amount_refunded: 4900, refunded: true }),
    },
    {
      name: 'a third by card, then the rest outside',
      history: aHistory({
        invoices: [anInvoice({ paid_out_of_band: true, paid_at: at('2026-11-12'), payments: [] })],
        charges: [aCharge({ id: 'ch_third', invoice: 'in_1', amount: 1900, created: at('2026-11-11') })],
      }),
    },
    { name: 'paid outside only', history: aHistory({ invoices: [outside] }) },
    {
      name: 'charged only',
      history: (() => {
        const invoice = anInvoice();
        return aHistory({ invoices: [invoice], charges: [paidBy(invoice)] });
      })(),
    },
    { name: 'the charge was refunded', history: charged({ amount_refunded: 4900, refunded: true }) },
    { name: 'the charge failed', history: charged({ status: 'failed' }) },
    {
      name: 'two parts that make up the whole',
      history: (() => {
        const invoice = anInvoice({
          payments: [{ ...record, amount_paid: 2000 }, aPayment({ amount_paid: 2900 })],
        });
        return aHistory({ invoices: [invoice], charges: [paidBy(invoice, { amount: 2900 })] });
      })(),
    },
  ],
};
