import { createServer, type Socket } from 'node:net';
import type Stripe from 'stripe';
import { afterEach, describe, expect, test } from 'vitest';
import type { EffectRequest } from '../../../src/corrections/ports.ts';
import { OneRequest } from '../../../src/stripe/effects/one-request.ts';
import { createWriteClient, isAllowed } from '../../../src/stripe/effects/write-client.ts';
import { canned, closeCanned, writerOn } from './setup.ts';

afterEach(closeCanned);

const KEY = 'rk_test_write_1234';
const request = (method: EffectRequest['method'], path: string, params = {}): EffectRequest => ({
  kind: 'request',
  method,
  path,
  params,
});
const A_REFUND = request('POST', '/v1/refunds', { charge: 'ch_1', amount: 100 });

describe('what may be sent with the writing key', () => {
  test.each([
    'POST /v1/refunds',
    'POST /v1/credit_notes',
    'POST /v1/invoices/in_1/void',
    'POST /v1/customers/cus_1/balance_transactions',
    'DELETE /v1/subscriptions/sub_1',
    'DELETE /v1/subscriptions/sub_1?prorate=false',
    'POST /v1/subscriptions/sub_1',
    'POST /v1/subscription_items/si_1',
    'POST /v1/payment_intents/pi_1/cancel',
  ])('%s', (line) => {
    const [method = '', path = ''] = line.split(' ');
    expect(isAllowed(method, path)).toBe(true);
  });

  test.each([
    'GET /v1/refunds',
    'GET /v1/customers/cus_1',
    'DELETE /v1/customers/cus_1',
    'DELETE /v1/invoices/in_1',
    'POST /v1/refunds/re_1',
    'POST /v1/refunds/',
    'POST /v1/charges',
    'POST /v1/payouts',
    'POST /v1/transfers',
    'POST /v1/customers/cus_1',
    'POST /v1/invoices/in_1/pay',
    'POST /v1/invoices/in_1/void/',
    'POST /v1/invoices/in_1/../in_2/void',
    'POST /v1/invoices/in_1%2Fpay/void',
    'POST /v1/payment_intents/pi_1/capture',
    'POST /v1/subscriptions',
    'POST /v1/credit_notes/cn_1/void',
    'post /v1/refunds',
    'POST /v2/refunds',
    'POST ?/v1/refunds',
  ])('not %s', async (line) => {
    const [method = '', path = ''] = line.split(' ');
    expect(isAllowed(method, path)).toBe(false);
    if (method !== 'POST' && method !== 'DELETE') return;
    const server = await canned(() => ({ status: 200, body: {} }));
    await expect(writerOn(server.url).exchange(request(method, path), 'k')).rejects.toThrow();
    expect(server.seen).toEqual([]);
  });
});

describe('one request', () => {
  test('carries key, version, method and parameters, and answers with what came', async () => {
    const server = await canned(() => ({ status: 200, headers: { 'x-a': 'b' }, body: { id: 're_1' } }));
    const exchange = await writerOn(server.url, { key: KEY }).exchange(A_REFUND, 'rf_cor_1_1');
    expect(exchange).toMatchObject({
      kind: 'answered',
      status: 200,
      headers: { 'x-a': 'b' },
      body: { id: 're_1' },
    });
    const [seen] = server.seen;
    expect(seen?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      'idempotency-key': 'rf_cor_1_1',
      'stripe-version': '2026-10-28.endive',
    });
    expect(seen?.body.toString()).toBe('charge=ch_1&amount=100');
  });

  test('is never repeated, also when the connection is closed under it', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => {});
      socket.once('data', () => socket.resetAndDestroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const exchange = await writerOn(`http://127.0.0.1:${port}`).exchange(A_REFUND, 'k');
    expect(exchange).toEqual({ kind: 'lost', left: true, reason: 'ECONNRESET' });
    expect(sockets).toHaveLength(1);
    await new Promise((resolve) => server.close(resolve));
  });

  test.each(['', 'k'.repeat(256)])('needs a key of 1 to 255 characters, not %j', async (key) => {
    await expect(writerOn('http://127.0.0.1:9').exchange(A_REFUND, key)).rejects.toThrow('1 to 255');
  });

  test('is carried by another client where one is given', async () => {
    const seen: string[] = [];
    const client: Stripe.HttpClient = {
      getClientName: () => 'here',
      makeRequest: async (_host, _port, path, method) => {
        seen.push(`${method} ${path}`);
        if (path !== '/v1/refunds') throw 'not an error';
        return {
          getStatusCode: () => 200,
          getHeaders: () => ({}),
          getRawResponse: () => ({}),
          toStream: () => null,
          toJSON: async () => ({ id: 're_1' }),
        };
      },
    };
    const writer = createWriteClient({ apiKey: KEY, httpClient: client });
    expect([writer.origin, writer.mode, writer.keyName]).toEqual([
      'https://api.stripe.com',
      'test',
      'STRIPE_WRITE_KEY',
    ]);
    expect(await writer.exchange(A_REFUND, 'k')).toMatchObject({ kind: 'answered', body: { id: 're_1' } });
    expect(await writer.exchange(request('DELETE', '/v1/subscriptions/sub_1'), 'k')).toEqual({
      kind: 'lost',
      left: true,
      reason: 'unknown',
    });
    expect(seen).toEqual(['POST /v1/refunds', 'DELETE /v1/subscriptions/sub_1?']);
  });

  test('over https fails like any other where there is no such server', async () => {
    const server = await canned(() => ({ status: 200, body: {} }));
    const exchange = await createWriteClient({
      apiKey: KEY,
      apiBase: server.url.replace('http:', 'https:'),
    }).exchange(A_REFUND, 'k');
    expect(exchange).toMatchObject({ kind: 'lost' });
    expect(server.seen).toEqual([]);
  });
});

describe('the carrier of one request', () => {
  const seen: string[] = [];
  const carrier = new OneRequest({
    protocol: 'https',
    mayPass: (_, path) => path === '/v1/refunds',
    inner: {
      getClientName: () => 'here',
      makeRequest: async (_host, _port, path) => {
        seen.push(path);
        return {
          getStatusCode: () => 200,
          getHeaders: () => ({}),
          getRawResponse: () => 'raw',
          toStream: () => 'stream',
          toJSON: async () => ({}),
        };
      },
    },
  });
  const send = (path: string) => carrier.makeRequest('h', '1', path, 'POST', {}, '', 'https', 1);

  test('passes a response on, carries none but its own, and never a second', async () => {
    await expect(send('/v1/charges')).rejects.toThrow('does not send POST /v1/charges');
    expect([carrier.hasLeft, carrier.result]).toEqual([false, null]);
    const response = await send('/v1/refunds');
    expect([response.getRawResponse(), response.toStream(() => {})]).toEqual(['raw', 'stream']);
    expect(carrier.result).toEqual({ kind: 'garbled', status: 200, headers: {} });
    await expect(send('/v1/refunds')).rejects.toThrow('sends a request once');
    expect(seen).toEqual(['/v1/refunds']);
    carrier.close();
  });
});

test('a key or an address that is none is refused at once', () => {
  expect(() => createWriteClient({ apiKey: 'pk_test_1234' })).toThrow('STRIPE_WRITE_KEY holds a publishable');
  expect(() => createWriteClient({ apiKey: 'nonsense', keyName: 'OTHER' })).toThrow('OTHER does not hold');
  expect(() => createWriteClient({ apiKey: KEY, apiBase: 'http://x/v1' })).toThrow('not an origin');
  expect(() => createWriteClient({ apiKey: 'rk_live_1234', apiBase: 'http://stripe.example' })).toThrow(
    'not sent over http',
  );
});
