import { chargedAgainByBatch } from '../../../../src/analysis/rules/duplicates/charged-again-by-batch.ts';
import { aCharge, aHistory, anInvoice, at, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const charge = (id: string, minute: number, metadata: Record<string, string>, parts = {}) =>
  aCharge({ id, created: at('2026-11-10T03:00:00Z') + minute * 60, metadata, ...parts });
const run = (order: string) => ({ migration_batch: 'nov-2026', order_id: order });
const found = (id: string, amount = 4900) => ({
  classification: 'likely_error' as const,
  category: 'duplicate_charge' as const,
  amount,
  evidence: ['ch_1', id],
  correction: { kind: 'refund' as const, target: id, amount },
});

export const cases: RuleCases = {
  rule: chargedAgainByBatch,
  accept: [
    {
      name: 'one migration charged twice under two order numbers',
      history: aHistory({ charges: [charge('ch_1', 0, run('1')), charge('ch_2', 4, run('2'))] }),
      expect: [found('ch_2')],
    },
    {
      name: 'three times by one script run',
      history: aHistory({
        charges: [0, 1, 2].map((minute) => charge(`ch_${minute + 1}`, minute, { scriptRun: 'r-9' })),
      }),
      expect: [found('ch_2'), found('ch_3')],
    },
    {
      name: 'part of the second is refunded',
      history: aHistory({
        charges: [charge('ch_1', 0, run('1')), charge('ch_2', 4, run('2'), { amount_refunded: 900 })],
      }),
      expect: [found('ch_2', 4000)],
    },
  ],
  reject: [
    {
      name: 'two runs',
      history: aHistory({
        charges: [
          charge('ch_1', 0, run('1')),
          charge('ch_2', 4, { ...run('2'), migration_batch: 'dec-2026' }),
        ],
      }),
    },
    {
      name: 'no mark of a run',
      history: aHistory({
        charges: [charge('ch_1', 0, { order_id: '1' }), charge('ch_2', 4, { order_id: '2' })],
      }),
    },
    {
      name: 'another amount',
      history: aHistory({
        charges: [charge('ch_1', 0, run('1')), charge('ch_2', 4, run('2'), { amount: 5900 })],
      }),
    },
    {
      name: 'hours later',
      history: aHistory({ charges: [charge('ch_1', 0, run('1')), charge('ch_2', 300, run('2'))] }),
    },
    {
      name: 'refunded already',
      history: aHistory({
        charges: [charge('ch_1', 0, run('1')), charge('ch_2', 4, run('2'), { amount_refunded: 4900 })],
      }),
    },
    {
      name: 'invoices of a billing run',
      history: (() => {
        const invoices = ['in_1', 'in_2'].map((id) => anInvoice({ id }));
        return aHistory({
          invoices,
          charges: invoices.map((invoice) => paidBy(invoice, { metadata: { batch: 'b' } })),
        });
      })(),
    },
  ],
};
