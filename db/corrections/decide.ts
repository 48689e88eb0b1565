import { and, asc, eq, gte } from 'drizzle-orm';
import type { Correction } from '../../src/analysis/finding.ts';
import type { Spent, ToApprove } from '../../src/corrections/approval-rules.ts';
import { approvedOf } from '../../src/corrections/approved-text.ts';
import type { Person } from '../../src/corrections/people.ts';
import { type CorrectionState, DECIDABLE_STATES } from '../../src/corrections/states.ts';
import type { AuditChain } from '../audit.ts';
import { newId } from '../ids.ts';
import { addJob, serialOfTicket } from '../jobs.ts';
import { correction, correctionEffect, decision } from '../schema.ts';
import type { Db, Transactor } from '../transactor.ts';
import { approversOf, changeCorrection, decisionsOf, recordAct, rowOf, serialOfCorrection } from './rows.ts';
import type { Changed, ChangeInput, CorrectionRow, Decided, DecisionInput, NotDecided } from './types.ts';

/** How far back earlier corrections are added up, in milliseconds: as far as the longest limit of the policy looks. */
const SPENT_SINCE_MS = 31 * 24 * 3_600_000;
const MAX_REASON_CHARACTERS = 2_000;

const STATE_AFTER = { reject: 'rejected', withdraw: 'withdrawn' } as const;
/** Of these it is known that no money moved. */
const UNSPENT: readonly CorrectionState[] = [
  'refused',
  'stale',
  'withdrawn',
  'expired',
  'abandoned',
  'simulated',
];

export interface DecisionStore {
  /**
   * State, decision, planned effects, audit entry and the jobs that follow in one transaction; a refusal is audited too.
   */
  decideCorrection(input: DecisionInput): Promise<Decided>;
  /** A smaller amount is a new version: whoever saw the old one decides about nothing. */
  changeCorrection(input: ChangeInput): Promise<Changed>;
  /** A question of finance's goes to the ticket: its job is written, once per request. */
  askAgent(input: {
    readonly request_id: string;
    readonly correction_id: string;
    readonly ticket_id: string;
  }): Promise<void>;
  /** What was approved and may have moved money since, for judging again right before it is carried out. */
  spentBefore(id: string): Promise<readonly Spent[]>;
  /** A refusal before anybody could decide (not in the group, a guest, a stranger's click): one audit entry. */
  auditRefusal(input: {
    readonly actor: string;
    readonly subject: string;
    readonly act: string;
    readonly reason: string;
  }): Promise<void>;
}

export function decisionStore(transactor: Transactor, chain: AuditChain, clock: () => number): DecisionStore {
  return {
    decideCorrection: (input) => transactor.write((db) => decide(db, chain, clock(), input)),
    changeCorrection: (input) => transactor.write((db) => makeSmaller(db, chain, clock(), input)),
    askAgent: ({ ticket_id, ...payload }) =>
      transactor.write((db) =>
        addJob(db, 'ask-agent', payload.request_id, serialOfTicket(ticket_id), payload, clock()),
      ),
    spentBefore: (id) =>
      transactor.read((db) => {
        const row = rowOf(db, id);
        const approvedAt = row?.approved_at_ms ?? 0;
        return spentSince(
          db,
          clock(),
          (other) => other.id !== id && (other.approved_at_ms ?? 0) < approvedAt,
        );
      }),
    auditRefusal: ({ actor, subject, act, reason }) =>
      transactor.write((db) =>
        chain.append(db, { actor, kind: 'refused', subject, details: { act, reason } }, clock()),
      ),
  };
}

/** The row as somebody may decide about it, or why not. */
function decidable(
  db: Db,
  id: string,
  version: number,
): { readonly row: CorrectionRow } | { readonly not: NotDecided } {
  const row = rowOf(db, id);
  if (row === undefined) return { not: { kind: 'missing' } };
  if (!DECIDABLE_STATES.includes(row.state)) {
    const [last] = decisionsOf(db, id).slice(-1);
    return { not: { kind: 'settled', state: row.state, by: last?.actor ?? null } };
  }
  if (row.version !== version) return { not: { kind: 'changed', version: row.version } };
  return { row };
}

/** An answer that changed nothing leaves its trace too. */
function auditNot(
  db: Db,
  chain: AuditChain,
  now: number,
  { id, version, by }: Pick<DecisionInput, 'id' | 'version' | 'by'>,
  act: string,
  not: NotDecided,
): void {
  const reason =
    not.kind === 'refused' ? not.sentence : not.kind === 'settled' ? `it is ${not.state}` : not.kind;
  const details = { act, version, reason };
  chain.append(db, { actor: by.account, kind: 'refused', subject: id, details }, now);
}

function decide(db: Db, chain: AuditChain, now: number, input: DecisionInput): Decided {
  const { id, verdict, by } = input;
  const found = decidable(db, id, input.version);
  if ('not' in found) {
    auditNot(db, chain, now, input, verdict, found.not);
    return found.not;
  }
  const { row } = found;
  const facts = { correction: toApprove(db, row), spent: spentSince(db, now), nowMs: now };
  const judgement = input.judge(facts);
  if (judgement.kind === 'refused') {
    auditNot(db, chain, now, input, verdict, judgement);
    return judgement;
  }
  const state =
    verdict === 'approve'
      ? judgement.kind === 'needs_second'
        ? 'awaiting_second'
        : 'approved'
      : STATE_AFTER[verdict];
  const { steps } = JSON.parse(row.drafted) as Correction;
  const { hash, mac } = input.sign(approvedOf(row, steps), {
    actor: by.account,
    human: by.human,
    decidedAtMs: now,
  });
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
  const settled = state === 'rejected' || state === 'withdrawn';
  if (state !== row.state)
    changeCorrection(
      db,
      row,
      {
        state,
        // Why a second person is needed is shown until there is one.
        outcome: judgement.kind === 'needs_second' ? judgement.why : null,
        ...(state === 'approved' ? { approved_at_ms: now } : {}),
        ...(settled ? { settled_at_ms: now } : {}),
      },
      now,
    );
  if (state === 'approved') {
    planEffects(db, row);
    addJob(db, 'execute-correction', id, serialOfCorrection(id), { correction_id: id }, now);
  }
  const details = { verdict, outcome: state, version: row.version, approved: hash };
  chain.append(db, { actor: by.account, kind: 'correction_decided', subject: id, details }, now);
  return judgement.kind === 'needs_second' ? judgement : { kind: 'decided', state };
}

function makeSmaller(db: Db, chain: AuditChain, now: number, input: ChangeInput): Changed {
  const { id, by } = input;
  const found = decidable(db, id, input.version);
  const changed =
    'not' in found
      ? found
      : found.row.state === 'awaiting_second'
        ? { sentence: 'Somebody approved this amount already: approve it too, or reject it.' }
        : input.change(JSON.parse(found.row.drafted) as Correction);
  if ('not' in found || !('correction' in changed)) {
    const not: NotDecided =
      'not' in found
        ? found.not
        : { kind: 'refused', sentence: 'sentence' in changed ? changed.sentence : '' };
    auditNot(db, chain, now, input, 'change', not);
    return not;
  }
  const { row } = found;
  const { amount, currency } = changed.correction;
  const version = row.version + 1;
  changeCorrection(
    db,
    row,
    {
      drafted: JSON.stringify(changed.correction),
      original: row.original ?? row.drafted,
      amount,
      preview: null,
      version,
    },
    now,
  );
  recordAct(db, id, {
    act: 'change',
    actor: by.account,
    reason: input.reason,
    amount_before: row.amount,
    amount_after: amount,
    acted_at_ms: now,
  });
  const details = { from: row.amount, to: amount, currency, version };
  chain.append(db, { actor: by.account, kind: 'correction_changed', subject: id, details }, now);
  // Before and after are asked for anew.
  addJob(db, 'preview-correction', `${id}:${version}`, serialOfCorrection(id), { correction_id: id }, now);
  return { kind: 'smaller', version };
}

/**
 * The same for the same step, always: a correction that is approved again after an older database was put in place finds
 * what it made the first time by this mark.
 */
function effectIdOf(correctionId: string, position: number): string {
  return `ef_${correctionId.slice('co_'.length)}_${position}`;
}

/** One row for each step, in order, before anything is sent. */
function planEffects(db: Db, row: CorrectionRow): void {
  const { steps } = JSON.parse(row.drafted) as Correction;
  for (const [position, { kind, target, amount, currency, params }] of steps.entries()) {
    db.insert(correctionEffect)
      .values({
        id: effectIdOf(row.id, position),
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

function toApprove(db: Db, row: CorrectionRow): ToApprove {
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

type ApprovedRow = Pick<CorrectionRow, 'id' | 'approved_at_ms'>;

/** Money of corrections approved lately, unless it is known that it did not move. */
function spentSince(
  db: Db,
  now: number,
  counts: (row: ApprovedRow) => boolean = () => true,
): readonly Spent[] {
  const { id, customer, amount, currency, approved_at_ms, state } = correction;
  const lately = gte(approved_at_ms, now - SPENT_SINCE_MS);
  // One query for all of them: somebody waits for the answer to a click.
  const approvers = new Map<string, Person[]>();
  const approvals = db
    .select({ of: decision.correction_id, account: decision.actor, human: decision.human })
    .from(decision)
    .innerJoin(correction, eq(correction.id, decision.correction_id))
    .where(and(eq(decision.verdict, 'approve'), lately))
    .orderBy(asc(decision.decided_at_ms), asc(decision.id))
    .all();
  for (const { of, ...person } of approvals) approvers.set(of, [...(approvers.get(of) ?? []), person]);
  return db
    .select({ id, customer, amount, currency, approved_at_ms, state })
    .from(correction)
    .where(lately)
    .all()
    .filter((row) => !UNSPENT.includes(row.state) && counts(row))
    .flatMap((row) =>
      row.amount === null || row.currency === null || row.approved_at_ms === null
        ? []
        : [
            {
              customer: row.customer,
              amount: row.amount,
              currency: row.currency,
              approvers: approvers.get(row.id) ?? [],
              atMs: row.approved_at_ms,
            },
          ],
    );
}
