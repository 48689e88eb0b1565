import { LostLease, StoreFailed, StoreUnavailable } from '../../db/errors.ts';
import { JOB_TYPES, type Job, type JobType } from '../../db/jobs.ts';
import type { Store } from '../../db/store.ts';
import { AssertionError, assert } from '../assert.ts';
import { type Logger, scrub } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { ServiceError } from '../service-error.ts';
import type { Task, TaskOutcome, Tasks } from './tasks/task.ts';

/** Failed runs before a person is asked. A service that is away is waited for, about three days at the longest back-off. */
const MAX_ATTEMPTS = 5;
const MAX_SERVICE_ATTEMPTS = 450;
const FIRST_BACK_OFF_MS = 1_000;
const MAX_BACK_OFF_MS = 600_000;
const MAX_RETRY_AFTER_MS = 3_600_000;
/** One run; a check of the largest customer stays far below. */
const TASK_TIMEOUT_MS = 120_000;
const STORE_PAUSE_MS = 5_000;

export interface DispatcherOptions {
  readonly store: Store;
  readonly tasks: Tasks;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Unix milliseconds. */
  readonly clock: () => number;
  readonly leaseMs: number;
  /** From 0 to below 1; for jitter. */
  readonly random?: () => number;
  readonly taskTimeoutMs?: number;
}

/** What the queue is told about a run. */
export interface RunReport {
  /** When this job may run again, or null when it needs no further run by us. */
  readonly retryAtMs: number | null;
  /** No job of this type is to run before this moment: a service asked to be left alone. */
  readonly pauseUntilMs: number | null;
}

const ENDED: RunReport = { retryAtMs: null, pauseUntilMs: null };

export interface Dispatcher {
  /** Types there is a task for; jobs of others wait until there is one. */
  readonly types: readonly JobType[];
  /** Runs a claimed job to its end, whatever happens. Never throws; `stop` gives the job back. */
  run(job: Job, stop: AbortSignal): Promise<RunReport>;
}

/** Task by type; its lease kept while it runs; what it throws becomes a retry, a person's task, or nothing. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { store, tasks, logger, metrics, clock, leaseMs } = options;
  const random = options.random ?? Math.random;
  const taskTimeoutMs = options.taskTimeoutMs ?? TASK_TIMEOUT_MS;

  return {
    types: JOB_TYPES.filter((type) => tasks[type] !== undefined),
    async run(job, stop) {
      const { payload } = job;
      const log = logger.child({ job: job.id, type: job.type, ...idsOf(payload) });
      const count = (outcome: string) => metrics.jobs.inc({ type: job.type, outcome });
      const heartbeat = setInterval(() => {
        store
          .extendLease(job, leaseMs)
          .catch((error: unknown) => log.warn({ err: error }, 'the lease was not extended'));
      }, leaseMs / 3);
      try {
        const { outcome, detail } = await runTask(tasks, job, stop, taskTimeoutMs);
        assert(!(await store.holdsLease(job)), 'a task ends its job before it returns', { type: job.type });
        metrics.jobAge.observe({ type: job.type }, (clock() - job.created_at_ms) / 1_000);
        count(outcome);
        log.info({ outcome, detail }, 'job ended');
        return ENDED;
      } catch (error) {
        clearInterval(heartbeat);
        return await afterFailure(job, error, stop, log, count).catch((trouble: unknown) => {
          // The row still says `running`; the sweeper gives it out again when the lease has expired.
          log.error({ err: trouble }, 'the end of a job could not be stored');
          return ENDED;
        });
      } finally {
        clearInterval(heartbeat);
      }
    },
  };

  async function afterFailure(
    job: Job,
    error: unknown,
    stop: AbortSignal,
    log: Logger,
    count: (outcome: string) => void,
  ): Promise<RunReport> {
    if (error instanceof LostLease) {
      log.warn('the job was given to another run; this one is dropped');
      count('lost_lease');
      return ENDED;
    }
    if (error instanceof StoreFailed) throw error;
    if (stop.aborted) {
      await store.releaseJob({ job, run_at_ms: clock() });
      count('released');
      return ENDED;
    }
    if (error instanceof StoreUnavailable) {
      log.warn({ err: error }, 'the store was unavailable; the job runs again shortly');
      const run_at_ms = clock() + STORE_PAUSE_MS;
      await store.releaseJob({ job, run_at_ms });
      count('released');
      return { retryAtMs: run_at_ms, pauseUntilMs: null };
    }
    const failures = job.attempts + 1;
    const text = scrub(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    if (failures >= (error instanceof ServiceError ? MAX_SERVICE_ATTEMPTS : MAX_ATTEMPTS)) {
      await store.parkJob({ job, error: text });
      log.error({ err: error, attempts: failures }, 'the job failed too often and needs a person');
      count('needs_person');
      return ENDED;
    }
    const waitMs = waitBefore(failures, error);
    const run_at_ms = clock() + waitMs;
    await store.retryJob({ job, error: text, run_at_ms });
    const details = { err: error, attempts: failures, retry_in_ms: waitMs };
    if (error instanceof AssertionError)
      log.error(details, 'BUG: an assertion failed; the job is tried again');
    else log.warn(details, 'the job failed and is tried again');
    count('retried');
    const limited = error instanceof ServiceError && error.retry_after !== null;
    return { retryAtMs: run_at_ms, pauseUntilMs: limited ? run_at_ms : null };
  }

  /** Exponential with a fifth of jitter either way; never before the time a service asked for. */
  function waitBefore(failures: number, error: unknown): number {
    const backOff =
      Math.min(FIRST_BACK_OFF_MS * 2 ** (failures - 1), MAX_BACK_OFF_MS) * (0.8 + 0.4 * random());
    const asked = error instanceof ServiceError ? (error.retry_after ?? 0) * 1_000 : 0;
    return Math.round(Math.max(backOff, Math.min(asked, MAX_RETRY_AFTER_MS) * (1 + 0.1 * random())));
  }
}

class TaskTimeout extends Error {
  override readonly name = 'TaskTimeout';
}

/** Races the task against its time limit and `stop`; the loser's later writes are refused by its lost lease. */
async function runTask(tasks: Tasks, job: Job, stop: AbortSignal, timeoutMs: number): Promise<TaskOutcome> {
  const end = new AbortController();
  const onStop = () => end.abort(stop.reason);
  stop.addEventListener('abort', onStop);
  if (stop.aborted) onStop();
  const timer = setTimeout(
    () => end.abort(new TaskTimeout(`The task took longer than ${timeoutMs} ms.`)),
    timeoutMs,
  );
  try {
    return await Promise.race([taskFor(tasks, job.type)(job, end.signal), rejectedBy(end.signal)]);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', onStop);
  }
}

/** The catalogue pairs each type with a task for its payload; TypeScript cannot follow that through a union. */
function taskFor(tasks: Tasks, type: JobType): Task<JobType> {
  const task = tasks[type];
  assert(task !== undefined, 'only jobs that have a task are claimed', { type });
  return task as Task<JobType>;
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** What a job is about, for the log: ids only. */
function idsOf(payload: Job['payload']): Record<string, string> {
  if ('ticket_id' in payload) return { ticket: payload.ticket_id };
  if ('correction_id' in payload) return { correction: payload.correction_id };
  if ('request_id' in payload) return { request: payload.request_id };
  return 'event_id' in payload ? { event: payload.event_id } : {};
}
