import type { Store } from '../../../db/store.ts';
import { assert } from '../../assert.ts';
import type { SlackDesk } from '../ports.ts';
import { shownStored } from '../stored-check.ts';
import type { Task } from './task.ts';

/** A click is answered at once or not at all: later it would only surprise. */
const CLICK_MAX_AGE_MS = 30 * 60_000;

export interface ShowInSlackDeps {
  readonly store: Store;
  readonly slack: SlackDesk;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/** "Show everything" and "Show less": the stored check, rendered again in place of the message that was clicked. */
export function showInSlack({ store, slack, clock }: ShowInSlackDeps): Task<'show-in-slack'> {
  return async (job) => {
    const { request_id } = job.payload;
    const request = await store.loadSlackRequest(request_id);
    assert(request !== null && request.analysis_id !== null, 'a click shows a check', { request_id });
    const end = async (outcome: string, refused?: string) => {
      await store.settleSlackRequest({
        job,
        request_id,
        outcome,
        ...(refused === undefined ? {} : { refused }),
      });
      return { outcome: 'done', detail: outcome } as const;
    };
    if (clock() - request.received_at_ms > CLICK_MAX_AGE_MS) return end('too late');
    const answer = slack.answerTo(request, job);
    const permission = await slack.mayCheck(request);
    if (permission.kind === 'refused') {
      await answer.show({ kind: 'remark', sentence: permission.sentence });
      return end('refused', permission.reason);
    }
    const expanded = request.ask.expanded === true;
    return end(await answer.show(await shownStored(store, request.analysis_id, expanded)));
  };
}
