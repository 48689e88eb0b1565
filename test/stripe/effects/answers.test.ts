import type Stripe from 'stripe';
import { afterEach, describe, expect, test } from 'vitest';
import { EXECUTED_KINDS, type ExecutedKind } from '../../../src/corrections/plan.ts';
import type { SendResult } from '../../../src/corrections/ports.ts';
import { faults, type SandboxAnswer } from '../../../src/sandbox/fault-injection.ts';
import { SANDBOX_KEYS } from '../../../src/sandbox/stripe/server.ts';
import { createWriteClient } from '../../../src/stripe/effects/write-client.ts';
import {
  type Canned,
  canned,
  closeCanned,
  effectsOn,
  MADE,
  MARKS,
  SOUND,
  stripeError,
  writerOn,
} from './setup.ts';

afterEach(closeCanned);

const DATE = 'Sat, 21 Nov 2026 09:00:00 GMT';
const AT = Date.parse(DATE) / 1000;

const sent = (server: Canned, kind: ExecutedKind, deadlineMs?: number): Promise<SendResult> =>
  effectsOn(server.url, {
    ...(deadlineMs === undefined ? {} : { writing: writerOn(server.url, { deadlineMs }) }),
  }).send(SOUND[kind], { idempotencyKey: `rf_${kind}_1`, metadata: MARKS });

const answering = (answer: SandboxAnswer): Promise<Canned> =>
  canned(() => ({ ...answer, headers: { date: DATE, ...answer.headers } }));

describe.each(EXECUTED_KINDS)('%s', (kind) => {
  test('done: what was made, and when by Stripe’s clock', async () => {
    const server = await answering({ status: 200, body: MADE[kind] });
    const result = await sent(server, kind);
    expect(result).toMatchObject({
      kind: 'done',
      made: { id: MADE[kind]['id'], object: MADE[kind]['object'] },
      replayed: false,
      server_time: AT,
    });
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]?.headers['idempotency-key']).toBe(`rf_${kind}_1`);
  });

  test('done, repeated by Stripe under the same key', async () => {
    const server = await answering({
      status: 200,
      headers: { 'idempotent-replayed': 'true' },
      body: MADE[kind],
    });
    expect(await sent(server, kind)).toMatchObject({ kind: 'done', replayed: true });
  });

  test.each([400, 402, 404])('refused for good: %i', async (status) => {
    const server = await answering(stripeError(status, { code: 'resource_missing' }));
    expect(await sent(server, kind)).toEqual({
      kind: 'refused',
      status,
      code: 'resource_missing',
      sentence: expect.stringContaining('both keys belong to the same account'),
      permission: null,
      find_first: !['refund', 'credit_note', 'customer_balance_credit'].includes(kind),
      server_time: AT,
    });
    expect(server.seen).toHaveLength(1);
  });

  test('refused for want of a permission, named as Stripe names it', async () => {
    const server = await answering(
      stripeError(403, { message: "Having the 'rak_charge_write' permission would allow this." }),
    );
    const result = await sent(server, kind);
    expect(result).toMatchObject({ kind: 'refused', permission: 'Charges and Refunds' });
    expect(result).toMatchObject({ sentence: expect.stringContaining('STRIPE_WRITE_KEY may not do this') });
  });

  test.each([
    ['without a Retry-After', {}, null, 'in a while'],
    ['with one', { 'retry-after': '7' }, 7, 'in 7 s'],
  ])('again: limited, %s', async (_, headers, seconds, words) => {
    const server = await answering(stripeError(429, { code: 'rate_limit' }, headers));
    expect(await sent(server, kind)).toMatchObject({
      kind: 'again',
      reason: 'limited',
      may_have_happened: false,
      retry_after_seconds: seconds,
      sentence: expect.stringContaining(words),
      server_time: AT,
    });
    expect(server.seen).toHaveLength(1);
  });

  test('again: the key is in use', async () => {
    const server = await answering(
      stripeError(409, { type: 'idempotency_error', code: 'idempotency_key_in_use' }),
    );
    expect(await sent(server, kind)).toMatchObject({
      kind: 'again',
      reason: 'in_use',
      may_have_happened: true,
    });
    expect(server.seen).toHaveLength(1);
  });

  test.each([500, 502, 503])('again: %i', async (status) => {
    const server = await answering(stripeError(status, { type: 'api_error' }, { 'retry-after': '2' }));
    expect(await sent(server, kind)).toMatchObject({
      kind: 'again',
      reason: 'server_error',
      may_have_happened: true,
      retry_after_seconds: 2,
    });
    expect(server.seen).toHaveLength(1);
  });

  test.each([{ 'idempotent-replayed': 'true' }, { 'stripe-should-retry': 'false' }])(
    'a failure that Stripe has stored: %o',
    async (headers) => {
      const server = await answering(stripeError(500, { type: 'api_error' }, headers));
      expect(await sent(server, kind)).toMatchObject({
        kind: 'stored_failure',
        status: 500,
        server_time: AT,
      });
      expect(server.seen).toHaveLength(1);
    },
  );

  test.each<[string, SandboxAnswer]>([
    ['a proxy’s page', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['a page with a good status', { status: 200, body: '<html>Welcome</html>' }],
    ['an empty body', { status: 200 }],
    ['half a document', { status: 200, body: '{"id":"re_1","object":"ref' }],
    ['null', { status: 200, body: 'null' }],
    ['a number', { status: 200, body: '5' }],
    ['an array', { status: 200, body: [] }],
    ['another shape', { status: 200, body: { unexpected: ['shape'] } }],
    ['another object', { status: 200, body: { id: 'acct_1', object: 'account' } }],
    ['a refusal that is not Stripe’s', { status: 403, body: { message: 'blocked' } }],
    ['an error in words', { status: 400, body: { error: 'nope' } }],
    ['a redirect', { status: 302, headers: { location: '/' }, body: {} }],
  ])('again: the answer is %s', async (_, answer) => {
    const server = await answering(answer);
    expect(await sent(server, kind)).toMatchObject({
      kind: 'again',
      reason: 'unreadable_answer',
      may_have_happened: true,
      server_time: AT,
    });
    expect(server.seen).toHaveLength(1);
  });

  test('again, and only one request, when the connection is closed before or after the work', async () => {
    const server = await answering({ status: 200, body: MADE[kind] });
    for (const when of ['before', 'after'] as const) {
      const fault = server.faults.add({ route: /./, fault: faults.reset(when) });
      expect(await sent(server, kind)).toMatchObject({
        kind: 'again',
        reason: 'unreachable',
        may_have_happened: true,
        server_time: null,
        sentence: expect.stringContaining('ECONNRESET'),
      });
      expect(fault.seen).toBe(1);
      fault.off();
    }
  });

  test('again: the answer is cut off in the middle', async () => {
    const server = await answering({ status: 200, body: MADE[kind] });
    server.faults.add({ route: /./, fault: faults.truncated('broken') });
    expect(await sent(server, kind)).toMatchObject({
      kind: 'again',
      reason: 'unreadable_answer',
      may_have_happened: true,
    });
    expect(server.seen).toHaveLength(1);
  });

  test('again: no answer, or half of one, in time', async () => {
    const server = await answering({ status: 200, body: MADE[kind] });
    for (const fault of [faults.hang('after'), faults.truncated('stalled')]) {
      const active = server.faults.add({ route: /./, fault });
      expect(await sent(server, kind, 150)).toMatchObject({
        kind: 'again',
        reason: 'timed_out',
        may_have_happened: true,
      });
      expect(active.seen).toBe(1);
      active.off();
    }
  });

  test('again, and certainly nothing happened, when nobody listens', async () => {
    const server = await answering({ status: 200, body: MADE[kind] });
    await server.close();
    expect(await sent(server, kind)).toMatchObject({
      kind: 'again',
      reason: 'unreachable',
      may_have_happened: false,
      sentence: expect.stringContaining('so nothing was sent'),
    });
  });

  test('a malformed step is refused before anything is sent', async () => {
    const server = await answering({ status: 200, body: MADE[kind] });
    const effects = effectsOn(server.url);
    const { step } = SOUND[kind];
    const bent = { ...SOUND[kind], step: { ...step, params: { ...step.params, on_behalf_of: 'acct_2' } } };
    expect(await effects.send(bent, { idempotencyKey: 'k', metadata: MARKS })).toMatchObject({
      kind: 'refused',
      status: null,
      find_first: false,
      sentence: expect.stringContaining('1 unknown'),
    });
    expect(effects.request(bent, MARKS)).toMatchObject({ kind: 'malformed' });
    expect(await effects.preflight(bent)).toMatchObject({ kind: 'stale' });
    expect(await effects.find(bent, MARKS)).toMatchObject({
      kind: 'unreadable',
      retry_after_seconds: null,
    });
    expect(server.seen).toEqual([]);
  });
});

const answerOf = (body: unknown): Stripe.HttpClientResponse => ({
  getStatusCode: () => 200,
  getHeaders: () => ({}),
  getRawResponse: () => ({}),
  toStream: () => null,
  toJSON: async () => body,
});

const carriedBy = (makeRequest: Stripe.HttpClient['makeRequest']) =>
  createWriteClient({
    apiKey: SANDBOX_KEYS.write,
    apiBase: 'http://127.0.0.1:9',
    httpClient: { getClientName: () => 'here', makeRequest },
  });

describe('refusals in particular', () => {
  test.each<[SandboxAnswer, object]>([
    [
      stripeError(401, { message: 'Invalid API Key provided: rk_live_***' }),
      { sentence: expect.stringContaining('did not accept the key in STRIPE_WRITE_KEY'), find_first: false },
    ],
    [stripeError(403), { permission: 'Charges and Refunds' }],
    [
      { status: 403, body: { error: { type: 'invalid_request_error' } } },
      { permission: 'Charges and Refunds', code: null },
    ],
    [
      stripeError(400, { code: 'charge_already_refunded' }),
      { sentence: expect.stringContaining('in full already'), find_first: true },
    ],
    [
      stripeError(400, { code: 'charge_disputed' }),
      { sentence: expect.stringContaining('disputed'), find_first: false },
    ],
    [
      stripeError(400, { type: 'idempotency_error' }),
      { sentence: expect.stringContaining('from another request'), find_first: true, code: null },
    ],
    [
      stripeError(400, { code: 'toString' }),
      { sentence: expect.stringContaining('refused it (400 toString)'), code: 'toString' },
    ],
    [stripeError(422), { sentence: expect.stringContaining('refused it (422)'), code: null }],
  ])('%o', async (answer, expected) => {
    const server = await answering(answer);
    const result = await sent(server, 'refund');
    expect(result).toMatchObject({ kind: 'refused', status: answer.status, ...expected });
    expect(JSON.stringify(result)).not.toContain('rk_live');
  });

  test('no outcome without a Date header has a moment', async () => {
    const server = await canned(() => ({ status: 200, headers: { date: 'yesterday' }, body: MADE.refund }));
    expect(await sent(server, 'refund')).toMatchObject({ kind: 'done', server_time: null });
  });

  test('nothing that Stripe leaves out is missed: no Date, no refunds', async () => {
    const { refunds: _, customer_balance_transaction: __, ...note } = MADE.credit_note;
    const answers = [note, { ...note, refunds: [{ type: 'payment_record_refund', refund: null }] }];
    const writing = carriedBy(async () => answerOf(answers.shift()));
    const effects = effectsOn('http://127.0.0.1:9', { writing });
    for (const _answer of [...answers]) {
      expect(await effects.send(SOUND.credit_note, { idempotencyKey: 'k', metadata: MARKS })).toMatchObject({
        kind: 'done',
        made: { id: 'cn_1', also: [] },
        server_time: null,
      });
    }
    expect(answers).toEqual([]);
  });

  test('silence of the network is a time-out, not a lost connection', async () => {
    const silent = carriedBy(async () => {
      throw Object.assign(new Error('silence'), { code: 'ETIMEDOUT' });
    });
    const effects = effectsOn('http://127.0.0.1:9', { writing: silent });
    expect(await effects.send(SOUND.refund, { idempotencyKey: 'k', metadata: MARKS })).toMatchObject({
      kind: 'again',
      reason: 'timed_out',
      may_have_happened: true,
    });
  });

  test.each([408, 425])('%i leaves the outcome open', async (status) => {
    const server = await answering(stripeError(status));
    expect(await sent(server, 'refund')).toMatchObject({ kind: 'again', reason: 'in_use' });
  });
});
