import type { Store } from '../../../db/store.ts';
import type { TriagePostResult } from '../../../db/triage-posts.ts';
import { assert } from '../../assert.ts';
import type { Logger } from '../../log.ts';
import type { SlackDesk } from '../ports.ts';
import { isLive, resultOf } from '../stored-check.ts';
import type { Task } from './task.ts';

/** Slack has no idempotency key and we read no channel: after a lost answer a message is posted once more, not twice. */
const MAX_UNANSWERED_POSTS = 2;

export interface PublishToSlackDeps {
  readonly store: Store;
  readonly slack: SlackDesk;
  readonly logger: Logger;
}

/**
 * A ticket's result in the triage channel, later ones of the same ticket in its thread. A crash, or an answer of
 * Slack that never came, costs at most one extra message.
 */
export function publishToSlack({ store, slack, logger }: PublishToSlackDeps): Task<'publish-to-slack'> {
  return async (job, signal) => {
    const { analysis_id, ticket_id } = job.payload;
    const post = { analysis_id, ticket_id };
    const settle = async (result: TriagePostResult) => {
      await store.settleTriagePost({ job, ...post, result });
      return { outcome: 'done', detail: result.kind } as const;
    };
    if (slack.triageChannel === null)
      return settle({ kind: 'impossible', reason: 'SLACK_TRIAGE_CHANNEL is not set any more' });
    const analysis = await store.loadAnalysis(analysis_id);
    assert(analysis !== null, 'a message is posted of an analysis that exists', { analysis_id });
    const result = resultOf(analysis);
    const thread_ts = await store.slackThreadOf(ticket_id, slack.triageChannel);

    for (let unanswered = await store.unansweredTriagePosts(post); unanswered < MAX_UNANSWERED_POSTS; ) {
      signal.throwIfAborted();
      await store.markTriagePostSent({ job, ...post });
      try {
        const posted = await slack.postToTriage({ ...post, result, livemode: isLive(result), thread_ts });
        if (posted.kind === 'posted') return settle(posted);
      } catch (error) {
        await store.cancelTriagePost({ job, ...post });
        throw error;
      }
      unanswered += 1;
      logger.warn({ ...post }, 'Slack did not answer a message to the triage channel; it may be there twice');
    }
    return settle({ kind: 'impossible', reason: 'Slack did not answer twice: the message may be there' });
  };
}
