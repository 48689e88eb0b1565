import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProgressStep } from '../../src/check/ports.ts';
import { ServiceError } from '../../src/service-error.ts';
import { createStripeClient } from '../../src/stripe/client.ts';
import { createFileReader, readHistoryFile, writeHistoryFile } from '../../src/stripe/history-file.ts';
import { createStripeReader, type StripeReaderOptions } from '../../src/stripe/stripe-reader.ts';
import { error, FakeStripe, forbidden, limited, missing } from './fake-stripe.ts';
import {
  rawCharge,
  rawCoupon,
  rawCustomer,
  rawDiscount,
  rawDispute,
  rawIntent,
  rawInvoice,
  rawLine,
  rawList,
  rawRefund,
  rawSubscription,
} from './raw-objects.ts';

const KEY = 'rk_test_reading1234';
let stripe: FakeStripe;

beforeEach(async () => {
  stripe = await new FakeStripe().start();
  stripe.objects = [rawCustomer(), rawSubscription(), rawInvoice(), rawCharge(), rawIntent()];
});
afterEach(() => stripe.stop());

const reader = (options: Partial<StripeReaderOptions> = {}) =>
  createStripeReader({ apiKey: KEY, apiBase: stripe.base, ...options });
const read = (text: string, options: Partial<StripeReaderOptions> & { from_ticket?: boolean } = {}) =>
  reader(options).read({ text, from_ticket: options.from_ticket ?? false }, { asOf: 1_800_000_000 });
/** What the read failed with. */
const failure = async (text: string, options: Partial<StripeReaderOptions> = {}): Promise<ServiceError> => {
  const reason: unknown = await read(text, options).then(
    () => 'it did not fail',
    (thrown: unknown) => thrown,
  );
  if (!(reason instanceof ServiceError)) throw reason;
  return reason;
};

describe('calls and waves', () => {
  it('are nine in one wave by customer id', async () => {
    stripe.latencyMs = 60;
    const { resolution, history } = await read('cus_Acme');
    expect(stripe.waves()).toEqual([9]);
    expect(stripe.seen.map(({ path }) => path).sort()).toEqual([
      'charges',
      'credit_notes',
      'customers/cus_Acme',
      'customers/cus_Acme/balance_transactions',
      'invoiceitems',
      'invoices',
      'payment_intents',
      'setup_intents',
      'subscriptions',
    ]);
    expect(resolution).toMatchObject({ kind: 'resolved', matched_by: 'id', verified: true });
    expect(history?.gaps).toEqual([]);
    expect(history?.invoices[0]?.payments[0]?.charge).toBe('ch_1');
  });

  it('are nine in two waves by exact e-mail', async () => {
    stripe.latencyMs = 60;
    const { resolution } = await read('jane@acme.example');
    expect(stripe.waves()).toEqual([1, 8]);
    expect(resolution).toMatchObject({ kind: 'resolved', matched_by: 'email', verified: false });
  });

  it('are nine in two waves by the id of something the customer has', async () => {
    stripe.latencyMs = 60;
    stripe.objects = stripe.objects.map((object) =>
      object['object'] === 'charge' ? { ...object, customer: rawCustomer() } : object,
    );
    const { resolution } = await read('ch_1');
    expect(stripe.waves()).toEqual([1, 8]);
    expect(resolution).toMatchObject({ kind: 'resolved', matched_by: 'id', verified: true });
  });

  it('take one more wave for everything that is cut short, disputed or discounted', async () => {
    stripe.latencyMs = 60;
    const lines = Array.from({ length: 14 }, (_, n) => rawLine({ id: `il_${n}`, amount: 350 }));
    const refunds = Array.from({ length: 12 }, (_, n) => rawRefund({ id: `re_${n}`, amount: 100 }));
    stripe.objects = [
      rawCustomer(),
      rawSubscription({ discounts: [rawDiscount()] }),
      { ...rawInvoice({ lines: rawList(lines.slice(0, 10), true) }), all_lines: lines },
      rawCharge({ amount_refunded: 1200, disputed: true, refunds: rawList(refunds.slice(0, 10), true) }),
      rawIntent(),
      rawDispute(),
      rawCoupon({ applies_to: { products: ['prod_Pro'] } }),
      ...refunds,
    ];
    const { history } = await read('cus_Acme');
    expect(stripe.waves()).toEqual([9, 4]);
    expect(stripe.calls('invoices/in_1/lines')[0]?.query.get('starting_after')).toBe('il_9');
    expect(history?.invoices[0]?.lines.map(({ id }) => id)).toEqual(lines.map(({ id }) => id));
    expect(history?.charges[0]).toMatchObject({ amount_refunded: 1200, disputed: true });
    expect(history?.refunds).toHaveLength(12);
    expect(history?.disputes.map(({ id }) => id)).toEqual(['dp_1']);
    expect(history?.coupons[0]).toMatchObject({ applies_to_known: true, applies_to_products: ['prod_Pro'] });
    expect(history?.gaps).toEqual([]);
  });

  it('do not ask what a coupon applies to while every invoice carries it', async () => {
    const line = rawLine({ discount_amounts: [{ amount: 600, discount: 'di_1' }], discounts: ['di_1'] });
    const carried = rawInvoice({ lines: rawList([line]), discounts: [rawDiscount()] });
    const before = rawInvoice({
      id: 'in_0',
      created: 1_700_000_000,
      status_transitions: {},
      payments: rawList([]),
    });
    const discounted = rawSubscription({ discounts: [rawDiscount()] });
    stripe.objects = [rawCustomer(), discounted, carried, before, rawCharge(), rawIntent(), rawCoupon()];
    await read('cus_Acme');
    expect(stripe.seen).toHaveLength(9);
    const bare = rawInvoice({ id: 'in_2', payments: rawList([]) });
    stripe.objects.push(bare);
    await read('cus_Acme');
    expect(stripe.calls('coupons/SPRING')).toHaveLength(1);
    expect(stripe.seen).toHaveLength(9 + 10);
  });

  it('ask for every page, for cancelled subscriptions, and for nothing deeper than four levels', async () => {
    const invoices = Array.from({ length: 250 }, (_, n) =>
      rawInvoice({ id: `in_${n}`, payments: rawList([]), amount_due: 0, amount_paid: 0 }),
    );
    stripe.objects = [
      rawCustomer(),
      rawSubscription({ status: 'canceled', latest_invoice: 'in_0' }),
      ...invoices,
    ];
    const { history } = await read('cus_Acme');
    expect(history?.invoices).toHaveLength(250);
    expect(history?.subscriptions.map(({ status }) => status)).toEqual(['canceled']);
    expect(stripe.calls('invoices').map(({ query }) => query.get('starting_after'))).toEqual([
      null,
      'in_99',
      'in_199',
    ]);
    const depths = stripe.seen.flatMap(({ query }) =>
      [...query].filter(([name]) => name.startsWith('expand')).map(([, value]) => value.split('.').length),
    );
    expect(depths.length).toBeGreaterThan(8);
    expect(Math.max(...depths)).toBeLessThanOrEqual(4);
    expect(new Set(stripe.seen.map(({ key }) => key))).toEqual(new Set([KEY]));
  });

  it('are told about as they come in', async () => {
    const steps: ProgressStep[] = [];
    await reader().read(
      { text: 'cus_Acme', from_ticket: false },
      { asOf: 1_800_000_000, on_progress: (step) => steps.push(step) },
    );
    expect(steps.map(({ kind }) => kind).sort()).toEqual(['customer_found', 'history_read', 'history_read']);
    expect(steps.findLast(({ kind }) => kind === 'history_read')).toEqual({
      kind: 'history_read',
      invoices: 1,
      charges: 1,
    });
  });
});

describe('an export', () => {
  it('holds what was read, so that reading the file tells the same', async () => {
    const query = { text: 'cus_Acme', from_ticket: false };
    const asked = { asOf: 1_800_000_000 };
    const raw = await reader().readRaw(query, asked);
    const live = await reader().read(query, asked);
    const folder = mkdtempSync(join(tmpdir(), 'export-'));
    const path = join(folder, 'acme.json');
    await writeHistoryFile(path, raw);
    const stored = await createFileReader(await readHistoryFile(path)).read(query, asked);
    rmSync(folder, { recursive: true });
    expect(stored.resolution).toEqual(live.resolution);
    expect({ ...stored.history, exported_at: 0 }).toEqual({ ...live.history, exported_at: 0 });
    // The SDK makes decimals objects of its own; both ways they are plain text.
    expect(live.history?.prices[0]?.unit_amount_decimal).toBe('4900');
    expect(live.history?.invoices[0]?.lines[0]?.unit_amount_decimal).toBe('4900');
  });

  it('of nobody holds nothing', async () => {
    const raw = await reader().readRaw({ text: 'cus_No', from_ticket: false }, { asOf: 1 });
    expect(raw).toMatchObject({ resolution: { kind: 'not_found' }, objects: [], gaps: [] });
  });
});

describe('who is meant', () => {
  const resolutionOf = async (text: string, options = {}) => (await read(text, options)).resolution;

  it('is shown in full when an address fits several', async () => {
    stripe.objects.push(rawCustomer({ id: 'cus_Twin', name: 'Twin' }));
    const { resolution, history } = await read('jane@acme.example');
    expect(resolution).toMatchObject({ kind: 'ambiguous', matched_by: 'email' });
    expect(resolution.kind === 'ambiguous' && resolution.customers.map(({ id }) => id)).toEqual([
      'cus_Acme',
      'cus_Twin',
    ]);
    expect(history).toBeNull();
  });

  it.each(['Jane@ACME.example', 'jane+billing@acme.example', 'JANE+x@Acme.Example'])(
    'is found by another spelling: %s',
    async (text) => {
      expect(await resolutionOf(text)).toMatchObject({
        kind: 'resolved',
        matched_by: 'email_normalised',
        verified: false,
        customers: [{ id: 'cus_Acme' }],
      });
    },
  );

  it('is found when the stored address has the capitals or the tag, in one wave more', async () => {
    stripe.latencyMs = 60;
    stripe.objects = [
      rawCustomer({ email: 'Jane+Stripe@Acme.example' }),
      rawCustomer({ id: 'cus_M', email: 'mary-jane@acme.example' }),
    ];
    expect(await resolutionOf('jane@acme.example')).toMatchObject({
      kind: 'resolved',
      matched_by: 'email_normalised',
      customers: [{ id: 'cus_Acme' }],
    });
    expect(stripe.waves()).toEqual([1, 1, 8]);
  });

  it('does without search where Stripe does not offer it', async () => {
    stripe.before = ({ path }) =>
      path === 'customers/search'
        ? error(400, 'invalid_request_error', 'Search is not supported in your country.')
        : null;
    expect(await resolutionOf('JANE@acme.example')).toMatchObject({ kind: 'resolved' });
    expect(await resolutionOf('nobody@acme.example')).toMatchObject({ kind: 'not_found' });
  });

  it('is unverified when a ticket says so', async () => {
    expect(await resolutionOf('jane@acme.example', { from_ticket: true })).toMatchObject({
      matched_by: 'ticket',
      verified: false,
    });
    expect(await resolutionOf('cus_Acme', { from_ticket: true })).toMatchObject({
      matched_by: 'ticket',
      verified: false,
    });
  });

  it('is found through a refund and a dispute by their payment', async () => {
    stripe.objects.push(
      rawRefund({ charge: rawCharge() }),
      rawDispute({ charge: rawCharge({ customer: null }), payment_intent: rawIntent() }),
    );
    expect(await resolutionOf('re_1')).toMatchObject({ kind: 'resolved', customers: [{ id: 'cus_Acme' }] });
    expect(await resolutionOf('dp_1')).toMatchObject({ kind: 'resolved', customers: [{ id: 'cus_Acme' }] });
  });

  it('is nobody for a guest’s charge', async () => {
    stripe.objects = [rawCharge({ customer: null })];
    expect(await resolutionOf('ch_1')).toEqual({
      kind: 'not_found',
      message: "ch_1 belongs to no customer in Stripe: ask for the customer's own id or e-mail address.",
    });
  });

  it('may be deleted', async () => {
    stripe.objects = [{ id: 'cus_Gone', object: 'customer', deleted: true }];
    expect(await resolutionOf('cus_Gone')).toMatchObject({ kind: 'deleted', id: 'cus_Gone' });
  });

  it('may be unknown', async () => {
    expect(await resolutionOf('cus_Nobody')).toEqual({
      kind: 'not_found',
      message: 'Stripe has no cus_Nobody: check the id, and that it belongs to this account.',
    });
  });

  it.each([
    [
      'live',
      'test',
      '; a similar object exists in live mode, but a test mode key was used to make this request.',
    ],
    [
      'test',
      'live',
      '; a similar object exists in test mode, but a live mode key was used to make this request.',
    ],
  ])('may exist in %s mode while the key is a %s-mode key', async (other, used, hint) => {
    stripe.before = () => missing('cus_Acme', hint);
    for (const text of ['cus_Acme', 'in_1']) {
      expect(await resolutionOf(text)).toEqual({
        kind: 'not_found',
        message: `${text} was not found. It exists in ${other} mode, but the key in STRIPE_READ_KEY is a ${used}-mode key: use a ${other}-mode key.`,
      });
    }
  });

  it('is asked of nobody when the query is hostile', async () => {
    for (const text of ['cus_../../v1/charges', 'cus_1\r\nX: 1', 'x'.repeat(10_240), 'cus_1?expand=x', '']) {
      expect(await resolutionOf(text)).toMatchObject({ kind: 'not_found' });
    }
    expect(stripe.seen).toEqual([]);
  });
});

describe('trouble', () => {
  it('with the key is one sentence', async () => {
    stripe.before = () =>
      error(401, 'invalid_request_error', 'Invalid API Key provided: rk_test_reading1234');
    expect(await failure('cus_Acme')).toMatchObject({
      trouble: 'refused',
      message:
        'Stripe did not accept the key in STRIPE_READ_KEY: it is wrong, revoked or expired; put a valid restricted key there.',
    });
  });

  it('with the permission to read customers names it', async () => {
    stripe.before = ({ path }) => (path.startsWith('customers') ? forbidden('rak_customer_read') : null);
    for (const text of ['cus_Acme', 'jane@acme.example']) {
      expect(await failure(text)).toMatchObject({
        trouble: 'refused',
        message:
          'The key in STRIPE_READ_KEY may not read customers: give it the permission "Customers: Read" in the Stripe Dashboard.',
      });
    }
  });

  it('with one list is a gap that says how much it weighs', async () => {
    stripe.before = ({ path }) => {
      if (path === 'setup_intents') return forbidden('rak_setup_intent_read');
      return path === 'charges' ? forbidden('rak_charge_read') : null;
    };
    const { history } = await read('cus_Acme');
    const lists = history?.gaps.filter(({ scope }) => scope === null);
    expect(lists).toEqual([
      {
        message:
          'The charges could not be read: The key in STRIPE_READ_KEY may not read charges: give it the permission "Charges and Refunds: Read" in the Stripe Dashboard.',
        could_hold_money: true,
        scope: null,
      },
      {
        message:
          'The setup intents could not be read: The key in STRIPE_READ_KEY may not read setup intents: give it the permission "SetupIntents: Read" in the Stripe Dashboard.',
        could_hold_money: false,
        scope: null,
      },
    ]);
  });

  it('with every list is a failure', async () => {
    stripe.before = ({ path }) =>
      path.startsWith('customers') && !path.endsWith('transactions') ? null : forbidden('rak_x_read');
    expect(await failure('jane@acme.example')).toMatchObject({ trouble: 'refused' });
  });

  it('with a dispute or the rest of a list is a gap on its charge', async () => {
    stripe.objects = [
      rawCustomer(),
      rawCharge({ disputed: true, amount_refunded: 500, refunds: rawList([], true) }),
    ];
    stripe.before = ({ path }) =>
      path === 'disputes' || path === 'refunds' ? forbidden('rak_x_read') : null;
    const { history } = await read('cus_Acme');
    expect(history?.gaps.map(({ scope, could_hold_money }) => [scope, could_hold_money])).toContainEqual([
      'ch_1',
      true,
    ]);
    expect(
      history?.gaps.some(({ message }) => message.startsWith('The disputes of ch_1 could not be read')),
    ).toBe(true);
    expect(
      history?.gaps.some(({ message }) => message.startsWith('Not all refunds of ch_1 could be read')),
    ).toBe(true);
  });

  it('with the network is one sentence', async () => {
    await stripe.stop();
    expect(await failure('cus_Acme', { deadlineMs: 5_000 })).toMatchObject({
      trouble: 'unreachable',
      message: expect.stringMatching(
        /^Stripe could not be reached at http:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\): check the network and STRIPE_API_BASE\.$/,
      ),
    });
    stripe = await new FakeStripe().start();
  });

  it('that passes is waited out', async () => {
    let left = 3;
    stripe.before = ({ path }) => {
      if (path !== 'invoices' || left === 0) return null;
      left -= 1;
      return left === 1 ? { status: 502, body: '<html>Bad Gateway</html>' } : error(500, 'api_error', 'Oops');
    };
    const { history } = await read('cus_Acme');
    expect(history?.gaps).toEqual([]);
    expect(stripe.calls('invoices')).toHaveLength(4);
  });

  it('that does not pass is given up after four attempts', async () => {
    stripe.before = ({ path }) => (path === 'invoices' ? error(500, 'api_error', 'Oops') : null);
    const { history } = await read('cus_Acme');
    expect(stripe.calls('invoices')).toHaveLength(4);
    expect(history?.gaps).toContainEqual({
      message:
        'The invoices could not be read: Stripe answered a request for invoices with an error (500): try again later.',
      could_hold_money: true,
      scope: null,
    });
  });

  it('from someone who is not Stripe is one sentence', async () => {
    stripe.before = () => ({ body: '<html>Welcome</html>' });
    expect(await failure('cus_Acme')).toMatchObject({
      trouble: 'broken',
      message: expect.stringMatching(
        /did not answer a request for customers the way Stripe does: check STRIPE_API_BASE\.$/,
      ),
    });
  });
});

describe('rate limits', () => {
  it('are waited out as Stripe asks, by every call', async () => {
    let refusedAt = 0;
    stripe.before = ({ path, startedAt }) => {
      if (path !== 'invoices' || refusedAt > 0) return null;
      refusedAt = startedAt;
      return limited('1');
    };
    stripe.objects.push(
      ...Array.from({ length: 150 }, (_, n) => rawCharge({ id: `ch_x${n}`, payment_intent: null })),
    );
    stripe.latencyMs = 20;
    const { history } = await read('cus_Acme');
    expect(history?.gaps).toEqual([]);
    const [, again] = stripe.calls('invoices');
    expect((again?.startedAt ?? 0) - refusedAt).toBeGreaterThanOrEqual(1000);
    // The second page of charges, another list altogether, kept silent too.
    const [, secondPage] = stripe.calls('charges');
    expect((secondPage?.startedAt ?? 0) - refusedAt).toBeGreaterThanOrEqual(1000);
  });

  it('longer than the deadline are reported at once, with the wait', async () => {
    stripe.before = () => limited('120');
    const startedAt = performance.now();
    expect(await failure('cus_Acme', { deadlineMs: 5_000 })).toMatchObject({
      trouble: 'limited',
      retry_after: 120,
      message: 'Stripe limits how often it may be asked: try again in 120 s.',
    });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(stripe.seen.length).toBeLessThanOrEqual(9);
  });

  it('without a word on how long are tried four times', async () => {
    stripe.before = ({ path }) => (path === 'customers/cus_Acme' ? limited() : null);
    expect(await failure('cus_Acme')).toMatchObject({ trouble: 'limited', retry_after: null });
    expect(stripe.calls('customers/cus_Acme')).toHaveLength(4);
  });
});

describe('the deadline', () => {
  const silence = (): Promise<null> => new Promise(() => {});

  it('turns lists that did not come into gaps', async () => {
    stripe.before = ({ path }) => (path === 'invoices' ? silence() : null);
    const startedAt = performance.now();
    const { history } = await read('cus_Acme', { deadlineMs: 400 });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    expect(history?.charges).toHaveLength(1);
    expect(history?.gaps).toContainEqual({
      message: 'The invoices could not be read: Stripe did not answer in full within 0.4 s: try again.',
      could_hold_money: true,
      scope: null,
    });
  });

  it('keeps the pages that came', async () => {
    stripe.objects.push(
      ...Array.from({ length: 150 }, (_, n) => rawCharge({ id: `ch_x${n}`, payment_intent: null })),
    );
    stripe.before = ({ path, query }) =>
      path === 'charges' && query.has('starting_after') ? silence() : null;
    const { history } = await read('cus_Acme', { deadlineMs: 400 });
    expect(history?.charges).toHaveLength(100);
    expect(
      history?.gaps.some(({ message }) =>
        message.startsWith('Of the charges only the newest 100 could be read'),
      ),
    ).toBe(true);
  });

  it('is a failure when the customer did not come', async () => {
    stripe.before = silence;
    expect(await failure('cus_Acme', { deadlineMs: 300 })).toMatchObject({
      trouble: 'unreachable',
      message: 'Stripe did not answer in full within 0.3 s: try again.',
    });
  });

  it('ends a list that never ends', async () => {
    stripe.before = ({ path, query }) =>
      path === 'setup_intents'
        ? {
            body: {
              object: 'list',
              data: query.has('starting_after')
                ? []
                : [{ id: 'seti_1', object: 'setup_intent', status: 'succeeded' }],
              has_more: true,
              url: '/v1/setup_intents',
            },
          }
        : null;
    const { history } = await read('cus_Acme');
    expect(stripe.calls('setup_intents')).toHaveLength(2);
    expect(history?.gaps).toEqual([
      {
        message:
          'Of the setup intents only the newest 1 could be read: Stripe announced more but sent nothing new.',
        could_hold_money: false,
        scope: null,
      },
    ]);
  });
});

describe('the key and the address', () => {
  it('can change nothing: what is not GET is never sent', async () => {
    const { sdk } = createStripeClient({ apiKey: KEY, apiBase: stripe.base });
    await expect(sdk.refunds.create({ charge: 'ch_1' })).rejects.toThrow();
    await expect(sdk.customers.del('cus_Acme')).rejects.toThrow();
    expect(stripe.seen).toEqual([]);
    await sdk.charges.retrieve('ch_1');
    expect(stripe.seen).toHaveLength(1);
  });

  it.each([
    ['', /does not hold a Stripe key/],
    ['pk_test_123456', /publishable key/],
    ['rk_test_1 2', /does not hold a Stripe key/],
    ['rk_test_x\r\nEvil: 1', /does not hold a Stripe key/],
  ])('%j is refused before anything is sent', (apiKey, sentence) => {
    expect(() => reader({ apiKey })).toThrow(sentence);
    expect(() => reader({ apiKey })).toThrow(ServiceError);
  });

  it('a secret key works, with a warning', async () => {
    const warnings: string[] = [];
    const { resolution } = await read('cus_Acme', {
      apiKey: 'sk_test_everything',
      onWarning: (message) => warnings.push(message),
    });
    expect(resolution.kind).toBe('resolved');
    expect(warnings).toEqual([
      'STRIPE_READ_KEY holds a secret key (sk_…), which may do anything: make a restricted key (rk_…) that may only read.',
    ]);
  });

  it.each(['ftp://x', 'http://x/path', 'nonsense', 'http://user:pw@x'])('%s is no address', (apiBase) => {
    expect(() => reader({ apiBase })).toThrow('STRIPE_API_BASE is not an origin');
  });

  it('a live key does not leave the machine in the clear', () => {
    expect(() => reader({ apiKey: 'rk_live_123456', apiBase: 'http://stripe.example' })).toThrow(/over http/);
    expect(() => reader({ apiKey: 'rk_live_123456', apiBase: stripe.base })).not.toThrow();
  });
});
