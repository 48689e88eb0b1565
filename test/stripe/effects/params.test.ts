import { describe, expect, test } from 'vitest';
import type { CorrectionStep } from '../../../src/analysis/finding.ts';
import { EXECUTED_KINDS, type ExecutedKind, type PlannedEffect } from '../../../src/corrections/plan.ts';
import { balanceOf, effectsOn, MARKS, SOUND, STRIPE_MARKS } from './setup.ts';

const effects = effectsOn('http://127.0.0.1:9', { writing: null });

const bent = (
  kind: ExecutedKind,
  params: Readonly<Record<string, unknown>>,
  rest: Partial<CorrectionStep> = {},
): PlannedEffect => {
  const { step } = SOUND[kind];
  const merged = Object.entries({ ...step.params, ...params }).filter(([, value]) => value !== undefined);
  const json = JSON.parse(JSON.stringify(Object.fromEntries(merged))) as CorrectionStep['params'];
  return { position: 0, kind, step: { ...step, ...rest, params: json } };
};

describe('the request of a sound step', () => {
  test.each<[ExecutedKind, string, object]>([
    [
      'refund',
      'POST /v1/refunds',
      { charge: 'ch_1', amount: 1000, reason: 'requested_by_customer', metadata: STRIPE_MARKS },
    ],
    ['credit_note', 'POST /v1/credit_notes', { ...SOUND.credit_note.step.params, metadata: STRIPE_MARKS }],
    ['void_invoice', 'POST /v1/invoices/in_1/void', {}],
    [
      'customer_balance_credit',
      'POST /v1/customers/cus_1/balance_transactions',
      {
        amount: -1500,
        currency: 'usd',
        description: 'Promised on 3 April.',
        metadata: STRIPE_MARKS,
      },
    ],
    ['cancel_subscription', 'DELETE /v1/subscriptions/sub_1', { prorate: false, invoice_now: false }],
    ['remove_discount', 'POST /v1/subscriptions/sub_1', { discounts: '', proration_behavior: 'none' }],
    [
      'cancel_payment_intent',
      'POST /v1/payment_intents/pi_1/cancel',
      { cancellation_reason: 'requested_by_customer' },
    ],
  ])('%s', (kind, line, params) => {
    const request = effects.request(SOUND[kind], MARKS);
    expect(request).toEqual({
      kind: 'request',
      method: line.split(' ')[0],
      path: line.split(' ')[1],
      params,
    });
  });

  test('of an item’s discounts goes to the item', () => {
    const effect = bent('remove_discount', { discounts: [{ discount: 'di_1' }] }, { target: 'si_1' });
    expect(effects.request(effect, MARKS)).toMatchObject({
      path: '/v1/subscription_items/si_1',
      params: { discounts: [{ discount: 'di_1' }] },
    });
  });
});

describe('a step that is not exactly one of its kind is malformed', () => {
  test.each(EXECUTED_KINDS)('%s with an unknown or a missing parameter', (kind) => {
    const [name = ''] = Object.keys(SOUND[kind].step.params);
    for (const params of [{ transfer: 'x' }, { [name]: undefined }, { [name]: 7 }]) {
      expect(effects.request(bent(kind, params), MARKS)).toEqual({
        kind: 'malformed',
        sentence: expect.stringMatching(
          new RegExp(`^The step ${kind} cannot be sent: .*; check the customer again and propose`),
        ),
      });
    }
  });

  const line = {
    type: 'invoice_line_item',
    invoice_line_item: 'il_1',
    amount: 4800,
  };
  test.each<[string, PlannedEffect]>([
    ['a refund of nothing', bent('refund', { amount: 0 }, { amount: 0 })],
    ['a negative refund', bent('refund', { amount: -5 }, { amount: -5 })],
    ['half a cent', bent('refund', { amount: 10.5 }, { amount: 10.5 })],
    ['2^53 + 1', bent('refund', { amount: 2 ** 53 + 2 }, { amount: 2 ** 53 + 2 })],
    ['an amount as text', bent('refund', { amount: '1000' })],
    ['another amount than approved', bent('refund', { amount: 999 })],
    ['another charge than the target', bent('refund', { charge: 'ch_2' })],
    ['a path for a charge', bent('refund', { charge: 'ch_1/../x' }, { target: 'ch_1/../x' })],
    ['a reason Stripe has not', bent('refund', { reason: 'because' })],
    ['a credit note on another invoice', bent('credit_note', { invoice: 'in_2' })],
    ['a credit note without an amount', bent('credit_note', {}, { amount: null })],
    ['a credit note of nothing', bent('credit_note', {}, { amount: 0 })],
    ['both lines and an amount', bent('credit_note', { amount: 4800 })],
    ['neither lines nor an amount', bent('credit_note', { lines: undefined })],
    ['no lines', bent('credit_note', { lines: [] })],
    ['another amount than approved', bent('credit_note', { lines: undefined, amount: 4700 })],
    ['parts above the amount', bent('credit_note', { credit_amount: 1 })],
    ['an unknown key in a line', bent('credit_note', { lines: [{ ...line, quantity: 2 }] })],
    [
      'a tax without its rate',
      bent('credit_note', {
        lines: [{ ...line, tax_amounts: [{ amount: 800, tax_rate: null, taxable_amount: 4000 }] }],
      }),
    ],
    ['another invoice to void', bent('void_invoice', { invoice: 'in_2' })],
    ['another customer', bent('customer_balance_credit', { customer: 'cus_2' })],
    ['a credit of nothing', bent('customer_balance_credit', { amount: 0 })],
    ['another credit than approved', bent('customer_balance_credit', { amount: -1499 })],
    ['another currency than approved', bent('customer_balance_credit', { currency: 'eur' })],
    ['a debit that is approved as money returned', bent('customer_balance_credit', { amount: 1500 })],
    ['another subscription', bent('cancel_subscription', { subscription: 'sub_2' })],
    ['a proration left to Stripe', bent('cancel_subscription', { prorate: undefined })],
    ['a discount off a customer', bent('remove_discount', {}, { target: 'cus_1' })],
    ['another payment', bent('cancel_payment_intent', { payment_intent: 'pi_2' })],
  ])('%s', (_, effect) => {
    expect(effects.request(effect, MARKS)).toMatchObject({ kind: 'malformed' });
  });

  test('a debit is approved as no money, and is sound', () => {
    expect(effects.request(balanceOf('cus_1', -500), MARKS)).toMatchObject({
      kind: 'request',
      params: { amount: 500 },
    });
  });

  test('parameters that are a list are none', () => {
    const effect = { ...SOUND.refund, step: { ...SOUND.refund.step, params: JSON.parse('[]') } };
    expect(effects.request(effect, MARKS)).toMatchObject({
      kind: 'malformed',
      sentence: expect.stringContaining('invalid_type'),
    });
  });

  test('texts from outside are not repeated', () => {
    const told = effects.request(bent('refund', { '<script>': 1, '<b>': 2 }), MARKS);
    expect(told).toMatchObject({ kind: 'malformed', sentence: expect.stringContaining('2 unknown') });
    expect(JSON.stringify(told)).not.toContain('script');
  });
});
