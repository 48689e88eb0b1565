import type { BillingHistory } from '../billing-history.ts';
import { fieldOf } from '../untrusted-json.ts';

/** How long before a change the customer's own session at Stripe may lie. */
const SESSION_SECONDS = 3600;

/** When customers were in Stripe's own pages, by customer: a portal session, or a finished checkout. */
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

/** True when the customer was there within the hour before a change, or until it showed. */
export function wasThere(
  sessions: readonly number[] | undefined,
  changedAt: number,
  shownAt = changedAt,
): boolean {
  return (sessions ?? []).some((at) => at <= shownAt && at >= changedAt - SESSION_SECONDS);
}
