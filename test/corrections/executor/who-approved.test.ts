import { afterEach, describe, expect, test } from 'vitest';
import type { Approvals } from '../../../src/analysis/policy.ts';
import { closeAll } from '../../sandbox/stripe-writes/setup.ts';
import { anExecutor, HOUR_MS, maya, noor, olga, person } from './setup.ts';
import { correctionOf, refundStep } from './steps.ts';

afterEach(closeAll);

const TWO: Approvals = { second_person_over: { usd: 1_000 }, expires_after_hours: 72 };

async function aRefund(options: Parameters<typeof anExecutor>[0] = {}) {
  const it = await anExecutor({ charges: [4900, 3900], ...options });
  const [charge = '', other = ''] = it.charges;
  const id = await it.propose(correctionOf(refundStep(charge, 1900)));
  return { it, id, charge, other };
}

type Executor = Awaited<ReturnType<typeof anExecutor>>;

/** Nothing left for Stripe, and it says why. */
async function isRefused(it: Executor, id: string, why: string, state = 'refused') {
  await it.runToEnd();
  expect(await it.load(id)).toMatchObject({ state, outcome: expect.stringContaining(why) });
  expect(it.posts()).toEqual([]);
  expect(it.charges.flatMap((charge) => it.account.refundsOf(charge))).toEqual([]);
}

describe('F6', () => {
  test('whoever asked for it may not approve it, also from another account', async () => {
    const { it, charge } = await aRefund();
    const id = await it.propose(correctionOf(refundStep(charge, 100)), person('U1', 'one human'));
    for (const self of [person('U1', 'one human'), person('U9', 'one human')]) {
      expect(await it.approve(id, self)).toMatchObject({
        kind: 'refused',
        sentence: expect.stringContaining('yourself'),
      });
    }
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('proposed');
    expect(it.posts()).toEqual([]);
  });

  test('an approver who may not approve any more between click and execution: refused', async () => {
    const { it, id } = await aRefund();
    await it.approve(id);
    const sentence = 'Noor may not approve corrections any more: somebody else has to.';
    it.world.mayNot.set(noor.account, { kind: 'may_not', sentence });
    await isRefused(it, id, sentence);
    expect((await it.load(id)).effects).toMatchObject([{ state: 'skipped' }]);
  });

  test('a directory that does not answer is waited for, and nothing is sent meanwhile', async () => {
    const { it, id, charge } = await aRefund();
    await it.approve(id);
    const sentence = 'Slack does not answer.';
    it.world.mayNot.set(noor.account, { kind: 'unreadable', sentence, retry_after_seconds: null });
    await it.runDue();
    expect(await it.load(id)).toMatchObject({ state: 'approved', outcome: sentence });
    it.world.mayNot.clear();
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('executed');
    expect(it.account.refundsOf(charge)).toHaveLength(1);
  });

  test('both of two approvers are asked for', async () => {
    const { it, id } = await aRefund({ approvals: TWO });
    expect(await it.approve(id, noor)).toMatchObject({ kind: 'needs_second' });
    await it.approve(id, olga);
    it.world.mayNot.set(olga.account, { kind: 'may_not', sentence: 'Olga may not.' });
    await isRefused(it, id, 'Olga may not.');
  });
});

describe('the policy in force when it is carried out', () => {
  test('wants two people meanwhile: one approval is not enough any more', async () => {
    const { it, id } = await aRefund();
    await it.approve(id);
    it.world.approvals = TWO;
    await isRefused(it, id, 'not enough');
  });

  test('allows less meanwhile: refused', async () => {
    const { it, id } = await aRefund();
    await it.approve(id);
    it.world.approvals = { maximum: { usd: 1_899 }, expires_after_hours: 72 };
    await isRefused(it, id, 'not enough');
  });

  test('is met: carried out, and what was approved before it counts', async () => {
    const { it, id, other } = await aRefund();
    it.world.approvals = { per_day: { usd: 2_000 }, expires_after_hours: 72 };
    await it.approve(id);
    const second = await it.propose(correctionOf(refundStep(other, 101)));
    expect(await it.approve(second)).toMatchObject({ kind: 'refused' });
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('executed');
  });
});

describe('an approval', () => {
  test('is good for a day', async () => {
    const { it, id } = await aRefund();
    await it.approve(id);
    it.pass(24 * HOUR_MS);
    await isRefused(it, id, 'more than a day ago', 'expired');
    expect(it.audit('correction_expired')).toHaveLength(1);
  });

  test('that does not say when it was given has expired', async () => {
    const { it, id } = await aRefund();
    await it.approve(id);
    it.tamper('UPDATE correction SET approved_at_ms = NULL');
    await isRefused(it, id, 'more than a day ago', 'expired');
  });

  test('is good until the last moment of that day', async () => {
    const { it, id } = await aRefund();
    await it.approve(id);
    it.pass(24 * HOUR_MS - 1_000);
    await it.runToEnd();
    expect((await it.load(id)).state).toBe('executed');
  });

  test('of a correction that is withdrawn before it begins moves nothing', async () => {
    const { it, id } = await aRefund();
    await it.approve(id);
    it.tamper("UPDATE correction SET state = 'withdrawn'");
    await it.runToEnd();
    expect(it.posts()).toEqual([]);
  });
});

/** Each done in SQL by somebody who can write the file, after it was approved. */
describe('rows changed by hand: an alarm, and nothing is sent', () => {
  const changes: readonly (readonly [string, string])[] = [
    ['the amount', 'UPDATE correction SET amount = 4900'],
    ['the currency', "UPDATE correction SET currency = 'eur'"],
    ['the customer', "UPDATE correction SET customer = 'cus_2'"],
    ['what was drafted', `UPDATE correction SET drafted = replace(drafted, '1900', '4900')`],
    ['all amounts alike', `UPDATE correction SET amount = 4900, drafted = replace(drafted, '1900', '4900')`],
    ['the version', 'UPDATE correction SET version = 2'],
    ['from a dry run to the real thing', "UPDATE correction SET mode = 'dry_run'"],
    ['the amount of an effect', 'UPDATE correction_effect SET amount = 4900'],
    ['the kind of an effect', "UPDATE correction_effect SET kind = 'void_invoice'"],
    ['the target of an effect', "UPDATE correction_effect SET target = 'ch_other'"],
    ['the currency of an effect', "UPDATE correction_effect SET currency = 'eur'"],
    ['the parameters of an effect', "UPDATE correction_effect SET params = replace(params, '1900', '4900')"],
    ['who decided', "UPDATE decision SET actor = 'slack:U3'"],
    ['when it was decided', 'UPDATE decision SET decided_at_ms = decided_at_ms - 1'],
    ['what a decision was about', 'UPDATE decision SET correction_version = 2'],
    ['a decision deleted', 'DELETE FROM decision'],
    ['an effect deleted', 'DELETE FROM correction_effect'],
    [
      'a second effect',
      `INSERT INTO correction_effect (id, correction_id, position, kind, target, amount, currency, params, state)
       SELECT 'ef_2', correction_id, 1, kind, target, amount, currency, params, 'planned' FROM correction_effect`,
    ],
    [
      'a second approval',
      `INSERT INTO decision SELECT 'de_2', correction_id, correction_version, 'slack:U3', NULL, 'approve', NULL,
       approved_hash, mac, decided_at_ms FROM decision`,
    ],
  ];

  test.each(changes)('%s', async (_what, sql) => {
    const { it, id } = await aRefund();
    await it.approve(id);
    it.tamper(sql);
    await isRefused(it, id, 'changed by hand');
    expect(it.alarms).toHaveLength(1);
  });

  test('the requester, so that who asked seems to be another', async () => {
    const { it, id } = await aRefund();
    await it.approve(id);
    it.tamper("UPDATE correction SET requester = 'slack:U2'");
    await isRefused(it, id, 'changed by hand');
  });

  test('approved by nobody: its state and an approval are written by hand', async () => {
    const { it, id } = await aRefund();
    const row = await it.load(id);
    it.tamper("UPDATE correction SET state = 'approved', approved_at_ms = ?", it.clock.ms);
    it.tamper(
      `INSERT INTO correction_effect (id, correction_id, position, kind, target, amount, currency, params, state)
       VALUES ('ef_1', ?, 0, 'refund', ?, 1900, 'usd', ?, 'planned')`,
      id,
      row.target,
      JSON.stringify(row.drafted.steps[0]?.params),
    );
    it.tamper(
      `INSERT INTO decision VALUES ('de_1', ?, 1, 'slack:U2', NULL, 'approve', NULL, 'hash', 'mac', ?)`,
      id,
      it.clock.ms,
    );
    it.tamper(
      `INSERT INTO job (id, type, key, serial_key, payload, state, run_at_ms, lease_token, attempts, crashes, created_at_ms)
       VALUES ('job_x', 'execute-correction', 'x', 'x', ?, 'queued', ?, 0, 0, 0, 0)`,
      JSON.stringify({ correction_id: id }),
      it.clock.ms,
    );
    await isRefused(it, id, 'changed by hand');
    expect(it.alarms).toHaveLength(1);
  });

  test('approved by one of two: set to approved by hand after the first', async () => {
    const { it, id } = await aRefund({ approvals: TWO });
    await it.approve(id, noor);
    const row = await it.load(id);
    expect(row.state).toBe('awaiting_second');
    it.tamper("UPDATE correction SET state = 'approved', approved_at_ms = ?", it.clock.ms);
    it.tamper(
      `INSERT INTO correction_effect (id, correction_id, position, kind, target, amount, currency, params, state)
       VALUES ('ef_1', ?, 0, 'refund', ?, 1900, 'usd', ?, 'planned')`,
      id,
      row.target,
      JSON.stringify(row.drafted.steps[0]?.params),
    );
    it.tamper(
      `INSERT INTO job (id, type, key, serial_key, payload, state, run_at_ms, lease_token, attempts, crashes, created_at_ms)
       VALUES ('job_x', 'execute-correction', 'x', 'x', ?, 'queued', ?, 0, 0, 0, 0)`,
      JSON.stringify({ correction_id: id }),
      it.clock.ms,
    );
    await isRefused(it, id, 'not enough');
  });

  test('after the first request left: nothing more is sent, and a person looks', async () => {
    const { it, id, charge } = await aRefund();
    await it.approve(id);
    await it.dieAt('after send');
    await it.restart();
    it.tamper('UPDATE correction SET amount = 4900');
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({
      state: 'needs_person',
      outcome: expect.stringContaining('Nothing more is sent'),
    });
    expect(it.alarms).toHaveLength(1);
    expect(it.account.refundsOf(charge)).toHaveLength(1);
    expect(it.posts()).toHaveLength(1);
  });

  test('between its steps: the next one is not sent', async () => {
    const { it, charge, other } = await aRefund();
    const id = await it.approved(correctionOf(refundStep(charge, 1900), refundStep(other, 100)));
    await it.dieAt('after commit effect_done');
    await it.restart();
    it.tamper('UPDATE correction_effect SET amount = 3900 WHERE position = 1');
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({
      state: 'needs_person',
      effects: [{ state: 'done' }, { state: 'refused' }],
    });
    expect(it.account.refundsOf(other)).toEqual([]);
  });
});

test('a refusal and an approval are audited with their people', async () => {
  const { it, id } = await aRefund();
  await it.approve(id, maya);
  await it.approve(id, noor);
  expect(it.audit('refused')).toMatchObject([{ act: 'approve' }]);
  expect(it.audit('correction_decided')).toMatchObject([{ verdict: 'approve', outcome: 'approved' }]);
});
