import { and, desc, eq, inArray } from 'drizzle-orm';
import { assert } from '../../src/assert.ts';
import {
  type CorrectionEffectState,
  type CorrectionState,
  EFFECT_TRANSITIONS,
} from '../../src/corrections/states.ts';
import type { AuditChain, AuditKind } from '../audit.ts';
import { addJob, changeLeased, endJob, type Lease } from '../jobs.ts';
import { correction, correctionEffect, correctionObject } from '../schema.ts';
import type { Db, Transactor } from '../transactor.ts';
import { MAX_DELAY_MS } from '../work.ts';
import { changeCorrection, recordAct, rowOf, serialOfCorrection, storedCorrection } from './rows.ts';
import type { CorrectionRow, EffectRow, StoredCorrection } from './types.ts';

const MAX_LISTED = 200;

/** What is recorded of one effect. */
export interface EffectChange {
  readonly id: string;
  readonly from: CorrectionEffectState;
  readonly to: CorrectionEffectState;
  readonly set?: Partial<
    Pick<
      EffectRow,
      | 'idempotency_key'
      | 'request_hash'
      | 'first_sent_at_ms'
      | 'sent_server_s'
      | 'unclear'
      | 'tries'
      | 'absent_server_s'
      | 'result'
      | 'sentence'
    >
  >;
  /** Ids of what it made in Stripe, so that Stripe's news about them finds it. */
  readonly objects?: readonly string[];
}

/** One thing that became true of a correction, as its job found it. */
export interface ExecutionRecord {
  readonly job: Lease;
  readonly id: string;
  /** The state it was found in. */
  readonly from: CorrectionState;
  readonly to: CorrectionState;
  /** A state it passes in the same transaction: nothing leaves `approved` but through `executing`. */
  readonly through?: CorrectionState;
  /** A sentence for people; undefined leaves what is there. */
  readonly outcome?: string | null;
  readonly effects?: readonly EffectChange[];
  /** Null for what only matters to ourselves, such as a round without an answer. */
  readonly audit: {
    readonly kind: AuditKind;
    readonly actor?: string;
    readonly details: Readonly<Record<string, unknown>>;
  } | null;
  /** `stay`: the job goes on; `end`: it is done; otherwise it runs again then (Unix milliseconds). */
  readonly job_then: 'stay' | { readonly end: string } | { readonly at_ms: number };
}

export interface ExecutionStore {
  loadCorrection(id: string): Promise<StoredCorrection | null>;
  /** Newest first, at most 200. */
  listCorrections(states: readonly CorrectionState[]): Promise<readonly StoredCorrection[]>;
  /** Of a ticket or of a check, newest first. */
  correctionsOf(
    of: { readonly ticket_id: string } | { readonly analysis_id: string },
  ): Promise<readonly StoredCorrection[]>;
  /**
   * State, effects, audit entry and the job in one transaction, each from exactly what it was found in.
   * @throws {LostLease} when another run has the job meanwhile.
   */
  recordExecution(record: ExecutionRecord): Promise<void>;
  /** What it would change, shown on the card; of an earlier version it is forgotten. Ends the job. @throws {LostLease} */
  savePreview(input: {
    readonly job: Lease;
    readonly id: string;
    /** The version that was asked about. */
    readonly version: number;
    readonly preview: unknown;
  }): Promise<void>;
  /** Somebody says it was done by hand, or gives it up; `done` is verified by a job of its own. */
  resolveCorrection(input: {
    readonly id: string;
    readonly actor: string;
    readonly human: string | null;
    readonly verdict: 'done' | 'abandon';
    readonly reason: string | null;
  }): Promise<'taken' | 'not_waiting' | 'missing'>;
  /** A check after it no longer found the fault. */
  closeCorrection(id: string): Promise<void>;
}

export function executionStore(
  transactor: Transactor,
  chain: AuditChain,
  clock: () => number,
): ExecutionStore {
  const load = (db: Db, id: string): StoredCorrection | null => {
    const row = rowOf(db, id);
    return row === undefined ? null : storedCorrection(db, row);
  };
  return {
    loadCorrection: (id) => transactor.read((db) => load(db, id)),

    listCorrections: (states) =>
      transactor.read((db) =>
        db
          .select()
          .from(correction)
          .where(inArray(correction.state, [...states]))
          .orderBy(desc(correction.proposed_at_ms), desc(correction.id))
          .limit(MAX_LISTED)
          .all()
          .map((row) => storedCorrection(db, row)),
      ),

    correctionsOf: (of) =>
      transactor.read((db) =>
        db
          .select()
          .from(correction)
          .where(
            'ticket_id' in of
              ? eq(correction.ticket_id, of.ticket_id)
              : eq(correction.analysis_id, of.analysis_id),
          )
          .orderBy(desc(correction.proposed_at_ms), desc(correction.id))
          .limit(MAX_LISTED)
          .all()
          .map((row) => storedCorrection(db, row)),
      ),

    recordExecution: (record) => transactor.write((db) => recordOne(db, chain, clock(), record)),

    savePreview: ({ job: lease, id, version, preview }) =>
      transactor.write((db) => {
        const now = clock();
        const row = rowOf(db, id);
        assert(row !== undefined, 'a preview is of a correction that exists', { id });
        const isCurrent = row.version === version;
        if (isCurrent) changeCorrection(db, row, { preview: JSON.stringify(preview) }, now);
        endJob(db, lease, isCurrent ? 'previewed' : 'it was changed meanwhile', now);
      }),

    resolveCorrection: ({ id, actor, human, verdict, reason }) =>
      transactor.write((db) => {
        const now = clock();
        const row = rowOf(db, id);
        if (row === undefined) return 'missing';
        if (row.state !== 'needs_person') {
          const details = { act: verdict, reason: `it is ${row.state}` };
          chain.append(db, { actor, kind: 'refused', subject: id, details }, now);
          return 'not_waiting';
        }
        const by = { actor, reason, amount_before: null, amount_after: null };
        recordAct(db, id, { act: verdict, ...by, acted_at_ms: now });
        const details = { verdict };
        chain.append(db, { actor, kind: 'correction_resolved', subject: id, details }, now);
        if (verdict === 'done') {
          // Each time it is said it is verified once more, and shown.
          const { rev } = changeCorrection(db, row, {}, now);
          addJob(
            db,
            'verify-correction',
            `${id}:${rev}`,
            serialOfCorrection(id),
            { correction_id: id, actor, human },
            now,
          );
          return 'taken';
        }
        for (const effect of storedCorrection(db, row).effects) {
          if (effect.state === 'needs_person')
            changeEffect(db, now, { ...effect, from: effect.state, to: 'skipped' });
        }
        changeCorrection(
          db,
          row,
          { state: 'abandoned', settled_at_ms: now, outcome: reason ?? row.outcome },
          now,
        );
        return 'taken';
      }),

    closeCorrection: (id) =>
      transactor.write((db) => {
        const now = clock();
        const row = rowOf(db, id);
        if (row === undefined || row.closed_at_ms !== null) return;
        changeCorrection(db, row, { closed_at_ms: now }, now);
        chain.append(db, { actor: 'system', kind: 'finding_closed', subject: id, details: {} }, now);
      }),
  };
}

function recordOne(db: Db, chain: AuditChain, now: number, record: ExecutionRecord): void {
  const { job: lease, id, from, through, to, outcome, effects = [], audit, job_then } = record;
  if (job_then === 'stay') changeLeased(db, lease, { state: 'running' });
  else if ('end' in job_then) endJob(db, lease, job_then.end, now);
  else {
    const run_at_ms = Math.min(Math.max(job_then.at_ms, now), now + MAX_DELAY_MS);
    changeLeased(db, lease, { state: 'queued', run_at_ms, lease_until_ms: null });
  }
  const found = rowOf(db, id);
  assert(found !== undefined && found.state === from, 'a correction is carried out as it was found', {
    id,
    from,
    state: found?.state ?? 'missing',
  });
  const row = through === undefined ? found : changeCorrection(db, found, { state: through }, now);
  for (const effect of effects) changeEffect(db, now, effect, id);
  const change: Partial<CorrectionRow> = {
    ...(to === row.state ? {} : { state: to }),
    ...(outcome === undefined || outcome === row.outcome ? {} : { outcome }),
    ...(to !== row.state && SETTLED.includes(to) ? { settled_at_ms: now } : {}),
  };
  const isSeen = Object.keys(change).length > 0 || effects.some((effect) => effect.from !== effect.to);
  if (isSeen) changeCorrection(db, row, change, now);
  if (audit !== null) {
    const { kind, actor = 'system', details } = audit;
    chain.append(db, { actor, kind, subject: id, details }, now);
  }
}

const SETTLED: readonly CorrectionState[] = [
  'executed',
  'simulated',
  'refused',
  'stale',
  'expired',
  'abandoned',
  'reversed_by_stripe',
];

function changeEffect(
  db: Db,
  now: number,
  { id, from, to, set = {}, objects = [] }: EffectChange,
  correctionId?: string,
): void {
  assert(from === to || EFFECT_TRANSITIONS[from].includes(to), 'an effect goes only where it may', {
    id,
    from,
    to,
  });
  const isSettled = to === 'done' || to === 'refused' || to === 'skipped';
  const { changes } = db
    .update(correctionEffect)
    .set({ ...set, state: to, ...(isSettled ? { settled_at_ms: now } : {}) })
    .where(and(eq(correctionEffect.id, id), eq(correctionEffect.state, from)))
    .run();
  assert(changes === 1, 'an effect is changed as it was found', { id, from, to });
  for (const object_id of objects) {
    assert(correctionId !== undefined, 'what was made belongs to a correction', { id });
    db.insert(correctionObject)
      .values({ object_id, effect_id: id, correction_id: correctionId })
      .onConflictDoNothing()
      .run();
  }
}
