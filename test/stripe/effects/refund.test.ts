import { afterEach, describe, expect, test } from 'vitest';
import { faults } from '../../../src/sandbox/fault-injection.ts';
import { SANDBOX_KEYS } from '../../../src/sandbox/stripe/server.ts';
import { aCharge, closeAll, serve } from '../../sandbox/stripe-writes/setup.ts';
import { effectsOn, MARKS, refundOf, STRIPE_MARKS, writerOn } from './setup.ts';

afterEach(closeAll);

const HOUR = 3600;
const keyed = (idempotencyKey: string) => ({ idempotencyKey, metadata: MARKS });

async function aRefundable(amount = 4900) {
  const served = await serve((opened) => aCharge(opened, amount));
  const { staged: charge, sandbox } = served;
  return { ...served, charge, effects: effectsOn(sandbox.url), effect: refundOf(charge.id, 1900) };
}

describe('a refund', () => {
  test('is looked at, made once, found again, and repeated only by Stripe', async () => {
    const { effects, effect, account, charge } = await aRefundable();
    expect(await effects.preflight(effect)).toEqual({ server_time: expect.any(Number), kind: 'ready' });
    expect(await effects.find(effect, MARKS)).toEqual({ server_time: expect.any(Number), kind: 'absent' });

    const done = await effects.send(effect, keyed('rf_1'));
    const [refund] = account.refundsOf(charge.id);
    const made = {
      object: 'refund',
      id: refund?.id,
      also: [],
      amount: 1900,
      currency: 'usd',
      status: 'succeeded',
    };
    expect(done).toEqual({ kind: 'done', made, replayed: false, server_time: expect.any(Number) });
    expect(done.server_time).toBeGreaterThanOrEqual(account.clock.now - 5);
    expect(refund).toMatchObject({ metadata: STRIPE_MARKS, reason: 'requested_by_customer' });

    expect(await effects.send(effect, keyed('rf_1'))).toMatchObject({ kind: 'done', made, replayed: true });
    expect(await effects.find(effect, MARKS)).toEqual({
      server_time: expect.any(Number),
      kind: 'found',
      made,
      by: 'metadata',
    });
    expect(account.refundsOf(charge.id)).toHaveLength(1);
  });

  test('of a correction without a ticket bears no ticket', async () => {
    const { effects, effect, account, charge } = await aRefundable();
    const metadata = { ...MARKS, ticket_id: null };
    await effects.send(effect, { idempotencyKey: 'rf_1', metadata });
    expect(account.refundsOf(charge.id)[0]?.metadata).toEqual({
      correction_id: 'cor_1',
      effect_id: 'eff_1',
    });
  });

  test('F9, F10: made, its answer lost, 25 hours without Stripe: found by its marks, nothing sent again', async () => {
    const { effects, effect, account, sandbox, charge } = await aRefundable();
    const fault = sandbox.faults.add({ route: 'POST /v1/refunds', fault: faults.reset('after') });
    expect(await effects.send(effect, keyed('rf_1'))).toMatchObject({
      kind: 'again',
      may_have_happened: true,
    });
    expect(fault.struck).toBe(1);
    fault.off();
    account.clock.advance(25 * HOUR);
    sandbox.clearRequests();
    expect(await effects.find(effect, MARKS)).toMatchObject({
      kind: 'found',
      by: 'metadata',
      made: { amount: 1900 },
    });
    expect(account.refundsOf(charge.id)).toHaveLength(1);
    expect(sandbox.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  test.each(['made', 'not_made'] as const)(
    'F11: a 500 stored under the key, the refund %s',
    async (outcome) => {
      const { effects, effect, account } = await aRefundable();
      account.faults.fail({ route: 'POST /v1/refunds', effect: outcome });
      expect(await effects.send(effect, keyed('rf_1'))).toMatchObject({
        kind: 'again',
        reason: 'server_error',
      });
      expect(await effects.send(effect, keyed('rf_1'))).toMatchObject({
        kind: 'stored_failure',
        status: 500,
      });
      expect(await effects.find(effect, MARKS)).toMatchObject({
        kind: outcome === 'made' ? 'found' : 'absent',
      });
    },
  );

  test('F12: the key is in use while another request with it runs', async () => {
    const { effects, effect, account, charge } = await aRefundable();
    const hold = account.faults.hold('POST /v1/refunds');
    const running = effects.send(effect, keyed('rf_1'));
    await hold.arrived;
    expect(await effects.send(effect, keyed('rf_1'))).toMatchObject({
      kind: 'again',
      reason: 'in_use',
      may_have_happened: true,
    });
    hold.release();
    expect(await running).toMatchObject({ kind: 'done', replayed: false });
    expect(await effects.send(effect, keyed('rf_1'))).toMatchObject({ kind: 'done', replayed: true });
    expect(account.refundsOf(charge.id)).toHaveLength(1);
  });

  test('the same key for another amount is refused, and what it made is to be looked up', async () => {
    const { effects, effect, charge } = await aRefundable();
    await effects.send(effect, keyed('rf_1'));
    expect(await effects.send(refundOf(charge.id, 100), keyed('rf_1'))).toMatchObject({
      kind: 'refused',
      find_first: true,
    });
  });

  test('is refused with the permission that the key lacks', async () => {
    const { sandbox, effect } = await aRefundable();
    const effects = effectsOn(sandbox.url, {
      writing: writerOn(sandbox.url, { key: SANDBOX_KEYS.read }),
    });
    expect(await effects.send(effect, keyed('rf_1'))).toMatchObject({
      kind: 'refused',
      status: 403,
      permission: 'Charges and Refunds',
      sentence: expect.stringContaining('"Charges and Refunds: Write"'),
    });
  });

  test('is refused in a sentence when the charge was refunded after all', async () => {
    const { effects, account, charge } = await aRefundable();
    account.dashboard.refund(charge.id);
    expect(await effects.send(refundOf(charge.id, 1900), keyed('rf_1'))).toMatchObject({
      kind: 'refused',
      code: 'charge_already_refunded',
      find_first: true,
    });
  });
});

describe('what finance approved is no longer so', () => {
  test('F13: somebody refunded by hand, in part or in full', async () => {
    const { effects, account, charge } = await aRefundable();
    account.dashboard.refund(charge.id, { amount: 4000 });
    expect(await effects.preflight(refundOf(charge.id, 900))).toEqual({
      server_time: expect.any(Number),
      kind: 'ready',
    });
    expect(await effects.preflight(refundOf(charge.id, 901))).toEqual({
      server_time: expect.any(Number),
      kind: 'stale',
      sentence:
        'Only $9.00 can still be refunded on this payment, less than the $9.01 approved: part of it was refunded meanwhile.',
    });
    account.dashboard.refund(charge.id);
    expect(await effects.preflight(refundOf(charge.id, 900))).toMatchObject({
      kind: 'stale',
      sentence: expect.stringContaining('in full'),
    });
  });

  test('F14: a dispute is open or lost; a won one hinders nothing', async () => {
    const { effects, effect, account, charge } = await aRefundable();
    const dispute = account.dashboard.openDispute(charge.id);
    const disputed = {
      server_time: expect.any(Number),
      kind: 'stale',
      sentence: 'The payment is disputed: wait for the dispute to end.',
    };
    expect(await effects.preflight(effect)).toEqual(disputed);
    expect(await effects.send(effect, keyed('rf_1'))).toMatchObject({
      kind: 'refused',
      code: 'charge_disputed',
    });
    account.dashboard.settleDispute(dispute.id, 'lost');
    expect(await effects.preflight(effect)).toEqual(disputed);
  });

  test('a dispute that was won hinders nothing', async () => {
    const { effects, effect, account, charge } = await aRefundable();
    account.dashboard.settleDispute(account.dashboard.openDispute(charge.id).id, 'won');
    expect(await effects.preflight(effect)).toEqual({ server_time: expect.any(Number), kind: 'ready' });
    expect(await effects.send(effect, keyed('rf_1'))).toMatchObject({ kind: 'done' });
  });

  test('F14: another currency; a charge that is only held; one that does not exist', async () => {
    const served = await serve((opened) => {
      const { ledger, customer, method } = opened;
      const request = { customer, method, amount: 800, currency: 'usd', description: 'Hold' };
      return { charge: aCharge(opened), held: ledger.payments.authorize(request).charge };
    });
    const effects = effectsOn(served.sandbox.url);
    const { charge, held } = served.staged;
    expect(await effects.preflight(refundOf(charge.id, 100, 'eur'))).toMatchObject({
      kind: 'stale',
      sentence: expect.stringContaining('in USD'),
    });
    expect(await effects.preflight(refundOf(held.id, 100))).toMatchObject({
      kind: 'stale',
      sentence: expect.stringContaining('did not succeed'),
    });
    expect(await effects.preflight(refundOf('ch_None', 100))).toMatchObject({
      kind: 'stale',
      sentence: 'Stripe has no such charge.',
    });
  });
});

describe('refunds that were made', () => {
  test('are found on the second page, among others’ and other steps’', async () => {
    const { effects, effect, account, charge, sandbox } = await aRefundable(100_000);
    const dashboard = (count: number, metadata?: Record<string, string>): void => {
      for (let n = 0; n < count; n += 1) {
        account.dashboard.refund(charge.id, { amount: 10, ...(metadata === undefined ? {} : { metadata }) });
      }
    };
    const done = await effects.send(effect, keyed('rf_1'));
    dashboard(60);
    dashboard(1, { correction_id: 'cor_1', effect_id: 'eff_2' });
    dashboard(1, { correction_id: 'cor_2', effect_id: 'eff_1' });
    dashboard(1, { correction_id: 'cor_1' });
    dashboard(60, { order: '7' });
    sandbox.clearRequests();
    expect(await effects.find(effect, MARKS)).toMatchObject({
      kind: 'found',
      made: done.kind === 'done' ? done.made : {},
    });
    expect(sandbox.requests).toHaveLength(2);
    expect(await effects.find(effect, { ...MARKS, effect_id: 'eff_9' })).toEqual({
      server_time: expect.any(Number),
      kind: 'absent',
    });
  });

  test('are an alarm when two bear the same marks', async () => {
    const { effects, effect, account, charge } = await aRefundable();
    await effects.send(effect, keyed('rf_1'));
    account.dashboard.refund(charge.id, { amount: 5, metadata: STRIPE_MARKS });
    expect(await effects.find(effect, MARKS)).toMatchObject({
      kind: 'several',
      made: [{ amount: 5 }, { amount: 1900 }],
    });
  });

  test('are found with their state when the bank sent them back', async () => {
    const { effects, effect, account } = await aRefundable();
    account.bank.fate = {
      begins: { status: 'pending' },
      later: { afterSeconds: 48 * HOUR, outcome: 'failed' },
    };
    expect(await effects.send(effect, keyed('rf_1'))).toMatchObject({ made: { status: 'pending' } });
    account.clock.advance(49 * HOUR);
    expect(await effects.find(effect, MARKS)).toMatchObject({
      kind: 'found',
      made: { status: 'failed' },
    });
  });
});
