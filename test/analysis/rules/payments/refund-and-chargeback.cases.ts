import { refundAndChargeback } from '../../../../src/analysis/rules/payments/refund-and-chargeback.ts';
import {
  aCharge,
  aDispute,
  aHistory,
  anInvoice,
  aPaymentIntent,
  aRefund,
  at,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const disputed = aCharge({ disputed: true });
const refunded = aCharge({ disputed: true, amount_refunded: 4900, refunded: true });

export const cases: RuleCases = {
  rule: refundAndChargeback,
  accept: [
    {
      name: 'an open dispute on a payment that was refunded: the refund is the answer',
      history: aHistory({ charges: [refunded], refunds: [aRefund()], disputes: [aDispute()] }),
      expect: [
        {
          classification: 'payment_issue',
          category: 'dispute',
          confidence: 'certain',
          variant: 'open',
          amount: null,
          evidence: ['dp_1', 'ch_1', 're_1'],
          correction: { kind: 'escalate', target: 'dp_1', amount: null },
        },
      ],
    },
    {
      name: 'an open dispute: a refund beside it would return the money twice',
      history: aHistory({ charges: [disputed], disputes: [aDispute()] }),
      expect: [
        {
          classification: 'payment_issue',
          variant: 'open',
          amount: null,
          evidence: ['dp_1', 'ch_1'],
          correction: { kind: 'escalate', target: 'dp_1', amount: null },
        },
      ],
    },
    {
      name: 'the bank is reviewing the answer, for the payment of an invoice',
      history: aHistory({
        invoices: [anInvoice()],
        charges: [paidBy(anInvoice(), { disputed: true })],
        disputes: [aDispute({ charge: 'ch_in_1', status: 'under_review' })],
      }),
      expect: [
        {
          classification: 'payment_issue',
          variant: 'open',
          amount: null,
          evidence: ['dp_1', 'ch_in_1', 'in_1'],
        },
      ],
    },
    {
      name: 'lost, and refunded as well: the money went back twice',
      history: aHistory({
        charges: [refunded],
        refunds: [aRefund()],
        disputes: [aDispute({ status: 'lost' })],
      }),
      expect: [
        {
          classification: 'leakage',
          variant: 'lost',
          amount: 4900,
          evidence: ['dp_1', 'ch_1', 're_1'],
          correction: { kind: 'escalate', target: 'dp_1', amount: null },
        },
      ],
    },
    {
      name: 'lost, and part of it refunded before: only the part beyond the payment went back twice',
      history: aHistory({
        charges: [aCharge({ disputed: true, amount_refunded: 1500 })],
        refunds: [aRefund({ amount: 1500 })],
        disputes: [aDispute({ status: 'lost', amount: 4000 })],
      }),
      expect: [{ classification: 'leakage', variant: 'lost', amount: 600, evidence: ['dp_1', 're_1'] }],
    },
    {
      name: 'lost: the bank has returned the money, and nothing is left to refund',
      history: aHistory({ charges: [disputed], disputes: [aDispute({ status: 'lost' })] }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'lost',
          amount: null,
          evidence: ['dp_1', 'ch_1'],
          correction: null,
        },
      ],
    },
    {
      name: 'two disputes of one payment: the open one decides',
      history: aHistory({
        charges: [disputed],
        disputes: [
          aDispute({ amount: 1000 }),
          aDispute({ id: 'dp_0', status: 'lost', created: at('2026-11-12') }),
        ],
      }),
      expect: [{ classification: 'payment_issue', variant: 'open', amount: null, evidence: ['dp_1'] }],
    },
    {
      name: 'the payment is known by its intent only',
      history: aHistory({
        payment_intents: [aPaymentIntent()],
        disputes: [aDispute({ charge: null, payment_intent: 'pi_1', due_by: null })],
      }),
      expect: [{ classification: 'payment_issue', variant: 'open', amount: null, evidence: ['dp_1'] }],
    },
  ],
  reject: [
    {
      name: 'an inquiry, which a refund can still settle',
      history: aHistory({
        charges: [refunded],
        refunds: [aRefund()],
        disputes: [aDispute({ status: 'warning_needs_response', is_charge_refundable: true })],
      }),
    },
    {
      name: 'an inquiry under review, and one that was closed',
      history: aHistory({
        charges: [disputed, aCharge({ id: 'ch_2', disputed: true })],
        disputes: [
          aDispute({ status: 'warning_under_review' }),
          aDispute({ id: 'dp_2', charge: 'ch_2', status: 'warning_closed' }),
        ],
      }),
    },
    {
      name: 'a dispute that was won',
      history: aHistory({ charges: [disputed], disputes: [aDispute({ status: 'won' })] }),
    },
    {
      name: 'a dispute that was prevented by refunding in time',
      history: aHistory({
        charges: [refunded],
        refunds: [aRefund()],
        disputes: [aDispute({ status: 'prevented' })],
      }),
    },
    {
      name: 'a refund without any dispute',
      history: aHistory({ charges: [aCharge({ amount_refunded: 4900 })], refunds: [aRefund()] }),
    },
    {
      name: 'a lost dispute long ago that nobody asks about',
      history: aHistory({
        charges: [disputed],
        disputes: [aDispute({ status: 'lost', created: at('2025-11-15') })],
      }),
      worthExplaining: false,
    },
    {
      name: 'a payment marked as disputed whose dispute is missing',
      history: aHistory({ charges: [disputed] }),
      skipped: 'the dispute of ch_1 is not in the history',
    },
  ],
};
