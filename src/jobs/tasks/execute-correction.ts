import { LostLease, StoreFailed, StoreUnavailable } from '../../../db/errors.ts';
import { type ExecutorParts, executeCorrection, giveUp } from '../../corrections/executor/execute.ts';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import type { Task } from './task.ts';

/** A fault of our own is tried again this often; then a person is told, rather than nobody. */
const MAX_FAULTS = 3;

export interface ExecuteCorrectionDeps extends ExecutorParts {
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Carries out what was approved, or goes on with it: all of its order is in `corrections/executor/`. */
export function executeCorrectionTask(deps: ExecuteCorrectionDeps): Task<'execute-correction'> {
  const { logger } = deps;
  return async (job, signal) => {
    const { correction_id: id } = job.payload;
    try {
      const end = await executeCorrection(deps, job, id, signal);
      if (end.kind === 'waits') return { outcome: 'done', detail: 'goes on later' };
      deps.metrics.corrections.inc({ outcome: end.detail });
      return { outcome: 'done', detail: end.detail };
    } catch (error) {
      const isStores =
        error instanceof LostLease || error instanceof StoreFailed || error instanceof StoreUnavailable;
      if (isStores || signal.aborted || job.attempts < MAX_FAULTS) throw error;
      logger.error(
        { err: error, correction: id },
        'BUG: a correction could not be carried out; a person is told',
      );
      const end = await giveUp(deps, job, id, signal);
      return { outcome: 'done', detail: end.kind === 'ended' ? end.detail : 'given up' };
    }
  };
}
