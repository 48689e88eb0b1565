import type { Store } from '../../../db/store.ts';
import { assert } from '../../assert.ts';
import type { Logger } from '../../log.ts';
import type { Task } from './task.ts';

export interface StripeEventDeps {
  readonly store: Store;
  readonly logger: Logger;
}

/**
 * Stripe's news is only ever a reason to look: what happened is read from Stripe by the corrections concerned, so that
 * news in any order, twice or late ends in the same state.
 */
export function stripeEvent({ store, logger }: StripeEventDeps): Task<'stripe-event'> {
  return async (job) => {
    const { event_id: id } = job.payload;
    const news = await store.stripeEvent(id);
    assert(news !== null, 'the job of an event is stored with it', { id });
    const corrections = await store.correctionsAbout(news);
    const { type, object_id, correction_id } = news;
    const isLost = correction_id !== null && !corrections.includes(correction_id);
    if (isLost)
      logger.error(
        { event: id, type, object: object_id, correction: correction_id },
        'Stripe tells of a correction that this database does not know: if an older one was put in place, restart the server',
      );
    const outcome = isLost ? 'unknown correction' : corrections.length === 0 ? 'not ours' : 'passed on';
    await store.settleStripeEvent({ job, id, outcome, corrections });
    return { outcome: 'done', detail: outcome };
  };
}
