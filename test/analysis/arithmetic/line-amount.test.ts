import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineAmount, tierReached, tiersIn } from '../../../src/analysis/arithmetic/line-amount.ts';
import type { Price, PriceTier } from '../../../src/analysis/billing-history.ts';
import { aPrice } from '../builders.ts';

const tier = (
  up_to: number | null,
  unit: number | string | null,
  flat: number | string | null = null,
): PriceTier => ({
  up_to,
  unit_amount_decimal: unit === null ? null : String(unit),
  flat_amount_decimal: flat === null ? null : String(flat),
});

const aTieredPrice = (
  tiers_mode: 'graduated' | 'volume',
  tiers: readonly PriceTier[],
  parts: Partial<Price> = {},
): Price =>
  aPrice({
    billing_scheme: 'tiered',
    unit_amount: null,
    unit_amount_decimal: null,
    tiers_mode,
    tiers,
    ...parts,
  });

/** Amount of `quantity`, or what is missing to say it. */
const amountOf = (price: Price, quantity: number, currency = price.currency, before = 0): number | string => {
  const answer = lineAmount(price, quantity, currency, 'line', before);
  return 'unknown' in answer ? answer.unknown : answer.amount;
};
const stepOf = (price: Price, quantity: number, currency = price.currency, before = 0): string => {
  const answer = lineAmount(price, quantity, currency, 'line', before);
  return 'unknown' in answer ? answer.unknown : `${answer.step.expression} = ${answer.step.result}`;
};

// "Set up tiered pricing" (docs.stripe.com/subscriptions/pricing-models/tiered-pricing): the fonts of Typographic.
const FONTS = [tier(5, 700), tier(10, 650), tier(null, 600)];
// "Tiered pricing" (stripe.com/docs/billing/subscriptions/tiers), and with flat fees "Recurring pricing models"
// (docs.stripe.com/products-prices/pricing-models, "Adding flat fees").
const FIVE_TIERS = [tier(5, 500), tier(10, 400), tier(15, 300), tier(20, 200), tier(null, 100)];
const FLAT_TIERS = [
  tier(5, 500, 1000),
  tier(10, 400, 2000),
  tier(15, 300, 3000),
  tier(20, 200, 4000),
  tier(null, 100, 5000),
];

describe("Stripe's own examples", () => {
  it.each([
    [1, 700],
    [5, 3500],
    [6, 3900],
    [20, 12_000],
    [25, 15_000],
  ])('volume: %i fonts cost %i cents', (quantity, expected) => {
    expect(amountOf(aTieredPrice('volume', FONTS), quantity)).toBe(expected);
  });

  it.each([
    [1, 700],
    [5, 3500],
    [6, 4150],
    [20, 12_750],
    [25, 15_750],
  ])('graduated: %i fonts cost %i cents', (quantity, expected) => {
    expect(amountOf(aTieredPrice('graduated', FONTS), quantity)).toBe(expected);
  });

  it.each([
    [1, 500, 500],
    [5, 2500, 2500],
    [6, 2400, 2900],
    [20, 4000, 7000],
    [25, 2500, 7500],
  ])('five tiers: %i units cost %i cents by volume and %i graduated', (quantity, volume, graduated) => {
    expect(amountOf(aTieredPrice('volume', FIVE_TIERS), quantity)).toBe(volume);
    expect(amountOf(aTieredPrice('graduated', FIVE_TIERS), quantity)).toBe(graduated);
  });

  it('per unit: the same amount for every unit', () => {
    const price = aPrice({ unit_amount: 500 });
    expect([1, 5, 6, 20, 25].map((quantity) => amountOf(price, quantity))).toEqual([
      500, 2500, 3000, 10_000, 12_500,
    ]);
  });

  it('flat fees: 12 × 3 + 30 = 66 by volume, 5 × 5 + 10 + 5 × 4 + 20 + 2 × 3 + 30 = 111 graduated', () => {
    expect(stepOf(aTieredPrice('volume', FLAT_TIERS), 12)).toBe('12 × 3.00 + 30.00 flat = 66.00');
    expect(stepOf(aTieredPrice('graduated', FLAT_TIERS), 12)).toBe(
      '5 × 5.00 + 10.00 flat + 5 × 4.00 + 20.00 flat + 2 × 3.00 + 30.00 flat = 111.00',
    );
  });

  it('flat fees: the first one is billed for a quantity of 0, in either mode', () => {
    expect(stepOf(aTieredPrice('volume', FLAT_TIERS), 0)).toBe('10.00 flat = 10.00');
    expect(stepOf(aTieredPrice('graduated', FLAT_TIERS), 0)).toBe('10.00 flat = 10.00');
    // "set up an up_to=1 tier with an unit_amount equal to the flat fee and omit the flat_amount"
    expect(amountOf(aTieredPrice('graduated', [tier(1, 1000), tier(null, 500)]), 0)).toBe(0);
  });

  it('thresholds: 200 × 0.50 and, past 10,000 impressions, 250 × 0.40 are 100 each', () => {
    // "Set up thresholds" (docs.stripe.com/billing/subscriptions/usage-based/thresholds): tiers go on from one
    // threshold invoice to the next.
    const impressions = aTieredPrice('graduated', [tier(10_000, 50), tier(null, 40)]);
    expect(amountOf(impressions, 200, 'usd', 0)).toBe(10_000);
    expect(amountOf(impressions, 200, 'usd', 9800)).toBe(10_000);
    expect(amountOf(impressions, 250, 'usd', 10_000)).toBe(10_000);
    expect(stepOf(impressions, 250, 'usd', 9900)).toBe('100 × 0.50 + 150 × 0.40 = 110.00');
  });

  it('packages: 150 minutes are 3 hours at 10.00', () => {
    // "Transform quantities" (docs.stripe.com/billing/subscriptions/usage-based/transform-quantities).
    const rental = aPrice({ unit_amount: 1000, transform_quantity: { divide_by: 60, round: 'up' } });
    expect(stepOf(rental, 150)).toBe('150 ÷ 60 rounded up = 3; 3 × 10.00 = 30.00');
  });

  it.each([
    [1, 1000],
    [3, 1000],
    [5, 1000],
    [6, 2000],
    [7, 2000],
  ])('packages: %i users in fives, rounded up, cost %i cents', (quantity, expected) => {
    // "Quantity transformation" (stripe.com/docs/billing/subscriptions/quantity-transformation).
    const price = aPrice({ unit_amount: 1000, transform_quantity: { divide_by: 5, round: 'up' } });
    expect(amountOf(price, quantity)).toBe(expected);
  });

  it('decimal amounts: 0.05 cents × 30 is 1.5, rounded up to 2 cents, each line on its own', () => {
    // "Decimal amounts for pricing" (stripe.com/docs/billing/subscriptions/decimal-amounts).
    const price = aPrice({ unit_amount: null, unit_amount_decimal: '0.05' });
    expect(stepOf(price, 30)).toBe('30 × 0.0005 = 0.02');
    expect(amountOf(aPrice({ unit_amount: null, unit_amount_decimal: '105.5' }), 1)).toBe(106);
    expect(amountOf(aTieredPrice('graduated', [tier(1, '0.5'), tier(null, '0.5')]), 2)).toBe(2);
  });
});

describe('lineAmount', () => {
  it('rounds packages down where the price says so, and takes an exact number as it is', () => {
    const price = aPrice({ unit_amount: 1000, transform_quantity: { divide_by: 5, round: 'down' } });
    expect([4, 5, 9, 10].map((quantity) => amountOf(price, quantity))).toEqual([0, 1000, 1000, 2000]);
    expect(stepOf(price, 10)).toBe('10 ÷ 5 = 2; 2 × 10.00 = 20.00');
  });

  it('keeps to the digits of the currency', () => {
    expect(stepOf(aPrice({ currency: 'jpy', unit_amount: 4900 }), 3)).toBe('3 × 4900 = 14700');
    expect(stepOf(aPrice({ currency: 'kwd', unit_amount: 12_500 }), 3)).toBe('3 × 12.500 = 37.500');
    expect(stepOf(aTieredPrice('graduated', [tier(10, 500), tier(null, 400)]), 15)).toBe(
      '10 × 5.00 + 5 × 4.00 = 70.00',
    );
  });

  it('takes another currency from the currency options, tiers too', () => {
    const euro = { unit_amount_decimal: '4500', tax_behavior: null };
    expect(amountOf(aPrice({ currency_options: { eur: euro } }), 2, 'eur')).toBe(9000);
    const tiers = [tier(5, 100), tier(null, 50)];
    const price = aTieredPrice('volume', FONTS, {
      currency_options: { eur: { unit_amount_decimal: null, tax_behavior: null, tiers } },
    });
    expect(amountOf(price, 6, 'eur')).toBe(300);
  });

  it('reads tiers in any order', () => {
    const price = aTieredPrice('graduated', [...FONTS].reverse());
    expect(amountOf(price, 6)).toBe(4150);
    expect(tierReached(tiersIn(price, 'usd') ?? [], 10)).toBe(2);
    expect(tierReached(tiersIn(price, 'usd') ?? [], 11)).toBe(3);
  });

  it('says which fact is missing', () => {
    expect(amountOf(aPrice(), 1, 'eur')).toBe('the unit amount of price price_Pro in EUR is not known');
    expect(amountOf(aTieredPrice('volume', FONTS, { tiers: null }), 1)).toBe(
      'the tiers of price price_Pro in USD are not in the history',
    );
    expect(amountOf(aTieredPrice('volume', FONTS), 1, 'eur')).toBe(
      'the tiers of price price_Pro in EUR are not in the history',
    );
    expect(amountOf(aTieredPrice('graduated', [tier(5, 700)]), 6)).toBe(
      'price price_Pro has no tier for 6 units',
    );
    expect(amountOf(aPrice(), 1.5)).toBe('the quantity of price price_Pro is not a whole number');
    expect(amountOf(aTieredPrice('volume', FONTS), 1, 'usd', 5)).toBe(
      'volume price price_Pro was billed in parts',
    );
  });

  it('costs the same graduated in one go or in parts', () => {
    const price = aTieredPrice('graduated', FLAT_TIERS);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (first, rest) => {
        const parts = [amountOf(price, first), amountOf(price, rest, 'usd', first)];
        expect(Number(parts[0]) + Number(parts[1])).toBe(amountOf(price, first + rest));
      }),
    );
  });
});
