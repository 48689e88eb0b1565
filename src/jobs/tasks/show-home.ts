import type { Store } from '../../../db/store.ts';
import { assert } from '../../assert.ts';
import type { SlackCorrections } from '../correction-ports.ts';
import { homeContent } from '../home-content.ts';
import type { Task } from './task.ts';

/** Nobody looks at a tab they opened so long ago; they get a new one when they open it again. */
const OPENED_MAX_AGE_MS = 30 * 60_000;

export interface ShowHomeDeps {
  readonly store: Store;
  readonly corrections: SlackCorrections;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** The Home tab of whoever opened it: lists for approvers, one sentence for others. */
export function showHome({ store, corrections, clock }: ShowHomeDeps): Task<'show-home'> {
  return async (job) => {
    const { request_id } = job.payload;
    const request = await store.loadSlackRequest(request_id);
    assert(request !== null, 'somebody opened their Home tab', { request_id });
    const end = async (outcome: string) => {
      await store.settleSlackRequest({ job, request_id, outcome });
      return { outcome: 'done', detail: outcome } as const;
    };
    const { user_id, received_at_ms } = request;
    if (clock() - received_at_ms > OPENED_MAX_AGE_MS) return end('too late');
    const permission = await corrections.mayDecide(request);
    const content =
      permission.kind === 'refused'
        ? ({ kind: 'no_approver' } as const)
        : await homeContent(store, await corrections.personOf(user_id), clock());
    await corrections.publishHome(user_id, content);
    return end(content.kind);
  };
}
