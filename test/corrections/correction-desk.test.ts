import { afterEach, describe, expect, it } from 'vitest';
import type { Correction } from '../../src/analysis/finding.ts';
import { AssertionError } from '../../src/assert.ts';
import { createCorrectionDesk, type ProposableCheck } from '../../src/corrections/correction-desk.ts';
import { closeAll } from '../sandbox/stripe-writes/setup.ts';
import type { Executor } from './executor/setup.ts';
import { anExecutor, HOUR_MS, maya, noor, SIGNING_KEY } from './executor/setup.ts';
import { cancelStep, correctionOf, refundStep } from './executor/steps.ts';

afterEach(closeAll);

const refund = correctionOf(refundStep('ch_1', 1900));

async function aDesk() {
  const it = await anExecutor();
  const desk = createCorrectionDesk({
    store: it.store(),
    approvals: async () => it.world.approvals,
    signingKey: SIGNING_KEY,
    mode: 'live',
    clock: it.clock.now,
  });
  // Stored with the executor's own check, whose first finding is taken by this one.
  const proposed = await it.propose(refund);
  const { analysis_id } = await it.load(proposed);
  const check = (correction: Correction | null, over: Partial<ProposableCheck> = {}): ProposableCheck => ({
    id: analysis_id,
    ticket_id: null,
    livemode: false,
    customer: { ids: ['cus_1'], verified: true },
    findings: [
      { fingerprint: 'f00d0', correction: refund },
      { fingerprint: 'f00d1', correction },
    ],
    ...over,
  });
  const propose = (given: ProposableCheck, position = 1) =>
    desk.propose({ check: given, position, by: maya, request_id: null });
  return { it, desk, proposed, check, propose };
}

async function idOf(outcome: ReturnType<Awaited<ReturnType<typeof aDesk>>['propose']>): Promise<string> {
  const settled = await outcome;
  if (settled.kind !== 'proposed') throw new Error(`proposed was expected, not ${settled.kind}`);
  return settled.id;
}

describe('a proposal', () => {
  it('expires when the policy says, three days where it says nothing', async () => {
    const { it, check, propose, proposed } = await aDesk();
    expect((await it.load(proposed)).expires_at_ms).toBe(it.clock.ms + 72 * HOUR_MS);
    it.world.approvals = { expires_after_hours: 5 };
    const id = await idOf(propose(check(refund)));
    expect((await it.load(id)).expires_at_ms).toBe(it.clock.ms + 5 * HOUR_MS);
  });

  it('is refused where nothing is owed, or nobody here may decide', async () => {
    const { check, propose } = await aDesk();
    const nothing = { kind: 'refused', sentence: expect.stringContaining('Nothing is owed') };
    expect(await propose(check(null))).toEqual(nothing);
    expect(await propose(check(refund), 7)).toEqual(nothing);
    expect(await propose(check(refund, { customer: { ids: [], verified: true } }))).toEqual(nothing);
    expect(await propose(check({ ...refund, kind: 'escalate' }))).toEqual({
      kind: 'refused',
      sentence: expect.stringContaining('escalate it to finance'),
    });
  });

  it('leads to the one that is open', async () => {
    const { check, propose, proposed } = await aDesk();
    expect(await propose(check(refund), 0)).toEqual({ kind: 'open', id: proposed, state: 'proposed' });
  });

  it('of an e-mail match waits until somebody says who it is', async () => {
    const { it, desk, check, propose } = await aDesk();
    const byEmail = { customer: { ids: ['cus_1'], verified: false } };
    const id = await idOf(propose(check(refund, byEmail)));
    expect((await it.load(id)).is_identified).toBe(false);
    const approve = { id, version: 1, verdict: 'approve', by: noor, reason: null } as const;
    expect(await desk.decide(approve)).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('confirm who it is'),
    });
    await it.store().confirmIdentity({ analysis_id: check(refund).id, by: noor });
    expect(await desk.decide(approve)).toEqual({ kind: 'decided', state: 'approved' });
    // Of the same check, the next one knows.
    const findings = Array.from({ length: 3 }, (_, n) => ({ fingerprint: `f00d${n}`, correction: refund }));
    const next = await idOf(propose(check(refund, { ...byEmail, findings }), 2));
    expect((await it.load(next)).is_identified).toBe(true);
  });

  it('of a finding that is stored elsewhere is a fault of ours', async () => {
    const { check, propose } = await aDesk();
    const moved = check(refund, { findings: [{ fingerprint: 'other', correction: refund }] });
    await expect(propose(moved, 0)).rejects.toThrow(AssertionError);
  });
});

describe('a decision', () => {
  it('is kept with a reason that is cut, and signed so that the executor believes it', async () => {
    const { it, desk, proposed } = await aDesk();
    const reason = 'x'.repeat(3_000);
    const decided = { id: proposed, version: 1, by: noor } as const;
    expect(await desk.decide({ ...decided, verdict: 'reject', reason: ' ' })).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('Give a reason'),
    });
    expect(await desk.decide({ ...decided, verdict: 'withdraw', reason: null })).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('Only who asked'),
    });
    expect(await desk.decide({ ...decided, verdict: 'reject', reason: null })).toMatchObject({
      kind: 'refused',
    });
    await desk.decide({ ...decided, verdict: 'reject', reason });
    expect(await it.load(proposed)).toMatchObject({
      state: 'rejected',
      decisions: [{ verdict: 'reject', reason: 'x'.repeat(2_000) }],
    });
  });

  it('to withdraw is the requester’s', async () => {
    const { it, desk, proposed } = await aDesk();
    await desk.decide({ id: proposed, version: 1, verdict: 'withdraw', by: maya, reason: null });
    expect((await it.load(proposed)).state).toBe('withdrawn');
  });
});

describe('a smaller amount', () => {
  const less = (
    desk: Awaited<ReturnType<typeof aDesk>>['desk'],
    id: string,
    amount: string,
    reason = 'Used.',
  ) => desk.makeSmaller({ id, version: 1, by: noor, amount, reason });

  it('is a new version, approved as that, and carried out as that', async () => {
    const { it, desk } = await aDesk();
    const id = await it.propose(correctionOf(refundStep(it.charges[0] ?? '', 1900)));
    expect(await less(desk, id, '9.50')).toEqual({ kind: 'smaller', version: 2 });
    const old = await desk.decide({ id, version: 1, verdict: 'approve', by: noor, reason: null });
    expect(old).toEqual({ kind: 'changed', version: 2 });
    await it.approve(id);
    await it.runToEnd();
    expect(await it.load(id)).toMatchObject({ state: 'executed', amount: 950, original: { amount: 1900 } });
    expect(refunded(it)).toEqual([950]);
  });

  it('has a reason, is an amount, and smaller', async () => {
    const { desk, proposed } = await aDesk();
    const refusedAs = (sentence: string) => ({
      kind: 'refused',
      sentence: expect.stringContaining(sentence),
    });
    expect(await less(desk, proposed, '9.50', '  ')).toEqual(refusedAs('Give a reason'));
    expect(await less(desk, proposed, 'half')).toEqual(refusedAs('plain number such as 19.00'));
    expect(await less(desk, proposed, '19.01')).toEqual(refusedAs('can only shrink'));
  });

  it('is none where no money moves', async () => {
    const { desk, check, propose } = await aDesk();
    const id = await idOf(propose(check(correctionOf(cancelStep('sub_1')))));
    expect(await less(desk, id, '1.00')).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('No money moves'),
    });
  });
});

const refunded = (executor: Executor) =>
  executor.charges.flatMap((charge) => executor.account.refundsOf(charge).map(({ amount }) => amount));
