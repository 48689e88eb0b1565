import { createHmac } from 'node:crypto';
import { statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import Stripe from 'stripe';
import { afterEach, describe, expect, test } from 'vitest';
import { createRoutes } from '../../src/http/routes.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import {
  createStripeWebhook,
  MAX_STRIPE_EVENT_BYTES,
  STRIPE_EVENT_TYPES,
  type StripeWebhookPorts,
} from '../../src/stripe/webhook.ts';
import { START_MS, temporaryStore } from '../db/helpers.ts';

const SECRET = 'whsec_test_0123456789';
const NOW = START_MS / 1_000;
const CORRECTION = 'co_01k9abcdefghjkmnpqrstvwxyz234';

const event = (change: object = {}, about: object = {}) =>
  JSON.stringify({
    id: 'evt_1',
    object: 'event',
    api_version: '2026-10-28.endive',
    type: 'refund.created',
    livemode: false,
    data: {
      object: { id: 're_1', object: 'refund', metadata: { correction_id: CORRECTION }, ...about },
    },
    ...change,
  });

const sign = (payload: string, secret = SECRET, timestamp = NOW): string =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });

async function webhook(change: Partial<StripeWebhookPorts> = {}) {
  const opened = await temporaryStore();
  const errors: unknown[] = [];
  const handle = createStripeWebhook({
    record: (news) => opened.store.recordStripeEvent(news),
    secrets: [SECRET],
    mode: 'test',
    clock: opened.clock.now,
    onError: (error) => errors.push(error),
    ...change,
  });
  const send = (payload: string | Buffer, header: unknown = sign(payload.toString())) =>
    handle({
      headers: header === null ? {} : { 'stripe-signature': String(header) },
      rawBody: Buffer.from(payload),
    });
  const jobs = async () => (await opened.store.queueStatus()).due;
  return { ...opened, handle, send, jobs, errors };
}

describe('an event', () => {
  test('is durable with its job before it is answered, and once', async () => {
    const { send, store, jobs } = await webhook();
    expect(await send(event())).toMatchObject({ status: 200, body: 'Recorded.' });
    expect(await store.stripeEvent('evt_1')).toEqual({
      id: 'evt_1',
      type: 'refund.created',
      object_id: 're_1',
      correction_id: CORRECTION,
    });
    const repeats = await Promise.all(Array.from({ length: 200 }, () => send(event())));
    expect(repeats.every(({ status, body }) => status === 200 && body === 'Known already.')).toBe(true);
    expect(await jobs()).toBe(1);
  });

  test('may be signed with either secret while one replaces the other, or with both', async () => {
    const { send } = await webhook({ secrets: ['whsec_new', SECRET] });
    expect(await send(event({ id: 'evt_2' }))).toMatchObject({ status: 200 });
    const payload = event({ id: 'evt_3' });
    expect(await send(payload, sign(payload, 'whsec_new'))).toMatchObject({ status: 200 });
    const both = `${sign(payload, 'whsec_gone')},${sign(payload).split(',')[1]}`;
    expect(await send(payload, both)).toMatchObject({ status: 200, body: 'Known already.' });
    const gone = await webhook({ secrets: ['whsec_new'] });
    expect(await gone.send(event())).toMatchObject({ status: 401 });
  });

  test.each(STRIPE_EVENT_TYPES)('%s is taken', async (type) => {
    const { send, store } = await webhook();
    const about = type === 'charge.dispute.created' ? { object: 'dispute', id: 'dp_1', charge: 'ch_1' } : {};
    expect(await send(event({ type }, about))).toMatchObject({ status: 200, body: 'Recorded.' });
    const about_id = type === 'charge.dispute.created' ? 'ch_1' : 're_1';
    expect(await store.stripeEvent('evt_1')).toMatchObject({ type, object_id: about_id });
  });

  test.each<[string, object]>([
    ['of a type nothing depends on', { type: 'invoice.paid' }],
    ['of live mode, while our key is of test mode', { livemode: true }],
    ['of a connected account', { account: 'acct_1' }],
  ])('%s is answered 200 and not stored', async (_, change) => {
    const { send, store, jobs } = await webhook();
    expect(await send(event(change))).toMatchObject({
      status: 200,
      body: expect.stringMatching(/^Ignored: .*\.$/),
    });
    expect(await store.stripeEvent('evt_1')).toBeNull();
    expect(await jobs()).toBe(0);
  });

  test('of either mode is taken where the key does not tell its own', async () => {
    const { send } = await webhook({ mode: null });
    expect(await send(event({ livemode: true }))).toMatchObject({ body: 'Recorded.' });
  });

  test('that names another product’s correction names none', async () => {
    const { send, store } = await webhook();
    await send(event({}, { metadata: { correction_id: 'co_1; DROP TABLE correction' } }));
    expect(await store.stripeEvent('evt_1')).toMatchObject({ correction_id: null });
  });

  test('that cannot be stored is answered 503 with Retry-After, and stored when there is space again', async () => {
    const first = await temporaryStore();
    const { path } = first;
    await first.store.close();
    const small = await temporaryStore({ path, maxPages: statSync(path).size / 4_096 + 4 });
    const full = await webhook({ record: (news) => small.store.recordStripeEvent(news) });
    let id = '';
    let refused = await full.send(event());
    for (let sent = 0; refused.status === 200 && sent < 1_000; sent += 1) {
      id = `evt_${sent}_${'x'.repeat(200)}`;
      refused = await full.send(event({ id }));
    }
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '10' } });
    expect(full.errors).toHaveLength(1);
    expect(await small.store.stripeEvent(id)).toBeNull();
    await small.store.close();
    const { store } = await temporaryStore({ path });
    const mended = await webhook({ record: (news) => store.recordStripeEvent(news) });
    expect(await mended.send(event({ id }))).toMatchObject({ status: 200, body: 'Recorded.' });
  });
});

describe('nothing is written for', () => {
  const payload = event();
  const forged = (secret: string, at: string) =>
    `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${payload}`).digest('hex')}`;
  test.each<[string, string | Buffer, unknown]>([
    ['no signature', payload, null],
    ['an empty one', payload, ''],
    ['one of the wrong length', payload, sign(payload).slice(0, -1)],
    ['one that is no hexadecimal', payload, `t=${NOW},v1=${'ä'.repeat(64)}`],
    ['somebody else’s', payload, sign(payload, 'whsec_other')],
    ['one without a time', payload, String(sign(payload).split(',')[1])],
    ['six minutes ago', payload, sign(payload, SECRET, NOW - 360)],
    ['six minutes ahead', payload, sign(payload, SECRET, NOW + 360)],
    ['a time that is no number', payload, forged(SECRET, 'NaN')],
    ['a negative time', payload, forged(SECRET, '-1')],
    ['a time of 20 digits', payload, forged(SECRET, '1'.repeat(20))],
    ['two times', payload, `t=1,${sign(payload)}`],
    ['two headers in one', payload, `${sign(payload)}, ${sign(payload)}`],
    ['a header of 10 KB', payload, `${sign(payload)},v1=${'a'.repeat(64)}`.padEnd(10_000, ',v1=a')],
    ['another scheme only', payload, sign(payload).replace('v1=', 'v0=')],
    ['a body changed by one byte', payload.replace('re_1', 're_2'), sign(payload)],
    ['a body written anew', JSON.stringify(JSON.parse(payload), null, 1), sign(payload)],
    ['a body with a blank behind it', `${payload} `, sign(payload)],
    ['a body with a byte order mark', Buffer.from(`\uFEFF${payload}`), sign(payload)],
    ['a body that is not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), sign('{\uFFFD}')],
    ['an empty body', '', sign('')],
  ])('%s: 401', async (_, body, header) => {
    const { send, store, jobs } = await webhook();
    const answer = await send(body, header);
    expect(answer).toMatchObject({ status: 401, body: 'The signature is missing, wrong or too old.' });
    expect(await store.stripeEvent('evt_1')).toBeNull();
    expect(await jobs()).toBe(0);
  });

  test('a secret that is blank', async () => {
    const { send } = await webhook({ secrets: ['', ' '] });
    expect(await send(payload, sign(payload, ' '))).toMatchObject({ status: 401 });
  });

  test.each<[string, string]>([
    ['a thin event', JSON.stringify({ id: 'evt_1', object: 'v2.core.event', type: 'refund.created' })],
    ['no JSON', 'hello'],
    ['half of it', payload.slice(0, -9)],
    ['100,000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['another object', JSON.stringify({ id: 're_1', object: 'refund' })],
    ['an id that is none', event({ id: 'evt_1/../2' })],
    ['an event about nothing', event({ data: {} })],
    ['an object with an id that is none', event({}, { id: '../re_1' })],
    ['a dispute without a charge', event({ type: 'charge.dispute.created' }, { object: 'dispute' })],
  ])('%s that is signed: 400 with a sentence', async (_, body) => {
    const { send, store, jobs } = await webhook();
    expect(await send(body)).toMatchObject({ status: 400, body: expect.stringMatching(/^T.*\.$/) });
    expect(await store.stripeEvent('evt_1')).toBeNull();
    expect(await jobs()).toBe(0);
  });

  test('a body over its limit: 413', async () => {
    const { send } = await webhook();
    expect(await send('x'.repeat(MAX_STRIPE_EVENT_BYTES + 1), sign('x'))).toMatchObject({ status: 413 });
  });
});

describe('over HTTP', () => {
  const serving: HttpServer[] = [];
  afterEach(async () => {
    for (const server of serving.splice(0)) await server.drain(100);
  });

  test('the route verifies the bytes it received, and refuses two headers', async () => {
    const { handle, jobs } = await webhook();
    const metrics = createMetrics();
    const server = createHttpServer({
      port: 0,
      host: '127.0.0.1',
      logger: createLogger({ level: 'silent', secrets: [] }),
      metrics,
      routes: createRoutes({
        zendeskWebhook: null,
        stripeWebhook: handle,
        notReady: async () => [],
        metrics,
        metricsToken: null,
      }),
    });
    await server.listen();
    serving.push(server);
    const post = (headers: readonly string[], body: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const outgoing = httpRequest(
          { port: server.port, method: 'POST', path: '/stripe/webhook' },
          (incoming) => {
            incoming.resume();
            incoming.on('end', () => resolve(incoming.statusCode));
          },
        );
        outgoing.on('error', reject);
        outgoing.setHeader('stripe-signature', headers);
        outgoing.end(body);
      });
    const body = event({}, { description: 'Grüße ☕' });
    const header = sign(body);
    expect(await post([header, header], body)).toBe(401);
    expect(await jobs()).toBe(0);
    expect(await post([header], body)).toBe(200);
    expect(await jobs()).toBe(1);
  });
});
