import type { SetupIntent } from '../../../../src/analysis/billing-history.ts';
import { cardVerification } from '../../../../src/analysis/rules/payments/card-verification.ts';
import { aCharge, aHistory, aLine, anInvoice, aPaymentIntent, at, CUSTOMER, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const checked = at('2026-11-16T10:00:00Z');
const aSetupIntent = (parts: Partial<SetupIntent> = {}): SetupIntent => ({
  object: 'setup_intent',
  id: 'seti_1',
  customer: CUSTOMER,
  created: checked,
  status: 'succeeded',
  usage: 'off_session',
  payment_method: 'pm_1',
  ...parts,
});
const method = {
  object: 'payment_method',
  id: 'pm_1',
  customer: CUSTOMER,
  created: checked,
  type: 'card',
  card: { brand: 'visa', last4: '4242', country: 'US', fingerprint: 'fp_1', capture_before: null },
} as const;
const oneDollar = aCharge({ created: checked, amount: 100, captured: false, payment_intent: 'pi_1' });
const released = aPaymentIntent({
  created: checked,
  amount: 100,
  status: 'canceled',
  capture_method: 'manual',
  canceled_at: checked + 60,
});
const asks = (body: string) => ({ subject: '', body, requester_email: null, created_at: null });
const smallInvoice = anInvoice({ lines: [aLine({ amount: 100 })] });

export const cases: RuleCases = {
  rule: cardVerification,
  accept: [
    {
      name: 'a card was saved',
      history: aHistory({ setup_intents: [aSetupIntent()], payment_methods: [method] }),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'authorization_hold',
          confidence: 'certain',
          variant: 'saved',
          amount: null,
          evidence: ['seti_1'],
          correction: null,
        },
      ],
    },
    {
      name: 'a dollar was held and released',
      history: aHistory({ charges: [oneDollar], payment_intents: [released] }),
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'high',
          variant: 'small_hold',
          amount: null,
          evidence: ['ch_1'],
        },
      ],
    },
    {
      name: 'a yen was held and is not released yet',
      history: aHistory({
        charges: [{ ...oneDollar, amount: 1, currency: 'jpy' }],
        payment_intents: [
          { ...released, amount: 1, currency: 'jpy', status: 'requires_capture', canceled_at: null },
        ],
      }),
      expect: [
        { classification: 'valid_but_confusing', variant: 'small_hold', amount: null, evidence: ['ch_1'] },
      ],
    },
    {
      name: 'the bank asks the customer to confirm the card',
      history: aHistory({ setup_intents: [aSetupIntent({ status: 'requires_action' })] }),
      expect: [
        {
          classification: 'payment_issue',
          category: 'payment_failure',
          confidence: 'certain',
          variant: 'waiting',
          amount: null,
          evidence: ['seti_1'],
        },
      ],
    },
    {
      name: 'a confirmation given up, and another card saved since',
      history: aHistory({
        setup_intents: [
          aSetupIntent({ status: 'requires_action' }),
          aSetupIntent({ id: 'seti_2', created: checked + 600 }),
        ],
      }),
      expect: [
        { classification: 'valid_but_confusing', variant: 'unfinished', amount: null, evidence: ['seti_1'] },
        { classification: 'valid_but_confusing', variant: 'saved', amount: null, evidence: ['seti_2'] },
      ],
    },
    {
      name: 'a confirmation nobody came back to for weeks',
      history: aHistory({
        setup_intents: [aSetupIntent({ status: 'requires_action', created: at('2026-10-20') })],
      }),
      expect: [
        { classification: 'valid_but_confusing', variant: 'unfinished', amount: null, evidence: ['seti_1'] },
      ],
    },
    {
      name: 'a check that was cancelled, and a small payment intent that was',
      history: aHistory({
        setup_intents: [aSetupIntent({ status: 'canceled' })],
        payment_intents: [released],
      }),
      expect: [
        { classification: 'valid_but_confusing', variant: 'unfinished', amount: null, evidence: ['seti_1'] },
        { classification: 'valid_but_confusing', variant: 'unfinished', amount: null, evidence: ['pi_1'] },
      ],
    },
    {
      name: 'several checks of one kind, told as one',
      history: aHistory({
        setup_intents: [1, 2, 3].map((day) =>
          aSetupIntent({ id: `seti_${day}`, created: checked + day * 86_400 }),
        ),
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'saved',
          amount: null,
          evidence: ['seti_1', 'seti_2', 'seti_3'],
        },
      ],
    },
    {
      name: 'a card saved long ago, and the customer asks about $1.00',
      history: aHistory({ setup_intents: [aSetupIntent({ created: at('2026-09-20') })] }),
      ticket: asks('What is this $1.00 from September?'),
      expect: [
        { classification: 'valid_but_confusing', variant: 'saved', amount: null, evidence: ['seti_1'] },
      ],
    },
  ],
  reject: [
    {
      name: 'a card saved while the customer asks about another amount',
      history: aHistory({ setup_intents: [aSetupIntent()] }),
      ticket: asks('Why was I charged $49 twice?'),
    },
    {
      name: 'a card saved weeks before the customer writes',
      history: aHistory({ setup_intents: [aSetupIntent({ created: at('2026-10-20') })] }),
      ticket: asks('Why was I charged twice?'),
    },
    {
      name: 'a dollar that was captured: a payment',
      history: aHistory({ charges: [aCharge({ amount: 100 })] }),
    },
    {
      name: 'a larger hold',
      history: aHistory({
        charges: [{ ...oneDollar, amount: 101 }],
        payment_intents: [{ ...released, amount: 101, status: 'requires_capture', canceled_at: null }],
      }),
    },
    {
      name: 'a dollar on an invoice whose payment was cancelled',
      history: aHistory({
        invoices: [{ ...smallInvoice, status: 'void' }],
        charges: [{ ...paidBy(smallInvoice), captured: false }],
        payment_intents: [{ ...released, id: 'pi_in_1' }],
      }),
    },
    {
      name: 'a capture on its way',
      history: aHistory({ charges: [oneDollar], payment_intents: [{ ...released, status: 'processing' }] }),
    },
    {
      name: 'a card form that was opened and left',
      history: aHistory({
        setup_intents: [
          aSetupIntent({ status: 'requires_payment_method', payment_method: null }),
          aSetupIntent({ id: 'seti_2', status: 'canceled', payment_method: null }),
        ],
      }),
    },
    {
      name: 'a bank account that was saved',
      history: aHistory({
        setup_intents: [aSetupIntent()],
        payment_methods: [{ ...method, type: 'sepa_debit', card: null }],
      }),
    },
    {
      name: 'a bank account that was saved and charged since',
      history: aHistory({
        setup_intents: [aSetupIntent()],
        charges: [aCharge({ payment_method: 'pm_1', payment_method_type: 'sepa_debit', card: null })],
      }),
    },
    {
      name: 'a failed attempt',
      history: aHistory({ charges: [aCharge({ amount: 100, status: 'failed' })] }),
    },
    {
      name: 'a check of long ago, nobody asks about',
      worthExplaining: false,
      history: aHistory({
        setup_intents: [aSetupIntent()],
        charges: [oneDollar],
        payment_intents: [released],
      }),
    },
  ],
};
