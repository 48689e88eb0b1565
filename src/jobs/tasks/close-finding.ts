import type { Store } from '../../../db/store.ts';
import { assert } from '../../assert.ts';
import { type AskRecheck, recheckNow, stillDue } from '../recheck-now.ts';
import type { Task } from './task.ts';

export interface CloseFindingDeps {
  readonly store: Pick<Store, 'loadCorrection' | 'closeCorrection' | 'completeJob'>;
  readonly recheck: AskRecheck;
}

/** After a correction that no ticket is told about: where a new check no longer finds the fault, it is closed. */
export function closeFinding(deps: CloseFindingDeps): Task<'close-finding'> {
  return async (job) => {
    const { correction_id } = job.payload;
    const correction = await deps.store.loadCorrection(correction_id);
    assert(correction !== null, 'a finding is closed of a correction that exists', { correction_id });
    const now = await recheckNow(deps, correction);
    if (now.kind === 'unreadable') throw stillDue(now.sentence);
    await deps.store.completeJob({ job, outcome: now.kind });
    return { outcome: 'done', detail: now.kind };
  };
}
