import type { Invoice } from '../../../../src/analysis/billing-history.ts';
import { creditForUnpaidTime } from '../../../../src/analysis/rules/prorations/credit-for-unpaid-time.ts';
import { aHistory, aLine, anInvoice, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { charge, credit, november, onTeam, prices, taxOf, update, upgraded } from './upgrade.ts';

const credited = (old: Partial<Invoice>, parts: Parameters<typeof credit>[0] = {}) =>
  aHistory({
    subscriptions: [onTeam],
    prices,
    invoices: [
      anInvoice({ id: 'in_Nov', lines: [aLine({ id: 'il_Nov' })], ...old }),
      update([credit(parts), charge()]),
    ],
  });

export const cases: RuleCases = {
  rule: creditForUnpaidTime,
  accept: [
    {
      name: 'the payment failed and the invoice is still open',
      history: credited({ status: 'open', attempt_count: 2 }),
      expect: [
        {
          classification: 'leakage',
          category: 'proration',
          variant: 'open',
          amount: 4124,
          evidence: ['in_Upd', 'il_Credit', 'in_Nov', 'il_Nov'],
          correction: { kind: 'escalate', target: 'il_Credit', amount: null },
        },
      ],
    },
    {
      name: 'voided',
      history: credited({ status: 'void', voided_at: at('2026-11-13') }),
      expect: [{ classification: 'leakage', variant: 'void', amount: 4124, evidence: ['in_Nov'] }],
    },
    {
      name: 'written off, with tax on the credit, which names no line',
      history: credited(
        { status: 'uncollectible', marked_uncollectible_at: at('2026-11-13') },
        { credited_items: null, taxes: taxOf(-825, '20') },
      ),
      expect: [
        {
          classification: 'leakage',
          variant: 'uncollectible',
          confidence: 'medium',
          amount: 4949,
          evidence: ['in_Nov', 'il_Credit'],
        },
      ],
    },
    {
      name: 'sent by e-mail and past its due date',
      history: credited({
        status: 'open',
        collection_method: 'send_invoice',
        due_date: at('2026-11-17'),
      }),
      expect: [{ classification: 'leakage', variant: 'open', amount: 4124, evidence: ['in_Nov'] }],
    },
  ],
  reject: [
    { name: 'the invoice was paid', history: upgraded([credit(), charge()]) },
    {
      name: 'paid in part',
      history: credited({ status: 'open', attempt_count: 2, amount_paid: 1000 }),
    },
    {
      name: 'sent by e-mail and not due yet',
      history: credited({
        status: 'open',
        collection_method: 'send_invoice',
        due_date: at('2026-12-01'),
      }),
    },
    {
      name: 'the credit was voided with its invoice',
      history: aHistory({
        subscriptions: [onTeam],
        prices,
        invoices: [
          { ...november, status: 'void', amount_paid: 0 },
          update([credit(), charge()], { status: 'void' }),
        ],
      }),
    },
  ],
};
