import type { BillingEvent, BillingHistory } from '../billing-history.ts';
import { byCreation } from '../history-index.ts';

/** How long before a change the customer's own session at Stripe may lie. */
const SESSION_SECONDS = 3600;

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

/**
 * When customers were in Stripe's own pages, by customer: a portal session, or a finished checkout. What changes within
 * an hour after that is taken for theirs.
 */
export function ownSessions(history: BillingHistory): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  const add = (customer: unknown, at: number): void => {
    if (typeof customer !== 'string') return;
    const list = found.get(customer);
    if (list === undefined) found.set(customer, [at]);
    else list.push(at);
  };
  for (const { customer, created, status } of history.checkout_sessions) {
    if (status === 'complete') add(customer, created);
  }
  for (const { type, created, data } of history.events) {
    if (type.startsWith('billing_portal.session.')) add(fieldOf(data.object, 'customer'), created);
  }
  return found;
}

/** True when the customer was in one of those pages shortly before. */
export function wasThere(sessions: readonly number[] | undefined, at: number): boolean {
  return (sessions ?? []).some((session) => session <= at && session >= at - SESSION_SECONDS);
}

/** The end of the running period in the untrusted JSON of a subscription, whatever its API version. */
function periodEnd(subscription: unknown): unknown {
  const items = fieldOf(fieldOf(subscription, 'items'), 'data');
  const [first] = Array.isArray(items) ? items : [];
  return fieldOf(first, 'current_period_end') ?? fieldOf(subscription, 'current_period_end');
}

/** A field of untrusted JSON; undefined when it is not there. */
function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
