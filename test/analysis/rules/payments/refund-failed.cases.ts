import type { Refund } from '../../../../src/analysis/billing-history.ts';
import { refundFailed } from '../../../../src/analysis/rules/payments/refund-failed.ts';
import {
  aCharge,
  aCreditNote,
  aDispute,
  aHistory,
  anInvoice,
  aPaymentIntent,
  aRefund,
  at,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

/** 49.00 of ch_1, refunded on 11 November to a card that no longer takes it. */
const failed = (parts: Partial<Refund> = {}): Refund =>
  aRefund({ status: 'failed', failure_reason: 'expired_or_canceled_card', ...parts });
const charge = aCharge();
const invoice = anInvoice();
const ofInvoice = { invoices: [invoice], charges: [paidBy(invoice)] };
/** Monday; ten business days later is 16 November. */
const OLD = at('2026-11-02T10:00:00Z');

export const cases: RuleCases = {
  rule: refundFailed,
  accept: [
    {
      name: 'the refund of an invoice payment failed: a credit note records the money paid outside Stripe',
      history: aHistory({ ...ofInvoice, refunds: [failed({ charge: 'ch_in_1' })] }),
      expect: [
        {
          classification: 'billing_error',
          category: 'refund',
          confidence: 'certain',
          variant: 'failed',
          amount: 4900,
          evidence: ['re_1', 'ch_in_1', 'in_1'],
          correction: {
            kind: 'credit_note',
            target: 'in_1',
            amount: 4900,
            params: { invoice: 'in_1', out_of_band_amount: 4900 },
          },
        },
      ],
    },
    {
      name: 'part of an invoice',
      history: aHistory({ ...ofInvoice, refunds: [failed({ charge: 'ch_in_1', amount: 1000 })] }),
      expect: [
        {
          classification: 'billing_error',
          amount: 1000,
          evidence: ['re_1'],
          correction: {
            kind: 'credit_note',
            target: 'in_1',
            amount: 1000,
            params: { amount: 1000, out_of_band_amount: 1000 },
          },
        },
      ],
    },
    {
      name: 'no invoice: a person pays it outside Stripe',
      history: aHistory({ charges: [charge], refunds: [failed()] }),
      expect: [
        {
          classification: 'billing_error',
          variant: 'failed',
          amount: 4900,
          evidence: ['re_1', 'ch_1'],
          correction: { kind: 'escalate', target: 're_1', amount: null },
        },
      ],
    },
    {
      name: 'its credit note stays: only the money is missing',
      history: aHistory({
        ...ofInvoice,
        refunds: [failed({ charge: 'ch_in_1' })],
        credit_notes: [aCreditNote({ refunds: [{ refund: 're_1', amount_refunded: 4900 }] })],
      }),
      expect: [
        {
          classification: 'billing_error',
          amount: 4900,
          evidence: ['re_1', 'cn_1'],
          correction: { kind: 'escalate', target: 're_1', amount: null },
        },
      ],
    },
    {
      name: 'only the Stripe balance was too low: the card can be refunded again',
      history: aHistory({ charges: [charge], refunds: [failed({ failure_reason: 'insufficient_funds' })] }),
      expect: [
        {
          classification: 'billing_error',
          amount: 4900,
          evidence: ['re_1', 'ch_1'],
          correction: { kind: 'refund', target: 'ch_1', amount: 4900 },
        },
      ],
    },
    {
      name: 'tried twice and failed twice: one refund is owed',
      history: aHistory({
        charges: [aCharge({ amount: 9800 })],
        refunds: [failed(), failed({ id: 're_2', created: at('2026-11-13') })],
      }),
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['re_1', 're_2'] }],
    },
    {
      name: 'part of it was refunded since',
      history: aHistory({
        charges: [aCharge({ amount_refunded: 2000 })],
        refunds: [failed(), aRefund({ id: 're_2', amount: 2000, created: at('2026-11-14') })],
      }),
      expect: [{ classification: 'billing_error', amount: 2900, evidence: ['re_1'] }],
    },
    {
      name: 'the payment counts money as refunded that no known refund returned',
      history: aHistory({ charges: [aCharge({ amount_refunded: 4900 })], refunds: [failed()] }),
      expect: [
        {
          classification: 'billing_error',
          confidence: 'medium',
          amount: 4900,
          evidence: ['re_1'],
          correction: { kind: 'escalate', target: 're_1', amount: null },
        },
      ],
    },
    {
      name: 'the payment itself is not in the history',
      history: aHistory({
        payment_intents: [aPaymentIntent()],
        refunds: [failed({ charge: null, payment_intent: 'pi_1' })],
      }),
      expect: [
        {
          classification: 'billing_error',
          amount: 4900,
          evidence: ['re_1'],
          correction: { kind: 'escalate', target: 're_1', amount: null },
        },
      ],
    },
    {
      name: 'pending for ten business days',
      history: aHistory({
        charges: [aCharge({ amount_refunded: 4900 })],
        refunds: [aRefund({ status: 'pending', created: OLD })],
      }),
      asOf: at('2026-11-16T10:00:00Z'),
      expect: [
        {
          classification: 'billing_error',
          confidence: 'certain',
          variant: 'stuck',
          amount: 4900,
          evidence: ['re_1', 'ch_1'],
          correction: { kind: 'escalate', target: 're_1', amount: null },
        },
      ],
    },
    {
      name: 'pending for three weeks because the Stripe balance is too low',
      history: aHistory({
        charges: [aCharge({ amount_refunded: 4900 })],
        refunds: [
          aRefund({ status: 'pending', pending_reason: 'insufficient_funds', created: at('2026-10-26') }),
        ],
      }),
      expect: [
        {
          classification: 'billing_error',
          variant: 'stuck',
          amount: 4900,
          evidence: ['re_1'],
          correction: { kind: 'escalate', target: 're_1', amount: null },
        },
      ],
    },
    {
      name: 'waiting for the customer to say where it goes',
      history: aHistory({
        charges: [aCharge({ amount_refunded: 4900 })],
        refunds: [aRefund({ status: 'requires_action' })],
      }),
      expect: [
        {
          classification: 'payment_issue',
          variant: 'action_required',
          amount: null,
          evidence: ['re_1', 'ch_1'],
          correction: null,
        },
      ],
    },
    {
      name: 'the payment is disputed: nothing may be paid',
      history: aHistory({
        charges: [aCharge({ disputed: true })],
        disputes: [aDispute()],
        refunds: [failed()],
      }),
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['re_1'], correction: null }],
    },
  ],
  reject: [
    {
      name: 'a refund that succeeded',
      history: aHistory({ charges: [aCharge({ amount_refunded: 4900 })], refunds: [aRefund()] }),
    },
    {
      name: 'a refund on its way, a minute before ten business days are over',
      history: aHistory({
        charges: [aCharge({ amount_refunded: 4900 })],
        refunds: [aRefund({ status: 'pending', created: OLD })],
      }),
      asOf: at('2026-11-16T09:59:00Z'),
    },
    {
      name: 'a reversal, which shows as a charge that vanished',
      history: aHistory({
        charges: [aCharge({ amount_refunded: 4900 })],
        refunds: [
          aRefund({
            destination: { type: 'card', card_type: 'reversal', reference: null, reference_status: null },
          }),
        ],
      }),
    },
    {
      name: 'a longer usual time set by the policy file',
      history: aHistory({
        charges: [aCharge({ amount_refunded: 4900 })],
        refunds: [aRefund({ status: 'pending', created: OLD })],
      }),
      policy: { rules: { 'refund-in-transit': { enabled: true, thresholds: { usual_business_days: 20 } } } },
    },
    {
      name: 'a failed refund that was made again',
      history: aHistory({
        charges: [aCharge({ amount_refunded: 4900 })],
        refunds: [failed(), aRefund({ id: 're_2', created: at('2026-11-13') })],
      }),
    },
    {
      name: 'a failed refund, and its retry still pending',
      history: aHistory({
        charges: [aCharge({ amount_refunded: 4900 })],
        refunds: [failed(), aRefund({ id: 're_2', status: 'pending', created: at('2026-11-13') })],
      }),
    },
    {
      name: 'a failed refund that was paid outside Stripe',
      history: aHistory({
        ...ofInvoice,
        refunds: [failed({ charge: 'ch_in_1' })],
        credit_notes: [aCreditNote({ out_of_band_amount: 4900 })],
      }),
    },
    {
      name: 'a failed refund that was credited to the balance instead',
      history: aHistory({
        ...ofInvoice,
        refunds: [failed({ charge: 'ch_in_1' })],
        credit_notes: [aCreditNote({ customer_balance_transaction: 'cbtxn_1' })],
      }),
    },
    {
      name: 'a failed refund of a payment that the bank has returned',
      history: aHistory({
        charges: [aCharge({ disputed: true })],
        disputes: [aDispute({ status: 'lost' })],
        refunds: [failed()],
      }),
    },
    {
      name: 'a refund that failed because the customer disputed the payment meanwhile',
      history: aHistory({
        charges: [aCharge({ disputed: true })],
        disputes: [aDispute()],
        refunds: [failed({ failure_reason: 'charge_for_pending_refund_disputed' })],
      }),
    },
    {
      name: 'a refund the merchant called off or cancelled',
      history: aHistory({
        charges: [charge],
        refunds: [
          failed({ failure_reason: 'merchant_request' }),
          aRefund({ id: 're_2', status: 'canceled' }),
        ],
      }),
    },
    {
      name: 'the release of a hold',
      history: aHistory({
        charges: [aCharge({ captured: false, amount_captured: 0 })],
        refunds: [aRefund({ status: 'pending', created: OLD })],
      }),
    },
  ],
};
