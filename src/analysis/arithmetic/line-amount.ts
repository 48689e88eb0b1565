import { multiplyDecimal, toDecimal, toDecimalUnit } from '../../money.ts';
import type { Price, PriceTier } from '../billing-history.ts';
import type { RecomputationStep } from '../finding.ts';

/** One summand of a line amount: units at one unit amount, the flat fee of a tier, or packages. */
export interface AmountPart {
  readonly kind: 'units' | 'flat' | 'packages';
  /** Units or packages; 1 for a flat fee. */
  readonly count: number;
  /** Decimal string of minor units, for one unit, one package or the whole flat fee. */
  readonly unit: string;
  /** Minor units, rounded half away from zero. */
  readonly amount: number;
  /** Place of the tier, from 1; null where the price has none. */
  readonly tier: number | null;
}

/** What a quantity of a price costs before discounts and exclusive taxes. */
export interface LineAmount {
  /** Minor units: the sum of the parts, each rounded on its own, as Stripe rounds each line. */
  readonly amount: number;
  readonly parts: readonly AmountPart[];
  /** The same in one line, e.g. `10 × 5.00 + 5 × 4.00 = 70.00`. */
  readonly step: RecomputationStep;
}

/** The amount, or the fact that is missing to say it. */
export type LineAmountAnswer = LineAmount | { readonly unknown: string };

/**
 * What `quantity` units of a price cost in `currency`, exactly, in minor units of that currency.
 *
 * Per unit: unit amount × quantity, rounded once, after multiplying ("Decimal amounts for pricing": 0.05 × 30 = 1.5,
 * billed as 2). Package: quantity ÷ `divide_by`, rounded `up` or `down`, × unit amount ("Transform quantities").
 * Volume: all units at the amount of the tier the quantity reaches, and that tier's flat fee. Graduated: each unit at the
 * amount of its own tier, and the flat fee of every tier reached; the first tier's flat fee is due even for nothing
 * ("Recurring pricing models", docs.stripe.com/products-prices/pricing-models, "Tiered pricing").
 *
 * `before` are units of the same period that were billed earlier, on a threshold invoice: graduated tiers go on from
 * there ("Stripe maintains tiers across threshold invoices", docs.stripe.com, "Set up thresholds").
 */
export function lineAmount(
  price: Price,
  quantity: number,
  currency: string,
  label = `${quantity} of price ${price.id}`,
  before = 0,
): LineAmountAnswer {
  if (![quantity, before].every((units) => Number.isSafeInteger(units) && units >= 0)) {
    return { unknown: `the quantity of price ${price.id} is not a whole number` };
  }
  const parts =
    price.billing_scheme === 'tiered'
      ? tiered(price, quantity, currency, before)
      : flatPriced(price, quantity, currency);
  if ('unknown' in parts) return parts;
  const amount = parts.parts.reduce((sum, part) => sum + part.amount, 0);
  return { amount, parts: parts.parts, step: stepOf(parts, amount, currency, label) };
}

/** The unit amount of a per-unit price in a currency: its own, or that of its currency option; null when not known. */
export function unitAmountIn(price: Price, currency: string): string | null {
  if (price.currency === currency) return price.unit_amount_decimal;
  return price.currency_options[currency]?.unit_amount_decimal ?? null;
}

/** The tiers of a price in a currency, lowest first; null when not known (Stripe leaves them out unless expanded). */
export function tiersIn(price: Price, currency: string): readonly PriceTier[] | null {
  const tiers = price.currency === currency ? price.tiers : (price.currency_options[currency]?.tiers ?? null);
  if (tiers === null || tiers.length === 0) return null;
  return [...tiers].sort((a, b) => upperBound(a) - upperBound(b));
}

/** The tier, from 1, that `quantity` reaches; null where the tiers do not say. */
export function tierReached(tiers: readonly PriceTier[], quantity: number): number | null {
  const place = tiers.findIndex((tier) => quantity <= upperBound(tier));
  return place < 0 ? null : place + 1;
}

const upperBound = ({ up_to }: PriceTier): number => up_to ?? Number.POSITIVE_INFINITY;

interface Parts {
  readonly parts: readonly AmountPart[];
  /** What is said before the sum, e.g. how many packages it makes. */
  readonly preface: string | null;
}

type PartsAnswer = Parts | { readonly unknown: string };

function flatPriced(price: Price, quantity: number, currency: string): PartsAnswer {
  const unit = unitAmountIn(price, currency);
  if (unit === null)
    return { unknown: `the unit amount of price ${price.id} in ${currency.toUpperCase()} is not known` };
  const { transform_quantity: transform } = price;
  if (transform === null) {
    return { parts: [part('units', quantity, unit, null)], preface: null };
  }
  const { divide_by: size, round } = transform;
  if (size <= 0) return { unknown: `price ${price.id} has packages of no size` };
  const packages = packageCount(quantity, transform);
  const exact = quantity % size === 0 ? '' : ` rounded ${round}`;
  return {
    parts: [part('packages', packages, unit, null)],
    preface: `${quantity} ÷ ${size}${exact} = ${packages}; `,
  };
}

/** How many packages `quantity` makes. */
export function packageCount(
  quantity: number,
  { divide_by: size, round }: NonNullable<Price['transform_quantity']>,
): number {
  const whole = Math.floor(quantity / size);
  return round === 'up' && quantity % size > 0 ? whole + 1 : whole;
}

function tiered(price: Price, quantity: number, currency: string, before: number): PartsAnswer {
  const tiers = tiersIn(price, currency);
  if (tiers === null || price.tiers_mode === null) {
    return { unknown: `the tiers of price ${price.id} in ${currency.toUpperCase()} are not in the history` };
  }
  const last = tierReached(tiers, quantity + before);
  if (last === null) return { unknown: `price ${price.id} has no tier for ${quantity + before} units` };
  if (price.tiers_mode === 'volume') {
    if (before > 0) return { unknown: `volume price ${price.id} was billed in parts` };
    return { parts: tierParts(tiers[last - 1], last, quantity), preface: null };
  }
  const parts = tiers.slice(0, last).flatMap((tier, place) => {
    const from = place === 0 ? 0 : upperBound(tiers[place - 1] ?? tier);
    const within = (total: number): number => Math.max(0, Math.min(total, upperBound(tier)) - from);
    const earlier = within(before);
    const units = within(quantity + before) - earlier;
    // A tier that was reached before has had its flat fee; the first is reached by nothing at all.
    const isReachedNow = earlier === 0 && (units > 0 || (place === 0 && before === 0));
    return units > 0 || isReachedNow ? tierParts(tier, place + 1, units, isReachedNow) : [];
  });
  return { parts, preface: null };
}

function tierParts(tier: PriceTier | undefined, place: number, units: number, withFlat = true): AmountPart[] {
  const { unit_amount_decimal: unit = null, flat_amount_decimal: flat = null } = tier ?? {};
  const hasFlat = withFlat && flat !== null && Number(flat) !== 0;
  const unitPart = part('units', units, unit ?? '0', place);
  if (!hasFlat) return [unitPart];
  const flatPart = part('flat', 1, flat, place);
  return units === 0 || Number(unit ?? '0') === 0 ? [flatPart] : [unitPart, flatPart];
}

function part(kind: AmountPart['kind'], count: number, unit: string, tier: number | null): AmountPart {
  return { kind, count, unit, amount: multiplyDecimal(unit, count), tier };
}

function stepOf(
  { parts, preface }: Parts,
  amount: number,
  currency: string,
  label: string,
): RecomputationStep {
  const summands = parts.map(({ kind, count, unit }) => {
    const each = toDecimalUnit(unit, currency);
    return kind === 'flat' ? `${each} flat` : `${count} × ${each}`;
  });
  return {
    label,
    expression: `${preface ?? ''}${summands.join(' + ')}`,
    result: toDecimal({ amount, currency }),
  };
}
