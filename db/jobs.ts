import { and, eq, type Placeholder, sql } from 'drizzle-orm';
import { LostLease } from './errors.ts';
import { newId } from './ids.ts';
import { type JobState, job } from './schema.ts';
import { builtOnce, type Db } from './transactor.ts';

/** What each type of job needs to know. Everything else is read fresh when it runs. */
export interface JobPayloads {
  readonly 'analyze-ticket': {
    readonly ticket_id: string;
    /** The comment that caused it, or null for the ticket itself. */
    readonly comment_id: string | null;
    readonly received_at_ms: number;
  };
  /** An agent asks for a check beside the ticket; the check gets this id. */
  readonly 'check-from-sidebar': {
    readonly analysis_id: string;
    readonly ticket_id: string;
    readonly asked_by: string;
    /** Whom the agent chose of several who match; otherwise the ticket's requester is meant. */
    readonly customer?: string;
  };
  readonly 'publish-analysis': { readonly analysis_id: string; readonly ticket_id: string };
  readonly 'publish-to-slack': { readonly analysis_id: string; readonly ticket_id: string };
  readonly 'answer-slack': { readonly request_id: string };
  readonly 'show-in-slack': { readonly request_id: string };
  readonly 'put-on-ticket': { readonly request_id: string };
  /** A click on "Propose correction". */
  readonly 'propose-correction': { readonly request_id: string };
  /** A click or a modal about a correction: approve, reject, withdraw, change, ask, confirm, done, abandon. */
  readonly 'decide-correction': { readonly request_id: string };
  readonly 'show-home': { readonly request_id: string };
  /** Asks Stripe for before and after. */
  readonly 'preview-correction': { readonly correction_id: string };
  readonly 'execute-correction': { readonly correction_id: string };
  /** Somebody says that a correction is done by hand: Stripe is asked whether it is. */
  readonly 'verify-correction': {
    readonly correction_id: string;
    readonly actor: string;
    readonly human: string | null;
  };
  /** Posts or edits the messages in Slack that show it. */
  readonly 'show-correction': { readonly correction_id: string; readonly rev: number };
  readonly 'remind-correction': { readonly correction_id: string };
  /** Note, notice and tags on the ticket, and whether the fault is gone. */
  readonly 'publish-outcome': { readonly correction_id: string; readonly rev: number };
  /** A question of finance's to the agent, as a note on the ticket. */
  readonly 'ask-agent': { readonly request_id: string; readonly correction_id: string };
  readonly 'stripe-event': { readonly event_id: string };
  /** After a correction that no ticket is told about: whether the fault is gone. */
  readonly 'close-finding': { readonly correction_id: string };
  /** Looks at what was carried out: once where Stripe had news (the event's id), else every day. */
  readonly 'follow-refund': { readonly correction_id: string; readonly news: string | null };
  /** Asks Stripe what was made since an older database was written. */
  readonly 'reconcile-restored': Readonly<Record<string, never>>;
}

export type JobType = keyof JobPayloads;

export const JOB_TYPES: readonly JobType[] = [
  'analyze-ticket',
  'check-from-sidebar',
  'publish-analysis',
  'publish-to-slack',
  'answer-slack',
  'show-in-slack',
  'put-on-ticket',
  'propose-correction',
  'decide-correction',
  'show-home',
  'preview-correction',
  'execute-correction',
  'verify-correction',
  'show-correction',
  'remind-correction',
  'publish-outcome',
  'ask-agent',
  'stripe-event',
  'close-finding',
  'follow-refund',
  'reconcile-restored',
];

/** Somebody sits and waits for these: they are claimed before all others. Migration 9 has an index for just them. */
export const WAITED_FOR: readonly JobType[] = [
  'answer-slack',
  'show-in-slack',
  'put-on-ticket',
  'propose-correction',
  'decide-correction',
  'show-home',
  'check-from-sidebar',
];

/** A job as its worker holds it. `lease_token` fences: writes under an older token are refused. */
export type Job<T extends JobType = JobType> = {
  readonly [K in JobType]: {
    readonly id: string;
    readonly type: K;
    readonly payload: JobPayloads[K];
    readonly lease_token: number;
    readonly attempts: number;
    readonly crashes: number;
    readonly created_at_ms: number;
  };
}[T];

/** What identifies a lease. */
export type Lease = Pick<Job, 'id' | 'lease_token'>;

const given = (column: string): Placeholder => sql.placeholder(column);
/** Every change of anything writes a job. */
const queries = builtOnce((db) => ({
  add: db
    .insert(job)
    .values({
      id: given('id'),
      type: given('type'),
      key: given('key'),
      serial_key: given('serial_key'),
      payload: given('payload'),
      state: given('state'),
      run_at_ms: given('run_at_ms'),
      lease_token: given('lease_token'),
      attempts: given('attempts'),
      crashes: given('crashes'),
      created_at_ms: given('created_at_ms'),
    })
    .onConflictDoNothing({ target: job.key })
    .prepare(),
}));

/** Queues a job unless the same work was queued before. */
export function addJob<T extends JobType>(
  db: Db,
  type: T,
  key: string,
  serialKey: string,
  payload: JobPayloads[T],
  nowMs: number,
): void {
  queries(db).add.run(jobRow(type, key, serialKey, payload, nowMs));
}

/** Jobs of one ticket never run at the same time. */
export function serialOfTicket(ticketId: string): string {
  return `ticket:${ticketId}`;
}

/** `key` is natural within the type; jobs with the same `serialKey` never run at the same time. */
export function jobRow<T extends JobType>(
  type: T,
  key: string,
  serialKey: string,
  payload: JobPayloads[T],
  nowMs: number,
) {
  return {
    id: newId('job', nowMs),
    type,
    key: `${type}:${key}`,
    serial_key: serialKey,
    payload: JSON.stringify(payload),
    state: 'queued' as const,
    run_at_ms: nowMs,
    lease_token: 0,
    attempts: 0,
    crashes: 0,
    created_at_ms: nowMs,
  };
}

interface JobChange {
  readonly state?: JobState;
  readonly run_at_ms?: number;
  readonly lease_until_ms?: number | null;
  readonly attempts?: number;
  readonly last_error?: string;
  readonly outcome?: string;
  readonly finished_at_ms?: number;
}

/** The one way a worker changes its job: exactly one row, under the current lease. @throws {LostLease} */
export function changeLeased(db: Db, lease: Lease, change: JobChange): void {
  const { changes } = db
    .update(job)
    .set(change)
    .where(and(eq(job.id, lease.id), eq(job.lease_token, lease.lease_token), eq(job.state, 'running')))
    .run();
  if (changes !== 1) throw new LostLease(lease.id);
}

/** Ends a job for good, with a word on how. */
export function endJob(db: Db, lease: Lease, outcome: string, nowMs: number): void {
  changeLeased(db, lease, { state: 'done', lease_until_ms: null, outcome, finished_at_ms: nowMs });
}
