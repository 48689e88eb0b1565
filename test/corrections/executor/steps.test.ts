import { afterEach, describe, expect, test } from 'vitest';
import { faults } from '../../../src/sandbox/fault-injection.ts';
import { closeAll } from '../../sandbox/stripe-writes/setup.ts';
import { anExecutor, type Executor, HOUR_MS, MINUTE_MS } from './setup.ts';
import { byHandStep, cancelStep, correctionOf, refundStep, voidStep } from './steps.ts';

afterEach(closeAll);

const REFUNDS = 'POST /v1/refunds';

/** A plan of a refund on each of three payments. */
async function aPlan(options: Parameters<typeof anExecutor>[0] = {}) {
  const it = await anExecutor({ charges: [4900, 3900, 2900], ...options });
  const [first = '', second = '', third = ''] = it.charges;
  const id = await it.approved(
    correctionOf(refundStep(first, 1900), refundStep(second, 900), refundStep(third, 100)),
  );
  return { it, id, first, second, third };
}

const refunded = (it: Executor) =>
  it.charges.map((charge) => it.account.refundsOf(charge).map(({ amount }) => amount));
const states = async (it: Executor, id: string) => (await it.load(id)).effects.map(({ state }) => state);

describe('a plan of several steps', () => {
  test('is carried out in order, each once, under a key of its own', async () => {
    const { it, id } = await aPlan();
    await it.runToEnd();
    expect(refunded(it)).toEqual([[1900], [900], [100]]);
    expect(await it.load(id)).toMatchObject({ state: 'executed', outcome: null });
    expect(it.account.effects.of(REFUNDS).map((effect) => effect.idempotency_key)).toEqual(
      [0, 1, 2].map((place) => `bc_${id}_${place}`),
    );
    expect(await it.store().objectsMadeBy(id)).toHaveLength(3);
  });

  test('the second step refused after the first was done: a person goes on, the rest is skipped', async () => {
    const { it, id, second } = await aPlan();
    it.account.dashboard.refund(second);
    await it.runToEnd();
    expect(await states(it, id)).toEqual(['done', 'refused', 'skipped']);
    expect(await it.load(id)).toMatchObject({
      state: 'needs_person',
      outcome: expect.stringContaining('refunded in full meanwhile'),
    });
    expect(refunded(it)).toEqual([[1900], [3900], []]);
    await it.runToEnd();
    expect(it.posts()).toEqual([REFUNDS]);
  });

  test('the first step refused: nothing was moved, and the rest is skipped', async () => {
    const { it, id, first } = await aPlan();
    it.account.dashboard.refund(first);
    await it.runToEnd();
    expect(await states(it, id)).toEqual(['refused', 'skipped', 'skipped']);
    expect((await it.load(id)).state).toBe('stale');
    expect(it.posts()).toEqual([]);
  });

  test('the second step without an answer: partly executed, then executed', async () => {
    const { it, id } = await aPlan();
    const lost = it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('after'), calls: [2] });
    await it.runDue();
    expect(lost.struck).toBe(1);
    expect(await it.load(id)).toMatchObject({
      state: 'partly_executed',
      outcome: expect.stringContaining('outcome is not known yet'),
    });
    expect(await states(it, id)).toEqual(['done', 'sent', 'planned']);
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({ state: 'executed', outcome: null });
    expect(refunded(it)).toEqual([[1900], [900], [100]]);
    expect(it.posts()).toHaveLength(3);
  });

  test('the first step without an answer, found later: the others follow', async () => {
    const { it, id } = await aPlan();
    it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('after'), calls: 'first' });
    await it.runDue();
    expect((await it.load(id)).state).toBe('unknown');
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('executed');
    expect(refunded(it)).toEqual([[1900], [900], [100]]);
  });

  test('the last step never found: a person, and the first ones stay done', async () => {
    const { it, id } = await aPlan();
    it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('before'), calls: [3, 4, 5, 6] });
    await it.runToEnd();
    expect(await states(it, id)).toEqual(['done', 'done', 'needs_person']);
    expect((await it.load(id)).state).toBe('needs_person');
    expect(it.posts()).toHaveLength(5);
  });

  test('somebody did a later step by hand as it was to be: it counts as done, and nothing is sent for it', async () => {
    let [invoice, subscription] = ['', ''];
    const it = await anExecutor({
      stage: ({ ledger, customer, method, price }) => {
        subscription = ledger.billing.subscribe({ customer, method, items: [{ price: price({}) }] }).id;
        invoice = ledger.invoices.bill(customer, {
          currency: 'usd',
          lines: [{ price: price({ unitAmount: 4900, interval: null }) }],
          collectionMethod: 'send_invoice',
        }).id;
      },
    });
    const id = await it.approved(correctionOf(voidStep(invoice), cancelStep(subscription)));
    it.account.dashboard.does('DELETE', `/v1/subscriptions/${subscription}`);
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({
      state: 'executed',
      effects: [
        { state: 'done', sentence: null },
        { state: 'done', sentence: expect.stringContaining('already') },
      ],
    });
    expect(it.posts()).toEqual([`POST /v1/invoices/${invoice}/void`]);
  });

  test('somebody did the first step by hand: what was approved is no longer so', async () => {
    let invoice = '';
    const it = await anExecutor({
      stage: ({ ledger, customer, price }) => {
        invoice = ledger.invoices.bill(customer, {
          currency: 'usd',
          lines: [{ price: price({ unitAmount: 4900, interval: null }) }],
          collectionMethod: 'send_invoice',
        }).id;
      },
    });
    const id = await it.approved(correctionOf(voidStep(invoice)));
    it.account.dashboard.does('POST', `/v1/invoices/${invoice}/void`);
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({ state: 'stale', effects: [{ state: 'refused' }] });
    expect(it.posts()).toEqual([]);
  });

  test('its answer lost, and Stripe then refuses what is done already: the object itself tells', async () => {
    let invoice = '';
    const it = await anExecutor({
      stage: ({ ledger, customer, price }) => {
        invoice = ledger.invoices.bill(customer, {
          currency: 'usd',
          lines: [{ price: price({ unitAmount: 4900, interval: null }) }],
          collectionMethod: 'send_invoice',
        }).id;
      },
    });
    const id = await it.approved(correctionOf(voidStep(invoice)));
    // Somebody voids it after it was looked at and before the request arrives.
    const held = await it.holdAt('before send');
    it.account.dashboard.does('POST', `/v1/invoices/${invoice}/void`);
    held.goOn();
    await held.ended;
    expect(await it.load(id)).toMatchObject({
      state: 'executed',
      effects: [{ state: 'done', sentence: expect.stringContaining('already') }],
    });
  });
});

describe('what the product does not do itself', () => {
  test('is somebody’s to do after it was approved, and nothing is sent', async () => {
    const it = await anExecutor();
    const id = await it.approved(correctionOf(byHandStep('sub_1')));
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({
      state: 'needs_person',
      outcome: expect.stringContaining('do it in the Stripe Dashboard'),
      effects: [{ state: 'needs_person' }],
    });
    expect(it.sandbox.requests).toEqual([]);
  });

  test('in a dry run it ends there', async () => {
    const it = await anExecutor({ mode: 'dry_run' });
    const id = await it.approved(correctionOf(byHandStep('sub_1')));
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({ state: 'simulated', effects: [{ state: 'skipped' }] });
  });
});

describe('a dry run', () => {
  test('checks everything, keeps the requests to be shown, and sends nothing', async () => {
    const { it, id, first } = await aPlan({ mode: 'dry_run' });
    await it.runToEnd();
    const { state, outcome, effects } = await it.load(id);
    expect(state).toBe('simulated');
    expect(outcome).toContain('nothing was sent');
    expect(effects.map((effect) => effect.state)).toEqual(['skipped', 'skipped', 'skipped']);
    expect(JSON.parse(effects[0]?.result ?? '')).toEqual({
      method: 'POST',
      path: '/v1/refunds',
      params: {
        charge: first,
        amount: 1900,
        reason: 'requested_by_customer',
        metadata: { correction_id: id, effect_id: effects[0]?.id, ticket_id: '4711' },
      },
    });
    expect(it.posts()).toEqual([]);
  });

  test('says when it would not have been carried out', async () => {
    const { it, id, first } = await aPlan({ mode: 'dry_run' });
    it.account.dashboard.refund(first);
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('stale');
  });

  test('waits for a Stripe that cannot be read', async () => {
    const { it, id } = await aPlan({ mode: 'dry_run', lookUpMs: 150 });
    const away = it.sandbox.faults.add({ route: () => true, fault: faults.reset('before') });
    await it.runDue();
    expect((await it.load(id)).state).toBe('executing');
    away.off();
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('simulated');
  });

  test('refuses a step that is not exactly one of its kind', async () => {
    const it = await anExecutor({ mode: 'dry_run' });
    const step = refundStep(it.charges[0] ?? '', 1900);
    const id = await it.approved(
      correctionOf({ ...step, params: { ...step.params, reverse_transfer: true } }),
    );
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({
      state: 'refused',
      outcome: expect.stringContaining('The step refund cannot be sent'),
    });
  });

  test('stays one when the server is live meanwhile, and the real thing becomes one when it is not', async () => {
    const { it, id } = await aPlan({ mode: 'dry_run' });
    it.world.mode = 'live';
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('simulated');
    const other = await aPlan();
    other.it.world.mode = 'dry_run';
    await other.it.runToEnd();
    expect((await other.it.load(other.id)).state).toBe('simulated');
    expect([...it.posts(), ...other.it.posts()]).toEqual([]);
  });
});

describe('frozen, as after an older database was put in place', () => {
  test('nothing begins, and it goes on when it is known what was made', async () => {
    const { it, id } = await aPlan();
    await it.freeze('An older database was put in place.');
    await it.runDue();
    expect(await it.load(id)).toMatchObject({
      state: 'approved',
      outcome: 'An older database was put in place.',
    });
    it.pass(MINUTE_MS);
    await it.runDue();
    expect(it.posts()).toEqual([]);
    await it.unfreeze();
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('executed');
  });

  test('what was begun sends nothing more until then', async () => {
    const { it, id } = await aPlan();
    await it.dieAt('after commit effect_done');
    await it.restart();
    await it.freeze('An older database was put in place.');
    await it.runDue();
    it.pass(HOUR_MS);
    await it.runDue();
    expect(await it.load(id)).toMatchObject({ outcome: 'An older database was put in place.' });
    expect(await states(it, id)).toEqual(['done', 'planned', 'planned']);
    expect(it.posts()).toHaveLength(1);
    await it.unfreeze();
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('executed');
    expect(refunded(it)).toEqual([[1900], [900], [100]]);
  });

  test('a request without an answer is looked for, and not sent again until then', async () => {
    const { it, id } = await aPlan();
    it.sandbox.faults.add({ route: REFUNDS, fault: faults.reset('before'), calls: 'first' });
    await it.runOne();
    await it.freeze('An older database was put in place.');
    it.pass(MINUTE_MS);
    await it.runDue();
    expect(await states(it, id)).toEqual(['sent', 'planned', 'planned']);
    expect(it.posts()).toHaveLength(1);
    await it.unfreeze();
    await it.runToEnd();
    expect(refunded(it)).toEqual([[1900], [900], [100]]);
  });

  test('F30: the database forgot what was sent: it is found by its marks before anything leaves', async () => {
    const { it, id, first } = await aPlan();
    const { effects } = await it.load(id);
    it.account.dashboard.refund(first, {
      amount: 1900,
      metadata: { correction_id: id, effect_id: effects[0]?.id ?? '', ticket_id: '4711' },
    });
    // Approved more than a day ago, by somebody who may not any more: that undoes nothing that was made.
    it.pass(30 * HOUR_MS);
    it.world.mayNot.set('slack:U2', { kind: 'may_not', sentence: 'No more.' });
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('executed');
    expect(refunded(it)).toEqual([[1900], [900], [100]]);
    expect(it.posts()).toHaveLength(2);
  });
});
