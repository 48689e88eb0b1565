import { setTimeout as sleep } from 'node:timers/promises';
import { type JobType, WAITED_FOR } from '../../db/jobs.ts';
import type { Store } from '../../db/store.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Dispatcher } from './dispatcher.ts';

const SWEEP_MS = 5_000;
/** For giving back what did not end in time. */
const MAX_RELEASE_MS = 1_000;

export interface QueueOptions {
  readonly store: Store;
  readonly dispatcher: Dispatcher;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Unix milliseconds. */
  readonly clock: () => number;
  /** Jobs running at the same time. */
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly sweepMs?: number;
}

export interface Queue {
  start(): void;
  /** There may be work: look now. Called after something was recorded; losing a call costs one sweep. */
  kick(): void;
  readonly running: number;
  /** Claims nothing more, lets running jobs end, and gives back what is left after `deadlineMs`. */
  drain(deadlineMs: number): Promise<{ readonly released: number }>;
}

/**
 * The whole queue: rows in the database are the truth, this only wakes up and claims them. A sweep every few
 * seconds finds what nobody was woken for.
 */
export function createQueue(options: QueueOptions): Queue {
  const { store, dispatcher, logger, metrics, clock, concurrency, leaseMs } = options;
  const active = new Set<Promise<void>>();
  const stop = new AbortController();
  const pausedUntil = new Map<JobType, number>();
  let sweeper: NodeJS.Timeout | undefined;
  /** Running jobs that nobody sits and waits for. */
  let unhurried = 0;
  let filling = false;
  let again = false;
  let draining = false;

  function kick(): void {
    if (draining) return;
    if (filling) {
      again = true;
      return;
    }
    filling = true;
    void fill()
      .catch((error: unknown) =>
        logger.error({ err: error }, 'no job could be claimed; the next sweep tries again'),
      )
      .finally(() => {
        filling = false;
        if (again) {
          again = false;
          kick();
        }
      });
  }

  /** The last place is kept for what somebody waits for, where any such job can come. */
  function hasRoomForUnhurried(): boolean {
    const kept = concurrency > 1 && dispatcher.types.some(isWaitedFor) ? 1 : 0;
    return unhurried < concurrency - kept;
  }

  async function fill(): Promise<void> {
    while (!draining && active.size < concurrency) {
      const types = dispatcher.types.filter(
        (type) => (pausedUntil.get(type) ?? 0) <= clock() && (hasRoomForUnhurried() || isWaitedFor(type)),
      );
      if (types.length === 0) return;
      const job = await store.claimJob({ leaseMs, types });
      if (job === null) return;
      if (draining) return store.releaseJob({ job, run_at_ms: clock() });
      const run = dispatcher.run(job, stop.signal).then(({ retryAtMs, pauseUntilMs }) => {
        active.delete(run);
        if (!isWaitedFor(job.type)) unhurried -= 1;
        if (pauseUntilMs !== null) pausedUntil.set(job.type, pauseUntilMs);
        if (retryAtMs !== null) wakeAt(retryAtMs);
        kick();
      });
      active.add(run);
      if (!isWaitedFor(job.type)) unhurried += 1;
    }
  }

  /** Times beyond the next sweep are its business. */
  function wakeAt(atMs: number): void {
    const inMs = atMs - clock();
    if (inMs < (options.sweepMs ?? SWEEP_MS)) setTimeout(kick, Math.max(inMs, 0) + 1).unref();
  }

  async function sweep(): Promise<void> {
    kick();
    const status = await store.queueStatus();
    metrics.jobsByState.set({ state: 'due' }, status.due);
    metrics.jobsByState.set({ state: 'waiting' }, status.waiting);
    metrics.jobsByState.set({ state: 'running' }, status.running);
    metrics.jobsByState.set({ state: 'needs_person' }, status.needs_person);
    const oldest = status.oldest_due_at_ms;
    metrics.oldestJobAge.set(oldest === null ? 0 : Math.max(clock() - oldest, 0) / 1_000);
  }

  function sweepSafely(): void {
    sweep().catch((error: unknown) => logger.error({ err: error }, 'the queue could not be looked at'));
  }

  return {
    kick,
    get running() {
      return active.size;
    },
    start() {
      sweeper = setInterval(sweepSafely, options.sweepMs ?? SWEEP_MS);
      sweepSafely();
    },
    async drain(deadlineMs) {
      draining = true;
      clearInterval(sweeper);
      const allEnded = async () => {
        while (active.size > 0 || filling) await Promise.race([...active, sleep(10)]);
      };
      await atMost(allEnded(), deadlineMs);
      const released = active.size;
      stop.abort(new Error('The server stops.'));
      await atMost(allEnded(), MAX_RELEASE_MS);
      return { released };
    },
  };
}

function isWaitedFor(type: JobType): boolean {
  return WAITED_FOR.includes(type);
}

async function atMost(work: Promise<void>, limitMs: number): Promise<void> {
  const inTime = new AbortController();
  await Promise.race([work, sleep(limitMs, undefined, { signal: inTime.signal }).catch(() => undefined)]);
  inTime.abort();
}
