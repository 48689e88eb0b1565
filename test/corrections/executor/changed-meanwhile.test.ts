import { afterEach, describe, expect, test } from 'vitest';
import { faults } from '../../../src/sandbox/fault-injection.ts';
import { SANDBOX_KEYS } from '../../../src/sandbox/stripe/server.ts';
import { closeAll } from '../../sandbox/stripe-writes/setup.ts';
import { anExecutor, HOUR_MS, MINUTE_MS } from './setup.ts';
import { correctionOf, refundStep } from './steps.ts';

afterEach(closeAll);

const REFUNDS = 'POST /v1/refunds';

async function aRefund(options: Parameters<typeof anExecutor>[0] = {}, amount = 1900, currency = 'usd') {
  const it = await anExecutor(options);
  const [charge = ''] = it.charges;
  const drafted = correctionOf(refundStep(charge, amount));
  const id = await it.approved({
    ...drafted,
    currency,
    steps: drafted.steps.map((step) => ({ ...step, currency })),
  });
  return { it, id, charge };
}

const away = (it: Awaited<ReturnType<typeof anExecutor>>) =>
  it.sandbox.faults.add({ route: () => true, fault: faults.reset('before') });

describe('F13, F14: what finance saw is no longer so, and nothing is sent', () => {
  test('somebody refunded all of it in the Dashboard', async () => {
    const { it, id, charge } = await aRefund();
    it.account.dashboard.refund(charge);
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({
      state: 'stale',
      outcome: 'The payment has been refunded in full meanwhile.',
      effects: [{ state: 'refused' }],
    });
    expect(it.posts()).toEqual([]);
  });

  test('somebody refunded so much that too little is left', async () => {
    const { it, id, charge } = await aRefund();
    it.account.dashboard.refund(charge, { amount: 4000 });
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({
      state: 'stale',
      outcome: expect.stringContaining('Only $9.00 can still be refunded'),
    });
    expect(it.posts()).toEqual([]);
  });

  test('the payment is disputed', async () => {
    const { it, id, charge } = await aRefund();
    it.account.dashboard.openDispute(charge);
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({
      state: 'stale',
      outcome: expect.stringContaining('disputed'),
    });
    expect(it.posts()).toEqual([]);
  });

  test('the payment is in another currency', async () => {
    const { it, id } = await aRefund({}, 1900, 'eur');
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({ state: 'stale', outcome: expect.stringContaining('in USD') });
    expect(it.posts()).toEqual([]);
  });

  test('more than the payment', async () => {
    const { it, id } = await aRefund({}, 4901);
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('stale');
    expect(it.posts()).toEqual([]);
  });

  test.each(['gone', 'changed'] as const)('a new check says: %s', async (kind) => {
    const { it, id } = await aRefund();
    it.world.recheck = { kind, sentence: 'The fault is another one now.' };
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({
      state: 'stale',
      outcome: 'The fault is another one now.',
      effects: [{ state: 'refused' }],
    });
    expect(it.posts()).toEqual([]);
  });

  test('Stripe says no in the very last moment: refused, in a sentence', async () => {
    const { it, id, charge } = await aRefund();
    const held = await it.holdAt('before send');
    it.account.dashboard.openDispute(charge);
    held.goOn();
    await held.ended;
    expect(await it.load(id)).toMatchObject({
      state: 'refused',
      outcome: 'The payment is disputed, so Stripe does not refund it: wait for the dispute to end.',
    });
    expect(it.audit('effect_refused')).toMatchObject([{ code: 'charge_disputed', permission: null }]);
  });

  test('a refusal that our own earlier request may be the reason of is not believed before a look', async () => {
    const { it, id, charge } = await aRefund({}, 4900);
    const held = await it.holdAt('before send');
    it.account.dashboard.refund(charge);
    held.goOn();
    await held.ended;
    expect(await it.load(id)).toMatchObject({
      state: 'refused',
      outcome: expect.stringContaining('refunded this payment in full already'),
    });
    expect(it.account.refundsOf(charge)).toHaveLength(1);
  });

  test('after a request without an answer that is not there, what changed may be that request arriving late', async () => {
    const { it, id, charge } = await aRefund();
    it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('before'), calls: 'first' });
    await it.runOne();
    it.account.dashboard.refund(charge);
    it.pass(5_000);
    await it.runDue();
    expect(await it.load(id)).toMatchObject({
      state: 'unknown',
      outcome: expect.stringContaining('refunded in full meanwhile'),
    });
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('needs_person');
    expect(it.posts()).toHaveLength(1);
  });

  test('refused for good after an unclear request: refused, as nothing is there', async () => {
    const { it, id, charge } = await aRefund();
    it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('before'), calls: 'first' });
    await it.runOne();
    expect((await it.load(id)).state).toBe('unknown');
    it.pass(5_000);
    const held = await it.holdAt('before send');
    it.account.dashboard.openDispute(charge);
    held.goOn();
    await held.ended;
    expect((await it.load(id)).state).toBe('refused');
    expect(it.account.refundsOf(charge)).toEqual([]);
  });
});

test('a key that lacks the permission: the sentence names it', async () => {
  const { it, id } = await aRefund({ writeKey: SANDBOX_KEYS.read });
  await it.runToEnd();
  expect(await it.load(id)).toMatchObject({
    state: 'refused',
    outcome: expect.stringContaining('"Charges and Refunds: Write"'),
  });
  expect(it.audit('effect_refused')).toMatchObject([{ status: 403, permission: 'Charges and Refunds' }]);
});

test('a step that is not exactly one of its kind: refused as a whole before the first one is sent', async () => {
  const it = await anExecutor({ charges: [4900, 3900] });
  const [first = '', second = ''] = it.charges;
  const step = refundStep(second, 1900);
  const id = await it.approved(
    correctionOf(refundStep(first, 100), { ...step, params: { ...step.params, amount: 3900 } }),
  );
  await it.runDue();
  expect(await it.load(id)).toMatchObject({
    state: 'refused',
    outcome: expect.stringContaining('The step refund cannot be sent'),
    effects: [{ state: 'skipped' }, { state: 'skipped' }],
  });
  expect(it.sandbox.requests).toEqual([]);
});

describe('Stripe cannot be read', () => {
  test('before it begins: waited for, up to three days, then it has expired', async () => {
    const { it, id } = await aRefund({ lookUpMs: 150 });
    away(it);
    await it.runDue();
    expect(await it.load(id)).toMatchObject({
      state: 'approved',
      outcome: expect.stringMatching(/could not be reached|did not answer/),
    });
    it.pass(72 * HOUR_MS - 30_000);
    await it.runDue();
    expect((await it.load(id)).state).toBe('approved');
    it.pass(10 * MINUTE_MS);
    await it.runDue();
    expect((await it.load(id)).state).toBe('expired');
  });

  test('when the history is to be read again: waited for, and after a day it is refused', async () => {
    const { it, id } = await aRefund();
    it.world.recheck = { kind: 'unreadable', sentence: 'Stripe is slow.', retry_after_seconds: 60 };
    await it.runDue();
    expect(await it.load(id)).toMatchObject({
      state: 'executing',
      outcome: 'Stripe is slow.',
      effects: [{ state: 'planned', tries: 1 }],
    });
    it.pass(59_000);
    expect(await it.runOne()).toBeNull();
    it.pass(24 * HOUR_MS);
    await it.runDue();
    expect(await it.load(id)).toMatchObject({
      state: 'refused',
      outcome: expect.stringContaining('more than a day ago'),
    });
    expect(it.posts()).toEqual([]);
  });

  test('right after it began: waited for', async () => {
    const { it, id, charge } = await aRefund({ lookUpMs: 150 });
    const held = await it.holdAt('after commit correction_executing');
    const down = away(it);
    held.goOn();
    await held.ended;
    expect(await it.load(id)).toMatchObject({
      state: 'executing',
      effects: [{ state: 'planned', tries: 1 }],
    });
    down.off();
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('executed');
    expect(it.account.refundsOf(charge)).toHaveLength(1);
  });

  test('right before sending: waited for', async () => {
    const { it, id, charge } = await aRefund({ lookUpMs: 150 });
    const down = it.sandbox.faults.add({ route: 'GET /v1/charges/:id', fault: faults.reset('before') });
    await it.runDue();
    expect(await it.load(id)).toMatchObject({ state: 'executing', effects: [{ state: 'planned' }] });
    down.off();
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('executed');
    expect(it.account.refundsOf(charge)).toHaveLength(1);
  });

  test('after a request without an answer, for days: a person is asked', async () => {
    const { it, id } = await aRefund({ lookUpMs: 60 });
    it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('after') });
    await it.runOne();
    it.tamper('UPDATE correction_effect SET tries = 449');
    away(it);
    it.pass(HOUR_MS);
    await it.runOne();
    expect((await it.load(id)).effects).toMatchObject([{ state: 'sent', tries: 450 }]);
    it.pass(HOUR_MS);
    await it.runOne();
    expect(await it.load(id)).toMatchObject({
      state: 'needs_person',
      outcome: expect.stringContaining('could not be read for days'),
    });
  });
});

describe('F7: clocks', () => {
  test('ours jumps a day ahead: the key is as old as Stripe says, and is used again', async () => {
    const { it, id, charge } = await aRefund();
    it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('before'), calls: 'first' });
    await it.runOne();
    it.clock.ms += 25 * HOUR_MS;
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('executed');
    expect(it.account.refundsOf(charge)).toHaveLength(1);
    expect(it.posts()).toHaveLength(2);
  });

  test('ours is set back a day while a day passes at Stripe: nothing is sent with the old key', async () => {
    const { it, id, charge } = await aRefund();
    it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('before'), calls: 'first' });
    await it.runOne();
    it.clock.ms -= 25 * HOUR_MS;
    it.account.clock.advance(23 * 3_600);
    it.sandbox.clearRequests();
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('needs_person');
    expect(it.posts()).toEqual([]);
    expect(it.account.refundsOf(charge)).toEqual([]);
  });

  test('a minute before the key is too old it is still used', async () => {
    const { it, id } = await aRefund();
    it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('before'), calls: 'first' });
    await it.runOne();
    it.pass(23 * HOUR_MS - MINUTE_MS);
    await it.runDue();
    expect((await it.load(id)).state).toBe('executed');
    expect(it.posts()).toHaveLength(2);
  });

  test('ours is set back while a run holds its lease: it is not lost for ever', async () => {
    const { it, id, charge } = await aRefund();
    await it.dieAt('after send');
    it.clock.ms -= 25 * HOUR_MS;
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('executed');
    expect(it.account.refundsOf(charge)).toHaveLength(1);
  });

  test('Stripe says no time at all: our own tells when ten minutes are over', async () => {
    const { it, id } = await aRefund();
    it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('before'), calls: 'first' });
    await it.runOne();
    const empty = { object: 'list', data: [], has_more: false, url: '/v1/refunds' };
    it.sandbox.faults.add({
      route: 'GET /v1/refunds',
      fault: { kind: 'answer', status: 200, headers: { date: 'unknown' }, body: empty },
    });
    it.pass(5_000);
    await it.runDue();
    expect(await it.load(id)).toMatchObject({
      state: 'unknown',
      outcome: expect.stringContaining('what time it is'),
    });
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('needs_person');
    expect(it.posts()).toHaveLength(1);
  });

  test('woken by news in between, it still waits its ten minutes', async () => {
    const { it, id } = await aRefund();
    it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('before'), calls: 'first' });
    await it.runOne();
    it.pass(24 * HOUR_MS);
    await it.runDue();
    const since = it.clock.ms;
    it.pass(4 * MINUTE_MS);
    it.tamper("UPDATE job SET run_at_ms = ? WHERE type = 'execute-correction'", it.clock.ms);
    await it.runDue();
    expect((await it.load(id)).state).toBe('unknown');
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('needs_person');
    expect(it.clock.ms - since).toBe(10 * MINUTE_MS);
  });

  test('Stripe does not say what time it is: nothing is sent again', async () => {
    const { it, id, charge } = await aRefund();
    it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('before'), calls: 'first' });
    await it.runOne();
    it.tamper('UPDATE correction_effect SET sent_server_s = NULL');
    it.pass(5_000);
    await it.runDue();
    expect(await it.load(id)).toMatchObject({
      state: 'unknown',
      outcome: expect.stringContaining('what time it is'),
    });
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('needs_person');
    expect(it.posts()).toHaveLength(1);
    expect(it.account.refundsOf(charge)).toEqual([]);
  });
});
