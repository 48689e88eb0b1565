import type { Metadata } from './customer.ts';

export interface CheckoutSession {
  readonly object: 'checkout.session';
  readonly id: string;
  readonly customer: string | null;
  readonly created: number;
  readonly status: string | null;
  readonly mode: string | null;
  readonly subscription: string | null;
  readonly invoice: string | null;
  readonly payment_intent: string | null;
  readonly amount_subtotal: number | null;
  readonly amount_total: number | null;
  readonly currency: string | null;
  readonly discounts: readonly { readonly coupon: string | null; readonly promotion_code: string | null }[];
  readonly metadata: Metadata;
}

export interface Quote {
  readonly object: 'quote';
  readonly id: string;
  readonly customer: string | null;
  readonly created: number;
  readonly status: string;
  readonly amount_total: number | null;
  readonly currency: string | null;
  readonly subscription: string | null;
  readonly invoice: string | null;
  readonly expires_at: number | null;
  readonly metadata: Metadata;
}

export interface BillingEvent {
  readonly object: 'event';
  readonly id: string;
  readonly created: number;
  readonly type: string;
  /** Id of `data.object`. */
  readonly subject: string | null;
  /** Null when the event came from Stripe itself; otherwise the id of the request that caused it. */
  readonly request: string | null;
  /** `data.object` and `data.previous_attributes`, as JSON. Untrusted and unnormalised. */
  readonly data: { readonly object: unknown; readonly previous_attributes: unknown };
}
