import { paidOutsideAndCharged } from '../../../../src/analysis/rules/duplicates/paid-outside-and-charged.ts';
import { aDispute, aHistory, anInvoice, aPayment, at, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const outside = anInvoice({ paid_out_of_band: true });
const charged = (parts = {}) =>
  aHistory({
    invoices: [outside],
    charges: [paidBy(outside, { created: at('2026-11-12T10:00:00Z'), ...parts })],
  });
const record = aPayment({ id: 'inpay_out', payment_record: 'pr_1', payment_intent: null });

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
      name: 'half of the charge is refunded already',
      history: charged({ amount_refunded: 2400 }),
      expect: [{ classification: 'billing_error', amount: 2500, evidence: ['ch_in_1'] }],
    },
    {
      name: 'disputed: found, and nothing drafted',
      history: { ...charged({ disputed: true }), disputes: [aDispute({ charge: 'ch_in_1' })] },
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['in_1'], correction: null }],
    },
  ],
  reject: [
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
