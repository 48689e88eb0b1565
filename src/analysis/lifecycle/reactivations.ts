import type { BillingEvent } from '../billing-history.ts';
import { byCreation } from '../history-index.ts';
import { fieldOf } from '../untrusted-json.ts';

/** A cancellation that was taken back before it took effect. */
export interface Reactivation {
  readonly subscription: string;
  /** Unix seconds. */
  readonly at: number;
  /** When the subscription would have ended; the moment itself where the event does not say. */
  readonly wouldHaveEnded: number;
  readonly event: string;
  /** True when no request caused it: a schedule or another automatism of Stripe's. */
  readonly isAutomatic: boolean;
}

/**
 * Cancellations that were taken back, by subscription, oldest first: `cancel_at_period_end` from true to false, or
 * `cancel_at` to none. From Stripe's events, which are kept for 30 days.
 */
export function reactivations(events: readonly BillingEvent[]): ReadonlyMap<string, readonly Reactivation[]> {
  const found = new Map<string, Reactivation[]>();
  for (const { id, type, subject, created, request, data } of byCreation(events)) {
    if (type !== 'customer.subscription.updated' || subject === null) continue;
    const { object, previous_attributes: before } = data;
    const wasToEnd =
      fieldOf(before, 'cancel_at_period_end') === true || typeof fieldOf(before, 'cancel_at') === 'number';
    const goesOn =
      fieldOf(object, 'cancel_at_period_end') === false &&
      (fieldOf(object, 'cancel_at') ?? null) === null &&
      (fieldOf(object, 'ended_at') ?? null) === null;
    if (!wasToEnd || !goesOn) continue;
    const end = fieldOf(before, 'cancel_at') ?? periodEnd(object);
    const one = {
      subscription: subject,
      at: created,
      wouldHaveEnded: typeof end === 'number' && end > created ? end : created,
      event: id,
      isAutomatic: request === null,
    };
    const list = found.get(subject);
    if (list === undefined) found.set(subject, [one]);
    else list.push(one);
  }
  return found;
}

/** The end of the running period in the untrusted JSON of a subscription, whatever its API version. */
function periodEnd(subscription: unknown): unknown {
  const items = fieldOf(fieldOf(subscription, 'items'), 'data');
  const [first] = Array.isArray(items) ? items : [];
  return fieldOf(first, 'current_period_end') ?? fieldOf(subscription, 'current_period_end');
}
