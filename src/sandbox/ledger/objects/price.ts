import type { Price } from '../wire.ts';

/** A decimal of minor units, e.g. `4900` or `"0.85"`. */
export type Decimal = number | string;

/** A price as a scenario asks for it; everything but currency and amount has Stripe's default. */
export interface PriceRequest {
  readonly currency: string;
  /** Per unit, minor units. Leave out for a tiered price. */
  readonly unitAmount?: Decimal;
  /** Null: a one-time price. Default `month`. */
  readonly interval?: 'day' | 'week' | 'month' | 'year' | null;
  readonly intervalCount?: number;
  /** Tiers, cheapest bound first; `upTo: null` is the last. */
  readonly graduated?: readonly TierRequest[];
  readonly volume?: readonly TierRequest[];
  /** Billed by packages of so many. */
  readonly package?: { readonly of: number; readonly round: 'up' | 'down' };
  /** Id of the meter whose usage is billed in arrears. */
  readonly meter?: string;
  readonly taxBehavior?: 'exclusive' | 'inclusive' | 'unspecified';
  /** Per-unit amounts in other currencies. */
  readonly currencyOptions?: Readonly<Record<string, Decimal>>;
  readonly nickname?: string;
  readonly lookupKey?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly trialDays?: number;
}

export interface TierRequest {
  readonly upTo: number | null;
  readonly unit?: Decimal;
  readonly flat?: Decimal;
}

const whole = (decimal: Decimal | undefined): number | null =>
  decimal === undefined || !/^-?\d+$/.test(String(decimal)) ? null : Number(decimal);
const text = (decimal: Decimal | undefined): string | null =>
  decimal === undefined ? null : String(decimal);

/** Any price Stripe knows: per unit, by package, tiered, metered, one-time. */
export function aCustomPrice(id: string, product: string, request: PriceRequest, created: number): Price {
  const tiers = request.graduated ?? request.volume;
  const interval = request.interval === undefined ? 'month' : request.interval;
  const taxBehavior = request.taxBehavior ?? 'exclusive';
  return {
    id,
    object: 'price',
    active: true,
    billing_scheme: tiers === undefined ? 'per_unit' : 'tiered',
    created,
    currency: request.currency,
    ...(request.currencyOptions === undefined
      ? {}
      : { currency_options: currencyOptions(request.currencyOptions, taxBehavior) }),
    custom_unit_amount: null,
    livemode: false,
    lookup_key: request.lookupKey ?? null,
    metadata: { ...request.metadata },
    nickname: request.nickname ?? null,
    product,
    recurring:
      interval === null
        ? null
        : {
            interval,
            interval_count: request.intervalCount ?? 1,
            meter: request.meter ?? null,
            trial_period_days: request.trialDays ?? null,
            usage_type: request.meter === undefined ? 'licensed' : 'metered',
          },
    tax_behavior: taxBehavior,
    ...(tiers === undefined ? {} : { tiers: tiers.map(aTier) }),
    tiers_mode:
      request.graduated !== undefined ? 'graduated' : request.volume !== undefined ? 'volume' : null,
    transform_quantity:
      request.package === undefined ? null : { divide_by: request.package.of, round: request.package.round },
    type: interval === null ? 'one_time' : 'recurring',
    unit_amount: tiers === undefined ? whole(request.unitAmount) : null,
    unit_amount_decimal: tiers === undefined ? text(request.unitAmount) : null,
  };
}

function aTier(tier: TierRequest): NonNullable<Price['tiers']>[number] {
  return {
    flat_amount: whole(tier.flat),
    flat_amount_decimal: text(tier.flat),
    unit_amount: whole(tier.unit),
    unit_amount_decimal: text(tier.unit),
    up_to: tier.upTo,
  };
}

function currencyOptions(
  amounts: Readonly<Record<string, Decimal>>,
  taxBehavior: NonNullable<Price['tax_behavior']>,
): NonNullable<Price['currency_options']> {
  return Object.fromEntries(
    Object.entries(amounts).map(([currency, amount]) => [
      currency,
      {
        custom_unit_amount: null,
        tax_behavior: taxBehavior,
        unit_amount: whole(amount),
        unit_amount_decimal: text(amount),
      },
    ]),
  );
}
