import { multiply } from './arithmetic.ts';
import type { Price } from './wire.ts';

/** One line's worth of what a quantity of a price costs. */
export interface PricedPart {
  /** Minor units. */
  readonly amount: number;
  readonly quantity: number;
  /** Decimal of minor units. */
  readonly unitAmount: string;
  /** `Tier 2`, `Tier 2 flat fee`, or null where the price is not split. */
  readonly tier: string | null;
}

/**
 * What `quantity` of a price costs in `currency`, part by part as Stripe puts it on an invoice: a graduated price has
 * a part per tier reached and per flat fee, a volume price one for its tier, a package price counts packages. `before`
 * units of the same period were billed at a threshold: graduated tiers go on from there ("Stripe maintains tiers across
 * threshold invoices").
 */
export function priceParts(
  price: Price,
  quantity: number,
  currency: string,
  before = 0,
): readonly PricedPart[] {
  if (price.billing_scheme === 'tiered') {
    return price.tiers_mode === 'volume'
      ? volumeParts(price, quantity)
      : graduatedParts(price, quantity, before);
  }
  const unitAmount = unitAmountIn(price, currency);
  const { transform_quantity: transform } = price;
  const units =
    transform === null
      ? quantity
      : transform.round === 'up'
        ? Math.ceil(quantity / transform.divide_by)
        : Math.floor(quantity / transform.divide_by);
  return [{ amount: multiply(unitAmount, units), quantity, unitAmount, tier: null }];
}

/** What `quantity` of a price costs altogether, minor units. */
export function priceAmount(price: Price, quantity: number, currency: string, before = 0): number {
  return priceParts(price, quantity, currency, before).reduce((sum, part) => sum + part.amount, 0);
}

/** The unit amount of a per-unit price in a currency: its own, or that of its currency option. */
export function unitAmountIn(price: Price, currency: string): string {
  if (price.currency === currency) return price.unit_amount_decimal ?? String(price.unit_amount ?? 0);
  const option = price.currency_options?.[currency];
  if (option === undefined) throw new Error(`${price.id} has no amount in ${currency}`);
  return option.unit_amount_decimal ?? String(option.unit_amount ?? 0);
}

type Tier = NonNullable<Price['tiers']>[number];

const unitOf = (tier: Tier): string => tier.unit_amount_decimal ?? String(tier.unit_amount ?? 0);
const flatOf = (tier: Tier): string => tier.flat_amount_decimal ?? String(tier.flat_amount ?? 0);

function graduatedParts(price: Price, quantity: number, before: number): PricedPart[] {
  const parts: PricedPart[] = [];
  const all = before + quantity;
  let below = 0;
  (price.tiers ?? []).forEach((tier, at) => {
    const bound = tier.up_to ?? all;
    const inTier = (units: number): number => Math.max(0, Math.min(units, bound) - below);
    const earlier = inTier(before);
    const units = inTier(all) - earlier;
    // Nothing is billed at the tier where it stands; a flat fee that was billed before is not due again.
    const isNothing = quantity === 0 && before <= bound && (before > below || at === 0);
    if (units > 0 || isNothing) parts.push(...tierParts(tier, at, units, earlier === 0));
    below = bound;
  });
  return parts;
}

function volumeParts(price: Price, quantity: number): PricedPart[] {
  const tiers = price.tiers ?? [];
  const at = tiers.findIndex((tier) => tier.up_to === null || quantity <= tier.up_to);
  const tier = tiers[at];
  if (tier === undefined) throw new Error(`${price.id} has no tier for ${quantity}`);
  return tierParts(tier, at, quantity);
}

function tierParts(tier: Tier, at: number, units: number, withFlat = true): PricedPart[] {
  const name = `Tier ${at + 1}`;
  const unit = {
    amount: multiply(unitOf(tier), units),
    quantity: units,
    unitAmount: unitOf(tier),
    tier: name,
  };
  if (Number(flatOf(tier)) === 0 || !withFlat) return [unit];
  const flat = {
    amount: multiply(flatOf(tier), 1),
    quantity: 1,
    unitAmount: flatOf(tier),
    tier: `${name} flat fee`,
  };
  return units === 0 || Number(unitOf(tier)) === 0 ? [flat] : [unit, flat];
}
