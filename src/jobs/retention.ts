import { setTimeout as sleep } from 'node:timers/promises';
import type { RetentionCounts } from '../../db/retention.ts';
import type { Store } from '../../db/store.ts';
import type { Logger } from '../log.ts';

const DAY_MS = 86_400_000;
/** Between two transactions, so that deliveries and clicks go first. */
const PAUSE_MS = 20;
/** With more waiting than this, what is old can wait too. */
const MAX_DUE_JOBS = 5_000;

export interface RetentionOptions {
  readonly store: Store;
  readonly days: number;
  readonly logger: Logger;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/**
 * Removes texts older than `days` where a day has passed since the last run began: many short transactions with pauses
 * between them. Returns what was removed, or null when nothing was due or `stop` came first; then the next run goes on.
 */
export async function retainTexts(
  { store, days, logger, clock }: RetentionOptions,
  stop: AbortSignal,
): Promise<RetentionCounts | null> {
  const last = await store.lastRetention();
  // A start in the future was written before the clock was set back.
  if (last !== null && last <= clock() && clock() - last < DAY_MS) return null;
  if ((await store.queueStatus()).due > MAX_DUE_JOBS) {
    logger.warn('many jobs wait: old texts are removed when they are done');
    return null;
  }
  const cutoffMs = clock() - days * DAY_MS;
  while (!stop.aborted) {
    const step = await store.retentionStep(cutoffMs);
    if (step.kind === 'ended') {
      logger.info({ ...step.removed, days }, 'removed old texts');
      return step.removed;
    }
    await sleep(PAUSE_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  return null;
}
