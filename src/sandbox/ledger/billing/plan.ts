import { assert } from '../../../assert.ts';
import { DAY } from '../arithmetic.ts';
import type { Decline } from '../objects/payment.ts';
import type { Customer, PaymentMethod, Price, Subscription, SubscriptionItem } from '../wire.ts';

/** What the ledger knows about a subscription beyond the object Stripe shows. */
export interface Plan {
  readonly subscription: Subscription;
  readonly customer: Customer;
  readonly method: PaymentMethod;
  cycles: number;
  /** Attempts that will fail, in order, and how long after each the next is made. */
  readonly declines: { decline: Decline; retryAfterSeconds: number }[];
  /** Fault: tax the customer although they are exempt. */
  ignoreExemption: boolean;
  /** Fault: how many renewals are still billed after the subscription ended. */
  renewalsAfterEnd: number;
}

/** Days between a failed payment and the next try, as Stripe's smart retries often choose. */
export const RETRY_AFTER_SECONDS = 3 * DAY;

export function onlyItem(subscription: Subscription): SubscriptionItem {
  const [item] = subscription.items.data;
  assert(item !== undefined, 'a subscription has an item', { id: subscription.id });
  return item;
}

/** Months one period of a price takes. */
export function monthsPerCycle(price: Price): number {
  const { recurring } = price;
  assert(recurring !== null, 'a subscription has a recurring price', { id: price.id });
  return recurring.interval === 'year' ? 12 * recurring.interval_count : recurring.interval_count;
}
