import type { BillingEvent } from '../../../../src/analysis/billing-history.ts';
import { authorizationHold } from '../../../../src/analysis/rules/payments/authorization-hold.ts';
import { aCharge, aHistory, anInvoice, aPaymentIntent, aRefund, at, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const held = at('2026-11-16T10:00:00Z');
const card = { brand: 'visa', last4: '4242', country: 'US', fingerprint: 'fp_1' };
const untilNextWeek = { ...card, capture_before: at('2026-11-23T10:00:00Z') };
const uncaptured = aCharge({ created: held, captured: false, payment_intent: 'pi_1', card: untilNextWeek });
const waiting = aPaymentIntent({
  created: held,
  status: 'requires_capture',
  capture_method: 'manual',
  amount_capturable: 4900,
  latest_charge: 'ch_1',
});
const canceled = aPaymentIntent({
  created: held,
  status: 'canceled',
  capture_method: 'manual',
  canceled_at: at('2026-11-18'),
  latest_charge: 'ch_1',
});
const succeeded = aPaymentIntent({ created: held, capture_method: 'manual', latest_charge: 'ch_1' });
const payment = aCharge({ id: 'ch_2', created: held + 1200, payment_intent: 'pi_2' });
const capture: BillingEvent = {
  object: 'event',
  id: 'evt_1',
  created: at('2026-11-17'),
  type: 'charge.captured',
  subject: 'ch_1',
  request: null,
  data: { object: null, previous_attributes: null },
};
const invoice = anInvoice();

export const cases: RuleCases = {
  rule: authorizationHold,
  accept: [
    {
      name: 'a hold beside the payment of the same amount: "charged twice"',
      history: aHistory({
        charges: [uncaptured, payment],
        payment_intents: [waiting, aPaymentIntent({ id: 'pi_2', latest_charge: 'ch_2' })],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'authorization_hold',
          confidence: 'certain',
          variant: 'held',
          amount: null,
          evidence: ['ch_1', 'pi_1', 'ch_2'],
          correction: null,
        },
      ],
    },
    {
      name: 'a hold whose payment intent was cancelled',
      history: aHistory({ charges: [uncaptured, payment], payment_intents: [canceled] }),
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'certain',
          variant: 'released',
          amount: null,
          evidence: ['ch_1', 'pi_1', 'ch_2'],
        },
      ],
    },
    {
      name: 'a hold that lapsed before it was captured',
      history: aHistory({
        charges: [{ ...uncaptured, card: { ...card, capture_before: at('2026-11-19') } }],
        payment_intents: [waiting],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'released',
          amount: null,
          evidence: ['ch_1', 'pi_1'],
        },
      ],
    },
    {
      name: 'a hold released by a refund, as charges without payment intent do',
      history: aHistory({
        charges: [aCharge({ captured: false, amount_refunded: 4900, refunded: true })],
        refunds: [aRefund({ created: at('2026-11-12') })],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'high',
          variant: 'released',
          amount: null,
          evidence: ['ch_1'],
        },
      ],
    },
    {
      name: 'a hold that was captured: one payment',
      history: aHistory({
        charges: [aCharge({ created: held, payment_intent: 'pi_1' })],
        payment_intents: [succeeded],
        events: [capture],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'certain',
          variant: 'captured',
          amount: null,
          evidence: ['ch_1', 'pi_1'],
        },
      ],
    },
    {
      name: 'a hold captured in part: the rest was released',
      history: aHistory({
        charges: [
          aCharge({ created: held, payment_intent: 'pi_1', amount_captured: 3000, amount_refunded: 1900 }),
        ],
        payment_intents: [{ ...succeeded, amount_received: 3000 }],
      }),
      expect: [
        { classification: 'valid_but_confusing', variant: 'captured', amount: null, evidence: ['ch_1'] },
      ],
    },
    {
      name: 'a hold whose charge the history lacks',
      history: aHistory({ payment_intents: [waiting] }),
      expect: [{ classification: 'valid_but_confusing', variant: 'held', amount: null, evidence: ['pi_1'] }],
    },
    {
      name: 'a long hold on record as waiting, without a known end',
      history: aHistory({
        charges: [aCharge({ created: at('2026-11-01'), captured: false, payment_intent: 'pi_1' })],
        payment_intents: [waiting],
      }),
      expect: [
        { classification: 'valid_but_confusing', variant: 'held', amount: null, evidence: ['ch_1', 'pi_1'] },
      ],
    },
  ],
  reject: [
    {
      name: 'an ordinary payment',
      history: aHistory({
        charges: [aCharge({ payment_intent: 'pi_1' })],
        payment_intents: [aPaymentIntent({ latest_charge: 'ch_1' })],
      }),
    },
    {
      name: 'two captured payments of the same amount: perhaps a duplicate',
      history: aHistory({
        charges: [aCharge(), aCharge({ id: 'ch_2', created: at('2026-11-10T10:05:00Z') })],
      }),
    },
    {
      name: 'a failed attempt',
      history: aHistory({
        charges: [aCharge({ status: 'failed', payment_intent: 'pi_1', failure_code: 'card_declined' })],
        payment_intents: [aPaymentIntent({ status: 'requires_payment_method', capture_method: 'manual' })],
      }),
    },
    {
      name: 'a hold of one dollar: a check of the card',
      history: aHistory({ charges: [{ ...uncaptured, amount: 100 }], payment_intents: [waiting] }),
    },
    {
      name: 'a payment intent cancelled before any card was tried',
      history: aHistory({ payment_intents: [canceled] }),
    },
    {
      name: 'a bank debit that is still pending',
      history: aHistory({
        charges: [
          aCharge({
            status: 'pending',
            captured: false,
            payment_method_type: 'sepa_debit',
            payment_intent: 'pi_1',
          }),
        ],
        payment_intents: [aPaymentIntent({ status: 'processing' })],
      }),
    },
    {
      name: 'a paid subscription invoice',
      history: aHistory({ invoices: [invoice], charges: [paidBy(invoice)] }),
    },
    {
      name: 'an automatic capture read a moment before it was done',
      history: aHistory({
        charges: [aCharge({ captured: false, payment_intent: 'pi_1' })],
        payment_intents: [aPaymentIntent({ capture_method: 'automatic_async', status: 'processing' })],
      }),
    },
    {
      name: 'a hold nobody asks about, of long ago',
      worthExplaining: false,
      history: aHistory({ charges: [uncaptured], payment_intents: [canceled] }),
    },
  ],
};
