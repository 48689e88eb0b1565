import { afterEach, describe, expect, test } from 'vitest';
import type { SandboxAnswer, SandboxRequest } from '../../../src/sandbox/fault-injection.ts';
import { SANDBOX_KEYS } from '../../../src/sandbox/stripe/server.ts';
import { createStripeClient } from '../../../src/stripe/client.ts';
import { createMadeInStripe } from '../../../src/stripe/effects/made-in-stripe.ts';
import { canned, closeCanned, list, MADE, stripeError } from './setup.ts';

afterEach(closeCanned);

const CORRECTION = 'co_01k9abcdefghjkmnpqrstvwxyz234';
const MONTH = { from: 1_790_000_000, before: null };

async function made(
  answer: (request: SandboxRequest) => SandboxAnswer,
  times: { readonly lookMs?: number; readonly listMs?: number } = {},
) {
  const server = await canned(answer);
  const reading = createStripeClient({ apiKey: SANDBOX_KEYS.read, apiBase: server.url });
  return { stripe: createMadeInStripe({ reading, ...times }), server };
}

const ok = (body: unknown): SandboxAnswer => ({ status: 200, body });
const refund = (id: string, change: object = {}) => ({ ...MADE.refund, id, failure_reason: null, ...change });
const marked = (change: object) => ({ metadata: { correction_id: CORRECTION, ...change } });

describe('a look', () => {
  test('reads refunds and credit notes, and the refunds of those, each once', async () => {
    const { stripe, server } = await made(({ path }) => {
      if (path === '/v1/credit_notes/cn_1')
        return ok({
          ...MADE.credit_note,
          refunds: [{ refund: 're_2' }, { refund: null }, { refund: 're_1' }],
        });
      if (path === '/v1/credit_notes/cn_2') return ok({ ...MADE.credit_note, id: 'cn_2', refunds: null });
      if (path === '/v1/refunds/re_1') return ok({ ...refund('re_1'), failure_reason: undefined });
      return ok(refund('re_2', { status: 'failed', failure_reason: 'declined' }));
    });
    const note = {
      object: 'credit_note',
      amount: 4800,
      currency: 'usd',
      status: 'issued',
      failure_reason: null,
    };
    const seen = await stripe.lookAt([
      { object: 'refund', id: 're_1' },
      { object: 'credit_note', id: 'cn_1' },
      { object: 'credit_note', id: 'cn_2' },
      { object: 'customer_balance_transaction', id: 'cbtxn_1' },
    ]);
    expect(seen).toEqual({
      kind: 'seen',
      objects: [
        { ...note, id: 'cn_1' },
        { ...note, id: 'cn_2' },
        {
          object: 'refund',
          id: 're_1',
          amount: 1000,
          currency: 'usd',
          status: 'pending',
          failure_reason: null,
        },
        {
          object: 'refund',
          id: 're_2',
          amount: 1000,
          currency: 'usd',
          status: 'failed',
          failure_reason: 'declined',
        },
      ],
    });
    expect(server.seen.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'GET']);
  });

  test.each<[string, SandboxAnswer, string]>([
    ['a shape that is none', ok({ object: 'refund' }), 'something else'],
    ['no permission', stripeError(403), 'may not read refund'],
    ['an object that is gone', stripeError(404, { code: 'resource_missing' }), 'Stripe has no such refund'],
  ])('nothing follows from %s', async (_, answer, words) => {
    const { stripe } = await made(() => answer);
    expect(await stripe.lookAt([{ object: 'refund', id: 're_1' }])).toEqual({
      kind: 'unreadable',
      sentence: expect.stringContaining(words),
      retry_after_seconds: null,
    });
  });

  test('a limit says how long to wait', async () => {
    const { stripe } = await made(() => stripeError(429, {}, { 'retry-after': '30' }), { lookMs: 300 });
    expect(await stripe.lookAt([{ object: 'refund', id: 're_1' }])).toMatchObject({
      kind: 'unreadable',
      retry_after_seconds: 30,
    });
  });

  test('a fault of our own is not Stripe’s', async () => {
    const { stripe } = await made(() => ok({}));
    await expect(stripe.lookAt([{ object: 'refund', id: 're_\uD800' }])).rejects.toThrow(URIError);
  });
});

describe('a list of what was made', () => {
  test('has all pages of refunds and credit notes of that time, and only what bears a correction’s mark', async () => {
    const { stripe, server } = await made(({ path, query }) => {
      if (path === '/v1/credit_notes') return list([{ ...MADE.credit_note, ...marked({}) }]);
      return query.get('starting_after') === null
        ? list(
            [refund('re_4', { metadata: null }), refund('re_3', marked({ correction_id: 'theirs' }))],
            true,
          )
        : list([refund('re_2', marked({})), refund('re_1', { metadata: { correction_id: 7 } })]);
    });
    expect(await stripe.listMade({ from: 100, before: 200 })).toEqual({
      kind: 'listed',
      objects: [
        { object: 'refund', id: 're_2', amount: 1000, currency: 'usd', correction_id: CORRECTION },
        { object: 'credit_note', id: 'cn_1', amount: 4800, currency: 'usd', correction_id: CORRECTION },
      ],
    });
    for (const { query } of server.seen)
      expect([query.get('created[gte]'), query.get('created[lt]')]).toEqual(['100', '200']);
    await stripe.listMade(MONTH);
    expect(server.seen.at(-1)?.query.get('created[lt]')).toBeNull();
  });

  test('is unreadable as a whole when one of its lists is', async () => {
    const { stripe } = await made(({ path }) => (path === '/v1/refunds' ? list([]) : stripeError(403)));
    expect(await stripe.listMade(MONTH)).toMatchObject({
      kind: 'unreadable',
      sentence: expect.stringContaining('credit notes'),
    });
  });
});

describe('balances of customers', () => {
  const customers = Array.from({ length: 12 }, (_, place) => `cus_${place}`);

  test('are asked for one by one, and one who is gone has none', async () => {
    const { stripe, server } = await made(({ path }) => {
      if (path.startsWith('/v1/customers/cus_3/')) return stripeError(404, { code: 'resource_missing' });
      if (path.startsWith('/v1/customers/cus_4/'))
        return stripeError(404, {
          code: 'resource_missing',
          message:
            'No such customer; a similar object exists in live mode, but a test mode key was used to make this request.',
        });
      return path.startsWith('/v1/customers/cus_7/')
        ? list([{ ...MADE.customer_balance_credit, ...marked({}) }])
        : list([]);
    });
    expect(await stripe.listBalanceEntries(customers, MONTH)).toEqual({
      kind: 'listed',
      objects: [
        {
          object: 'customer_balance_transaction',
          id: 'cbtxn_1',
          amount: -1500,
          currency: 'usd',
          correction_id: CORRECTION,
        },
      ],
    });
    expect(server.seen).toHaveLength(12);
    expect(await stripe.listBalanceEntries([], MONTH)).toEqual({ kind: 'listed', objects: [] });
  });

  test('are unreadable when one of them is', async () => {
    const { stripe } = await made(({ path }) =>
      path.startsWith('/v1/customers/cus_3/') ? stripeError(403) : list([]),
    );
    expect(await stripe.listBalanceEntries(customers, MONTH)).toMatchObject({ kind: 'unreadable' });
  });
});
