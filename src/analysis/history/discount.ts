import type { Metadata } from './customer.ts';

/** A live or ended application of a coupon. */
export interface Discount {
  readonly id: string;
  readonly coupon: string | null;
  readonly promotion_code: string | null;
  readonly customer: string | null;
  readonly subscription: string | null;
  readonly subscription_item: string | null;
  readonly invoice: string | null;
  readonly invoice_item: string | null;
  readonly start: number | null;
  readonly end: number | null;
}

export interface Coupon {
  readonly object: 'coupon';
  readonly id: string;
  readonly created: number | null;
  readonly name: string | null;
  /** Decimal string, e.g. "12.5". */
  readonly percent_off: string | null;
  readonly amount_off: number | null;
  readonly currency: string | null;
  readonly currency_options: Readonly<Record<string, { readonly amount_off: number }>>;
  readonly duration: 'forever' | 'once' | 'repeating';
  readonly duration_in_months: number | null;
  readonly redeem_by: number | null;
  readonly valid: boolean;
  /** Product ids the coupon is limited to; null when not limited, or not known (see `applies_to_known`). */
  readonly applies_to_products: readonly string[] | null;
  /** False while Stripe was not asked for `applies_to` (it is left out unless expanded). */
  readonly applies_to_known: boolean;
  readonly metadata: Metadata;
}

export interface PromotionCode {
  readonly object: 'promotion_code';
  readonly id: string;
  readonly created: number;
  readonly code: string;
  readonly coupon: string | null;
  readonly customer: string | null;
  readonly active: boolean;
  readonly expires_at: number | null;
  readonly max_redemptions: number | null;
  readonly times_redeemed: number;
  readonly metadata: Metadata;
}
