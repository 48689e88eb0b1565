import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { afterEach, describe, expect, test } from 'vitest';
import { aCharge, closeAll, serve } from './setup.ts';

const SECRET = 'whsec_test_0123456789';
const closing: (() => void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await closeAll();
});

/** An application that takes webhooks as ours does: signed ones only. `statuses` are answered first, then 200. */
async function receiver(statuses: number[] = []) {
  const events: Stripe.Event[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const status = statuses.shift() ?? 200;
      if (status === 200) {
        const signature = String(incoming.headers['stripe-signature']);
        events.push(Stripe.webhooks.constructEvent(Buffer.concat(chunks), signature, SECRET));
      }
      outgoing.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/stripe/webhook`;
  return { url, events, types: () => events.map(({ type }) => type) };
}

describe('webhooks', () => {
  test('are signed, and say what was done by which request', async () => {
    const { stripe, staged: charge, account } = await serve(aCharge);
    const app = await receiver();
    account.webhooks.connect({ url: app.url, secret: SECRET });
    const refund = await stripe.refunds.create(
      { charge: charge.id, amount: 1000, metadata: { correction_id: 'c1' } },
      { idempotencyKey: 'rf_c1_1' },
    );
    await account.webhooks.settled();
    const created = app.events.find(({ type }) => type === 'refund.created');
    expect(created?.data.object).toMatchObject({ id: refund.id, metadata: { correction_id: 'c1' } });
    expect(created?.request).toEqual({ id: refund.lastResponse.requestId, idempotency_key: 'rf_c1_1' });
    expect(created?.api_version).toBe('2026-10-28.endive');
    const refunded = app.events.find(({ type }) => type === 'charge.refunded');
    expect(refunded?.data).toMatchObject({
      object: { id: charge.id, amount_refunded: 1000 },
      previous_attributes: { amount_refunded: 0 },
    });
    expect(refunded?.data.object).not.toHaveProperty('refunds');
    expect((await stripe.events.retrieve(String(created?.id))).type).toBe('refund.created');
  });

  test('come in any order, and more than once', async () => {
    const { stripe, staged: charge, account } = await serve(aCharge);
    const app = await receiver();
    account.webhooks.connect({ url: app.url, secret: SECRET, types: ['refund.created', 'refund.failed'] });
    account.webhooks.hold();
    const refund = await stripe.refunds.create({ charge: charge.id });
    account.clock.advance(7 * 86_400);
    account.bank.settle(refund.id, 'failed', { failureReason: 'unknown' });
    await account.webhooks.settled();
    expect(app.events).toEqual([]);
    account.webhooks.copies = 2;
    await account.webhooks.release('newest_first');
    expect(app.types()).toEqual(['refund.failed', 'refund.failed', 'refund.created', 'refund.created']);
    // The event tells of the refund as it was then, and seven days lie between them.
    const [failed, , created] = app.events;
    expect([failed?.data.object, created?.data.object]).toMatchObject([
      { status: 'failed' },
      { status: 'succeeded' },
    ]);
    expect((failed?.created ?? 0) - (created?.created ?? 0)).toBeGreaterThanOrEqual(7 * 86_400);
    account.webhooks.copies = 1;
    await account.webhooks.repeat([String(created?.id)]);
    expect(app.types()).toHaveLength(5);

    account.webhooks.hold();
    account.bank.fate = { begins: { status: 'pending' } };
    const second = await stripe.refunds.create({ charge: charge.id });
    account.bank.settle(second.id, 'failed');
    const ids = account.webhooks.deliveries
      .filter(({ outcome }) => outcome === 'waiting')
      .map(({ event }) => event.id);
    await account.webhooks.release(ids.toReversed());
    expect(app.types().slice(5)).toEqual(['refund.failed', 'refund.created']);
  });

  test('that were not taken are sent again when it is time', async () => {
    const { staged: charge, account } = await serve(aCharge);
    const app = await receiver([500, 503]);
    account.webhooks.connect({ url: app.url, secret: SECRET, types: ['refund.created'] });
    account.dashboard.refund(charge.id);
    await account.webhooks.settled();
    await account.webhooks.retry();
    expect(app.events).toEqual([]);
    await account.webhooks.retry();
    expect(app.types()).toEqual(['refund.created']);
    expect(account.webhooks.deliveries).toMatchObject([{ attempts: [500, 503, 200], outcome: 'delivered' }]);
    // Nobody's request of the API did it.
    expect(app.events[0]?.request).toEqual({ id: null, idempotency_key: null });
  });

  test('to nobody who listens fail, and a forged signature is not ours', async () => {
    const { staged: charge, account } = await serve(aCharge);
    account.webhooks.connect({ url: 'http://127.0.0.1:9/none', secret: SECRET, types: ['refund.created'] });
    const refund = account.dashboard.refund(charge.id, { amount: 1 });
    await account.webhooks.settled();
    const [delivery] = account.webhooks.deliveries;
    expect(delivery).toMatchObject({ attempts: ['failed'], outcome: 'failed' });
    const event = account.objects('event').find(({ type }) => type === 'refund.created');
    if (event === undefined) throw new Error(`no event tells of ${refund.id}`);
    const { body, headers } = account.webhooks.requestOf(event, 'whsec_somebody_else');
    expect(() => Stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', SECRET)).toThrow(
      'No signatures found matching',
    );
  });
});
