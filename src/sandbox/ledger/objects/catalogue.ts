import type { Coupon, Discount, Plan, Price, Product, PromotionCode, TaxRate } from '../wire.ts';

export function aProduct(id: string, name: string, description: string, created: number): Product {
  return {
    id,
    object: 'product',
    active: true,
    created,
    default_price: null,
    description,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: {},
    name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: null,
    updated: created,
    url: null,
  };
}

export interface PriceSpec {
  readonly id: string;
  readonly product: string;
  readonly currency: string;
  /** Minor units. */
  readonly unitAmount: number;
  readonly interval: 'month' | 'year';
  readonly nickname: string;
  readonly lookupKey: string;
  readonly created: number;
}

export function aPrice(spec: PriceSpec): Price {
  return {
    id: spec.id,
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created: spec.created,
    currency: spec.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: spec.lookupKey,
    metadata: {},
    nickname: spec.nickname,
    product: spec.product,
    recurring: {
      interval: spec.interval,
      interval_count: 1,
      meter: null,
      trial_period_days: null,
      usage_type: 'licensed',
    },
    tax_behavior: 'exclusive',
    tiers_mode: null,
    transform_quantity: null,
    type: 'recurring',
    unit_amount: spec.unitAmount,
    unit_amount_decimal: String(spec.unitAmount),
  };
}

/** The older shape of a recurring price that Stripe still sends beside `price` on a subscription item. */
export function planOf(price: Price): Plan {
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: price.billing_scheme,
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? 'month',
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: {},
    meter: price.recurring?.meter ?? null,
    nickname: price.nickname,
    product: price.product,
    ...(price.tiers === undefined ? {} : { tiers: price.tiers }),
    tiers_mode: price.tiers_mode,
    transform_usage: price.transform_quantity,
    trial_period_days: null,
    usage_type: price.recurring?.usage_type ?? 'licensed',
  };
}

export interface TaxRateSpec {
  readonly id: string;
  readonly displayName: string;
  readonly percentage: number;
  readonly country: string;
  readonly state: string | null;
  readonly taxType: NonNullable<TaxRate['tax_type']>;
  readonly created: number;
}

export function aTaxRate(spec: TaxRateSpec): TaxRate {
  return {
    id: spec.id,
    object: 'tax_rate',
    active: true,
    country: spec.country,
    created: spec.created,
    description: null,
    display_name: spec.displayName,
    effective_percentage: spec.percentage,
    flat_amount: null,
    inclusive: false,
    jurisdiction: spec.state ?? spec.country,
    jurisdiction_level: null,
    livemode: false,
    metadata: {},
    percentage: spec.percentage,
    rate_type: 'percentage',
    state: spec.state,
    tax_type: spec.taxType,
  };
}

export interface CouponSpec {
  readonly id: string;
  readonly name: string;
  readonly percentOff?: number;
  readonly amountOff?: { readonly amount: number; readonly currency: string };
  readonly duration: 'once' | 'forever' | { readonly months: number };
  readonly created: number;
}

export function aCoupon(spec: CouponSpec): Coupon {
  return {
    id: spec.id,
    object: 'coupon',
    amount_off: spec.amountOff?.amount ?? null,
    created: spec.created,
    currency: spec.amountOff?.currency ?? null,
    duration: typeof spec.duration === 'string' ? spec.duration : 'repeating',
    duration_in_months: typeof spec.duration === 'string' ? null : spec.duration.months,
    livemode: false,
    max_redemptions: null,
    metadata: {},
    name: spec.name,
    percent_off: spec.percentOff ?? null,
    redeem_by: null,
    times_redeemed: 0,
    valid: true,
  };
}

export function aPromotionCode(id: string, code: string, coupon: string, created: number): PromotionCode {
  return {
    id,
    object: 'promotion_code',
    active: true,
    code,
    created,
    customer: null,
    customer_account: null,
    expires_at: null,
    livemode: false,
    max_redemptions: null,
    metadata: {},
    promotion: { coupon, type: 'coupon' },
    restrictions: { first_time_transaction: false, minimum_amount: null, minimum_amount_currency: null },
    times_redeemed: 0,
  };
}

export interface DiscountSpec {
  readonly id: string;
  readonly coupon: string;
  readonly promotionCode: string | null;
  readonly customer: string;
  readonly subscription: string | null;
  readonly start: number;
  readonly end: number | null;
}

export function aDiscount(spec: DiscountSpec): Discount {
  return {
    id: spec.id,
    object: 'discount',
    checkout_session: null,
    customer: spec.customer,
    customer_account: null,
    end: spec.end,
    invoice: null,
    invoice_item: null,
    promotion_code: spec.promotionCode,
    source: { coupon: spec.coupon, type: 'coupon' },
    start: spec.start,
    subscription: spec.subscription,
    subscription_item: null,
  };
}
