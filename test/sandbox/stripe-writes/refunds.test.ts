import Stripe from 'stripe';
import { afterEach, describe, expect, test } from 'vitest';
import { DECLINES } from '../../../src/sandbox/ledger/payments.ts';
import { SANDBOX_KEYS } from '../../../src/sandbox/stripe/server.ts';
import { aCharge, clientOf, closeAll, refusal, serve } from './setup.ts';

afterEach(closeAll);

describe('a refund', () => {
  test('gives part of a charge back, and then the rest', async () => {
    const { stripe, staged: charge, account } = await serve(aCharge);
    const part = await stripe.refunds.create({
      charge: charge.id,
      amount: 1900,
      reason: 'duplicate',
      metadata: { correction_id: 'c1' },
    });
    expect(part).toMatchObject({
      object: 'refund',
      amount: 1900,
      charge: charge.id,
      payment_intent: charge.payment_intent,
      currency: 'usd',
      reason: 'duplicate',
      status: 'succeeded',
      metadata: { correction_id: 'c1' },
    });
    const after = await stripe.charges.retrieve(charge.id, { expand: ['refunds'] });
    expect([after.amount_refunded, after.refunded]).toEqual([1900, false]);
    expect(after.refunds?.data.map(({ id }) => id)).toEqual([part.id]);

    const rest = await stripe.refunds.create({ payment_intent: String(charge.payment_intent) });
    expect([rest.amount, rest.reason]).toEqual([3000, null]);
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ amount_refunded: 4900, refunded: true });
    const listed = await stripe.refunds.list({ charge: charge.id });
    expect(listed.data.map(({ id }) => id)).toEqual([rest.id, part.id]);
    const movement = await stripe.balanceTransactions.retrieve(String(part.balance_transaction));
    expect(movement).toMatchObject({ amount: -1900, type: 'refund', source: part.id });
    expect(account.refundsOf(charge.id)).toHaveLength(2);
    expect(account.effects.with('correction_id', 'c1').map(({ object }) => object.id)).toEqual([part.id]);
    expect(account.effects.of('POST /v1/refunds').map(({ by }) => by)).toEqual(['api', 'api']);
  });

  test('is refused in Stripe’s words, and then nothing has changed', async () => {
    const { stripe, staged, account } = await serve((opened) => {
      const { ledger, customer, method } = opened;
      const disputed = aCharge(opened);
      ledger.disputes.open(disputed);
      const inquiry = aCharge(opened);
      ledger.disputes.open(inquiry, { status: 'warning_needs_response' });
      const declined = ledger.payments.fail(
        { customer, method, amount: 900, currency: 'usd', description: 'One-off' },
        DECLINES.generic,
      );
      const held = ledger.payments.authorize({
        customer,
        method,
        amount: 800,
        currency: 'usd',
        description: 'One-off',
      });
      return { plain: aCharge(opened), disputed, inquiry, declined, held };
    });
    const { plain, disputed, inquiry, declined, held } = staged;
    const said = async (params: Stripe.RefundCreateParams) => {
      const { statusCode, code, param, message, type } = await refusal(stripe.refunds.create(params));
      expect(type).toBe('StripeInvalidRequestError');
      return [statusCode, code, param, message];
    };
    expect(await said({ charge: plain.id, amount: 4901 })).toEqual([
      400,
      undefined,
      'amount',
      'Refund amount ($49.01) is greater than unrefunded amount on charge ($49.00)',
    ]);
    expect(await said({ charge: disputed.id })).toEqual([
      400,
      'charge_disputed',
      undefined,
      `Charge ${disputed.id} has been charged back; cannot issue a refund.`,
    ]);
    expect(await said({ charge: declined.charge.id })).toEqual([
      400,
      undefined,
      undefined,
      `This PaymentIntent (${declined.intent.id}) does not have a successful charge to refund.`,
    ]);
    expect((await said({ payment_intent: held.intent.id }))[3]).toContain(
      'does not have a successful charge to refund',
    );
    expect(await said({ charge: 'ch_nobody' })).toEqual([
      404,
      'resource_missing',
      'charge',
      "No such charge: 'ch_nobody'",
    ]);
    expect(await said({ payment_intent: 'pi_nobody' })).toEqual([
      404,
      'resource_missing',
      'payment_intent',
      "No such payment_intent: 'pi_nobody'",
    ]);
    expect(await said({})).toEqual([
      400,
      'parameter_missing',
      undefined,
      'One of the following params should be provided for this request: payment_intent or charge.',
    ]);
    expect((await said({ charge: plain.id, payment_intent: 'pi_1' }))[3]).toContain('only specify one');
    expect((await said({ charge: plain.id, amount: 0 })).slice(1, 3)).toEqual([
      'parameter_invalid_integer',
      'amount',
    ]);
    expect((await said({ charge: plain.id, amount: 12.5 }))[3]).toBe('Invalid integer: 12.5');
    expect((await said({ charge: plain.id, reason: 'goodwill' }))[3]).toBe(
      'Invalid reason: must be one of duplicate, fraudulent, or requested_by_customer',
    );
    expect((await said({ charge: plain.id, metadata: { a: 'x'.repeat(501) } }))[3]).toContain(
      'up to 500 characters',
    );
    const unknown = await refusal(
      stripe.rawRequest('POST', '/v1/refunds', { charge: plain.id, invoice: 'in_1' }),
    );
    expect([unknown.code, unknown.param, unknown.message]).toEqual([
      'parameter_unknown',
      'invoice',
      'Received unknown parameter: invoice',
    ]);
    expect(account.effects.all).toEqual([]);
    expect(await stripe.charges.retrieve(plain.id)).toEqual(
      expect.objectContaining({ amount_refunded: 0, refunded: false }),
    );

    // An inquiry does not keep the money yet.
    expect((await stripe.refunds.create({ charge: inquiry.id })).amount).toBe(4900);
    expect(await said({ charge: inquiry.id })).toEqual([
      400,
      'charge_already_refunded',
      undefined,
      `Charge ${inquiry.id} has already been refunded.`,
    ]);
  });

  test('needs a key that may write charges, in the mode of the charge', async () => {
    const { sandbox, reader, staged: charge, account } = await serve(aCharge);
    const refused = await refusal(reader.refunds.create({ charge: charge.id }));
    expect(refused).toBeInstanceOf(Stripe.errors.StripePermissionError);
    expect([refused.statusCode, refused.message]).toEqual([
      403,
      expect.stringContaining("Having the 'rak_charge_write' permission would allow this request"),
    ]);
    const live = await refusal(clientOf(sandbox, SANDBOX_KEYS.live).refunds.create({ charge: charge.id }));
    expect(live.statusCode).toBe(403);
    const nobody = await refusal(
      clientOf(sandbox, 'rk_test_nobody_at_all').refunds.create({ charge: 'ch_1' }),
    );
    expect(nobody.statusCode).toBe(401);
    expect(account.effects.all).toEqual([]);
  });

  test('leaves the world it was started from as it was', async () => {
    const { stripe, staged: charge } = await serve(aCharge);
    await stripe.refunds.create({ charge: charge.id });
    expect([charge.amount_refunded, charge.refunded]).toEqual([0, false]);
  });
});

describe('the bank and the Dashboard', () => {
  test('a refund fails days later, and the charge can be refunded again', async () => {
    const { stripe, staged: charge, account } = await serve(aCharge);
    account.bank.fate = {
      begins: { status: 'pending', pendingReason: 'processing' },
      later: { afterSeconds: 5 * 86_400, outcome: 'failed', failureReason: 'lost_or_stolen_card' },
    };
    const refund = await stripe.refunds.create({ charge: charge.id });
    expect([refund.status, refund.pending_reason]).toEqual(['pending', 'processing']);
    account.clock.advance(5 * 86_400 - 60);
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('pending');
    account.clock.advance(120);
    const failed = await stripe.refunds.retrieve(refund.id, { expand: ['failure_balance_transaction'] });
    expect(failed).toMatchObject({
      status: 'failed',
      failure_reason: 'lost_or_stolen_card',
      failure_balance_transaction: { amount: 4900 },
    });
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ amount_refunded: 0, refunded: false });
    const { data } = await stripe.events.list({ types: ['refund.failed', 'charge.refund.updated'] });
    expect(data.map(({ type }) => type).sort()).toEqual(['charge.refund.updated', 'refund.failed']);
    expect(() => account.bank.settle(refund.id, 'succeeded')).toThrow('stays so');
    account.bank.fate = { begins: { status: 'succeeded' } };
    expect((await stripe.refunds.create({ charge: charge.id })).status).toBe('succeeded');
  });

  test('somebody refunds by hand, and the application finds less left', async () => {
    const { stripe, staged: charge, account } = await serve(aCharge);
    const byHand = account.dashboard.refund(charge.id, { amount: 4000, reason: 'requested_by_customer' });
    expect((await stripe.refunds.retrieve(byHand.id)).metadata).toEqual({});
    const refused = await refusal(stripe.refunds.create({ charge: charge.id, amount: 4900 }));
    expect(refused.message).toBe(
      'Refund amount ($49.00) is greater than unrefunded amount on charge ($9.00)',
    );
    expect(() => account.dashboard.refund(charge.id, { amount: 901 })).toThrow('greater than unrefunded');
    expect(account.effects.all.map(({ by, operation }) => [by, operation])).toEqual([
      ['dashboard', 'dashboard POST /v1/refunds'],
    ]);
  });

  test('a dispute blocks refunds until it is won', async () => {
    const { stripe, staged: charge, account } = await serve(aCharge);
    const dispute = account.dashboard.openDispute(charge.id, { reason: 'duplicate' });
    expect((await stripe.disputes.list({ charge: charge.id })).data[0]?.status).toBe('needs_response');
    expect((await refusal(stripe.refunds.create({ charge: charge.id }))).code).toBe('charge_disputed');
    account.dashboard.settleDispute(dispute.id, 'won');
    expect((await stripe.refunds.create({ charge: charge.id })).amount).toBe(4900);
  });
});
