import type {
  Coupon,
  Price,
  PriceTier,
  Product,
  PromotionCode,
  Recurring,
  TaxRate,
} from '../../analysis/billing-history.ts';
import { decimalOf, Fields, isRaw } from './raw.ts';

const INTERVALS = ['day', 'week', 'month', 'year'] as const;

export function toPrice(fields: Fields): Price {
  const recurring = fields.child('recurring');
  return {
    object: 'price',
    id: fields.id(),
    created: fields.time('created'),
    active: fields.maybeFlag('active') ?? true,
    product: fields.ref('product'),
    currency: fields.requiredCurrency(),
    type: fields.oneOf('type', ['one_time', 'recurring'], recurring === null ? 'one_time' : 'recurring'),
    recurring: recurring === null ? null : toRecurring(recurring),
    billing_scheme: fields.oneOf('billing_scheme', ['per_unit', 'tiered'], 'per_unit'),
    unit_amount: fields.int('unit_amount'),
    unit_amount_decimal: fields.decimal('unit_amount_decimal') ?? decimalOf(fields.int('unit_amount')),
    ...toShape(fields, 'transform_quantity'),
    tax_behavior:
      fields.maybeOneOf('tax_behavior', ['inclusive', 'exclusive', 'unspecified']) ?? 'unspecified',
    currency_options: toCurrencyOptions(fields),
    nickname: fields.text('nickname'),
    lookup_key: fields.text('lookup_key'),
    metadata: fields.metadata(),
  };
}

/** A plan of old API versions, as the price it became. */
export function planToPrice(fields: Fields): Price {
  return {
    object: 'price',
    id: fields.id(),
    created: fields.time('created'),
    active: fields.maybeFlag('active') ?? true,
    product: fields.ref('product'),
    currency: fields.requiredCurrency(),
    type: 'recurring',
    recurring: toRecurring(fields),
    billing_scheme: fields.oneOf('billing_scheme', ['per_unit', 'tiered'], 'per_unit'),
    unit_amount: fields.int('amount'),
    unit_amount_decimal: fields.decimal('amount_decimal') ?? decimalOf(fields.int('amount')),
    ...toShape(fields, 'transform_usage'),
    tax_behavior: 'unspecified',
    currency_options: {},
    nickname: fields.text('nickname'),
    lookup_key: null,
    metadata: fields.metadata(),
  };
}

function toRecurring(fields: Fields): Recurring {
  return {
    interval: fields.oneOf('interval', INTERVALS),
    interval_count: fields.int('interval_count') ?? 1,
    usage_type: fields.maybeOneOf('usage_type', ['licensed', 'metered']) ?? 'licensed',
    meter: fields.ref('meter'),
  };
}

function toShape(
  fields: Fields,
  transformKey: 'transform_quantity' | 'transform_usage',
): Pick<Price, 'tiers_mode' | 'tiers' | 'transform_quantity'> {
  const transform = fields.child(transformKey);
  return {
    tiers_mode: fields.maybeOneOf('tiers_mode', ['graduated', 'volume']),
    tiers:
      fields.raw['tiers'] === undefined || fields.raw['tiers'] === null
        ? null
        : fields.children('tiers').map(toTier),
    transform_quantity:
      transform === null
        ? null
        : { divide_by: transform.requiredInt('divide_by'), round: transform.oneOf('round', ['up', 'down']) },
  };
}

function toTier(fields: Fields): PriceTier {
  return {
    up_to: fields.raw['up_to'] === 'inf' ? null : fields.count('up_to'),
    unit_amount_decimal: fields.decimal('unit_amount_decimal') ?? decimalOf(fields.int('unit_amount')),
    flat_amount_decimal: fields.decimal('flat_amount_decimal') ?? decimalOf(fields.int('flat_amount')),
  };
}

function toCurrencyOptions(fields: Fields): Price['currency_options'] {
  const options = fields.raw['currency_options'];
  if (!isRaw(options)) return {};
  const entries = Object.entries(options).flatMap(([currency, value]) => {
    if (!isRaw(value)) return [];
    const option = new Fields(value, `currency_options.${currency}`);
    const unit_amount_decimal = option.decimal('unit_amount_decimal') ?? decimalOf(option.int('unit_amount'));
    const tiers = Array.isArray(option.raw['tiers']) ? { tiers: option.children('tiers').map(toTier) } : {};
    return [
      [
        currency.toLowerCase(),
        { unit_amount_decimal, tax_behavior: option.text('tax_behavior'), ...tiers },
      ] as const,
    ];
  });
  return Object.fromEntries(entries);
}

export function toCoupon(fields: Fields): Coupon {
  const products = fields.child('applies_to')?.refs('products') ?? [];
  return {
    object: 'coupon',
    id: fields.id(),
    created: fields.time('created'),
    name: fields.text('name'),
    percent_off: fields.percent('percent_off'),
    amount_off: fields.int('amount_off'),
    currency: fields.currency(),
    currency_options: toAmountsOff(fields),
    duration: fields.oneOf('duration', ['forever', 'once', 'repeating']),
    duration_in_months: fields.int('duration_in_months'),
    redeem_by: fields.time('redeem_by'),
    valid: fields.maybeFlag('valid') ?? true,
    // Limited to no product at all is Stripe's way of saying unlimited.
    applies_to_products: products.length === 0 ? null : products,
    // Stripe leaves the key out both when it was not asked and when the coupon is not limited; whoever asked
    // (fetch-history) writes null.
    applies_to_known: fields.has('applies_to'),
    metadata: fields.metadata(),
  };
}

function toAmountsOff(fields: Fields): Coupon['currency_options'] {
  const options = fields.raw['currency_options'];
  if (!isRaw(options)) return {};
  const entries = Object.entries(options).flatMap(([currency, value]) => {
    const amount_off = isRaw(value)
      ? new Fields(value, `currency_options.${currency}`).int('amount_off')
      : null;
    return amount_off === null ? [] : [[currency.toLowerCase(), { amount_off }] as const];
  });
  return Object.fromEntries(entries);
}

export function toPromotionCode(fields: Fields): PromotionCode {
  return {
    object: 'promotion_code',
    id: fields.id(),
    created: fields.time('created') ?? 0,
    code: fields.text('code') ?? '',
    coupon: fields.child('promotion')?.ref('coupon') ?? fields.ref('coupon'),
    customer: fields.ref('customer'),
    active: fields.maybeFlag('active') ?? true,
    expires_at: fields.time('expires_at'),
    max_redemptions: fields.count('max_redemptions'),
    times_redeemed: fields.count('times_redeemed') ?? 0,
    metadata: fields.metadata(),
  };
}

export function toProduct(fields: Fields): Product {
  return {
    object: 'product',
    id: fields.id(),
    active: fields.maybeFlag('active') ?? true,
    name: fields.text('name') ?? '',
    default_price: fields.ref('default_price'),
    tax_code: fields.ref('tax_code'),
    metadata: fields.metadata(),
  };
}

export function toTaxRate(fields: Fields): TaxRate {
  return {
    object: 'tax_rate',
    id: fields.id(),
    created: fields.time('created'),
    active: fields.maybeFlag('active') ?? true,
    display_name: fields.text('display_name'),
    inclusive: fields.flag('inclusive'),
    percentage: fields.percent('percentage') ?? '0',
    effective_percentage: fields.decimal('effective_percentage'),
    country: fields.text('country'),
    state: fields.text('state'),
    jurisdiction: fields.text('jurisdiction'),
    tax_type: fields.text('tax_type'),
  };
}
