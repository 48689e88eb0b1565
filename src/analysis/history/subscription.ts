import type { Metadata } from './customer.ts';
import type { Discount } from './discount.ts';

export type SubscriptionStatus =
  | 'active'
  | 'canceled'
  | 'incomplete'
  | 'incomplete_expired'
  | 'past_due'
  | 'paused'
  | 'trialing'
  | 'unpaid';

export interface Subscription {
  readonly object: 'subscription';
  readonly id: string;
  readonly customer: string;
  readonly created: number;
  readonly start_date: number;
  readonly status: SubscriptionStatus;
  readonly currency: string | null;
  readonly description: string | null;
  readonly collection_method: 'charge_automatically' | 'send_invoice';
  readonly billing_cycle_anchor: number | null;
  /** Null for API versions that had no billing mode (classic). */
  readonly billing_mode: {
    readonly type: 'classic' | 'flexible';
    readonly proration_discounts: 'included' | 'itemized' | null;
  } | null;
  readonly cancel_at: number | null;
  readonly cancel_at_period_end: boolean;
  readonly canceled_at: number | null;
  readonly ended_at: number | null;
  readonly cancellation_details: { readonly reason: string | null; readonly comment: string | null } | null;
  readonly trial_start: number | null;
  readonly trial_end: number | null;
  readonly pause_collection: {
    readonly behavior: 'keep_as_draft' | 'mark_uncollectible' | 'void';
    readonly resumes_at: number | null;
  } | null;
  readonly items: readonly SubscriptionItem[];
  readonly discounts: readonly Discount[];
  readonly default_tax_rates: readonly string[];
  readonly automatic_tax_enabled: boolean;
  readonly latest_invoice: string | null;
  readonly schedule: string | null;
  readonly metadata: Metadata;
}

export interface SubscriptionItem {
  readonly id: string;
  readonly created: number | null;
  readonly price: string | null;
  readonly quantity: number | null;
  /** The item's own period; for API versions before 2025-03-31.basil the subscription's. */
  readonly current_period_start: number | null;
  readonly current_period_end: number | null;
  readonly discounts: readonly Discount[];
  readonly tax_rates: readonly string[];
  readonly metadata: Metadata;
}

export interface SubscriptionSchedule {
  readonly object: 'subscription_schedule';
  readonly id: string;
  readonly customer: string | null;
  readonly subscription: string | null;
  readonly status: string;
  readonly created: number;
  /** When it let go of its subscription: released, canceled or completed; null while it has not. */
  readonly ended_at?: number | null;
  readonly phases: readonly {
    readonly start_date: number;
    readonly end_date: number;
    readonly proration_behavior: string | null;
    readonly items: readonly { readonly price: string | null; readonly quantity: number | null }[];
  }[];
}
