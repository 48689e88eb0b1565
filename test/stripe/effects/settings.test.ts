import { afterEach, describe, expect, test } from 'vitest';
import { faults } from '../../../src/sandbox/fault-injection.ts';
import { first } from '../../sandbox/ledger/setup.ts';
import { closeAll, serve } from '../../sandbox/stripe-writes/setup.ts';
import { cancelOf, canned, closeCanned, effectOf, effectsOn, intentOf, MARKS } from './setup.ts';

afterEach(closeAll);
afterEach(closeCanned);

const keyed = { idempotencyKey: 'st_1', metadata: MARKS };

async function subscribed() {
  const served = await serve((opened) => {
    const { ledger, customer, method, price } = opened;
    const couponOf = (name: string) => ({
      coupon: ledger.catalogue.makeCoupon({ name, percentOff: 10, duration: 'forever' }),
    });
    const plan = price({ unitAmount: 5000 });
    return ledger.billing.subscribe({
      customer,
      method,
      items: [{ price: plan, coupon: couponOf('On the item') }],
      coupon: couponOf('Wanted'),
      coupons: [couponOf('Unwanted')],
    });
  });
  const subscription = served.staged;
  const [wanted = '', unwanted = ''] = subscription.discounts.map(String);
  const item = first(subscription.items.data);
  return { ...served, subscription, item, wanted, unwanted, effects: effectsOn(served.sandbox.url) };
}

const without = (target: string, stay: readonly string[]) =>
  effectOf('remove_discount', target, {
    discounts: stay.length === 0 ? '' : stay.map((discount) => ({ discount })),
    proration_behavior: 'none',
  });

describe('cancelling a subscription', () => {
  test('is done at once, without proration, and seen in the subscription', async () => {
    const { effects, subscription, account, sandbox } = await subscribed();
    const effect = cancelOf(subscription.id);
    expect(await effects.preflight(effect)).toEqual({ server_time: expect.any(Number), kind: 'ready' });
    expect(await effects.find(effect, MARKS)).toEqual({ server_time: expect.any(Number), kind: 'absent' });
    sandbox.clearRequests();
    const made = {
      object: 'subscription',
      id: subscription.id,
      also: [],
      amount: null,
      currency: null,
      status: 'canceled',
    };
    expect(await effects.send(effect, keyed)).toMatchObject({ kind: 'done', made });
    expect(sandbox.requests.map(({ method, query }) => `${method} ${query}`)).toEqual([
      'DELETE prorate=false&invoice_now=false',
    ]);
    expect(account.object('subscription', subscription.id)).toMatchObject({ status: 'canceled' });
    expect(await effects.find(effect, MARKS)).toEqual({
      server_time: expect.any(Number),
      kind: 'found',
      made,
      by: 'state',
    });
    expect(await effects.preflight(effect)).toEqual({
      server_time: expect.any(Number),
      kind: 'stale',
      sentence: 'The subscription was cancelled meanwhile.',
    });
  });

  test('its answer lost: sent again it is refused, and then found done', async () => {
    const { effects, subscription, sandbox, account } = await subscribed();
    const effect = cancelOf(subscription.id);
    sandbox.faults.add({
      route: 'DELETE /v1/subscriptions/:id',
      fault: faults.reset('after'),
      calls: 'first',
    });
    expect(await effects.send(effect, keyed)).toMatchObject({ kind: 'again', may_have_happened: true });
    expect(await effects.send(effect, keyed)).toMatchObject({
      kind: 'refused',
      code: 'resource_missing',
      find_first: true,
    });
    expect(await effects.find(effect, MARKS)).toMatchObject({ kind: 'found', by: 'state' });
    expect(account.effects.of('DELETE /v1/subscriptions/:id')).toHaveLength(1);
  });
});

describe('removing a discount', () => {
  test('from a subscription keeps the others, is done once, and seen there', async () => {
    const { effects, subscription, account, wanted, unwanted } = await subscribed();
    const effect = without(subscription.id, [wanted]);
    expect(await effects.preflight(effect)).toEqual({ server_time: expect.any(Number), kind: 'ready' });
    expect(await effects.find(effect, MARKS)).toEqual({ server_time: expect.any(Number), kind: 'absent' });
    expect(unwanted).not.toBe('');
    const made = {
      object: 'subscription',
      id: subscription.id,
      also: [],
      amount: null,
      currency: null,
      status: null,
    };
    expect(await effects.send(effect, keyed)).toMatchObject({ kind: 'done', made });
    expect(account.object('subscription', subscription.id)).toMatchObject({ discounts: [wanted] });
    expect(await effects.send(effect, keyed)).toMatchObject({ kind: 'done', replayed: true });
    expect(await effects.find(effect, MARKS)).toMatchObject({ kind: 'found', by: 'state' });
    expect(await effects.preflight(effect)).toEqual({
      server_time: expect.any(Number),
      kind: 'stale',
      sentence: 'The discount was removed meanwhile.',
    });
  });

  test('from an item leaves the subscription’s own, also when the answer is lost', async () => {
    const { effects, subscription, item, account, sandbox, wanted, unwanted } = await subscribed();
    const effect = without(item.id, []);
    expect(await effects.preflight(effect)).toEqual({ server_time: expect.any(Number), kind: 'ready' });
    sandbox.faults.add({
      route: 'POST /v1/subscription_items/:id',
      fault: faults.truncated('broken'),
      calls: 'first',
    });
    expect(await effects.send(effect, keyed)).toMatchObject({ kind: 'again' });
    expect(await effects.find(effect, MARKS)).toMatchObject({
      kind: 'found',
      made: { object: 'subscription_item', id: item.id },
    });
    expect(account.object('subscription', subscription.id)).toMatchObject({
      discounts: [wanted, unwanted],
    });
  });

  test('is stale when one that was to stay is gone, or the subscription has ended', async () => {
    const { effects, subscription, account, wanted, unwanted } = await subscribed();
    account.dashboard.does('POST', `/v1/subscriptions/${subscription.id}`, {
      discounts: [{ discount: unwanted }],
    });
    expect(await effects.preflight(without(subscription.id, [wanted]))).toMatchObject({
      kind: 'stale',
      sentence: expect.stringContaining('was to stay is gone'),
    });
    account.dashboard.does('DELETE', `/v1/subscriptions/${subscription.id}`);
    expect(await effects.preflight(without(subscription.id, [wanted]))).toMatchObject({
      kind: 'stale',
      sentence: expect.stringContaining('cancelled'),
    });
  });
});

describe('cancelling a payment intent', () => {
  test('releases the hold once, and is seen in the intent', async () => {
    const { effects, staged, account } = await held();
    const effect = intentOf(staged.intent.id);
    expect(await effects.preflight(effect)).toEqual({ server_time: expect.any(Number), kind: 'ready' });
    expect(await effects.find(effect, MARKS)).toEqual({ server_time: expect.any(Number), kind: 'absent' });
    const made = {
      object: 'payment_intent',
      id: staged.intent.id,
      also: [],
      amount: null,
      currency: null,
      status: 'canceled',
    };
    expect(await effects.send(effect, keyed)).toMatchObject({ kind: 'done', made });
    expect(account.object('payment_intent', staged.intent.id)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'requested_by_customer',
    });
    expect(await effects.find(effect, MARKS)).toEqual({
      server_time: expect.any(Number),
      kind: 'found',
      made,
      by: 'state',
    });
    expect(await effects.preflight(effect)).toEqual({
      server_time: expect.any(Number),
      kind: 'stale',
      sentence: 'The payment was cancelled meanwhile.',
    });
  });

  test('its answer lost, its key forgotten: refused, and then found done', async () => {
    const { effects, staged, sandbox, account } = await held();
    const effect = intentOf(staged.intent.id);
    sandbox.faults.add({
      route: 'POST /v1/payment_intents/:id/cancel',
      fault: faults.reset('after'),
      calls: 'first',
    });
    expect(await effects.send(effect, keyed)).toMatchObject({ kind: 'again' });
    account.clock.advance(25 * 3600);
    expect(await effects.send(effect, keyed)).toMatchObject({
      kind: 'refused',
      code: 'payment_intent_unexpected_state',
      find_first: true,
    });
    expect(await effects.find(effect, MARKS)).toMatchObject({ kind: 'found' });
  });

  test.each([
    ['succeeded', 'taken meanwhile'],
    ['processing', 'on its way'],
    ['requires_something_new', 'moved on meanwhile'],
  ])('is stale when it is %s', async (status, words) => {
    const server = await canned(() => ({
      status: 200,
      body: { id: 'pi_1', object: 'payment_intent', status },
    }));
    expect(await effectsOn(server.url).preflight(intentOf('pi_1'))).toMatchObject({
      kind: 'stale',
      sentence: expect.stringContaining(words),
    });
  });

  const held = async () => {
    const served = await serve(({ ledger, customer, method }) =>
      ledger.payments.authorize({ customer, method, amount: 800, currency: 'usd', description: 'Hold' }),
    );
    return { ...served, effects: effectsOn(served.sandbox.url) };
  };
});
