import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Decided, Proposal } from '../../db/corrections/index.ts';
import type { Store } from '../../db/store.ts';
import type { Correction } from '../../src/analysis/finding.ts';
import type { Approvals } from '../../src/analysis/policy.ts';
import { approvalMac, approvedHash } from '../../src/corrections/approved-text.ts';
import { type Answer, judgeAnswer } from '../../src/corrections/judge.ts';
import type { Person } from '../../src/corrections/people.ts';
import { CORRECTION_STATES, mayBecome, OPEN_STATES } from '../../src/corrections/states.ts';
import { check, START_MS, temporaryStore } from './helpers.ts';

const HOUR = 3_600_000;
const KEY = 'signing key of the tests';
const person = (account: string): Person => ({ account, human: null });
const [maya, noor, olga] = [person('slack:U1'), person('slack:U2'), person('slack:U3')];

const drafted = (amount: number): Correction => ({
  kind: 'credit_note',
  target: 'in_1',
  amount,
  currency: 'usd',
  reason: 'duplicate',
  justification: 'Charged twice.',
  alternatives: [],
  steps: [
    {
      kind: 'credit_note',
      target: 'in_1',
      amount,
      currency: 'usd',
      params: { invoice: 'in_1', refund_amount: amount },
    },
  ],
});

async function withFinding() {
  const opened = await temporaryStore();
  const { store, path } = opened;
  const recorded = await store.recordSlackRequest({
    kind: 'command',
    delivery_key: 'trigger:1',
    team_id: 'T1',
    user_id: 'U1',
    channel_id: 'C1',
    thread_ts: null,
    subject: 'cus_1',
    ask: { references: [], sentence: null, words: null, place: 'private', chosen_from: null },
    response_url: null,
    analysis_id: null,
    received_at_ms: START_MS,
  });
  if (recorded.kind !== 'recorded') throw new Error('recorded was expected');
  const job = await store.claimJob({ leaseMs: 60_000, types: ['answer-slack'] });
  if (job === null) throw new Error('a job was expected');
  const request = { job, request_id: recorded.request_id, ticket_id: '7' };
  const analysis_id = await store.recordSlackCheck({ ...request, ...check() });
  const file = new Database(path, { readonly: true });
  const finding_id = String(file.prepare('SELECT id FROM finding').pluck().get());
  file.close();
  const proposal = (parts: Partial<Proposal> = {}): Proposal => ({
    analysis_id,
    finding_id,
    fingerprint: 'f00d',
    ticket_id: '7',
    customer: 'cus_1',
    livemode: false,
    is_identified: true,
    mode: 'live',
    request_id: null,
    correction: drafted(4_900),
    requester: maya,
    expires_at_ms: START_MS + 72 * HOUR,
    ...parts,
  });
  return { ...opened, proposal };
}

async function proposed(store: Store, proposal: Proposal): Promise<string> {
  const outcome = await store.proposeCorrection(proposal);
  if (outcome.kind !== 'proposed') throw new Error(`proposed was expected, not ${outcome.kind}`);
  return outcome.id;
}

function answer(
  store: Store,
  id: string,
  verdict: Answer['verdict'],
  by: Person,
  more: { approvals?: Approvals; version?: number; reason?: string | null } = {},
): Promise<Decided> {
  const { approvals, version = 1, reason = 'Not owed.' } = more;
  return store.decideCorrection({
    id,
    version,
    verdict,
    by,
    reason,
    judge: (facts) => judgeAnswer({ verdict, by, reason }, facts, approvals),
    sign: (approved, signed) => {
      const hash = approvedHash(approved);
      return { hash, mac: approvalMac(KEY, hash, signed) };
    },
  });
}

const rows = (path: string, sql: string): unknown[] => {
  const file = new Database(path, { readonly: true });
  try {
    return file.prepare(sql).all();
  } finally {
    file.close();
  }
};

describe('a proposal', () => {
  it('is stored as drafted, audited, and the only open one of its fault', async () => {
    const { store, path, proposal } = await withFinding();
    const id = await proposed(store, proposal());
    expect(await store.loadCorrection(id)).toMatchObject({
      state: 'proposed',
      version: 1,
      amount: 4_900,
      currency: 'usd',
      drafted: drafted(4_900),
      decisions: [],
    });
    expect(await store.proposeCorrection(proposal({ requester: olga }))).toEqual({
      kind: 'open',
      id,
      state: 'proposed',
    });
    expect(rows(path, "SELECT actor, subject FROM audit WHERE kind = 'correction_proposed'")).toEqual([
      { actor: 'slack:U1', subject: id },
    ]);
    await answer(store, id, 'reject', noor);
    expect(await store.proposeCorrection(proposal())).toMatchObject({ kind: 'proposed' });
  });

  it('lapses when nobody decides in time, and not a moment earlier', async () => {
    const { store, clock, proposal } = await withFinding();
    const id = await proposed(store, proposal());
    clock.ms = START_MS + 72 * HOUR - 1;
    expect(await store.expireCorrections()).toEqual([]);
    clock.ms += 1;
    expect(await store.expireCorrections()).toEqual([id]);
    expect(await answer(store, id, 'approve', noor)).toMatchObject({ kind: 'settled', state: 'expired' });
  });
});

describe('a decision', () => {
  it('of another person approves, plans the effects and is signed over exactly this', async () => {
    const { store, path, proposal } = await withFinding();
    const id = await proposed(store, proposal());
    expect(await answer(store, id, 'approve', noor)).toEqual({ kind: 'decided', state: 'approved' });
    expect(rows(path, 'SELECT position, kind, target, amount, state, params FROM correction_effect')).toEqual(
      [
        {
          position: 0,
          kind: 'credit_note',
          target: 'in_1',
          amount: 4_900,
          state: 'planned',
          params: JSON.stringify({ invoice: 'in_1', refund_amount: 4_900 }),
        },
      ],
    );
    const [signed] = rows(path, 'SELECT mac, approved_hash AS hash FROM decision') as {
      mac: string;
      hash: string;
    }[];
    const by = { actor: 'slack:U2', human: null, decidedAtMs: START_MS };
    expect(signed?.mac).toBe(approvalMac(KEY, signed?.hash ?? '', by));
    expect(await store.verifyAudit()).toMatchObject({ ok: true });
  });

  it('needs two people above the limit, and one of them twice is one', async () => {
    const { store, proposal } = await withFinding();
    const approvals: Approvals = { second_person_over: { usd: 1_000 }, expires_after_hours: 72 };
    const id = await proposed(store, proposal());
    expect(await answer(store, id, 'approve', noor, { approvals })).toMatchObject({ kind: 'needs_second' });
    expect(await answer(store, id, 'approve', noor, { approvals })).toMatchObject({ kind: 'refused' });
    expect((await store.loadCorrection(id))?.state).toBe('awaiting_second');
    expect(await answer(store, id, 'approve', olga, { approvals })).toEqual({
      kind: 'decided',
      state: 'approved',
    });
    expect((await store.loadCorrection(id))?.decisions.map(({ actor }) => actor)).toEqual([
      'slack:U2',
      'slack:U3',
    ]);
  });

  it('is refused, and audited, where it does not count', async () => {
    const { store, path, proposal } = await withFinding();
    const id = await proposed(store, proposal());
    expect(await answer(store, id, 'approve', maya)).toMatchObject({ kind: 'refused' });
    expect(await answer(store, id, 'withdraw', noor)).toMatchObject({ kind: 'refused' });
    expect(await answer(store, id, 'reject', noor, { reason: ' ' })).toMatchObject({ kind: 'refused' });
    expect(await answer(store, id, 'approve', noor, { version: 2 })).toEqual({ kind: 'changed', version: 1 });
    expect(await answer(store, 'co_nothing', 'approve', noor)).toEqual({ kind: 'missing' });
    expect((await store.loadCorrection(id))?.state).toBe('proposed');
    expect(rows(path, "SELECT actor FROM audit WHERE kind = 'refused'")).toHaveLength(5);
    expect(await answer(store, id, 'withdraw', maya)).toEqual({ kind: 'decided', state: 'withdrawn' });
  });

  it('counts what was approved before, so that small ones cannot add up unseen', async () => {
    const { store, proposal } = await withFinding();
    const approvals: Approvals = { second_person_over: { usd: 10_000 }, expires_after_hours: 72 };
    const outcomes: string[] = [];
    for (const n of [1, 2, 3]) {
      const id = await proposed(store, proposal({ fingerprint: `f${n}` }));
      outcomes.push((await answer(store, id, 'approve', noor, { approvals })).kind);
    }
    expect(outcomes).toEqual(['decided', 'decided', 'needs_second']);
  });

  it('is one, however many click at once', async () => {
    const { store, path, proposal } = await withFinding();
    for (let race = 0; race < 50; race += 1) {
      const id = await proposed(store, proposal({ fingerprint: `race ${race}` }));
      const clicks = Array.from({ length: 20 }, (_, n) =>
        answer(store, id, n % 3 === 0 ? 'reject' : 'approve', person(`slack:U${n + 10}`)),
      );
      const outcomes = await Promise.all(clicks);
      expect(outcomes.filter(({ kind }) => kind === 'decided')).toHaveLength(1);
      expect(outcomes.filter(({ kind }) => kind === 'settled')).toHaveLength(19);
    }
    const doubled = 'SELECT correction_id FROM correction_effect GROUP BY 1 HAVING count(*) > 1';
    expect(rows(path, doubled)).toEqual([]);
  });
});

describe('the database itself', () => {
  it('knows the same changes of state as the code, and the same open states', async () => {
    const { store, path, proposal } = await withFinding();
    await proposed(store, proposal());
    await store.close();
    const file = new Database(path);
    const [{ id }] = file.prepare('SELECT id FROM correction').all() as [{ id: string }];
    const trigger = String(
      file.prepare("SELECT sql FROM sqlite_master WHERE name = 'correction_moves'").pluck().get(),
    );
    const open = String(
      file.prepare("SELECT sql FROM sqlite_master WHERE name = 'correction_open'").pluck().get(),
    );
    for (const from of CORRECTION_STATES) {
      expect(open.includes(`'${from}'`)).toBe(OPEN_STATES.includes(from));
      for (const to of CORRECTION_STATES.filter((state) => state !== from)) {
        // Put there by force: the trigger is taken off, then asked.
        file.exec(`DROP TRIGGER correction_moves; UPDATE correction SET state = '${from}'; ${trigger}`);
        const move = () => file.prepare('UPDATE correction SET state = ? WHERE id = ?').run(to, id);
        if (mayBecome(from, to)) move();
        else expect(move, `${from} to ${to}`).toThrow('does not go from that state');
      }
    }
    expect(() => file.exec('DELETE FROM correction')).toThrow('never deleted');
    file.close();
  });
});
