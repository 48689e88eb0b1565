import { afterEach, describe, expect, test } from 'vitest';
import { EXECUTED_KINDS } from '../../../src/corrections/plan.ts';
import type { SandboxAnswer } from '../../../src/sandbox/fault-injection.ts';
import { createStripeClient } from '../../../src/stripe/client.ts';
import { createStripeEffects } from '../../../src/stripe/effects/stripe-effects.ts';
import { createWriteClient } from '../../../src/stripe/effects/write-client.ts';
import { canned, closeCanned, effectsOn, list, MADE, MARKS, refundOf, SOUND, stripeError } from './setup.ts';

afterEach(closeCanned);

describe.each(EXECUTED_KINDS)('%s', (kind) => {
  test.each<[string, SandboxAnswer, string]>([
    ['a shape that is none', { status: 200, body: { object: 'x' } }, 'something else'],
    ['no permission', stripeError(403), 'STRIPE_READ_KEY may not read'],
    ['a key that is wrong', stripeError(401), 'did not accept the key in STRIPE_READ_KEY'],
    ['a 400', stripeError(400), 'with an error (400)'],
  ])('nothing follows from %s', async (_, answer, words) => {
    const server = await canned(() =>
      answer.status === 200 ? { status: 200, body: { ...(list([{ object: 'x' }]).body as object) } } : answer,
    );
    const unreadable = { kind: 'unreadable', sentence: expect.stringContaining(words) };
    const effects = effectsOn(server.url);
    expect(await effects.find(SOUND[kind], MARKS)).toMatchObject(unreadable);
    expect(await effects.preflight(SOUND[kind])).toMatchObject(unreadable);
    expect(server.seen.every(({ method }) => method === 'GET')).toBe(true);
  });

  test('a limit says how long to wait', async () => {
    const server = await canned(() => stripeError(429, {}, { 'retry-after': '30' }));
    const effects = effectsOn(server.url, { lookUpMs: 500 });
    expect(await effects.find(SOUND[kind], MARKS)).toMatchObject({
      kind: 'unreadable',
      retry_after_seconds: 30,
    });
  });

  test('a look-up that takes too long is given up', async () => {
    const server = await canned(
      () => new Promise((resolve) => setTimeout(() => resolve({ status: 200, body: {} }), 400)),
    );
    const effects = effectsOn(server.url, { lookUpMs: 100 });
    expect(await effects.find(SOUND[kind], MARKS)).toMatchObject({
      kind: 'unreadable',
      sentence: expect.stringContaining('within 0.1 s'),
    });
  });

  test('an object that is gone makes it stale, and is no proof that nothing was done', async () => {
    const server = await canned(() => stripeError(404, { code: 'resource_missing' }));
    const effects = effectsOn(server.url);
    expect(await effects.preflight(SOUND[kind])).toMatchObject({
      kind: 'stale',
      sentence: expect.stringContaining('Stripe has no such'),
    });
    expect(await effects.find(SOUND[kind], MARKS)).toMatchObject({ kind: 'unreadable' });
  });
});

test('nothing follows from a body that is no JSON object, and nothing is left to crash on', async () => {
  const bodies = ['null', '5', '"x"', '[]', '{"id":', '<html>'];
  const found = bodies.map(async (body) => {
    const server = await canned(() => ({ status: 200, body }));
    return effectsOn(server.url).find(SOUND.void_invoice, MARKS);
  });
  const unreadable = { kind: 'unreadable', sentence: expect.stringContaining('STRIPE_API_BASE') };
  expect(await Promise.all(found)).toMatchObject(bodies.map(() => unreadable));
});

describe('a list', () => {
  const refund = (id: string, metadata: unknown = {}) => ({ ...MADE.refund, id, metadata });

  test('that grows between pages gives each object once', async () => {
    const pages = [
      list([refund('re_3'), refund('re_2', MADE.refund['metadata'])], true),
      list([refund('re_2', MADE.refund['metadata']), refund('re_1', null)]),
    ];
    const server = await canned(() => pages.shift() ?? list([]));
    expect(await effectsOn(server.url).find(refundOf('ch_1', 1000), MARKS)).toMatchObject({
      kind: 'found',
      made: { id: 're_2' },
    });
    expect(server.seen.map(({ query }) => query.get('starting_after'))).toEqual([null, 're_2']);
    expect(server.seen[0]?.query.get('limit')).toBe('100');
  });

  test('without an end is not believed to hold nothing', async () => {
    let count = 0;
    const server = await canned(() => {
      count += 1;
      return list([refund(`re_${count}`)], true);
    });
    expect(await effectsOn(server.url).find(refundOf('ch_1', 1000), MARKS)).toMatchObject({
      kind: 'unreadable',
      sentence: expect.stringContaining('more than 10000 refunds'),
    });
    expect(count).toBe(100);
  });

  test('whose second page fails is not believed to hold nothing', async () => {
    let count = 0;
    const server = await canned(() => {
      count += 1;
      return count === 1 ? list([refund('re_1')], true) : stripeError(400);
    });
    expect(await effectsOn(server.url).find(refundOf('ch_1', 1000), MARKS)).toMatchObject({
      kind: 'unreadable',
    });
  });
});

describe('disputes', () => {
  test('a charge that says it is disputed is believed, also when no dispute is listed', async () => {
    const charge = {
      id: 'ch_1',
      currency: 'usd',
      status: 'succeeded',
      captured: true,
      amount_captured: 5000,
      amount_refunded: 0,
      disputed: true,
    };
    const server = await canned(({ path }) =>
      path === '/v1/disputes' ? list([]) : { status: 200, body: charge },
    );
    expect(await effectsOn(server.url).preflight(refundOf('ch_1', 1000))).toMatchObject({
      kind: 'stale',
      sentence: expect.stringContaining('disputed'),
    });
  });
});

describe('the preview of a credit note', () => {
  const payments = [
    { id: 'inpay_1', status: 'paid', payment: { type: 'charge', charge: 'ch_1' } },
    {
      id: 'inpay_2',
      status: 'paid',
      payment: {
        type: 'payment_intent',
        payment_intent: { id: 'pi_2', status: 'succeeded', latest_charge: { id: 'ch_1' } },
      },
    },
    {
      id: 'inpay_3',
      status: 'canceled',
      payment: {
        type: 'payment_intent',
        payment_intent: { id: 'pi_3', status: 'canceled', latest_charge: null },
      },
    },
    { id: 'inpay_4', status: 'paid', payment: { type: 'payment_record', payment_record: 'pr_1' } },
  ];
  const answers =
    (preview: SandboxAnswer) =>
    (path: string): SandboxAnswer => {
      if (path === '/v1/credit_notes/preview') return preview;
      if (path === '/v1/invoice_payments') return list(payments);
      if (path === '/v1/charges/ch_1') {
        return {
          status: 200,
          body: {
            id: 'ch_1',
            currency: 'usd',
            status: 'succeeded',
            captured: true,
            amount_captured: 12_000,
            amount_refunded: 7200,
            disputed: false,
          },
        };
      }
      return {
        status: 200,
        body: {
          id: 'in_1',
          object: 'invoice',
          currency: 'usd',
          status: 'paid',
          amount_paid: 12_000,
          amount_remaining: 0,
        },
      };
    };
  const previewOf = (amount: number, post: number): SandboxAnswer => ({
    status: 200,
    body: { amount, currency: 'usd', pre_payment_amount: amount - post, post_payment_amount: post },
  });

  test.each<[string, SandboxAnswer, object]>([
    ['agrees', previewOf(4800, 4800), { kind: 'ready' }],
    [
      'computes another amount',
      previewOf(4799, 4799),
      {
        kind: 'stale',
        sentence: 'Stripe computes $47.99 for this credit note, not the $48.00 approved.',
      },
    ],
    [
      'sends the money elsewhere',
      previewOf(4800, 3000),
      { kind: 'stale', sentence: expect.stringContaining('elsewhere than approved') },
    ],
    ['is refused', stripeError(400), { kind: 'stale', sentence: expect.stringContaining('would not take') }],
    ['is forbidden', stripeError(403), { kind: 'unreadable' }],
    ['finds no invoice', stripeError(404), { kind: 'stale', sentence: expect.stringContaining('no such') }],
  ])('%s', async (_, preview, expected) => {
    const server = await canned(({ path }) => answers(preview)(path));
    expect(await effectsOn(server.url).preflight(SOUND.credit_note)).toMatchObject(expected);
    // Both payments lead to one charge; it is read once.
    expect(server.seen.filter(({ path }) => path === '/v1/charges/ch_1')).toHaveLength(1);
  });

  test('an invoice that is not issued takes none', async () => {
    const server = await canned(() => ({
      status: 200,
      body: {
        id: 'in_1',
        object: 'invoice',
        currency: 'usd',
        status: null,
        amount_paid: 0,
        amount_remaining: 0,
      },
    }));
    expect(await effectsOn(server.url).preflight(SOUND.credit_note)).toMatchObject({
      kind: 'stale',
      sentence: expect.stringContaining('not issued now'),
    });
  });
});

describe('the two keys', () => {
  const read = createStripeClient({ apiKey: 'rk_live_read_1234' });
  const write = (apiKey: string) => createWriteClient({ apiKey });

  test('must be of one mode, where their shape tells', () => {
    expect(() => createStripeEffects({ reading: read, writing: write('rk_test_write_1234') })).toThrow(
      'STRIPE_READ_KEY is a live-mode key and STRIPE_WRITE_KEY a test-mode key',
    );
    for (const writing of [write('rk_live_write_1234'), write('rk_write_1234'), null]) {
      expect(createStripeEffects({ reading: read, writing })).toBeDefined();
    }
    const unknown = createStripeClient({ apiKey: 'rk_read_1234' });
    expect(createStripeEffects({ reading: unknown, writing: write('rk_test_1234') })).toBeDefined();
  });

  test('nothing is sent without the second, nor for an effect that is not its step’s', async () => {
    const effects = createStripeEffects({ reading: read, writing: null });
    const options = { idempotencyKey: 'k', metadata: MARKS };
    await expect(effects.send(SOUND.refund, options)).rejects.toThrow('without the key that writes');
    const crossed = { ...SOUND.refund, kind: 'void_invoice' as const };
    expect(() => effects.request(crossed, MARKS)).toThrow('its step’s kind');
    await expect(effects.find(crossed, MARKS)).rejects.toThrow('its step’s kind');
    await expect(
      createStripeEffects({ reading: read, writing: write('rk_live_write_1234') }).send(crossed, options),
    ).rejects.toThrow('its step’s kind');
  });
});
