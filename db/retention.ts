import { and, eq, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { OPEN_STATES } from '../src/corrections/states.ts';
import type { AuditChain } from './audit.ts';
import { putMeta, readMeta } from './meta.ts';
import { eraseAnalysis, eraseJobErrors, eraseRequest } from './personal-texts.ts';
import { analysis, correction, job, meta, slackRequest } from './schema.ts';
import type { Db, Transactor } from './transactor.ts';

/** Rows of one transaction, and how long their texts may be together (one row at least): some milliseconds. */
const BATCH_ROWS = 50;
const BATCH_BYTES = 2 * 1024 * 1024;
const RUN_KEY = 'retention:run';
const LAST_KEY = 'retention:last';

/** How many rows lost their texts. */
export interface RetentionCounts {
  readonly analyses: number;
  readonly requests: number;
  readonly jobs: number;
}

export type RetentionStep =
  /** There may be more: go on. */
  { readonly kind: 'batch' } | { readonly kind: 'ended'; readonly removed: RetentionCounts };

export interface RetentionStore {
  /** When the last whole run began (Unix milliseconds), or null before the first. */
  lastRetention(): Promise<number | null>;
  /**
   * One short transaction of a run that removes texts saved before `cutoffMs`, and never those of an open case: one with
   * a job that waits, runs or needs a person, a question without an answer, or a correction that is not settled or was
   * settled since. A run that was cut off goes on where it stopped, with its own cutoff; its end is one audit entry.
   */
  retentionStep(cutoffMs: number): Promise<RetentionStep>;
}

const runShape = z.object({
  started_at_ms: z.int(),
  cutoff_ms: z.int(),
  phase: z.enum(['analyses', 'requests', 'jobs']),
  /** The last row looked at in this phase: open cases are passed over, not looked at again and again. */
  after_ms: z.int(),
  after_id: z.string(),
  removed: z.object({ analyses: z.int(), requests: z.int(), jobs: z.int() }),
});
type Run = z.infer<typeof runShape>;

const BEFORE_ALL = { after_ms: Number.MIN_SAFE_INTEGER, after_id: '' };

export function retentionStore(
  transactor: Transactor,
  chain: AuditChain,
  clock: () => number,
): RetentionStore {
  return {
    lastRetention: () =>
      transactor.read((db) => {
        const last = readMeta(db, LAST_KEY);
        return last === null ? null : Number(last);
      }),

    retentionStep: (cutoffMs) =>
      transactor.write((db) => {
        const now = clock();
        const run = loadRun(db) ?? newRun(cutoffMs, now);
        const next = PHASES[run.phase](db, run, now);
        if (next !== null) {
          putMeta(db, RUN_KEY, JSON.stringify(next), now);
          return { kind: 'batch' };
        }
        const { removed, cutoff_ms, started_at_ms } = run;
        const subject = `retention:${new Date(cutoff_ms).toISOString().slice(0, 10)}`;
        chain.append(
          db,
          { actor: 'system', kind: 'retention', subject, details: { cutoff_ms, ...removed } },
          now,
        );
        putMeta(db, LAST_KEY, String(started_at_ms), now);
        db.delete(meta).where(eq(meta.key, RUN_KEY)).run();
        return { kind: 'ended', removed };
      }),
  };
}

function newRun(cutoff_ms: number, started_at_ms: number): Run {
  const removed = { analyses: 0, requests: 0, jobs: 0 };
  return { started_at_ms, cutoff_ms, phase: 'analyses', ...BEFORE_ALL, removed };
}

function loadRun(db: Db): Run | null {
  const run = readMeta(db, RUN_KEY);
  return run === null ? null : runShape.parse(JSON.parse(run));
}

/** Each does one batch and says how the run goes on; null when it is at its end. */
const PHASES: Readonly<Record<Run['phase'], (db: Db, run: Run, now: number) => Run | null>> = {
  analyses: (db, run, now) => {
    const { id, ticket_id, saved_at_ms, result, note_view } = analysis;
    const candidates = db
      .select({
        id,
        ticket_id,
        at_ms: saved_at_ms,
        bytes: sql<number>`octet_length(${result}) + coalesce(octet_length(${note_view}), 0)`,
      })
      .from(analysis)
      .where(
        and(
          isNull(analysis.erased_at_ms),
          lt(saved_at_ms, run.cutoff_ms),
          sql`(${saved_at_ms}, ${id}) > (${run.after_ms}, ${run.after_id})`,
        ),
      )
      .orderBy(saved_at_ms, id)
      .limit(BATCH_ROWS)
      .all();
    const batch = withinBytes(candidates);
    const open = batch.length === 0 ? new Set<string>() : openCases(db);
    const old = batch.filter(
      (row) =>
        !open.has(row.id) && !open.has(`ticket ${row.ticket_id}`) && !settledSince(db, row.id, run.cutoff_ms),
    );
    for (const row of old) eraseAnalysis(db, row.id, now, { customerIds: false });
    return goOn(run, 'analyses', batch, old.length, 'requests');
  },

  requests: (db, run, now) => {
    const { id, ticket_id, analysis_id, settled_at_ms, ask } = slackRequest;
    const candidates = db
      .select({
        id,
        ticket_id,
        analysis_id,
        at_ms: sql<number>`${settled_at_ms}`,
        bytes: sql<number>`octet_length(${ask})`,
      })
      .from(slackRequest)
      .where(
        and(
          isNotNull(settled_at_ms),
          isNull(slackRequest.erased_at_ms),
          lt(settled_at_ms, run.cutoff_ms),
          sql`(${settled_at_ms}, ${id}) > (${run.after_ms}, ${run.after_id})`,
        ),
      )
      .orderBy(settled_at_ms, id)
      .limit(BATCH_ROWS)
      .all();
    const batch = withinBytes(candidates);
    const open = batch.length === 0 ? new Set<string>() : openCases(db);
    const old = batch.filter(
      (row) =>
        !open.has(row.id) &&
        !open.has(row.analysis_id ?? '') &&
        !open.has(`ticket ${row.ticket_id}`) &&
        !(row.analysis_id !== null && settledSince(db, row.analysis_id, run.cutoff_ms)),
    );
    for (const row of old) eraseRequest(db, row.id, now);
    return goOn(run, 'requests', batch, old.length, 'jobs');
  },

  jobs: (db, run) => {
    const ids = db
      .select({ id: job.id })
      .from(job)
      .where(and(eq(job.state, 'done'), isNotNull(job.last_error), lt(job.finished_at_ms, run.cutoff_ms)))
      .orderBy(job.finished_at_ms, job.id)
      .limit(BATCH_ROWS)
      .all()
      .map(({ id }) => id);
    if (ids.length === 0) return null;
    eraseJobErrors(db, ids);
    return { ...run, removed: { ...run.removed, jobs: run.removed.jobs + ids.length } };
  },
};

interface Candidate {
  readonly id: string;
  readonly at_ms: number;
  readonly bytes: number;
}

function withinBytes<T extends Candidate>(candidates: readonly T[]): readonly T[] {
  let bytes = 0;
  const end = candidates.findIndex((row, index) => {
    bytes += row.bytes;
    return index > 0 && bytes > BATCH_BYTES;
  });
  return end === -1 ? candidates : candidates.slice(0, end);
}

function goOn(
  run: Run,
  phase: 'analyses' | 'requests',
  batch: readonly Candidate[],
  removed: number,
  following: Run['phase'],
): Run {
  const counted = { ...run, removed: { ...run.removed, [phase]: run.removed[phase] + removed } };
  const last = batch.at(-1);
  return last === undefined
    ? { ...counted, phase: following, ...BEFORE_ALL }
    : { ...counted, after_ms: last.at_ms, after_id: last.id };
}

/**
 * Ids of checks and requests, and tickets as `ticket ID`, about which something is still to be done. Read anew in each
 * transaction: a job that begins between two of them counts in the second.
 */
function openCases(db: Db): ReadonlySet<string> {
  const open = new Set<string>();
  const jobs = db
    .select({ payload: job.payload })
    .from(job)
    .where(inArray(job.state, ['queued', 'running', 'needs_person']))
    .all();
  for (const { payload } of jobs)
    for (const [name, value] of Object.entries(JSON.parse(payload) as Record<string, unknown>))
      if (typeof value === 'string') open.add(name === 'ticket_id' ? `ticket ${value}` : value);
  const questions = db
    .select({ ticket_id: slackRequest.ticket_id, analysis_id: slackRequest.analysis_id })
    .from(slackRequest)
    .where(isNull(slackRequest.settled_at_ms))
    .all();
  const corrections = db
    .select({ ticket_id: correction.ticket_id, analysis_id: correction.analysis_id })
    .from(correction)
    .where(inArray(correction.state, [...OPEN_STATES]))
    .all();
  for (const { ticket_id, analysis_id } of [...questions, ...corrections]) {
    if (ticket_id !== null) open.add(`ticket ${ticket_id}`);
    if (analysis_id !== null) open.add(analysis_id);
  }
  return open;
}

/** Money about the check moved, or was refused, more lately than the texts may be kept. */
function settledSince(db: Db, analysisId: string, sinceMs: number): boolean {
  const { settled_at_ms, approved_at_ms, proposed_at_ms } = correction;
  const last = sql<number>`coalesce(${settled_at_ms}, ${approved_at_ms}, ${proposed_at_ms})`;
  return db
    .select({ last })
    .from(correction)
    .where(eq(correction.analysis_id, analysisId))
    .all()
    .some((row) => row.last >= sinceMs);
}
