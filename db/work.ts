import type { Statement } from 'better-sqlite3';
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { assert } from '../src/assert.ts';
import type { AuditChain } from './audit.ts';
import { changeLeased, endJob, JOB_TYPES, type Job, type JobType, type Lease, WAITED_FOR } from './jobs.ts';
import { job } from './schema.ts';
import type { SlackQueue } from './slack-queue.ts';
import type { Db, Transactor } from './transactor.ts';

/** No lease and no delay is longer. One that seems to be was written before the clock was set back. */
const MAX_LEASE_MS = 15 * 60_000;
export const MAX_DELAY_MS = 24 * 3_600_000;
/** A job during which the process died waits this long before it runs again: first, second, third time. */
const CRASH_DELAYS_MS = [0, 5_000, 30_000];
/** Jobs that were running together at three deaths begin so far apart: only the one that is there at the fourth is its cause. */
const SUSPECTS_APART_MS = 10_000;
/** Money that may be on its way is never left without a run that looks for it, however often the process died. */
const NEVER_PARKED: readonly string[] = ['execute-correction'] satisfies readonly JobType[];
const LATE_CRASH_DELAY_MS = 600_000;
const MAX_ERROR_CHARACTERS = 2_000;
const MAX_LISTED_JOBS = 100;

export interface QueueStatus {
  readonly due: number;
  /** Waiting for their time. */
  readonly waiting: number;
  readonly running: number;
  readonly needs_person: number;
  readonly oldest_due_at_ms: number | null;
}

export interface ParkedJob {
  readonly id: string;
  readonly type: string;
  readonly serial_key: string;
  readonly last_error: string | null;
}

/** Every change of a leased job is refused with {@link LostLease} once somebody else holds it. */
export interface WorkStore {
  /**
   * Leases the oldest due job whose serial key has no other job running, or returns null; jobs that somebody waits
   * for come before all others. Expired leases are taken back first: this is also the sweeper.
   */
  claimJob(options: { readonly leaseMs: number; readonly types?: readonly JobType[] }): Promise<Job | null>;
  extendLease(lease: Lease, leaseMs: number): Promise<void>;
  completeJob(input: { readonly job: Lease; readonly outcome: string }): Promise<void>;
  /** Nothing is to be done for this ticket; `reason` is one word or two. */
  ignoreTicket(input: { readonly job: Lease; readonly reason: string }): Promise<void>;
  /** A failed run: counted, and tried again at `run_at_ms`. `error` must be free of secrets. */
  retryJob(input: { readonly job: Lease; readonly error: string; readonly run_at_ms: number }): Promise<void>;
  /** Gives a job back without counting a failed run: the worker stops, or the store was in trouble. */
  releaseJob(input: { readonly job: Lease; readonly run_at_ms: number }): Promise<void>;
  /** Trying again will not help: the job waits for a person. */
  parkJob(input: { readonly job: Lease; readonly error: string }): Promise<void>;
  /** True while this lease is the current one. */
  holdsLease(lease: Lease): Promise<boolean>;
  queueStatus(): Promise<QueueStatus>;
  parkedJobs(): Promise<readonly ParkedJob[]>;
}

export function workStore(
  transactor: Transactor,
  chain: AuditChain,
  queue: SlackQueue,
  clock: () => number,
): WorkStore {
  const claim = claiming(transactor);
  return {
    claimJob: async ({ leaseMs, types = JOB_TYPES }) => {
      assert(leaseMs > 0 && leaseMs <= MAX_LEASE_MS, 'a lease has a length', { leaseMs });
      let queued = (): void => {};
      const job = await transactor.write((db) => {
        queued = queue.flush(db, clock());
        return claim(clock(), leaseMs, types);
      });
      queued();
      return job;
    },

    extendLease: (lease, leaseMs) =>
      transactor.write((db) => {
        assert(leaseMs > 0 && leaseMs <= MAX_LEASE_MS, 'a lease has a length', { leaseMs });
        changeLeased(db, lease, { lease_until_ms: clock() + leaseMs });
      }),

    completeJob: ({ job: lease, outcome }) => transactor.write((db) => endJob(db, lease, outcome, clock())),

    ignoreTicket: ({ job: lease, reason }) =>
      transactor.write((db) => endJob(db, lease, `ignored: ${reason}`, clock())),

    retryJob: ({ job: lease, error, run_at_ms }) =>
      transactor.write((db) => {
        const run_at = Math.min(run_at_ms, clock() + MAX_DELAY_MS);
        requeue(db, lease, run_at, {
          attempts: attemptsOf(db, lease) + 1,
          last_error: error.slice(0, MAX_ERROR_CHARACTERS),
        });
      }),

    releaseJob: ({ job: lease, run_at_ms }) => transactor.write((db) => requeue(db, lease, run_at_ms, {})),

    parkJob: ({ job: lease, error }) =>
      transactor.write((db) => {
        const last_error = error.slice(0, MAX_ERROR_CHARACTERS);
        const attempts = attemptsOf(db, lease) + 1;
        changeLeased(db, lease, { state: 'needs_person', lease_until_ms: null, attempts, last_error });
        auditParked(db, chain, lease.id, clock());
      }),

    holdsLease: (lease) =>
      transactor.read(
        (db) =>
          db
            .select({ id: job.id })
            .from(job)
            .where(
              and(eq(job.id, lease.id), eq(job.lease_token, lease.lease_token), eq(job.state, 'running')),
            )
            .get() !== undefined,
      ),

    queueStatus: async () => {
      const { due, oldest_at_ms } = queue.status();
      const status = await transactor.read((db) => statusOf(db, clock()));
      const oldest = [status.oldest_due_at_ms, oldest_at_ms].filter((at) => at !== null);
      return {
        ...status,
        due: status.due + due,
        oldest_due_at_ms: oldest.length === 0 ? null : Math.min(...oldest),
      };
    },

    parkedJobs: () =>
      transactor.read((db) =>
        db
          .select({ id: job.id, type: job.type, serial_key: job.serial_key, last_error: job.last_error })
          .from(job)
          .where(eq(job.state, 'needs_person'))
          .orderBy(asc(job.id))
          .limit(MAX_LISTED_JOBS)
          .all(),
      ),
  };
}

/** Claiming is tried several times for each job, so that here the query builder would cost more than the queries. */
function claiming(
  transactor: Transactor,
): (now: number, leaseMs: number, types: readonly JobType[]) => Job | null {
  const statements = claimStatements(transactor);
  return (now, leaseMs, types) => {
    // Also mends times that lie further ahead than any can: the clock was set back since.
    statements.expired.run({ now, latest: now + MAX_LEASE_MS });
    statements.tooFar.run({ now, latest: now + MAX_DELAY_MS });
    const wanted = { now, types: JSON.stringify(types) };
    const waitedFor = types.some((type) => WAITED_FOR.includes(type));
    const due = (waitedFor ? statements.waitedFor.get(wanted) : undefined) ?? statements.any.get(wanted);
    if (due === undefined) return null;
    const row = statements.take.get({ ...due, until: now + leaseMs });
    assert(row !== undefined, 'the job chosen in this transaction is still there', due);
    return { ...row, payload: JSON.parse(row.payload) } as Job;
  };
}

function claimStatements(transactor: Transactor) {
  const due = (index: string, condition: string) =>
    transactor.prepare(`
      SELECT id FROM job ${index}
      WHERE ${condition} state = 'queued' AND run_at_ms <= @now AND type IN (SELECT value FROM json_each(@types))
        AND NOT EXISTS (SELECT 1 FROM job AS other WHERE other.serial_key = job.serial_key AND other.state = 'running')
      ORDER BY run_at_ms, id LIMIT 1`) as Statement<[object], { readonly id: string }>;
  return {
    expired: transactor.prepare(`
      UPDATE job SET state = 'queued', run_at_ms = @now, lease_until_ms = NULL
      WHERE state = 'running' AND (lease_until_ms <= @now OR lease_until_ms > @latest)`),
    tooFar: transactor.prepare(
      "UPDATE job SET run_at_ms = @now WHERE state = 'queued' AND run_at_ms > @latest",
    ),
    // Repeats the condition of the index word for word; SQLite refuses the query when it could not use it.
    waitedFor: due(
      'INDEXED BY job_waited_for',
      `type IN ('answer-slack', 'show-in-slack', 'put-on-ticket', 'propose-correction',
    'decide-correction', 'show-home', 'check-from-sidebar') AND`,
    ),
    any: due('', ''),
    take: transactor.prepare(`
      UPDATE job SET state = 'running', lease_token = lease_token + 1, lease_until_ms = @until
      WHERE id = @id AND state = 'queued'
      RETURNING id, type, payload, lease_token, attempts, crashes, created_at_ms`) as Statement<
      [object],
      JobRow
    >,
  };
}

type JobRow = Omit<Job, 'payload'> & { readonly payload: string };

/**
 * At start, when this process alone holds the database: whatever still runs was cut off by the death of the one
 * before. A job that was running at each of four deaths is taken for their cause and waits for a person; those that ran
 * beside it at the first three begin one after the other, so that they are not there at the fourth.
 */
export function recoverFromCrash(db: Db, chain: AuditChain, now: number): void {
  const cutOff = db
    .select({ id: job.id, type: job.type, crashes: job.crashes })
    .from(job)
    .where(eq(job.state, 'running'))
    .orderBy(asc(job.id))
    .all();
  let suspects = 0;
  for (const { id, type, crashes } of cutOff) {
    const isSuspect = crashes === CRASH_DELAYS_MS.length - 1;
    const apart = isSuspect ? SUSPECTS_APART_MS * suspects : 0;
    if (isSuspect) suspects += 1;
    const delay = CRASH_DELAYS_MS[crashes] ?? (NEVER_PARKED.includes(type) ? LATE_CRASH_DELAY_MS : undefined);
    db.update(job)
      .set({
        crashes: crashes + 1,
        lease_until_ms: null,
        ...(delay === undefined
          ? {
              state: 'needs_person',
              last_error: `The process died ${crashes + 1} times while this job ran.`,
            }
          : { state: 'queued', run_at_ms: now + delay + apart }),
      })
      .where(eq(job.id, id))
      .run();
    if (delay === undefined) auditParked(db, chain, id, now);
  }
}

function requeue(
  db: Db,
  lease: Lease,
  runAtMs: number,
  more: { attempts?: number; last_error?: string },
): void {
  changeLeased(db, lease, { state: 'queued', run_at_ms: runAtMs, lease_until_ms: null, ...more });
}

function attemptsOf(db: Db, lease: Lease): number {
  return db.select({ attempts: job.attempts }).from(job).where(eq(job.id, lease.id)).get()?.attempts ?? 0;
}

function auditParked(db: Db, chain: AuditChain, id: string, now: number): void {
  const row = db
    .select({ type: job.type, serial_key: job.serial_key, attempts: job.attempts, crashes: job.crashes })
    .from(job)
    .where(eq(job.id, id))
    .get();
  chain.append(db, { actor: 'system', kind: 'job_parked', subject: id, details: { ...row } }, now);
}

function statusOf(db: Db, now: number): QueueStatus {
  const counts = db
    .select({
      state: job.state,
      total: sql<number>`count(*)`,
      due: sql<number>`coalesce(sum(${job.run_at_ms} <= ${now}), 0)`,
      oldest: sql<number>`min(${job.run_at_ms})`,
    })
    .from(job)
    .where(inArray(job.state, ['queued', 'running', 'needs_person']))
    .groupBy(job.state)
    .all();
  const of = (state: string) => counts.find((row) => row.state === state);
  const queued = of('queued');
  const due = queued?.due ?? 0;
  return {
    due,
    waiting: (queued?.total ?? 0) - due,
    running: of('running')?.total ?? 0,
    needs_person: of('needs_person')?.total ?? 0,
    oldest_due_at_ms: due > 0 ? (queued?.oldest ?? null) : null,
  };
}
