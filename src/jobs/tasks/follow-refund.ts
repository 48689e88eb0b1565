import type { Store } from '../../../db/store.ts';
import { followed, type MadeInStripe } from '../../corrections/made-in-stripe.ts';
import { nextLookMs, reversalOf } from '../../corrections/reversed.ts';
import { ServiceError } from '../../service-error.ts';
import type { Task } from './task.ts';

export interface FollowRefundDeps {
  readonly store: Store;
  readonly stripe: Pick<MadeInStripe, 'lookAt'>;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

/**
 * Whether money that was returned stayed with the customer: a bank may send it back days later. Looked at after an hour
 * and then every day, also where no webhook brings news.
 */
export function followRefund({ store, stripe, clock }: FollowRefundDeps): Task<'follow-refund'> {
  return async (job) => {
    const { correction_id: id, news } = job.payload;
    const end = async (outcome: string) => {
      await store.completeJob({ job, outcome });
      return { outcome: 'done', detail: outcome } as const;
    };
    const correction = await store.loadCorrection(id);
    if (correction?.state !== 'executed') return end(`it is ${correction?.state ?? 'unknown'}`);
    const seen = await stripe.lookAt(followed(await store.objectsMadeBy(id)));
    if (seen.kind === 'unreadable')
      throw new ServiceError(
        'stripe',
        seen.retry_after_seconds === null ? 'unreachable' : 'limited',
        seen.sentence,
        { retryAfterSeconds: seen.retry_after_seconds },
      );

    const found = { job, id, from: 'executed' } as const;
    const reversal = reversalOf(seen.objects);
    if (reversal !== null) {
      const to = 'reversed_by_stripe';
      await store.recordExecution({
        ...found,
        to,
        outcome: reversal.sentence,
        audit: { kind: 'correction_settled', details: { state: to, refunds: reversal.refunds } },
        job_then: { end: to },
      });
      return { outcome: 'done', detail: to };
    }
    const at_ms = news === null ? nextLookMs(correction.settled_at_ms ?? clock(), clock()) : null;
    if (at_ms === null) return end('nothing came back');
    await store.recordExecution({ ...found, to: 'executed', audit: null, job_then: { at_ms } });
    return { outcome: 'done', detail: 'nothing came back so far' };
  };
}
