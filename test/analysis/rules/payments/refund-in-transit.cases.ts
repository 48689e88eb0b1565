import { refundInTransit } from '../../../../src/analysis/rules/payments/refund-in-transit.ts';
import {
  aCharge,
  aCreditNote,
  aHistory,
  anInvoice,
  aPaymentIntent,
  aRefund,
  at,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const toCard = {
  type: 'card',
  card_type: 'refund',
  reference: '24011345678901234567890',
  reference_status: 'available',
} as const;
const refunded = (amount = 4900) => aCharge({ amount_refunded: amount, refunded: amount === 4900 });
const invoice = anInvoice({ post_payment_credit_notes_amount: 4900 });

export const cases: RuleCases = {
  rule: refundInTransit,
  accept: [
    {
      name: 'a card refund of three days ago, with its reference number',
      history: aHistory({
        charges: [refunded()],
        refunds: [aRefund({ created: at('2026-11-17T10:00:00Z'), destination: toCard })],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'refund',
          confidence: 'certain',
          variant: 'refund',
          amount: null,
          evidence: ['re_1', 'ch_1'],
          correction: null,
        },
      ],
    },
    {
      name: 'a reversal: the original line vanishes instead',
      history: aHistory({
        charges: [refunded()],
        refunds: [aRefund({ destination: { ...toCard, card_type: 'reversal', reference: null } })],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'reversal',
          amount: null,
          evidence: ['re_1', 'ch_1'],
        },
      ],
    },
    {
      name: 'a refund that waits for the payment to settle',
      history: aHistory({
        charges: [refunded()],
        refunds: [
          aRefund({ created: at('2026-11-18'), status: 'pending', pending_reason: 'charge_pending' }),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'high',
          variant: 'pending',
          amount: null,
          evidence: ['re_1'],
        },
      ],
    },
    {
      name: 'a refund that waits for funds is a payment to be looked after',
      history: aHistory({
        charges: [refunded()],
        refunds: [
          aRefund({ created: at('2026-11-18'), status: 'pending', pending_reason: 'insufficient_funds' }),
        ],
      }),
      expect: [{ classification: 'payment_issue', variant: 'pending', amount: null, evidence: ['re_1'] }],
    },
    {
      name: 'two partial refunds of one charge, each a line of its own on the statement',
      history: aHistory({
        charges: [refunded(1500)],
        refunds: [
          aRefund({ amount: 1000, created: at('2026-11-18T10:00:00Z') }),
          aRefund({ id: 're_2', amount: 500, created: at('2026-11-18T10:00:01Z') }),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'refund',
          amount: null,
          evidence: ['re_1', 'ch_1'],
        },
        {
          classification: 'valid_but_confusing',
          variant: 'refund',
          amount: null,
          evidence: ['re_2', 'ch_1'],
        },
      ],
    },
    {
      name: 'an older refund that names only its payment intent',
      history: aHistory({
        charges: [aCharge({ payment_intent: 'pi_1', amount_refunded: 4900 })],
        payment_intents: [aPaymentIntent({ latest_charge: 'ch_1' })],
        refunds: [aRefund({ charge: null, payment_intent: 'pi_1' })],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'refund',
          amount: null,
          evidence: ['re_1', 'ch_1'],
        },
      ],
    },
    {
      name: 'the refund of a credit note',
      history: aHistory({
        invoices: [invoice],
        charges: [paidBy(invoice, { amount_refunded: 4900, refunded: true })],
        refunds: [aRefund({ charge: 'ch_in_1', created: at('2026-11-12T10:00:00Z') })],
        credit_notes: [aCreditNote({ refunds: [{ refund: 're_1', amount_refunded: 4900 }] })],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'refund',
          amount: null,
          evidence: ['re_1', 'ch_in_1'],
        },
      ],
    },
    {
      name: 'a slower bank, as the policy says',
      history: aHistory({
        charges: [refunded()],
        refunds: [aRefund({ created: at('2026-10-29T10:00:00Z') })],
      }),
      policy: { rules: { 'refund-in-transit': { enabled: true, thresholds: { usual_business_days: 20 } } } },
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'refund',
          amount: null,
          evidence: ['re_1', 'ch_1'],
        },
      ],
    },
  ],
  reject: [
    {
      name: 'a refund older than ten business days: it has arrived, or something is wrong',
      history: aHistory({
        charges: [refunded()],
        refunds: [aRefund({ created: at('2026-10-29T10:00:00Z') })],
      }),
    },
    {
      name: 'a refund that failed',
      history: aHistory({
        charges: [aCharge()],
        refunds: [aRefund({ status: 'failed', failure_reason: 'lost_or_stolen_card' })],
      }),
    },
    {
      name: 'a refund for which the customer must act',
      history: aHistory({ charges: [refunded()], refunds: [aRefund({ status: 'requires_action' })] }),
    },
    {
      name: 'a cancelled refund',
      history: aHistory({ charges: [aCharge()], refunds: [aRefund({ status: 'canceled' })] }),
    },
    {
      name: 'a hold that was released, which Stripe records as a refund',
      history: aHistory({
        charges: [aCharge({ captured: false, amount_refunded: 4900, refunded: true })],
        refunds: [aRefund({ created: at('2026-11-18') })],
      }),
    },
    {
      name: 'a refund to the cash balance, which is there at once',
      history: aHistory({
        charges: [aCharge({ payment_method_type: 'customer_balance', card: null, amount_refunded: 4900 })],
        refunds: [
          aRefund({
            created: at('2026-11-18'),
            destination: {
              type: 'customer_cash_balance',
              card_type: null,
              reference: null,
              reference_status: null,
            },
          }),
        ],
      }),
    },
    {
      name: 'a bank-transfer refund that Stripe calls succeeded',
      history: aHistory({
        charges: [aCharge({ payment_method_type: 'us_bank_account', card: null, amount_refunded: 4900 })],
        refunds: [aRefund({ created: at('2026-11-18') })],
      }),
    },
    {
      name: 'a refund nobody asks about, of long ago',
      worthExplaining: false,
      history: aHistory({ charges: [refunded()], refunds: [aRefund({ created: at('2026-11-17') })] }),
    },
  ],
};
