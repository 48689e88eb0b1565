import { voidInvoicePaid } from '../../../../src/analysis/rules/payments/void-invoice-paid.ts';
import { aDispute, aHistory, anInvoice, aPayment, at, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const voided = anInvoice({ status: 'void', voided_at: at('2026-11-11'), payments: [aPayment()] });
const paid = (parts = {}) => paidBy(voided, { amount: 4900, created: at('2026-11-11T00:02:00Z'), ...parts });
const found = (amount: number, correction: object | null) => [
  {
    classification: 'billing_error' as const,
    category: 'overpayment' as const,
    confidence: 'certain' as const,
    amount,
    evidence: ['in_1', 'ch_in_1'],
    correction: correction as never,
  },
];

export const cases: RuleCases = {
  rule: voidInvoicePaid,
  accept: [
    {
      name: 'two minutes after it was voided',
      history: aHistory({ invoices: [voided], charges: [paid()] }),
      expect: found(4900, { kind: 'refund', target: 'ch_in_1', amount: 4900 }),
    },
    {
      name: 'part of it is back',
      history: aHistory({ invoices: [voided], charges: [paid({ amount_refunded: 1900 })] }),
      expect: found(3000, { kind: 'refund', target: 'ch_in_1', amount: 3000 }),
    },
    {
      name: 'disputed: nothing is drafted',
      history: aHistory({
        invoices: [voided],
        charges: [paid({ disputed: true })],
        disputes: [aDispute({ charge: 'ch_in_1' })],
      }),
      expect: found(4900, null),
    },
  ],
  reject: [
    { name: 'nobody paid', history: aHistory({ invoices: [voided] }) },
    {
      name: 'the payment failed',
      history: aHistory({ invoices: [voided], charges: [paid({ status: 'failed' })] }),
    },
    {
      name: 'refunded',
      history: aHistory({ invoices: [voided], charges: [paid({ amount_refunded: 4900, refunded: true })] }),
    },
    {
      name: 'it is not void',
      history: (() => {
        const invoice = anInvoice();
        return aHistory({ invoices: [invoice], charges: [paidBy(invoice)] });
      })(),
    },
  ],
};
