import { afterEach, describe, expect, it } from 'vitest';
import type { StoredCorrection } from '../../db/corrections/index.ts';
import type { Correction, Finding } from '../../src/analysis/finding.ts';
import { createInlineAnalyst } from '../../src/analyst/inline-analyst.ts';
import { createRecheck, type RecheckParts } from '../../src/check/recheck.ts';
import { shrink } from '../../src/corrections/shrink.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { faults } from '../../src/sandbox/fault-injection.ts';
import { buildWorld } from '../../src/sandbox/stories/world.ts';
import { SANDBOX_KEYS, type StripeSandbox, startStripeSandbox } from '../../src/sandbox/stripe/server.ts';
import { createStripeReader } from '../../src/stripe/stripe-reader.ts';
import { anExecutor } from '../corrections/executor/setup.ts';
import { correctionOf, refundStep } from '../corrections/executor/steps.ts';
import { closeAll } from '../sandbox/stripe-writes/setup.ts';

afterEach(closeAll);
const running: StripeSandbox[] = [];
afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.close();
});

const world = buildWorld(7);

/** The story of one order charged twice, with the correction that is drafted for it, and a new check of it. */
async function chargedTwice(over: Partial<RecheckParts> & { key?: string; deadlineMs?: number } = {}) {
  const { key = SANDBOX_KEYS.read, deadlineMs, ...parts } = over;
  const sandbox = await startStripeSandbox({ world, now: () => world.now * 1_000 });
  running.push(sandbox);
  const readerWith = (apiKey: string, limit?: number) =>
    createStripeReader({
      apiKey,
      apiBase: sandbox.url,
      ...(limit === undefined ? {} : { deadlineMs: limit }),
    });
  const analyst = createInlineAnalyst(({ rule, error }) => {
    throw new Error(`${rule}: ${error}`);
  });
  const policy = parsePolicy(world.policy);
  const story = world.stories.find((one) => one.key === 'duplicate-charge');
  const customer = story?.customer_id ?? '';
  const query = { text: customer, from_ticket: false };
  const { history } = await readerWith(SANDBOX_KEYS.read).read(query, { asOf: world.now });
  if (history === null) throw new Error('a history was expected');
  const { findings } = await analyst.analyze({ history, policy, asOf: world.now, ticket: null });
  const found = findings.find(({ correction }) => correction?.kind === 'refund');
  const [finding, correction] = [found, found?.correction ?? null];
  if (finding === undefined || correction === null) throw new Error('a refund was expected to be drafted');
  const recheck = createRecheck({
    reader: readerWith(key, deadlineMs),
    analyst,
    policy: async () => policy,
    queryOf: async () => query,
    checkedAt: async () => world.now,
    madeByUs: async () => new Set(),
    clock: () => world.now * 1_000,
    ...parts,
  });
  const stored = await storedOf(customer, finding, correction);
  return { sandbox, customer, finding, correction, recheck, stored };
}

/** As the store gives it back. */
async function storedOf(customer: string, finding: Finding, drafted: Correction): Promise<StoredCorrection> {
  const executor = await anExecutor();
  const id = await executor.propose(drafted);
  return { ...(await executor.load(id)), customer, fingerprint: finding.fingerprint };
}

/** The same correction with its one step made. */
async function approved(stored: StoredCorrection): Promise<StoredCorrection> {
  const executor = await anExecutor();
  const [charge = ''] = executor.charges;
  const id = await executor.approved(correctionOf(refundStep(charge, 100)));
  const { effects } = await executor.load(id);
  return { ...stored, effects: effects.map((effect) => ({ ...effect, state: 'done' as const })) };
}

describe('a new check before money moves', () => {
  it('says the same while nothing changed, in whatever words', async () => {
    const { recheck, stored } = await chargedTwice();
    expect(await recheck(stored)).toEqual({ kind: 'same' });
    const reworded = { ...stored.drafted, justification: 'In other words.', alternatives: [] };
    expect(await recheck({ ...stored, drafted: reworded })).toEqual({ kind: 'same' });
  });

  it('is not the same once somebody gave something back to this customer since, for whatever', async () => {
    const made = new Set<string>();
    const { recheck, stored, sandbox, customer } = await chargedTwice({
      checkedAt: async () => world.now - 60,
      madeByUs: async () => made,
    });
    expect(await recheck(stored)).toEqual({ kind: 'same' });
    const entry = sandbox.account.dashboard.does('POST', `/v1/customers/${customer}/balance_transactions`, {
      amount: -500,
      currency: stored.drafted.currency ?? '',
    });
    expect(await recheck(stored)).toEqual({
      kind: 'changed',
      sentence: expect.stringContaining(`gave something back to this customer meanwhile (${entry.id})`),
    });
    // What another correction of ours made is no news, nor is anything once this one is under way.
    made.add(String(entry.id));
    expect(await recheck(stored)).toEqual({ kind: 'same' });
    made.clear();
    const underWay = await approved(stored);
    expect(await recheck(underWay)).toEqual({ kind: 'same' });
  });

  it('sees what was done since, however far our own clock is behind', async () => {
    const behind = { clock: () => (world.now - 25 * 3_600) * 1_000 };
    const { recheck, stored, sandbox, correction } = await chargedTwice(behind);
    expect(await recheck(stored)).toEqual({ kind: 'same' });
    sandbox.account.dashboard.refund(correction.target, { amount: 100 });
    expect((await recheck(stored)).kind).not.toBe('same');
  });

  it('holds a correction that was made smaller against what was drafted', async () => {
    const { recheck, stored, correction } = await chargedTwice();
    const smaller = shrink(correction, 100);
    if ('sentence' in smaller) throw new Error(smaller.sentence);
    const changed = { ...stored, drafted: smaller.correction };
    expect(await recheck({ ...changed, original: correction })).toEqual({ kind: 'same' });
    expect(await recheck(changed)).toMatchObject({ kind: 'changed' });
  });

  it('finds nothing once somebody refunded it by hand', async () => {
    const { recheck, stored, sandbox, correction } = await chargedTwice();
    sandbox.account.dashboard.refund(correction.target);
    expect(await recheck(stored)).toEqual({
      kind: 'gone',
      sentence: expect.stringContaining('no longer finds the fault'),
    });
  });

  it('drafts another one once somebody refunded part of it', async () => {
    const { recheck, stored, sandbox, correction } = await chargedTwice();
    sandbox.account.dashboard.refund(correction.target, { amount: 100 });
    expect(await recheck(stored)).toEqual({
      kind: 'changed',
      sentence: expect.stringContaining('drafts another correction'),
    });
  });

  it('does not hold what is found without a correction for the same', async () => {
    const { recheck, stored, sandbox, correction } = await chargedTwice();
    sandbox.account.dashboard.openDispute(correction.target);
    expect((await recheck(stored)).kind).not.toBe('same');
  });

  it('says nothing for sure of a history with a gap', async () => {
    const { recheck, stored } = await chargedTwice({ key: SANDBOX_KEYS.withoutCreditNotes });
    expect(await recheck(stored)).toEqual({
      kind: 'changed',
      sentence: expect.stringContaining('could not be read completely'),
    });
  });

  it('is of nobody else', async () => {
    const other = world.stories.find((story) => story.key === 'discount-ended')?.customer_id ?? '';
    const { recheck, stored } = await chargedTwice({
      queryOf: async () => ({ text: other, from_ticket: false }),
    });
    const elsewhere = { kind: 'changed', sentence: expect.stringContaining('the same customer any more') };
    expect(await recheck(stored)).toEqual(elsewhere);
    const nobody = await chargedTwice({ queryOf: async () => ({ text: 'cus_Nobody', from_ticket: false }) });
    expect(await nobody.recheck(nobody.stored)).toEqual(elsewhere);
  });

  it('waits for a Stripe that cannot be read, as long as Stripe asks for', async () => {
    const { recheck, stored, sandbox } = await chargedTwice({ deadlineMs: 500 });
    sandbox.faults.add({ route: () => true, fault: faults.rateLimited(30) });
    expect(await recheck(stored)).toEqual({
      kind: 'unreadable',
      sentence: expect.stringContaining('limits how often'),
      retry_after_seconds: 30,
    });
  });

  it('lets a fault of our own through', async () => {
    const { recheck, stored } = await chargedTwice({ policy: () => Promise.reject(new TypeError('a bug')) });
    await expect(recheck(stored)).rejects.toThrow('a bug');
  });
});
