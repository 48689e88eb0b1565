import { and, asc, desc, eq, gte, inArray, lte } from 'drizzle-orm';
import type { Correction } from '../src/analysis/finding.ts';
import { assert } from '../src/assert.ts';
import type { Judgement, Spent, ToApprove } from '../src/corrections/approval-rules.ts';
import type { Approved } from '../src/corrections/approved-text.ts';
import type { Person } from '../src/corrections/people.ts';
import type { CorrectionState } from '../src/corrections/states.ts';
import type { AuditChain } from './audit.ts';
import { newId } from './ids.ts';
import { correction, correctionEffect, decision } from './schema.ts';
import type { Db, Transactor } from './transactor.ts';

/** How far back earlier corrections are added up, in milliseconds: as far as the longest limit of the policy looks. */
const SPENT_SINCE_MS = 31 * 24 * 3_600_000;
const MAX_LISTED = 200;
const MAX_REASON_CHARACTERS = 2_000;

/** What somebody asks for. */
export interface Proposal {
  readonly analysis_id: string;
  readonly finding_id: string;
  readonly fingerprint: string;
  readonly ticket_id: string | null;
  readonly customer: string;
  readonly livemode: boolean;
  readonly is_identified: boolean;
  readonly correction: Correction;
  readonly requester: Person;
  /** Unix milliseconds. */
  readonly expires_at_ms: number;
}

export type Proposed =
  | { readonly kind: 'proposed'; readonly id: string }
  /** The same fault has a correction that is not settled. */
  | { readonly kind: 'open'; readonly id: string; readonly state: CorrectionState };

/** One person's answer. */
export interface DecisionInput {
  readonly id: string;
  /** The version that was shown. */
  readonly version: number;
  readonly verdict: 'approve' | 'reject' | 'withdraw';
  readonly by: Person;
  readonly reason: string | null;
  /** Whether the answer counts, by what is true in the transaction. Pure: it may be asked twice. */
  judge(facts: DecisionFacts): Judgement;
  /** Binds the decision to exactly what it was about. */
  sign(approved: Approved, by: { actor: string; decidedAtMs: number }): { hash: string; mac: string };
}

export interface DecisionFacts {
  readonly correction: ToApprove;
  readonly spent: readonly Spent[];
  /** Unix milliseconds. */
  readonly nowMs: number;
}

export type Decided =
  | { readonly kind: 'decided'; readonly state: CorrectionState }
  | { readonly kind: 'needs_second'; readonly why: string }
  | { readonly kind: 'refused'; readonly sentence: string }
  /** Somebody else was faster. */
  | { readonly kind: 'settled'; readonly state: CorrectionState; readonly by: string | null }
  /** It was changed since it was shown. */
  | { readonly kind: 'changed'; readonly version: number }
  | { readonly kind: 'missing' };

export interface StoredCorrection extends Omit<typeof correction.$inferSelect, 'drafted'> {
  readonly drafted: Correction;
  readonly decisions: readonly Pick<
    typeof decision.$inferSelect,
    'actor' | 'verdict' | 'reason' | 'decided_at_ms'
  >[];
}

export interface CorrectionStore {
  /** Correction and audit entry in one transaction; at most one open correction of a fault. */
  proposeCorrection(proposal: Proposal): Promise<Proposed>;
  /** State, decision, planned effects and audit entry in one transaction; a refusal is audited too. */
  decideCorrection(input: DecisionInput): Promise<Decided>;
  /** Ends what nobody decided in time. Returns their ids. */
  expireCorrections(): Promise<readonly string[]>;
  loadCorrection(id: string): Promise<StoredCorrection | null>;
  /** Newest first, at most 200. */
  listCorrections(states: readonly CorrectionState[]): Promise<readonly StoredCorrection[]>;
}

type Row = typeof correction.$inferSelect;

const DECIDABLE: readonly CorrectionState[] = ['proposed', 'awaiting_second'];
const STATE_AFTER = { reject: 'rejected', withdraw: 'withdrawn' } as const;

export function correctionStore(
  transactor: Transactor,
  chain: AuditChain,
  clock: () => number,
): CorrectionStore {
  return {
    proposeCorrection: (proposal) =>
      transactor.write((db) => {
        const open = openOf(db, proposal.fingerprint);
        if (open !== undefined) return { kind: 'open', id: open.id, state: open.state };
        const now = clock();
        const row = toRow(proposal, newId('co', now), now);
        db.insert(correction).values(row).run();
        const { id, kind, target, amount, currency, fingerprint } = row;
        chain.append(
          db,
          {
            actor: proposal.requester.account,
            kind: 'correction_proposed',
            subject: id,
            details: { kind, target, amount, currency, fingerprint, analysis: proposal.analysis_id },
          },
          now,
        );
        return { kind: 'proposed', id };
      }),

    decideCorrection: (input) => transactor.write((db) => decide(db, chain, clock(), input)),

    expireCorrections: () =>
      transactor.write((db) => {
        const now = clock();
        const due = db
          .select({ id: correction.id })
          .from(correction)
          .where(
            and(inArray(correction.state, [...DECIDABLE, 'approved']), lte(correction.expires_at_ms, now)),
          )
          .orderBy(asc(correction.id))
          .limit(MAX_LISTED)
          .all();
        for (const { id } of due) {
          db.update(correction)
            .set({ state: 'expired', settled_at_ms: now })
            .where(eq(correction.id, id))
            .run();
          chain.append(db, { actor: 'system', kind: 'correction_expired', subject: id, details: {} }, now);
        }
        return due.map(({ id }) => id);
      }),

    loadCorrection: (id) =>
      transactor.read((db) => {
        const row = db.select().from(correction).where(eq(correction.id, id)).get();
        return row === undefined ? null : stored(db, row);
      }),

    listCorrections: (states) =>
      transactor.read((db) =>
        db
          .select()
          .from(correction)
          .where(inArray(correction.state, [...states]))
          .orderBy(desc(correction.proposed_at_ms), desc(correction.id))
          .limit(MAX_LISTED)
          .all()
          .map((row) => stored(db, row)),
      ),
  };
}

function toRow(proposal: Proposal, id: string, now: number): typeof correction.$inferInsert & Row {
  const { correction: drafted, requester, ...rest } = proposal;
  const { kind, target, amount, currency } = drafted;
  return {
    ...rest,
    id,
    kind,
    target,
    amount,
    currency,
    drafted: JSON.stringify(drafted),
    requester: requester.account,
    requester_human: requester.human,
    state: 'proposed',
    version: 1,
    proposed_at_ms: now,
    approved_at_ms: null,
    settled_at_ms: null,
  };
}

function openOf(db: Db, fingerprint: string): Pick<Row, 'id' | 'state'> | undefined {
  // The states of the index `correction_open`.
  const open: CorrectionState[] = [
    ...DECIDABLE,
    'approved',
    'executing',
    'unknown',
    'partly_executed',
    'needs_person',
  ];
  return db
    .select({ id: correction.id, state: correction.state })
    .from(correction)
    .where(and(eq(correction.fingerprint, fingerprint), inArray(correction.state, open)))
    .get();
}

function decide(db: Db, chain: AuditChain, now: number, input: DecisionInput): Decided {
  const { id, verdict, by } = input;
  const row = db.select().from(correction).where(eq(correction.id, id)).get();
  if (row === undefined) return { kind: 'missing' };
  if (!DECIDABLE.includes(row.state)) {
    const [last] = decisionsOf(db, id).slice(-1);
    return { kind: 'settled', state: row.state, by: last?.actor ?? null };
  }
  if (row.version !== input.version) return { kind: 'changed', version: row.version };
  const audit = (outcome: string, more: Readonly<Record<string, unknown>> = {}): void =>
    chain.append(
      db,
      {
        actor: by.account,
        kind: outcome === 'refused' ? 'refused' : 'correction_decided',
        subject: id,
        details: { verdict, outcome, version: row.version, ...more },
      },
      now,
    );
  const facts = { correction: toApprove(db, row), spent: spentSince(db, now), nowMs: now };
  const judgement = input.judge(facts);
  if (judgement.kind === 'refused') {
    audit('refused', { reason: judgement.sentence });
    return judgement;
  }
  const state =
    verdict === 'approve'
      ? judgement.kind === 'needs_second'
        ? 'awaiting_second'
        : 'approved'
      : STATE_AFTER[verdict];
  const { hash, mac } = input.sign(approvedOf(row), { actor: by.account, decidedAtMs: now });
  db.insert(decision)
    .values({
      id: newId('de', now),
      correction_id: id,
      correction_version: row.version,
      actor: by.account,
      human: by.human,
      verdict,
      reason: input.reason?.slice(0, MAX_REASON_CHARACTERS) ?? null,
      approved_hash: hash,
      mac,
      decided_at_ms: now,
    })
    .run();
  move(db, row, state, {
    ...(state === 'approved' ? { approved_at_ms: now } : {}),
    ...(state === 'rejected' || state === 'withdrawn' ? { settled_at_ms: now } : {}),
  });
  if (state === 'approved') planEffects(db, row, now);
  audit(state, { approved: hash });
  return judgement.kind === 'needs_second' ? judgement : { kind: 'decided', state };
}

/** Exactly one row, from the state and version it was judged in. */
function move(db: Db, row: Row, state: CorrectionState, change: Partial<Row>): void {
  const { changes } = db
    .update(correction)
    .set({ state, ...change })
    .where(
      and(eq(correction.id, row.id), eq(correction.state, row.state), eq(correction.version, row.version)),
    )
    .run();
  assert(changes === 1, 'a correction is decided in the state it was judged in', { id: row.id });
}

/** One row for each step, in order, before anything is sent. */
function planEffects(db: Db, row: Row, now: number): void {
  const { steps } = JSON.parse(row.drafted) as Correction;
  for (const [position, { kind, target, amount, currency, params }] of steps.entries()) {
    db.insert(correctionEffect)
      .values({
        id: newId('ef', now),
        correction_id: row.id,
        position,
        kind,
        target,
        amount,
        currency,
        params: JSON.stringify(params),
        state: 'planned',
      })
      .run();
  }
}

function approvedOf(row: Row): Approved {
  const { steps } = JSON.parse(row.drafted) as Correction;
  const { id, version, fingerprint, customer, livemode, amount, currency } = row;
  return { correction_id: id, version, fingerprint, customer, livemode, amount, currency, steps };
}

function toApprove(db: Db, row: Row): ToApprove {
  const { steps } = JSON.parse(row.drafted) as Correction;
  return {
    customer: row.customer,
    kinds: [...new Set(steps.map(({ kind }) => kind))],
    amount: row.amount ?? 0,
    currency: row.currency,
    requester: { account: row.requester, human: row.requester_human },
    proposedAtMs: row.proposed_at_ms,
    isIdentified: row.is_identified,
    approvers: approversOf(db, row.id),
  };
}

function approversOf(db: Db, id: string): readonly Person[] {
  return decisionsOf(db, id)
    .filter(({ verdict }) => verdict === 'approve')
    .map(({ actor, human }) => ({ account: actor, human }));
}

function decisionsOf(db: Db, id: string): readonly (typeof decision.$inferSelect)[] {
  return db
    .select()
    .from(decision)
    .where(eq(decision.correction_id, id))
    .orderBy(asc(decision.decided_at_ms), asc(decision.id))
    .all();
}

/** Money of corrections approved lately, unless it is known that it did not move. */
function spentSince(db: Db, now: number): readonly Spent[] {
  const gone: CorrectionState[] = ['refused', 'stale', 'withdrawn', 'expired', 'abandoned', 'simulated'];
  return db
    .select()
    .from(correction)
    .where(gte(correction.approved_at_ms, now - SPENT_SINCE_MS))
    .all()
    .filter(({ state }) => !gone.includes(state))
    .flatMap(({ id, customer, amount, currency, approved_at_ms: atMs }) =>
      amount === null || currency === null || atMs === null
        ? []
        : [{ customer, amount, currency, approvers: approversOf(db, id), atMs }],
    );
}

function stored(db: Db, row: Row): StoredCorrection {
  const decisions = decisionsOf(db, row.id).map(({ actor, verdict, reason, decided_at_ms }) => ({
    actor,
    verdict,
    reason,
    decided_at_ms,
  }));
  return { ...row, drafted: JSON.parse(row.drafted) as Correction, decisions };
}
