import { backupMethodUsed } from '../../../../src/analysis/rules/payments/backup-method-used.ts';
import { aHistory, anInvoice, aPayment, at, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const invoice = anInvoice({
  payments: [aPayment({ id: 'inpay_0', status: 'canceled', payment_intent: 'pi_0' }), aPayment()],
});
const failed = (method: string | null, parts = {}) =>
  paidBy(invoice, {
    id: 'ch_failed',
    payment_intent: 'pi_0',
    status: 'failed',
    captured: false,
    amount: 4900,
    payment_method: method,
    ...parts,
  });
const paid = (method: string | null) =>
  paidBy(invoice, { id: 'ch_paid', payment_method: method, created: at('2026-11-11') });
const found = [
  {
    classification: 'valid_but_confusing' as const,
    category: 'payment_failure' as const,
    amount: null,
    evidence: ['in_1', 'ch_failed', 'ch_paid'],
    correction: null,
  },
];

export const cases: RuleCases = {
  rule: backupMethodUsed,
  accept: [
    {
      name: 'the second card paid',
      history: aHistory({ invoices: [invoice], charges: [failed('pm_1'), paid('pm_2')] }),
      expect: found,
    },
    {
      name: 'a bank account stood in for the card',
      history: aHistory({ invoices: [invoice], charges: [failed('pm_1', { card: null }), paid('pm_2')] }),
      expect: found,
    },
    {
      name: 'after two failures',
      history: aHistory({
        invoices: [invoice],
        charges: [
          failed('pm_1', { id: 'ch_first', created: at('2026-11-10') }),
          failed('pm_1'),
          paid('pm_2'),
        ],
      }),
      expect: found,
    },
    {
      name: 'the other card was declined too at first',
      history: aHistory({
        invoices: [invoice],
        charges: [
          failed('pm_1', { created: at('2026-11-09') }),
          failed('pm_2', { id: 'ch_second', created: at('2026-11-10') }),
          paid('pm_2'),
        ],
      }),
      expect: found,
    },
  ],
  reject: [
    {
      name: 'the same card, later',
      history: aHistory({ invoices: [invoice], charges: [failed('pm_1'), paid('pm_1')] }),
    },
    { name: 'paid at once', history: aHistory({ invoices: [invoice], charges: [paid('pm_2')] }) },
    {
      name: 'the method is not known',
      history: aHistory({ invoices: [invoice], charges: [failed(null), paid('pm_2')] }),
    },
    {
      name: 'long ago, and nobody asks',
      history: aHistory({ invoices: [invoice], charges: [failed('pm_1'), paid('pm_2')] }),
      worthExplaining: false,
    },
  ],
};
