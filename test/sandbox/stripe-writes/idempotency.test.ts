import Stripe from 'stripe';
import { afterEach, describe, expect, test } from 'vitest';
import { faults } from '../../../src/sandbox/fault-injection.ts';
import { SANDBOX_KEYS } from '../../../src/sandbox/stripe/server.ts';
import { aCharge, clientOf, closeAll, refusal, serve } from './setup.ts';

afterEach(closeAll);

const KEY = { idempotencyKey: 'rf_c1_1' };
const DAY = 86_400;

describe('an idempotency key', () => {
  test('answers a repeated request as the first time, and nothing happens twice', async () => {
    const { stripe, staged: charge, account } = await serve(aCharge);
    const params = { charge: charge.id, amount: 1000, metadata: { a: '1', b: '2' } };
    const first = await stripe.refunds.create(params, KEY);
    await stripe.refunds.create({ charge: charge.id, amount: 500 });
    // The same parameters in another order are the same request.
    const second = await stripe.refunds.create(
      { metadata: { b: '2', a: '1' }, amount: 1000, charge: charge.id },
      KEY,
    );
    expect({ ...second }).toEqual({ ...first });
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(second.lastResponse.headers['original-request']).toBe(first.lastResponse.requestId);
    expect(second.lastResponse.requestId).not.toBe(first.lastResponse.requestId);
    expect((await stripe.charges.retrieve(charge.id)).amount_refunded).toBe(1500);
    expect(account.effects.all).toHaveLength(2);
  });

  test('is refused for other parameters and for another endpoint', async () => {
    const { stripe, customer, staged: charge, account } = await serve(aCharge);
    await stripe.refunds.create({ charge: charge.id, amount: 1000 }, KEY);
    const other = await refusal(stripe.refunds.create({ charge: charge.id, amount: 1001 }, KEY));
    expect(other).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect([other.statusCode, other.code, other.message]).toEqual([
      400,
      undefined,
      "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than 'rf_c1_1' if you meant to execute a different request.",
    ]);
    const elsewhere = await refusal(
      stripe.customers.createBalanceTransaction(customer.id, { amount: -1, currency: 'usd' }, KEY),
    );
    expect([elsewhere.statusCode, elsewhere.message]).toEqual([
      400,
      expect.stringContaining('only be used for the same endpoint they were first used for'),
    ]);
    expect(account.effects.all).toHaveLength(1);
  });

  test('keeps a refusal of the work, but none that came before it', async () => {
    const { stripe, reader, staged: charge, account } = await serve(aCharge);
    const tooMuch = { charge: charge.id, amount: 4901 };
    const refused = await refusal(stripe.refunds.create(tooMuch, KEY));
    const again = await refusal(stripe.refunds.create(tooMuch, KEY));
    expect(again.message).toBe(refused.message);
    expect(again.headers?.['idempotent-replayed']).toBe('true');

    const second = { idempotencyKey: 'rf_c2_1' };
    expect((await refusal(stripe.refunds.create({ charge: charge.id, amount: 0 }, second))).statusCode).toBe(
      400,
    );
    expect((await refusal(reader.refunds.create({ charge: charge.id }, second))).statusCode).toBe(403);
    expect((await stripe.refunds.create({ charge: charge.id, amount: 1 }, second)).amount).toBe(1);
    expect(account.effects.all).toHaveLength(1);
    const long = await refusal(
      stripe.refunds.create({ charge: charge.id }, { idempotencyKey: 'k'.repeat(256) }),
    );
    expect([long.statusCode, long.type]).toEqual([400, 'StripeIdempotencyError']);
  });

  test('is in use while its first request runs', async () => {
    const { stripe, staged: charge, account } = await serve(aCharge);
    const hold = account.faults.hold('POST /v1/refunds');
    const params = { charge: charge.id, amount: 1000 };
    const first = stripe.refunds.create(params, KEY);
    await hold.arrived;
    const busy = await refusal(stripe.refunds.create(params, KEY));
    expect([busy.statusCode, busy.code, busy.type]).toEqual([
      409,
      'idempotency_key_in_use',
      // The SDK's class follows the status; Stripe's own type is in `raw`.
      'StripeAPIError',
    ]);
    expect(busy.message).toContain('another in-progress request using this Idempotent Key');
    hold.release();
    const refund = await first;
    expect((await stripe.refunds.create(params, KEY)).id).toBe(refund.id);
    expect(account.refundsOf(charge.id)).toHaveLength(1);
  });

  test('is forgotten after 24 hours on the account’s clock, and then the work is done anew', async () => {
    const { stripe, staged: charge, account } = await serve(aCharge);
    const params = { charge: charge.id, amount: 1000 };
    const first = await stripe.refunds.create(params, KEY);
    account.clock.advance(DAY - 60);
    expect((await stripe.refunds.create(params, KEY)).id).toBe(first.id);
    account.clock.advance(61);
    const again = await stripe.refunds.create(params, KEY);
    expect(again.id).not.toBe(first.id);
    expect(again.created).toBeGreaterThan(first.created + DAY - 2);
    expect(Date.parse(again.lastResponse.headers['date'] ?? '') / 1000).toBe(again.created);
    expect((await stripe.charges.retrieve(charge.id)).amount_refunded).toBe(2000);
  });
});

describe('a 500', () => {
  test('is stored under the key although the refund was made', async () => {
    const { stripe, staged: charge, account } = await serve(aCharge);
    account.faults.fail({ route: 'POST /v1/refunds', effect: 'made' });
    const params = { charge: charge.id, amount: 1000, metadata: { correction_id: 'c1' } };
    const failed = await refusal(stripe.refunds.create(params, KEY));
    expect([failed.statusCode, failed.type]).toEqual([500, 'StripeAPIError']);
    const again = await refusal(stripe.refunds.create(params, KEY));
    expect([again.statusCode, again.headers?.['idempotent-replayed']]).toEqual([500, 'true']);
    const { data } = await stripe.refunds.list({ charge: charge.id });
    expect(data.map(({ metadata }) => metadata?.['correction_id'])).toEqual(['c1']);
    expect(account.refundsOf(charge.id)).toHaveLength(1);
  });

  test('is stored under the key when the refund was not made', async () => {
    const { sandbox, staged: charge, account } = await serve(aCharge);
    // With the SDK's own retries on: they only get the stored answer again.
    const stripe = new Stripe(SANDBOX_KEYS.write, {
      host: '127.0.0.1',
      port: sandbox.port,
      protocol: 'http',
      telemetry: false,
      maxNetworkRetries: 1,
    });
    account.faults.fail({ route: 'POST /v1/refunds', effect: 'not_made' });
    const failed = await refusal(stripe.refunds.create({ charge: charge.id }, KEY));
    expect([failed.statusCode, failed.headers?.['idempotent-replayed']]).toEqual([500, 'true']);
    expect(account.refundsOf(charge.id)).toEqual([]);
    const other = await stripe.refunds.create({ charge: charge.id }, { idempotencyKey: 'rf_c1_2' });
    expect(other.amount).toBe(4900);
  });

  test('of something before Stripe’s API is not stored, and a lost answer can be had again', async () => {
    const { sandbox, staged: charge, account } = await serve(aCharge);
    const stripe = clientOf(sandbox, SANDBOX_KEYS.write);
    const before = sandbox.faults.add({
      route: 'POST /v1/refunds',
      fault: faults.serverError(503),
      calls: 'first',
    });
    const params = { charge: charge.id, amount: 1000 };
    expect((await refusal(stripe.refunds.create(params, KEY))).statusCode).toBe(503);
    expect(account.refundsOf(charge.id)).toEqual([]);
    before.off();
    const lost = sandbox.faults.add({ route: 'POST /v1/refunds', fault: faults.truncated('broken') });
    expect(await refusal(stripe.refunds.create(params, KEY))).toBeInstanceOf(
      Stripe.errors.StripeConnectionError,
    );
    lost.off();
    const [made] = account.refundsOf(charge.id);
    expect((await stripe.refunds.create(params, KEY)).id).toBe(made?.id);
    expect(account.effects.all.map(({ idempotency_key }) => idempotency_key)).toEqual(['rf_c1_1']);
  });
});
