import { afterEach, describe, expect, test } from 'vitest';
import { faults } from '../../../src/sandbox/fault-injection.ts';
import { closeAll } from '../../sandbox/stripe-writes/setup.ts';
import { anExecutor, type Executor, HOUR_MS, MINUTE_MS } from './setup.ts';
import { correctionOf, refundStep } from './steps.ts';

afterEach(closeAll);

const REFUNDS = 'POST /v1/refunds';

/** One payment of 49.00, of which 19.00 are to go back: Stripe would take a second refund as well. */
async function aPartialRefund(options: Parameters<typeof anExecutor>[0] = {}) {
  const it = await anExecutor(options);
  const [charge = ''] = it.charges;
  const id = await it.approved(correctionOf(refundStep(charge, 1900)));
  return { it, id, charge };
}

const oneRefund = (it: Executor, charge: string, id: string) =>
  expect(it.account.refundsOf(charge)).toMatchObject([
    { amount: 1900, metadata: { correction_id: id, ticket_id: '4711' } },
  ]);

describe('a correction that was approved', () => {
  test('is sent once, marked, and settled with what Stripe made', async () => {
    const { it, id, charge } = await aPartialRefund();
    await it.runToEnd();
    oneRefund(it, charge, id);
    const [refund] = it.account.refundsOf(charge);
    const { effects, ...correction } = await it.load(id);
    expect(correction).toMatchObject({ state: 'executed', outcome: null, settled_at_ms: it.clock.ms });
    expect(effects).toMatchObject([{ state: 'done', unclear: 1, idempotency_key: `bc_${id}_0` }]);
    expect(JSON.parse(effects[0]?.result ?? '')).toMatchObject({
      object: 'refund',
      id: refund?.id,
      amount: 1900,
    });
    expect(await it.store().objectsMadeBy(id)).toEqual([refund?.id]);
    expect(it.posts()).toEqual([REFUNDS]);
    expect([...it.audit('effect_sent'), ...it.audit('effect_done')]).toMatchObject([
      { key: `bc_${id}_0`, attempt: 1, amount: 1900 },
      { object: refund?.id, replayed: false },
    ]);
    expect(await it.store().verifyAudit()).toMatchObject({ ok: true });
  });

  test('that makes more than one object is known under all of them', async () => {
    let invoice = '';
    const it = await anExecutor({
      stage: ({ ledger, customer, method, price }) => {
        const items = [{ price: price({ unitAmount: 4900 }) }];
        invoice = String(ledger.billing.subscribe({ customer, method, items }).latest_invoice);
      },
    });
    const note = {
      ...refundStep(invoice, 900),
      kind: 'credit_note',
      params: { invoice, reason: 'duplicate', amount: 900, refund_amount: 500, credit_amount: 400 },
    } as const;
    const id = await it.approved(correctionOf(note));
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('executed');
    const kinds = (await it.store().objectsMadeBy(id)).map((one) => one.slice(0, one.indexOf('_')));
    expect(kinds.toSorted()).toEqual(['cbtxn', 'cn', 're']);
  });

  test('is carried out by no second job: a settled one only ends it', async () => {
    const { it, id, charge } = await aPartialRefund();
    await it.runToEnd();
    it.tamper("UPDATE job SET state = 'queued', finished_at_ms = NULL WHERE type = 'execute-correction'");
    await it.runToEnd();
    oneRefund(it, charge, id);
    expect(it.posts()).toEqual([REFUNDS]);
  });
});

describe('an answer that does not come', () => {
  test('F9, F10: lost after Stripe made a partial refund, 25 hours of outage, then recovery: one refund, adopted, nothing sent again', async () => {
    const { it, id, charge } = await aPartialRefund({ lookUpMs: 400 });
    const lost = it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('after') });
    await it.runOne();
    expect(lost.struck).toBe(1);
    expect((await it.load(id)).state).toBe('unknown');

    const outage = it.sandbox.faults.add({ route: () => true, fault: faults.reset('before') });
    for (let hours = 0; hours < 25; hours += 5) {
      it.pass(5 * HOUR_MS);
      await it.runOne();
    }
    expect(await it.load(id)).toMatchObject({ state: 'unknown', effects: [{ state: 'sent' }] });
    outage.off();
    lost.off();
    it.sandbox.clearRequests();
    await it.runToEnd();

    expect(it.posts()).toEqual([]);
    oneRefund(it, charge, id);
    expect(await it.load(id)).toMatchObject({ state: 'executed', outcome: null });
    expect(it.audit('effect_done')).toMatchObject([{ adopted: 'metadata', amount: 1900 }]);
  });

  test('F9: lost before Stripe did anything, 25 hours of outage: a person is asked, nothing is sent again', async () => {
    const { it, id, charge } = await aPartialRefund();
    const lost = it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('before') });
    await it.runOne();
    lost.off();
    it.pass(25 * HOUR_MS);
    it.sandbox.clearRequests();
    await it.runDue();
    expect(await it.load(id)).toMatchObject({
      state: 'unknown',
      outcome: expect.stringContaining('almost a day old'),
      effects: [{ state: 'unknown' }],
    });
    // Not there twice, ten minutes apart.
    it.pass(10 * MINUTE_MS - 1_000);
    await it.runDue();
    expect((await it.load(id)).state).toBe('unknown');
    it.pass(1_000);
    await it.runDue();
    expect(await it.load(id)).toMatchObject({
      state: 'needs_person',
      outcome: expect.stringContaining('asked twice'),
      effects: [{ state: 'needs_person' }],
    });
    expect(it.posts()).toEqual([]);
    expect(it.account.refundsOf(charge)).toEqual([]);
  });

  test('is asked for once more with the same key, and Stripe repeats its answer', async () => {
    const { it, id, charge } = await aPartialRefund();
    const lost = it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('before'), calls: 'first' });
    await it.runToEnd();
    expect(lost.struck).toBe(1);
    oneRefund(it, charge, id);
    expect(it.posts()).toEqual([REFUNDS, REFUNDS]);
    expect(it.audit('effect_sent')).toMatchObject([
      { key: `bc_${id}_0`, attempt: 1 },
      { key: `bc_${id}_0`, attempt: 2 },
    ]);
    expect(it.account.effects.of(REFUNDS)).toMatchObject([{ idempotency_key: `bc_${id}_0` }]);
    expect((await it.load(id)).effects).toMatchObject([{ state: 'done', unclear: 2 }]);
  });

  test('three unclear answers are enough: then Stripe is only looked at', async () => {
    const { it, id, charge } = await aPartialRefund();
    it.sandbox.faults.add({ route: REFUNDS, fault: faults.truncated() });
    it.account.bank.fate = { begins: { status: 'pending' } };
    // The refunds Stripe made are not shown in its list for a while.
    const hidden = it.sandbox.faults.add({
      route: 'GET /v1/refunds',
      fault: faults.wrongSchema({ object: 'list', data: [], has_more: false, url: '/v1/refunds' }),
    });
    for (let run = 0; run < 3; run += 1) {
      await it.runDue();
      it.pass(5 * MINUTE_MS);
    }
    expect(await it.load(id)).toMatchObject({
      state: 'unknown',
      effects: [{ state: 'unknown', unclear: 3 }],
    });
    hidden.off();
    await it.runToEnd();
    expect(it.posts()).toEqual([REFUNDS, REFUNDS, REFUNDS]);
    oneRefund(it, charge, id);
    expect((await it.load(id)).state).toBe('executed');
  });

  test('F8: ten minutes of 429: no request before its time, none lost, none twice', async () => {
    const { it, id, charge } = await aPartialRefund();
    const began = it.clock.ms;
    const storm = it.sandbox.faults.add({ route: REFUNDS, fault: faults.rateLimited(60) });
    const sentAt: number[] = [];
    while (it.clock.ms < began + 10 * MINUTE_MS) {
      const before = it.posts().length;
      await it.runDue();
      if (it.posts().length > before) sentAt.push(it.clock.ms);
      it.pass(10_000);
    }
    storm.off();
    await it.runToEnd();
    const gaps = sentAt.slice(1).map((at, place) => at - (sentAt[place] ?? 0));
    expect(gaps.length).toBeGreaterThan(2);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60_000);
    oneRefund(it, charge, id);
    expect(await it.load(id)).toMatchObject({ state: 'executed', effects: [{ unclear: 1 }] });
  });

  test('turned away at the door for 23 hours: refused, as certainly nothing was done', async () => {
    const { it, id, charge } = await aPartialRefund();
    it.sandbox.faults.add({ route: REFUNDS, fault: faults.rateLimited(3_600) });
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({
      state: 'refused',
      outcome: expect.stringContaining('turned every request away'),
      effects: [{ state: 'refused', unclear: 0 }],
    });
    expect(it.posts().length).toBeGreaterThan(20);
    expect(it.account.refundsOf(charge)).toEqual([]);
  });
});

describe('F11: a 500 stored under the key', () => {
  test('although the refund exists: adopted', async () => {
    const { it, id, charge } = await aPartialRefund();
    it.account.faults.fail({ route: REFUNDS, effect: 'made' });
    await it.runToEnd();
    oneRefund(it, charge, id);
    expect((await it.load(id)).state).toBe('executed');
    expect(it.posts()).toEqual([REFUNDS]);
  });

  test('and the refund does not exist: a person is asked, and never a new key', async () => {
    const { it, id, charge } = await aPartialRefund();
    it.account.faults.fail({ route: REFUNDS, effect: 'not_made' });
    await it.runToEnd();
    expect(it.account.refundsOf(charge)).toEqual([]);
    expect(await it.load(id)).toMatchObject({
      state: 'needs_person',
      effects: [{ state: 'needs_person', idempotency_key: `bc_${id}_0` }],
    });
    expect(it.posts()).toEqual([REFUNDS, REFUNDS]);
    expect(it.audit('effect_unknown')).toHaveLength(1);
  });
});

test('F12: 409, the key is in use by another request: waited for, with the same key', async () => {
  const { it, id, charge } = await aPartialRefund({ deadlineMs: 300 });
  const hold = it.account.faults.hold(REFUNDS);
  await it.runOne();
  await hold.arrived;
  expect((await it.load(id)).state).toBe('unknown');
  it.pass(5_000);
  await it.runOne();
  expect((await it.load(id)).outcome).toContain('still working on an earlier request');
  hold.release();
  it.pass(MINUTE_MS);
  await it.runToEnd();
  oneRefund(it, charge, id);
  expect((await it.load(id)).state).toBe('executed');
  expect(it.account.effects.of(REFUNDS)).toHaveLength(1);
});

test('made with another amount, before an older database was put in place: a person, and nothing is sent', async () => {
  const { it, id, charge } = await aPartialRefund();
  const [effect] = (await it.load(id)).effects;
  const metadata = { correction_id: id, effect_id: effect?.id ?? '', ticket_id: '4711' };
  const { id: refund } = it.account.dashboard.refund(charge, { amount: 700, metadata });
  await it.runToEnd();
  expect(await it.load(id)).toMatchObject({
    state: 'needs_person',
    outcome: expect.stringContaining(`another amount than the one approved (refund ${refund})`),
  });
  expect(await it.store().objectsMadeBy(id)).toEqual([refund]);
  expect(it.posts()).toEqual([]);
});

test('several objects for one effect: an alarm, and a person', async () => {
  const { it, id, charge } = await aPartialRefund();
  const lost = it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('after') });
  await it.runOne();
  const [first] = it.account.refundsOf(charge);
  it.account.dashboard.refund(charge, { amount: 5, metadata: first?.metadata ?? {} });
  lost.off();
  await it.runToEnd();
  const ids = it.account.refundsOf(charge).map((refund) => refund.id);
  expect(await it.load(id)).toMatchObject({
    state: 'needs_person',
    outcome: expect.stringContaining('2 objects for this one step'),
  });
  expect(it.alarms).toEqual([expect.stringContaining('2 objects for one effect')]);
  expect([...(await it.store().objectsMadeBy(id))].sort()).toEqual([...ids].sort());
  expect(it.posts()).toEqual([REFUNDS]);
});
