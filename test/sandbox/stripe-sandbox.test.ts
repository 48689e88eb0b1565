import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faults, type SandboxServer } from '../../src/sandbox/fault-injection.ts';
import type { Charge, Invoice, LedgerObject } from '../../src/sandbox/ledger/wire.ts';
import { buildWorld } from '../../src/sandbox/stories/world.ts';
import { SANDBOX_KEYS, startStripeSandbox } from '../../src/sandbox/stripe/server.ts';

const world = buildWorld(1);
const storyOf = (key: string) => {
  const story = world.stories.find((candidate) => candidate.key === key);
  if (story === undefined) throw new Error(`no story ${key}`);
  return story;
};
const of = <Name extends LedgerObject['object']>(kind: Name, customer: string) =>
  world.objects.filter(
    (object): object is Extract<LedgerObject, { object: Name }> =>
      object.object === kind && 'customer' in object && object.customer === customer,
  );

const GONE = { id: 'cus_GoneForGood01', object: 'customer', deleted: true };
let server: SandboxServer;
let stripe: Stripe;
const clientFor = (key: string, more: Record<string, unknown> = {}): Stripe =>
  new Stripe(key, {
    host: '127.0.0.1',
    port: server.port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
    ...more,
  });

beforeAll(async () => {
  server = await startStripeSandbox({ world: { objects: [...world.objects, GONE] } });
  stripe = clientFor(SANDBOX_KEYS.read);
});
afterAll(() => server.close());

/** The refusal a call ends in, as the SDK shows it. */
async function refusal(call: Promise<unknown>): Promise<InstanceType<typeof Stripe.errors.StripeError>> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('the call was answered, not refused');
}

const raw = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(server.url + path, {
    ...init,
    headers: { authorization: `Bearer ${SANDBOX_KEYS.read}`, ...(init.headers as Record<string, string>) },
  });

describe('keys', () => {
  test('a request without a key, or with an unknown one, is a 401 in Stripe’s words', async () => {
    const none = await fetch(`${server.url}/v1/customers`);
    expect(none.status).toBe(401);
    expect(JSON.stringify(await none.json())).toContain('You did not provide an API key.');
    const wrong = await refusal(clientFor('rk_test_nobody_knows_this_key').customers.list());
    expect(wrong).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    expect(wrong.message).toMatch(/^Invalid API Key provided: rk_test_\*+is_key$/);
    const basic = await raw('/v1/customers', { headers: { authorization: `Basic ${SANDBOX_KEYS.read}` } });
    expect(basic.status).toBe(401);
  });

  test('a missing permission is a 403 that names it, also when it is only expanded', async () => {
    const client = clientFor(SANDBOX_KEYS.withoutCreditNotes);
    const { customer_id: customer } = storyOf('duplicate-charge');
    const refused = await refusal(client.creditNotes.list({ customer }));
    expect(refused).toBeInstanceOf(Stripe.errors.StripePermissionError);
    expect(refused.message).toContain(
      "Having the 'rak_credit_note_read' permission would allow this request",
    );
    const expanded = await refusal(
      client.customers.listBalanceTransactions(customer, { expand: ['data.credit_note'] }),
    );
    expect(expanded.message).toContain('rak_credit_note_read');
    expect((await client.charges.list({ customer })).data.length).toBeGreaterThan(0);
  });

  test('the read key may not write; the write key hears what the sandbox does not offer', async () => {
    const read = await refusal(stripe.refunds.create({ charge: 'ch_1' }));
    expect([read.statusCode, read.message]).toEqual([403, expect.stringContaining("'rak_charge_write'")]);
    const writing = clientFor(SANDBOX_KEYS.write, { maxNetworkRetries: 2 });
    const { customer_id: customer } = storyOf('duplicate-charge');
    const write = await refusal(writing.customers.update(customer, { name: 'Somebody else' }));
    expect([write.statusCode, write.message]).toEqual([
      501,
      `The Stripe sandbox does not offer POST /v1/customers/${customer}.`,
    ]);
    const [charge] = of('charge', customer);
    const partly = await refusal(
      writing.refunds.create({ charge: charge?.id ?? '', refund_application_fee: true }),
    );
    expect(partly.message).toContain('does not offer POST /v1/refunds with refund_application_fee.');
    expect((await refusal(writing.refunds.create({ charge: 'ch_1' }))).code).toBe('resource_missing');
    expect((await refusal(stripe.subscriptions.cancel('sub_1'))).message).toContain(
      "'rak_subscription_write'",
    );
  });

  test('a live key does not see test objects, and says so', async () => {
    const { customer_id: customer, email } = storyOf('duplicate-charge');
    const live = clientFor(SANDBOX_KEYS.live);
    const sentence = `No such customer: '${customer}'; a similar object exists in test mode, but a live mode key was used to make this request.`;
    const byId = await refusal(live.customers.retrieve(customer));
    expect([byId.statusCode, byId.code, byId.message]).toEqual([404, 'resource_missing', sentence]);
    expect((await refusal(live.charges.list({ customer }))).message).toBe(sentence);
    expect((await live.customers.list({ email })).data).toEqual([]);
  });
});

describe('errors', () => {
  test('an unknown id is resource_missing: 404 in the path, 400 in a parameter', async () => {
    const path = await refusal(stripe.charges.retrieve('ch_nowhere'));
    expect([path.statusCode, path.code, path.param, path.message]).toEqual([
      404,
      'resource_missing',
      'id',
      "No such charge: 'ch_nowhere'",
    ]);
    const param = await refusal(stripe.charges.list({ customer: 'cus_nowhere' }));
    expect([param.statusCode, param.code, param.param]).toEqual([400, 'resource_missing', 'customer']);
    // An id of another kind is not that kind.
    expect((await refusal(stripe.charges.retrieve(storyOf('card-hold').customer_id))).statusCode).toBe(404);
  });

  test('an unknown parameter is refused, and which lists take a customer is Stripe’s choice', async () => {
    const { customer_id: customer } = storyOf('duplicate-charge');
    for (const path of ['refunds', 'disputes', 'invoice_payments', 'balance_transactions', 'events']) {
      const response = await raw(`/v1/${path}?customer=${customer}`);
      expect([path, response.status]).toEqual([path, 400]);
      expect(await response.json()).toMatchObject({
        error: {
          code: 'parameter_unknown',
          param: 'customer',
          message: 'Received unknown parameter: customer',
        },
      });
    }
    expect(await (await raw('/v1/charges?foo=1&bar[baz]=2')).json()).toMatchObject({
      error: { code: 'parameter_unknown', message: 'Received unknown parameters: foo, bar' },
    });
    expect((await raw('/v1/customers/x?constructor=1')).status).toBe(400);
  });

  test('missing parameters, wrong values and unknown addresses are refused', async () => {
    const missing = (await (await raw('/v1/subscription_items')).json()) as { error: { code: string } };
    expect(missing.error.code).toBe('parameter_missing');
    for (const limit of ['0', '101', 'ten', '-1']) {
      expect((await raw(`/v1/charges?limit=${limit}`)).status).toBe(400);
    }
    expect((await raw('/v1/invoices?status=nonsense')).status).toBe(400);
    expect((await raw('/v1/charges?created[before]=1')).status).toBe(400);
    const nowhere = await raw('/v1/unicorns');
    expect(nowhere.status).toBe(404);
    expect(JSON.stringify(await nowhere.json())).toContain('Unrecognized request URL (GET: /v1/unicorns)');
    expect((await raw('/v1/charges', { headers: { 'stripe-version': '2020-08-27' } })).status).toBe(400);
  });

  test('every answer carries a request id and the API version', async () => {
    const good = await stripe.customers.list({ limit: 1 });
    expect(good.lastResponse.requestId).toMatch(/^req_/);
    expect(good.lastResponse.headers['stripe-version']).toBe('2026-10-28.endive');
    const bad = await refusal(stripe.customers.retrieve('cus_nowhere'));
    expect(bad.requestId).toMatch(/^req_/);
    expect(bad.requestId).not.toBe(good.lastResponse.requestId);
  });

  test('a deleted customer is its id and nothing more, and is in no list', async () => {
    const gone = await stripe.customers.retrieve(GONE.id);
    expect({ ...gone }).toEqual(GONE);
    const all = await stripe.customers.list({ limit: 100 });
    expect(all.data.map((customer) => customer.id)).not.toContain(GONE.id);
    expect(all.data).toHaveLength(10);
  });
});

describe('lists', () => {
  test('pages run newest first, forwards and backwards, without loss', async () => {
    const { customer_id: customer } = storyOf('taxed-though-exempt');
    const whole = await stripe.invoices.list({ customer, limit: 100 });
    const created = whole.data.map((invoice) => invoice.created);
    expect(created).toEqual([...created].sort((a, b) => b - a));
    expect(whole.has_more).toBe(false);
    const paged: string[] = [];
    for await (const invoice of stripe.invoices.list({ customer, limit: 3 })) paged.push(invoice.id);
    expect(paged).toEqual(whole.data.map((invoice) => invoice.id));
    const last = whole.data.at(-1)?.id ?? '';
    const back = await stripe.invoices.list({ customer, limit: 3, ending_before: last });
    expect(back.data.map((invoice) => invoice.id)).toEqual(paged.slice(-4, -1));
    expect(back.has_more).toBe(true);
    expect((await stripe.invoices.list({ customer })).data.length).toBe(Math.min(10, paged.length));
    const stray = await refusal(stripe.invoices.list({ customer, starting_after: 'in_nowhere' }));
    expect([stray.code, stray.param]).toEqual(['resource_missing', 'starting_after']);
  });

  test('subscriptions hide cancelled ones unless asked for all', async () => {
    const { customer_id: customer } = storyOf('charged-after-cancellation');
    expect((await stripe.subscriptions.list({ customer })).data).toEqual([]);
    expect((await stripe.subscriptions.list({ customer, status: 'active' })).data).toEqual([]);
    for (const status of ['all', 'canceled', 'ended'] as const) {
      const { data } = await stripe.subscriptions.list({ customer, status });
      expect(data.map((subscription) => subscription.status)).toEqual(['canceled']);
    }
  });

  test('e-mail addresses match to the letter, searches do not', async () => {
    const { customer_id: id, email } = storyOf('card-hold');
    expect((await stripe.customers.list({ email })).data.map((customer) => customer.id)).toEqual([id]);
    expect((await stripe.customers.list({ email: email.toUpperCase() })).data).toEqual([]);
    const ids = async (query: string): Promise<string[]> =>
      (await stripe.customers.search({ query })).data.map((customer) => customer.id);
    expect(await ids(`email:"${email.toUpperCase()}"`)).toEqual([id]);
    expect(await ids(`email~"${email.split('@')[1]}"`)).toEqual([id]);
    expect(await ids(`email:"nobody@nowhere.example"`)).toEqual([]);
    expect(await ids(`email~"example" AND created<1`)).toEqual([]);
    expect((await ids('email~".example"')).length).toBe(10);
    expect((await refusal(stripe.customers.search({ query: 'email~"ab"' }))).statusCode).toBe(400);
    expect((await refusal(stripe.customers.search({ query: 'shoe:"9"' }))).message).toContain(
      'unsupported search field',
    );
    expect((await refusal(stripe.customers.search({ query: 'email:' }))).statusCode).toBe(400);
    expect(await (await raw('/v1/customers/search')).json()).toMatchObject({
      error: { code: 'parameter_missing' },
    });
  });

  test('refunds, disputes and invoice payments are found by what they belong to', async () => {
    const { customer_id: customer } = storyOf('refund-on-its-way');
    const [refund] = of('refund', customer).slice(-1);
    const charge = String(refund?.charge);
    const intent = String(refund?.payment_intent);
    expect((await stripe.refunds.list({ charge })).data.map(({ id }) => id)).toEqual([refund?.id]);
    expect((await stripe.refunds.list({ payment_intent: intent })).data.map(({ id }) => id)).toEqual([
      refund?.id,
    ]);
    expect((await stripe.disputes.list({ charge })).data).toEqual([]);
    const [invoice] = of('invoice', customer);
    const payments = await stripe.invoicePayments.list({ invoice: invoice?.id ?? '' });
    expect(payments.data.map((payment) => payment.status)).toEqual(['paid']);
    const own = payments.data[0]?.payment.payment_intent;
    const byIntent = await stripe.invoicePayments.list({
      payment: { type: 'payment_intent', payment_intent: String(own) },
    });
    expect(byIntent.data.map(({ id }) => id)).toEqual(payments.data.map(({ id }) => id));
    const created = refund?.created ?? 0;
    const since = await stripe.refunds.list({ created: { gte: created, lte: created }, charge });
    expect(since.data).toHaveLength(1);
    expect((await stripe.refunds.list({ created: { gt: created }, charge })).data).toEqual([]);
  });

  test('products by ids, prices by product, and pending invoice items', async () => {
    const products = await stripe.products.list({ limit: 100 });
    const [first, second] = products.data;
    const some = await stripe.products.list({ ids: [first?.id ?? '', second?.id ?? ''] });
    expect(some.data.map(({ id }) => id).sort()).toEqual([first?.id, second?.id].sort());
    const prices = await stripe.prices.list({ product: first?.id ?? '', limit: 100 });
    expect(prices.data.every((price) => price.product === first?.id)).toBe(true);
    const { customer_id: customer } = storyOf('mid-cycle-upgrade');
    expect((await stripe.invoiceItems.list({ customer, pending: true })).data).toEqual([]);
    expect((await stripe.invoiceItems.list({ customer, pending: false })).data.length).toBeGreaterThanOrEqual(
      2,
    );
  });

  test('what the stories do not use is an empty list, not an error', async () => {
    const { customer_id: customer } = storyOf('card-hold');
    const lists = await Promise.all([
      stripe.setupIntents.list({ customer }),
      stripe.checkout.sessions.list({ customer }),
      stripe.quotes.list({ customer }),
      stripe.subscriptionSchedules.list({ customer }),
      stripe.billing.creditGrants.list({ customer }),
      stripe.customers.listTaxIds(customer),
      stripe.promotionCodes.list({ customer }),
      stripe.events.list({ limit: 1 }),
    ]);
    expect(lists.map((list) => list.data)).toEqual(lists.map(() => []));
    expect((await stripe.paymentMethods.list({ customer, type: 'card' })).data).toHaveLength(1);
  });
});

describe('expansion', () => {
  test('includable fields are absent until expanded', async () => {
    const { customer_id: id } = storyOf('duplicate-charge');
    const plain = await stripe.customers.retrieve(id);
    for (const field of ['subscriptions', 'tax_ids', 'sources', 'cash_balance', 'invoice_credit_balance']) {
      expect(plain).not.toHaveProperty(field);
    }
    const customer = await stripe.customers.retrieve(id, {
      expand: ['tax_ids', 'invoice_credit_balance', 'subscriptions'],
    });
    if (customer.deleted) throw new Error('deleted');
    expect(customer.tax_ids?.data).toEqual([]);
    expect(customer.subscriptions?.data).toHaveLength(1);
    expect(Object.keys(customer.invoice_credit_balance ?? {})).toHaveLength(1);
    const invoices = await stripe.invoices.list({ customer: id, limit: 1 });
    expect(invoices.data[0]).not.toHaveProperty('payments');
    const charges = await stripe.charges.list({ customer: id, limit: 1 });
    expect(charges.data[0]).not.toHaveProperty('refunds');
  });

  test('the first wave of a check comes expanded as asked', async () => {
    const { customer_id: customer } = storyOf('discount-ended');
    const [subscriptions, invoices, charges, creditNotes, balance] = await Promise.all([
      stripe.subscriptions.list({
        customer,
        status: 'all',
        limit: 100,
        expand: ['data.discounts.source.coupon', 'data.schedule'],
      }),
      stripe.invoices.list({
        customer,
        limit: 100,
        expand: ['data.payments', 'data.discounts.source.coupon'],
      }),
      stripe.charges.list({ customer, limit: 100, expand: ['data.refunds', 'data.balance_transaction'] }),
      stripe.creditNotes.list({ customer, limit: 100, expand: ['data.refunds.refund'] }),
      stripe.customers.listBalanceTransactions(customer, { limit: 100 }),
    ]);
    expect(subscriptions.data).toHaveLength(1);
    expect(creditNotes.data).toEqual([]);
    expect(balance.data).toEqual([]);
    const discounted = invoices.data.find((invoice) => invoice.discounts.length > 0);
    const [discount] = discounted?.discounts ?? [];
    if (typeof discount !== 'object' || discount.deleted) throw new Error('the discount was not expanded');
    const coupon = discount.source.coupon;
    if (typeof coupon !== 'object' || coupon === null) throw new Error('the coupon was not expanded');
    expect(coupon.duration).toBe('repeating');
    expect(coupon).not.toHaveProperty('applies_to');
    for (const invoice of invoices.data) expect(invoice.payments?.data).toHaveLength(1);
    for (const charge of charges.data) {
      expect(charge.refunds?.data).toEqual([]);
      expect(charge.balance_transaction).toMatchObject({ object: 'balance_transaction', source: charge.id });
    }
    // The SDK turns decimals into numbers of its own: they went over the wire as strings.
    expect(String(invoices.data[0]?.lines.data[0]?.pricing?.unit_amount_decimal)).toMatch(/^\d+$/);
  });

  test('paths that are too deep, lead nowhere or forget "data" are refused', async () => {
    const { customer_id: customer } = storyOf('duplicate-charge');
    const messageOf = async (expand: string): Promise<string> =>
      (await refusal(stripe.invoices.list({ customer, expand: [expand] }))).message;
    const deep = await refusal(
      stripe.invoices.list({ customer, expand: ['data.payments.data.payment.payment_intent'] }),
    );
    expect([deep.code, deep.message]).toEqual([
      'property_expansion_max_depth',
      expect.stringContaining('You cannot expand more than 4 levels of a property.'),
    ]);
    expect(await messageOf('payments')).toBe(
      "This property cannot be expanded (payments). You may want to try expanding 'data.payments' instead.",
    );
    expect(await messageOf('data.charge')).toBe('This property cannot be expanded (charge).');
    expect(await messageOf('data.lines')).toBe('This property cannot be expanded (lines).');
    expect(await messageOf('data.payments.payment')).toContain('payments.data.payment');
    expect(await messageOf('data.toString')).toContain('cannot be expanded');
    const [invoice] = of('invoice', customer);
    const whole = await stripe.invoices.retrieve(invoice?.id ?? '', {
      expand: ['payments.data.payment.payment_intent', 'parent.subscription_details.subscription'],
    });
    expect(whole.payments?.data[0]?.payment.payment_intent).toMatchObject({ object: 'payment_intent' });
    expect(whole.parent?.subscription_details?.subscription).toMatchObject({ object: 'subscription' });
  });

  test('embedded lists stop at ten and say so; the rest is read page by page', async () => {
    const { customer_id: customer } = storyOf('duplicate-charge');
    const [invoice] = of('invoice', customer) as [Invoice];
    const [charge] = of('charge', customer) as [Charge];
    const [line] = invoice.lines.data;
    const long = {
      ...invoice,
      lines: {
        ...invoice.lines,
        data: Array.from({ length: 23 }, (_, at) => ({ ...line, id: `il_many_${at}` })),
      },
    };
    const refunds = Array.from({ length: 12 }, (_, at) => ({
      id: `re_many_${at}`,
      object: 'refund',
      charge: charge.id,
      created: charge.created + at,
    }));
    const objects = [...world.objects.filter(({ id }) => id !== invoice.id), long, ...refunds];
    const other = await startStripeSandbox({ world: { objects } });
    try {
      const client = new Stripe(SANDBOX_KEYS.read, {
        host: '127.0.0.1',
        port: other.port,
        protocol: 'http',
        telemetry: false,
      });
      const read = await client.invoices.retrieve(invoice.id);
      expect([read.lines.data.length, read.lines.has_more]).toEqual([10, true]);
      const ids: string[] = [];
      for await (const entry of client.invoices.listLineItems(invoice.id, { limit: 9 })) ids.push(entry.id);
      expect(ids).toEqual(long.lines.data.map(({ id }) => id));
      const one = await client.charges.retrieve(charge.id, { expand: ['refunds'] });
      expect([one.refunds?.data.length, one.refunds?.has_more]).toEqual([10, true]);
      expect((await client.refunds.list({ charge: charge.id, limit: 100 })).data).toHaveLength(12);
    } finally {
      await other.close();
    }
  });
});

describe('previews', () => {
  test('a customer alone is refused, whatever the SDK’s comment says', async () => {
    const { customer_id: customer } = storyOf('duplicate-charge');
    const bare = await refusal(stripe.invoices.createPreview({ customer }));
    expect([bare.statusCode, bare.message]).toEqual([
      400,
      'You must provide at least one of: `subscription`, `schedule`, `subscription_details.items`, `schedule_details.phases`, `invoice_items`',
    ]);
  });

  test('an ended subscription has nothing upcoming', async () => {
    const { customer_id: customer } = storyOf('charged-after-cancellation');
    const [subscription] = of('subscription', customer);
    const none = await refusal(
      stripe.invoices.createPreview({ customer, subscription: subscription?.id ?? '' }),
    );
    expect([none.statusCode, none.code]).toEqual([404, 'invoice_upcoming_none']);
  });

  test('ended at once shows its last invoice, and nothing is changed by it', async () => {
    const { customer_id: customer } = storyOf('mid-cycle-upgrade');
    const subscription = of('subscription', customer)[0]?.id ?? '';
    const ending = (proration_behavior: 'create_prorations' | 'none') =>
      stripe.invoices.createPreview({
        subscription,
        subscription_details: { cancel_now: true, proration_behavior },
      });
    const last = await ending('create_prorations');
    expect(last.total).toBeLessThan(0);
    expect(last.lines.data.every(({ amount }) => amount < 0)).toBe(true);
    expect((await refusal(ending('none'))).code).toBe('invoice_upcoming_none');
    expect((await stripe.subscriptions.retrieve(subscription)).status).toBe('active');
    const nobody = stripe.invoices.createPreview({
      subscription: 'sub_None',
      subscription_details: { cancel_now: true },
    });
    expect((await refusal(nobody)).statusCode).toBe(404);
  });

  test('says what it does not offer', async () => {
    const { customer_id: customer } = storyOf('mid-cycle-upgrade');
    const subscription = of('subscription', customer)[0]?.id ?? '';
    const beyond: readonly Stripe.InvoiceCreatePreviewParams[] = [
      { discounts: [{ coupon: 'co_1' }] },
      { discounts: [{ discount: 'di_None' }] },
      { subscription_details: { cancel_now: true, proration_date: 1 } },
      { subscription_details: { cancel_now: true, proration_behavior: 'always_invoice' } },
      { subscription_details: { cancel_at: 1 } },
    ];
    for (const asked of beyond) {
      const refused = await refusal(stripe.invoices.createPreview({ subscription, ...asked }));
      expect(refused.statusCode, JSON.stringify(asked)).toBe(501);
    }
  });

  test('a running one shows its next cycle, and it adds up', async () => {
    const { customer_id: customer } = storyOf('mid-cycle-upgrade');
    const [subscription] = of('subscription', customer);
    const preview = await stripe.invoices.createPreview({ customer, subscription: subscription?.id ?? '' });
    const item = subscription?.items.data[0];
    const lines = preview.lines.data.reduce((sum, line) => sum + line.amount, 0);
    const tax = (preview.total_taxes ?? []).reduce((sum, entry) => sum + entry.amount, 0);
    expect(lines).toBe(item?.price.unit_amount);
    expect(preview.total).toBe(lines + tax);
    expect(preview.lines.data[0]?.period.start).toBe(item?.current_period_end);
    expect(preview.created).toBe(item?.current_period_end);
    expect(preview.id).toMatch(/^upcoming_in_/);
    const wrong = await refusal(
      stripe.invoices.createPreview({
        customer: storyOf('card-hold').customer_id,
        subscription: subscription?.id ?? '',
      }),
    );
    expect(wrong.statusCode).toBe(400);
  });
});

describe('trouble and load', () => {
  test('a rate limit reaches the SDK with its Retry-After', async () => {
    const fault = server.faults.add({
      route: 'GET /v1/charges',
      fault: faults.rateLimited(3),
      calls: 'first',
    });
    const limited = await refusal(stripe.charges.list({ limit: 1 }));
    expect(limited).toBeInstanceOf(Stripe.errors.StripeRateLimitError);
    expect(limited.headers?.['retry-after']).toBe('3');
    expect((await stripe.charges.list({ limit: 1 })).data).toHaveLength(1);
    expect(fault.struck).toBe(1);
    fault.off();
  });

  test('a hundred requests at once are answered in parallel', async () => {
    server.faults.setLatency(120);
    const { customer_id: customer } = storyOf('duplicate-charge');
    const started = performance.now();
    const lists = await Promise.all(
      Array.from({ length: 100 }, () =>
        stripe.invoices.list({ customer, limit: 100, expand: ['data.payments'] }),
      ),
    );
    const took = performance.now() - started;
    server.faults.setLatency(0);
    expect(lists.every((list) => list.data.length === lists[0]?.data.length)).toBe(true);
    // One after another they would take twelve seconds.
    expect(took).toBeLessThan(4000);
    expect(server.requests.filter(({ path }) => path === '/v1/invoices').length).toBeGreaterThanOrEqual(100);
  });
});
