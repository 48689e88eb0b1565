import { assert } from '../../../assert.ts';
import { boundaryAfter, DAY, type Interval } from '../arithmetic.ts';
import type { Decline } from '../objects/payment.ts';
import type { Customer, PaymentMethod, Price, Subscription, SubscriptionItem } from '../wire.ts';
import type { BillingHooks } from './hooks.ts';

/** An attempt that will fail, and how long after it the next is made. */
export interface PlannedDecline {
  readonly decline: Decline;
  readonly retryAfterSeconds: number;
}

/** What happens once the planned declines are used up: the next attempt succeeds, or Stripe gives up. */
export type AfterDeclines = 'pay' | 'past_due' | 'unpaid' | 'cancel' | 'uncollectible';

/** Who pays invoices, and how that goes. */
export interface Payer {
  readonly customer: Customer;
  method: PaymentMethod | null;
  readonly subscription: Subscription | null;
  /** Attempts that will fail, in order. */
  readonly declines: PlannedDecline[];
  afterDeclines: AfterDeclines;
  /** Charged instead of `method` once an attempt has failed. */
  backup: PaymentMethod | null;
  /** Adaptive pricing: what the customer sees, at a rate of so many minor units per 1,000. */
  presentment: Presentment | null;
  readonly hooks: BillingHooks[];
  /** Renewals so far. */
  cycles: number;
  /** Fault: tax the customer although they are exempt. */
  ignoreExemption: boolean;
}

export interface Presentment {
  readonly currency: string;
  /** Presentment minor units per 1,000 minor units of the charge. */
  readonly perThousand: number;
}

/** Time of a subscription item that was billed (or waits to be) and can be credited. */
export interface Debit {
  readonly item: string;
  /** Null while it waits as a pending invoice item. */
  invoice: string | null;
  readonly line: string;
  /** Minor units before and after discounts. */
  readonly gross: number;
  readonly net: number;
  readonly discounts: readonly { readonly amount: number; readonly discount: string }[];
  readonly period: { readonly start: number; readonly end: number };
}

/** What the ledger knows about a subscription beyond the object Stripe shows. */
export interface Plan extends Payer {
  readonly subscription: Subscription;
  /** Fault: how many renewals are still billed after the subscription ended. */
  renewalsAfterEnd: number;
  /** What has been billed for the running period, by item. */
  readonly debits: Map<string, Debit[]>;
  /** Where each metered item's usage has been billed up to. */
  readonly usageBilledUntil: Map<string, number>;
  /** Units of the running period that threshold invoices have billed, by item. */
  readonly usageAtThreshold: Map<string, number>;
  /** Counts up whenever the renewal date moves, so that an outdated timer does nothing. */
  timer: number;
  /** Phases of a schedule that have not begun. */
  readonly phases: { readonly at: number; readonly apply: () => void }[];
}

/** Days between a failed payment and the next try, as Stripe's smart retries often choose. */
export const RETRY_AFTER_SECONDS = 3 * DAY;

export function aPayer(
  customer: Customer,
  method: PaymentMethod | null,
  subscription: Subscription | null,
): Payer {
  return {
    customer,
    method,
    subscription,
    declines: [],
    afterDeclines: 'pay',
    backup: null,
    presentment: null,
    hooks: [],
    cycles: 0,
    ignoreExemption: false,
  };
}

export function aPlan(customer: Customer, method: PaymentMethod | null, subscription: Subscription): Plan {
  return {
    ...aPayer(customer, method, subscription),
    subscription,
    renewalsAfterEnd: 0,
    debits: new Map(),
    usageBilledUntil: new Map(),
    usageAtThreshold: new Map(),
    timer: 0,
    phases: [],
  };
}

/** The only item of a subscription that has one, or the first. */
export function onlyItem(subscription: Subscription): SubscriptionItem {
  const [item] = subscription.items.data;
  assert(item !== undefined, 'a subscription has an item', { id: subscription.id });
  return item;
}

/** A cancellation at the period's end moves with it. */
export function followPeriodEnd(subscription: Subscription): void {
  if (subscription.cancel_at_period_end) {
    subscription.cancel_at = onlyItem(subscription).current_period_end;
  }
}

export const isMetered = (price: Price): boolean => price.recurring?.usage_type === 'metered';

/** End of the period of a recurring price that runs at `at`, counted from the billing cycle anchor. */
export function periodEnd(price: Price, anchor: number, at: number): number {
  const { recurring } = price;
  assert(recurring !== null, 'a subscription has a recurring price', { id: price.id });
  return boundaryAfter(anchor, recurring.interval as Interval, recurring.interval_count, at);
}

/** Whether two recurring prices are billed in the same rhythm. */
export function sameRhythm(a: Price, b: Price): boolean {
  return (
    a.recurring?.interval === b.recurring?.interval &&
    a.recurring?.interval_count === b.recurring?.interval_count
  );
}
