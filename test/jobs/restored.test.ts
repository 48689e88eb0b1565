import { chmodSync, copyFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { appendCheckpoint } from '../../db/audit-checkpoints.ts';
import type { App } from '../../src/app.ts';
import { freezeIfRestored } from '../../src/jobs/freeze-if-restored.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { anExecutor, type Executor, HOUR_MS, SIGNING_KEY } from '../corrections/executor/setup.ts';
import { correctionOf, refundStep } from '../corrections/executor/steps.ts';
import { temporaryFolder } from '../db/helpers.ts';
import { closeAll } from '../sandbox/stripe-writes/setup.ts';
import { until } from './helpers.ts';
import { newsOf, startServer } from './stripe-news.ts';

afterEach(closeAll);

const DAY_MS = 24 * HOUR_MS;
const REFUNDS = 'POST /v1/refunds';

/** The start of the server, as far as it looks at its database. */
async function begin(it: Executor, checkpointFile: string): Promise<string> {
  const lines: string[] = [];
  const logger = createLogger({
    level: 'info',
    secrets: [],
    destination: { write: (line: string) => void lines.push(line) },
  });
  await freezeIfRestored({
    store: it.store(),
    checkpointFile,
    signingKey: SIGNING_KEY,
    logger,
    metrics: createMetrics(),
  });
  return lines.join('');
}

async function backUp(path: string): Promise<string> {
  const copy = join(temporaryFolder(), 'backup.db');
  const file = new Database(path, { readonly: true });
  await file.backup(copy);
  file.close();
  chmodSync(copy, 0o600);
  return copy;
}

type PutInPlace = (backup: string, path: string, checkpointFile: string) => void;

const forgetLog = (path: string): void => {
  for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
};

/** Written over the file that was there, as `cp` does: only the checkpoints know better. */
const overTheFile: PutInPlace = (backup, path) => {
  const { ino } = statSync(path);
  forgetLog(path);
  copyFileSync(backup, path);
  expect(statSync(path).ino).toBe(ino);
};

/** As a file of its own, and the checkpoints are gone with the machine. */
const asAnotherFile: PutInPlace = (backup, path, checkpointFile) => {
  const { ino } = statSync(path);
  forgetLog(path);
  copyFileSync(backup, `${path}.new`);
  chmodSync(`${path}.new`, 0o600);
  renameSync(`${path}.new`, path);
  expect(statSync(path).ino).not.toBe(ino);
  rmSync(checkpointFile, { force: true });
};

const WAYS: readonly (readonly [string, PutInPlace])[] = [
  ['over the file that was there', overTheFile],
  ['as another file', asAnotherFile],
];

/**
 * An hour-old backup with one correction approved, one waiting for a decision and one that nobody had asked for yet; then
 * all three were refunded, and the backup is put in place.
 */
async function restored(putInPlace: PutInPlace) {
  const it = await anExecutor({ charges: [4900, 3900, 2900] });
  const checkpointFile = join(temporaryFolder(), 'checkpoints.jsonl');
  expect(await begin(it, checkpointFile)).toBe('');
  const [a = '', b = '', c = ''] = it.charges;
  const approved = await it.approved(correctionOf(refundStep(a, 1900)));
  const proposed = await it.propose(correctionOf(refundStep(b, 900)));
  const backup = await backUp(it.path);

  it.pass(HOUR_MS);
  await it.approve(proposed);
  const lost = await it.approved(correctionOf(refundStep(c, 500)));
  await it.runToEnd();
  const refunds = () => it.charges.map((charge) => it.account.refundsOf(charge).map(({ id }) => id));
  const made = refunds();
  expect(made.map(({ length }) => length)).toEqual([1, 1, 1]);
  await appendCheckpoint(checkpointFile, await it.store().auditHead(), SIGNING_KEY, it.clock.ms);
  await it.store().close();
  putInPlace(backup, it.path, checkpointFile);
  it.sandbox.clearRequests();
  return { it, checkpointFile, approved, proposed, lost, made, refunds };
}

describe('F30: an hour-old backup is put in place after refunds were made', () => {
  test.each(WAYS)('%s: frozen, asked, adopted; nothing is sent twice', async (_, putInPlace) => {
    const { it, checkpointFile, approved, proposed, lost, made, refunds } = await restored(putInPlace);
    await it.restart();
    expect(await begin(it, checkpointFile)).toContain('FROZEN');
    expect(await it.store().frozenBecause()).toMatch(/database .*Nothing is sent to Stripe/);
    await it.runDue();
    expect(await it.load(approved)).toMatchObject({
      state: 'approved',
      outcome: await it.store().frozenBecause(),
    });
    expect(it.posts()).toEqual([]);

    const news = newsOf(it);
    await news.run();
    expect(await it.store().frozenBecause()).toBeNull();
    expect(news.kicked).toHaveLength(1);
    expect(it.audit('effect_of_lost_correction')).toEqual([
      { correction_id: lost, object: 'refund', amount: 500, currency: 'usd' },
    ]);
    expect(it.audit('unfrozen')).toMatchObject([{ made: 3, lost: 1 }]);
    expect(news.lines.join('')).toContain('LOST');

    await it.runDue();
    expect(await it.load(approved)).toMatchObject({ state: 'executed', outcome: null });
    expect(await it.store().objectsMadeBy(approved)).toEqual(made[0]);

    // What waits for a decision says what is known; deciding again sends nothing.
    expect(await it.load(proposed)).toMatchObject({
      state: 'proposed',
      outcome: `It was carried out before an older database was put in place: $9.00, refund ${made[1]?.[0]}. Approving it again records that and sends nothing.`,
    });
    await it.approve(proposed);
    await it.runToEnd();
    expect((await it.load(proposed)).state).toBe('executed');
    expect(await it.store().objectsMadeBy(proposed)).toEqual(made[1]);
    expect(it.audit('effect_done')).toMatchObject([{ adopted: 'metadata' }, { adopted: 'metadata' }]);

    expect(it.posts()).toEqual([]);
    expect(refunds()).toEqual(made);
    expect(await it.store().verifyAudit()).toMatchObject({ ok: true });
  });

  test.each(WAYS)('%s: the server does all of it by itself', async (_, putInPlace) => {
    const { it, checkpointFile, approved, lost, made, refunds } = await restored(putInPlace);
    const lines: string[] = [];
    const app = await serverOn(it, checkpointFile, lines);
    await until(async () => (await app.store.loadCorrection(approved))?.state === 'executed');
    const text = lines.join('');
    expect(text.indexOf('FROZEN')).toBeGreaterThanOrEqual(0);
    expect(text.indexOf('no longer frozen')).toBeGreaterThan(text.indexOf('FROZEN'));
    expect(text).toContain(lost);
    expect(it.posts()).toEqual([]);
    expect(refunds()).toEqual(made);
    expect((await metricsOf(app)).match(/^billing_check_frozen \d$/m)?.[0]).toBe('billing_check_frozen 0');
    const ready = await fetch(`http://127.0.0.1:${app.port}/readyz`);
    expect(ready.status).toBe(200);
  });

  test('while Stripe cannot be asked it stays frozen, and is asked again', async () => {
    const { it, checkpointFile, approved, made, refunds } = await restored(asAnotherFile);
    await it.restart();
    await begin(it, checkpointFile);
    const away = it.sandbox.faults.add({
      route: 'GET /v1/credit_notes',
      fault: faults.wrongSchema({ object: 'list', data: [{}], has_more: false, url: '/v1/credit_notes' }),
    });
    const news = newsOf(it);
    for (let round = 0; round < 3; round += 1) {
      expect(await news.run()).toBe(1);
      await it.runDue();
      expect((await it.load(approved)).state).toBe('approved');
      it.pass(60_000);
    }
    // Another start in between changes nothing about that.
    await it.restart();
    expect(await begin(it, checkpointFile)).toContain('FROZEN');
    expect(it.audit('frozen')).toHaveLength(1);
    expect(it.audit('effect_of_lost_correction')).toEqual([]);
    away.off();
    it.pass(60_000);
    await news.run();
    expect(await it.store().frozenBecause()).toBeNull();
    await it.runToEnd();
    expect((await it.load(approved)).state).toBe('executed');
    expect(it.posts()).toEqual([]);
    expect(refunds()).toEqual(made);
  });

  test('what the backup approved and Stripe never got is sent once, after the freeze', async () => {
    const it = await anExecutor();
    const checkpointFile = join(temporaryFolder(), 'checkpoints.jsonl');
    await begin(it, checkpointFile);
    const [charge = ''] = it.charges;
    const id = await it.approved(correctionOf(refundStep(charge, 1900)));
    const backup = await backUp(it.path);
    await it.store().close();
    asAnotherFile(backup, it.path, checkpointFile);
    await it.restart();
    await begin(it, checkpointFile);
    await it.runDue();
    expect(it.posts()).toEqual([]);
    await newsOf(it).run();
    await it.runDue();
    expect(it.posts()).toEqual([REFUNDS]);
    expect(await it.load(id)).toMatchObject({ state: 'executed', outcome: null });
    expect(it.account.refundsOf(charge)).toHaveLength(1);
  });
});

describe('an older backup', () => {
  test('is asked about day by day, and balances of customers at the end', async () => {
    const it = await anExecutor({ charges: [4900, 3900] });
    const checkpointFile = join(temporaryFolder(), 'checkpoints.jsonl');
    await begin(it, checkpointFile);
    const [a = '', b = ''] = it.charges;
    const known = await it.propose(correctionOf(refundStep(a, 100)));
    const backup = await backUp(it.path);
    it.pass(2 * DAY_MS);
    const lost = await it.approved(correctionOf(refundStep(b, 500)));
    await it.runToEnd();
    it.pass(3 * DAY_MS);
    await it.store().close();
    asAnotherFile(backup, it.path, checkpointFile);
    await it.restart();
    await begin(it, checkpointFile);
    it.sandbox.clearRequests();
    await newsOf(it).run();
    const asked = it.sandbox.requests.filter(({ path }) => path === '/v1/refunds');
    expect(asked).toHaveLength(6);
    expect(it.sandbox.requests.filter(({ path }) => path.endsWith('/balance_transactions'))).toHaveLength(1);
    expect(it.audit('effect_of_lost_correction')).toMatchObject([{ correction_id: lost }]);
    expect(it.audit('unfrozen')).toHaveLength(1);
    expect((await it.load(known)).outcome).toBeNull();
  });

  test('whose customers’ balances were credited meanwhile', async () => {
    const it = await anExecutor();
    const [charge = ''] = it.charges;
    await it.propose(correctionOf(refundStep(charge, 100)));
    const customer = String(it.account.object('charge', charge)?.customer);
    const lost = 'co_01k9abcdefghjkmnpqrstvwxyz234';
    it.account.dashboard.does('POST', `/v1/customers/${customer}/balance_transactions`, {
      amount: '-700',
      currency: 'usd',
      metadata: { correction_id: lost },
    });
    it.tamper('UPDATE correction SET customer = ?', customer);
    await it.freeze('Another database was put in place.');
    await newsOf(it).run();
    expect(it.audit('effect_of_lost_correction')).toEqual([
      { correction_id: lost, object: 'customer_balance_transaction', amount: -700, currency: 'usd' },
    ]);
  });
});

describe('the start of a server', () => {
  test('is not frozen by a restart, by growth, or by an administrator’s command in between', async () => {
    const it = await anExecutor();
    const checkpointFile = join(temporaryFolder(), 'checkpoints.jsonl');
    const [charge = ''] = it.charges;
    for (let start = 0; start < 3; start += 1) {
      expect(await begin(it, checkpointFile)).toBe('');
      await it.approved(correctionOf(refundStep(charge, 100)));
      await it.runToEnd();
      await appendCheckpoint(checkpointFile, await it.store().auditHead(), SIGNING_KEY, it.clock.ms);
      await it.store().auditRefusal({ actor: 'terminal:ops', subject: charge, act: 'approve', reason: 'no' });
      await it.restart();
    }
    expect(it.audit('frozen')).toEqual([]);
    expect(await it.store().frozenBecause()).toBeNull();
  });

  test('is frozen by a trail that is another than the checkpoints’, and by checkpoints that cannot be read', async () => {
    const it = await anExecutor();
    const [charge = ''] = it.charges;
    await it.propose(correctionOf(refundStep(charge, 100)));
    const checkpointFile = join(temporaryFolder(), 'checkpoints.jsonl');
    await appendCheckpoint(checkpointFile, { seq: 1, hash: 'f'.repeat(64) }, SIGNING_KEY, it.clock.ms);
    expect(await begin(it, checkpointFile)).toContain('Another database was put in place');

    const other = await anExecutor();
    const folder = temporaryFolder();
    expect(await begin(other, folder)).toContain('is not a file');
    expect(await other.store().frozenBecause()).toContain('Nothing is sent to Stripe');
    await newsOf(other).run();
    expect(await other.store().frozenBecause()).toBeNull();
  });

  test('asks from before the last thing a server did, not from an administrator’s command on the older copy', async () => {
    const it = await anExecutor();
    const checkpointFile = join(temporaryFolder(), 'checkpoints.jsonl');
    await begin(it, checkpointFile);
    const [charge = ''] = it.charges;
    await it.propose(correctionOf(refundStep(charge, 100)));
    const last = it.clock.ms;
    it.pass(10 * HOUR_MS);
    await it.store().auditRefusal({ actor: 'terminal:ops', subject: charge, act: 'approve', reason: 'no' });
    await it.freeze('Another database was put in place.');
    expect((await it.store().loadFreeze())?.since_ms).toBe(last - HOUR_MS);
    // A database that knows nothing of its past is asked about the last month.
    const empty = await anExecutor({ charges: [] });
    empty.tamper('DELETE FROM audit');
    await empty.freeze('Another database was put in place.');
    expect((await empty.store().loadFreeze())?.since_ms).toBe(empty.clock.ms - 30 * DAY_MS);
  });
});

async function serverOn(it: Executor, checkpointFile: string, lines: string[]): Promise<App> {
  const app = await startServer(it, { checkpointFile, lines });
  onTestFinished(() => app.drain());
  return app;
}

async function metricsOf(app: App): Promise<string> {
  return (await fetch(`http://127.0.0.1:${app.port}/metrics`)).text();
}
