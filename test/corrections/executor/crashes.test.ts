import { afterEach, describe, expect, test } from 'vitest';
import { LostLease } from '../../../db/errors.ts';
import { giveUp } from '../../../src/corrections/executor/execute.ts';
import { faults } from '../../../src/sandbox/fault-injection.ts';
import { closeAll } from '../../sandbox/stripe-writes/setup.ts';
import { anExecutor, MINUTE_MS, type Place } from './setup.ts';
import { correctionOf, refundStep } from './steps.ts';

afterEach(closeAll);

const REFUNDS = 'POST /v1/refunds';

async function aRefund(options: Parameters<typeof anExecutor>[0] = {}) {
  const it = await anExecutor(options);
  const [charge = ''] = it.charges;
  const id = await it.approved(correctionOf(refundStep(charge, 1900)));
  return { it, id, charge };
}

const PLACES: readonly Place[] = [
  'before commit correction_executing',
  'after commit correction_executing',
  'before commit effect_sent',
  'after commit effect_sent',
  'before send',
  'after send',
  'before commit effect_done',
  'after commit effect_done',
];

describe('the process dies', () => {
  test.each(PLACES)('%s: the next one goes on, and there is one refund', async (place) => {
    const { it, id, charge } = await aRefund();
    await it.dieAt(place);
    await it.restart();
    await it.runToEnd();
    expect(it.account.refundsOf(charge)).toMatchObject([{ amount: 1900 }]);
    expect(await it.load(id)).toMatchObject({ state: 'executed', effects: [{ state: 'done' }] });
    expect(it.posts()).toHaveLength(1);
    expect(await it.store().verifyAudit()).toMatchObject({ ok: true });
  });

  test('with its third request on the way: there is no fourth', async () => {
    const { it, id, charge } = await aRefund();
    it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('before') });
    for (const request of [1, 2]) {
      await it.runOne();
      expect((await it.load(id)).effects).toMatchObject([{ state: 'sent', unclear: request }]);
      it.pass(MINUTE_MS);
    }
    await it.dieAt('after send');
    await it.restart();
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({ state: 'needs_person', effects: [{ unclear: 3 }] });
    expect(it.posts()).toHaveLength(3);
    expect(it.account.refundsOf(charge)).toEqual([]);
  });

  test('again and again at the same place: money on its way is never left alone', async () => {
    const { it, id, charge } = await aRefund();
    await it.dieAt('after send');
    for (let death = 0; death < 5; death += 1) {
      await it.restart();
      it.pass(10 * MINUTE_MS);
      await it.dieAt('before commit effect_done');
    }
    await it.restart();
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('executed');
    expect(it.account.refundsOf(charge)).toHaveLength(1);
    expect(it.posts()).toHaveLength(1);
  });
});

describe('a run that lost its lease', () => {
  test('before it commits its intent sends nothing', async () => {
    const { it, id, charge } = await aRefund();
    const slow = await it.holdAt('before commit effect_sent');
    it.pass(2 * MINUTE_MS);
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('executed');
    slow.goOn();
    await expect(slow.ended).rejects.toBeInstanceOf(LostLease);
    expect(it.posts()).toHaveLength(1);
    expect(it.account.refundsOf(charge)).toHaveLength(1);
  });

  test('after its request changes nothing any more, and there is no second request', async () => {
    const { it, id, charge } = await aRefund();
    const slow = await it.holdAt('after send');
    it.pass(2 * MINUTE_MS);
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('executed');
    slow.goOn();
    await expect(slow.ended).rejects.toBeInstanceOf(LostLease);
    expect(it.posts()).toHaveLength(1);
    expect(it.account.refundsOf(charge)).toHaveLength(1);
    expect(it.audit('effect_done')).toHaveLength(1);
  });

  test('between the two: both send the same key, and Stripe makes one refund', async () => {
    const { it, id, charge } = await aRefund();
    const slow = await it.holdAt('before send');
    it.pass(2 * MINUTE_MS);
    await it.runToEnd();
    slow.goOn();
    await expect(slow.ended).rejects.toBeInstanceOf(LostLease);
    expect(it.account.refundsOf(charge)).toHaveLength(1);
    expect(it.account.effects.of(REFUNDS)).toHaveLength(1);
    expect((await it.load(id)).state).toBe('executed');
  });
});

test('the server stops before the request: nothing leaves, and the next start goes on', async () => {
  const { it, id, charge } = await aRefund();
  const { executeCorrection } = await import('../../../src/corrections/executor/execute.ts');
  const stop = new AbortController();
  stop.abort();
  const job = await it.claim();
  await expect(executeCorrection(it.parts(), job, id, stop.signal)).rejects.toThrow();
  expect(it.posts()).toEqual([]);
  await it.store().releaseJob({ job, run_at_ms: it.clock.ms });
  await it.runToEnd();
  expect((await it.load(id)).state).toBe('executed');
  expect(it.account.refundsOf(charge)).toHaveLength(1);
});

describe('a fault of our own, again and again', () => {
  test('before it began: refused, and nothing was sent', async () => {
    const { it, id } = await aRefund();
    it.world.bug = new Error('a bug');
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({
      state: 'refused',
      outcome: expect.stringContaining('A fault in billing-check'),
      effects: [{ state: 'skipped' }],
    });
    expect(it.logged.some((line) => line.includes('a person is told'))).toBe(true);
    expect(it.posts()).toEqual([]);
  });

  test('after it began: refused', async () => {
    const { it, id } = await aRefund();
    await it.dieAt('after commit correction_executing');
    await it.restart();
    it.world.bug = new Error('a bug');
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({ state: 'refused', effects: [{ state: 'refused' }] });
  });

  test('after a request left: a person is asked', async () => {
    const { it, id } = await aRefund();
    it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('after') });
    await it.runOne();
    it.world.bug = new Error('a bug');
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({
      state: 'needs_person',
      outcome: expect.stringContaining('look in the Stripe Dashboard'),
      effects: [{ state: 'needs_person' }],
    });
  });

  test('that passes is only a delay', async () => {
    const { it, id, charge } = await aRefund();
    it.world.bug = new Error('a bug');
    await it.runOne();
    it.world.bug = null;
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('executed');
    expect(it.account.refundsOf(charge)).toHaveLength(1);
  });

  test('what is settled stays so', async () => {
    const { it, id } = await aRefund();
    await it.runToEnd();
    it.tamper("UPDATE job SET state = 'queued', finished_at_ms = NULL WHERE type = 'execute-correction'");
    const job = await it.claim();
    expect(await giveUp(it.parts(), job, id, new AbortController().signal)).toEqual({
      kind: 'ended',
      detail: 'it is executed already',
    });
    expect((await it.load(id)).state).toBe('executed');
  });
});

test('the request would be another one than was sent before: an alarm, and only looking is left', async () => {
  const { it, id, charge } = await aRefund();
  it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('before'), calls: 'first' });
  await it.runOne();
  it.tamper("UPDATE correction_effect SET request_hash = 'another'");
  it.pass(5_000);
  await it.runDue();
  expect(it.alarms).toEqual([expect.stringContaining('another one than was sent before')]);
  await it.runToEnd();
  expect((await it.load(id)).state).toBe('needs_person');
  expect(it.posts()).toHaveLength(1);
  expect(it.account.refundsOf(charge)).toEqual([]);
});
