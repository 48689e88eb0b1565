import { afterEach, describe, expect, test } from 'vitest';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { anExecutor, type Executor, noor } from '../corrections/executor/setup.ts';
import { byHandStep, correctionOf, refundStep } from '../corrections/executor/steps.ts';
import { closeAll } from '../sandbox/stripe-writes/setup.ts';

afterEach(closeAll);

const REFUNDS = 'POST /v1/refunds';

/** A refund whose request got lost, and that is a person's now. */
async function lost(options: Parameters<typeof anExecutor>[0] = {}) {
  const it = await anExecutor(options);
  const [charge = ''] = it.charges;
  const id = await it.approved(correctionOf(refundStep(charge, 1900)));
  it.account.faults.fail({ route: REFUNDS, effect: 'not_made' });
  await it.runToEnd();
  expect((await it.load(id)).state).toBe('needs_person');
  return { it, id, charge };
}

const sayDone = (it: Executor, id: string) =>
  it.store().resolveCorrection({ id, actor: noor.account, human: null, verdict: 'done', reason: null });

describe('somebody says that it is done', () => {
  test('and Stripe shows it under its name: taken over', async () => {
    const { it, id, charge } = await lost();
    const [effect] = (await it.load(id)).effects;
    const metadata = { correction_id: id, effect_id: effect?.id ?? '', ticket_id: '4711' };
    const refund = it.account.dashboard.refund(charge, { amount: 1900, metadata });
    expect(await sayDone(it, id)).toBe('taken');
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({
      state: 'executed',
      outcome: null,
      effects: [{ state: 'done' }],
    });
    expect(await it.store().objectsMadeBy(id)).toEqual([refund.id]);
    expect(it.audit('correction_settled').at(-1)).toEqual({ state: 'executed', by_hand: true });
  });

  test('and Stripe has it under its name with another amount: not taken for what was approved', async () => {
    const { it, id, charge } = await lost();
    const [effect] = (await it.load(id)).effects;
    const metadata = { correction_id: id, effect_id: effect?.id ?? '', ticket_id: '4711' };
    it.account.dashboard.refund(charge, { amount: 1000, metadata });
    await sayDone(it, id);
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({
      state: 'needs_person',
      outcome: expect.stringContaining('still finds the fault'),
    });
  });

  test('without its name, and a new check no longer finds the fault: believed', async () => {
    const { it, id, charge } = await lost();
    it.account.dashboard.refund(charge, { amount: 1900 });
    it.world.recheck = { kind: 'gone', sentence: 'Put right.' };
    await sayDone(it, id);
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({
      state: 'executed',
      effects: [{ state: 'done', result: null }],
    });
    expect(await it.store().objectsMadeBy(id)).toEqual([]);
  });

  test('and neither is so: it stays a person’s, and says why', async () => {
    const { it, id } = await lost();
    await sayDone(it, id);
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({
      state: 'needs_person',
      outcome: expect.stringContaining('Stripe does not show it yet'),
      effects: [{ state: 'needs_person' }],
    });
  });

  test('again and again, until it is so: looked at each time', async () => {
    const { it, id } = await lost();
    for (const said of ['once', 'twice', 'three times']) {
      const { rev } = await it.load(id);
      expect(await sayDone(it, id), said).toBe('taken');
      expect((await it.load(id)).rev, said).toBeGreaterThan(rev);
      await it.runToEnd();
    }
    it.world.recheck = { kind: 'gone', sentence: 'Put right.' };
    await sayDone(it, id);
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('executed');
  });

  test('while the history cannot be read: asked again later', async () => {
    const { it, id } = await lost();
    it.world.recheck = { kind: 'unreadable', sentence: 'Stripe is away.', retry_after_seconds: 5 };
    await sayDone(it, id);
    await it.runOne();
    expect((await it.load(id)).state).toBe('needs_person');
    it.world.recheck = { kind: 'gone', sentence: 'Put right.' };
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('executed');
  });

  test('of a plan that stopped half way: only a new check can tell', async () => {
    const it = await anExecutor({ charges: [4900, 3900] });
    const [first = '', second = ''] = it.charges;
    const id = await it.approved(correctionOf(refundStep(first, 1900), refundStep(second, 900)));
    it.account.dashboard.refund(second);
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('needs_person');
    await sayDone(it, id);
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('needs_person');
    it.world.recheck = { kind: 'gone', sentence: 'Put right.' };
    await sayDone(it, id);
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({
      state: 'executed',
      effects: [{ state: 'done' }, { state: 'refused' }],
    });
  });

  test('of what the product does not do itself: a new check tells', async () => {
    const it = await anExecutor();
    const id = await it.approved(correctionOf(byHandStep('sub_1')));
    await it.runToEnd();
    await sayDone(it, id);
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('needs_person');
    it.world.recheck = { kind: 'gone', sentence: 'Put right.' };
    await sayDone(it, id);
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({ state: 'executed', effects: [{ state: 'done' }] });
    expect(it.sandbox.requests).toEqual([]);
  });

  test('and somebody else gave it up first: nothing changes', async () => {
    const { it, id } = await lost();
    await sayDone(it, id);
    const given = {
      id,
      actor: 'slack:U3',
      human: null,
      verdict: 'abandon',
      reason: 'Paid in cash.',
    } as const;
    expect(await it.store().resolveCorrection(given)).toBe('taken');
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({
      state: 'abandoned',
      outcome: 'Paid in cash.',
      effects: [{ state: 'skipped' }],
    });
    expect(await sayDone(it, id)).toBe('not_waiting');
  });
});

describe('carrying out, as a job', () => {
  test('20 clicks at once are one approval and one refund', async () => {
    const it = await anExecutor();
    const [charge = ''] = it.charges;
    const id = await it.propose(correctionOf(refundStep(charge, 1900)));
    const clicks = Array.from({ length: 20 }, (_, n) =>
      it.approve(id, { account: `slack:U${n + 10}`, human: null }),
    );
    const outcomes = (await Promise.all(clicks)) as readonly { readonly kind: string }[];
    expect(outcomes.filter(({ kind }) => kind === 'decided')).toHaveLength(1);
    await it.runToEnd();
    expect(it.account.refundsOf(charge)).toHaveLength(1);
    expect(it.posts()).toEqual([REFUNDS]);
  });

  test('is put off with its own time, and no sooner', async () => {
    const it = await anExecutor();
    const [charge = ''] = it.charges;
    const id = await it.approved(correctionOf(refundStep(charge, 1900)));
    it.sandbox.faults.add({ route: REFUNDS, fault: faults.rateLimited(40), calls: 'first' });
    expect(await it.runOne()).toEqual({ retryAtMs: null, pauseUntilMs: null });
    it.pass(39_000);
    expect(await it.runOne()).toBeNull();
    it.pass(1_000);
    await it.runOne();
    expect((await it.load(id)).state).toBe('executed');
  });
});
