import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DiscountTerms,
  endOfDiscount,
  type StackedDiscount,
  stackDiscounts,
  termsOf,
} from '../../../src/analysis/arithmetic/discounts.ts';
import { aCoupon, aDiscount, at } from '../builders.ts';

const percent = (value: string): DiscountTerms => ({ percent: value, amounts: {} });
const amount = (value: number, currency = 'usd'): DiscountTerms => ({
  percent: null,
  amounts: { [currency]: value },
});
const line = (value: number, id = 'il_1', product: string | null = 'prod_Pro', discountable = true) => ({
  id,
  amount: value,
  product,
  discountable,
});
const off = (terms: DiscountTerms, id = 'di_1', parts: Partial<StackedDiscount> = {}): StackedDiscount => ({
  id,
  terms,
  products: null,
  lines: null,
  ...parts,
});
const total = (shares: readonly { readonly amount: number }[]): number =>
  shares.reduce((sum, share) => sum + share.amount, 0);

describe("the examples of Stripe's own documentation", () => {
  // https://docs.stripe.com/api/coupons/create: "an invoice with a subtotal of 100 will have a final total of 0 if a
  // coupon with an amount_off of 200 is applied to it and an invoice with a subtotal of 300 will have a final total of
  // 100 if a coupon with an amount_off of 200 is applied to it."
  it.each([
    [10_000, 20_000, 0],
    [30_000, 20_000, 10_000],
  ])('%i with %i off leaves %i', (subtotal, value, left) => {
    const { shares } = stackDiscounts([line(subtotal)], [off(amount(value))], 'usd');
    expect(subtotal - total(shares)).toBe(left);
  });

  // https://docs.stripe.com/billing/subscriptions/coupons, duration: a 50 % coupon of four months on a 100 USD/year
  // subscription takes its share of the whole first year: the customer pays 50 USD.
  it('takes a repeating coupon off the whole of a yearly invoice within its months', () => {
    const coupon = aCoupon({ percent_off: '50', duration: 'repeating', duration_in_months: 4 });
    const { shares, steps } = stackDiscounts([line(10_000)], [off(termsOf(coupon))], 'usd');
    expect(10_000 - total(shares)).toBe(5_000);
    expect(steps).toEqual([{ label: 'discount di_1', expression: '100.00 × 50 %', result: '50.00' }]);
    const discount = aDiscount({ start: at('2026-01-31') });
    expect(endOfDiscount(discount, coupon)).toBe(at('2026-05-31'));
  });

  // https://docs.stripe.com/api/invoiceitems/object#invoiceitem_object-discounts: "Item discounts are applied before
  // invoice discounts."
  it('takes the discounts of items before those of the invoice, each on what is left', () => {
    const discounts = [off(percent('10'), 'di_invoice'), off(amount(1_000), 'di_item', { lines: ['il_1'] })];
    const { shares } = stackDiscounts([line(5_000)], discounts, 'usd');
    expect(shares).toEqual([
      { line: 'il_1', discount: 'di_item', amount: 1_000 },
      { line: 'il_1', discount: 'di_invoice', amount: 400 },
    ]);
  });
});

describe('what several discounts take off', () => {
  it('depends on their order', () => {
    const [fixed, share] = [off(amount(500), 'di_500'), off(percent('20'), 'di_20')];
    expect(total(stackDiscounts([line(1_000)], [share, fixed], 'usd').shares)).toBe(700);
    expect(total(stackDiscounts([line(1_000)], [fixed, share], 'usd').shares)).toBe(600);
  });

  it('shares an amount out over lines to the last minor unit', () => {
    const lines = [line(3_333, 'il_1'), line(3_333, 'il_2'), line(3_334, 'il_3')];
    const { shares } = stackDiscounts(lines, [off(amount(1_000))], 'usd');
    expect(shares.map((share) => share.amount)).toEqual([333, 333, 334]);
  });

  it('rounds a percentage on each line, and keeps yen and dinar whole', () => {
    const lines = [line(5, 'il_1'), line(5, 'il_2')];
    expect(stackDiscounts(lines, [off(percent('10'))], 'jpy').shares.map((share) => share.amount)).toEqual([
      1, 1,
    ]);
    const { steps } = stackDiscounts([line(12_500)], [off(percent('12.5'))], 'kwd');
    expect(steps[0]).toMatchObject({ expression: '12.500 × 12.5 %', result: '1.563' });
  });

  it('leaves out other products, lines that are not discountable, credits and other currencies', () => {
    const lines = [
      line(1_000, 'il_pro'),
      line(1_000, 'il_seat', 'prod_Seat'),
      line(1_000, 'il_fee', 'prod_Pro', false),
      line(-400, 'il_credit'),
      line(1_000, 'il_unknown', null),
    ];
    const limited = off(percent('50'), 'di_pro', { products: ['prod_Pro'] });
    const foreign = off(amount(300, 'eur'), 'di_eur');
    const { shares, ignored } = stackDiscounts(lines, [limited, foreign], 'usd');
    expect(shares).toEqual([{ line: 'il_pro', discount: 'di_pro', amount: 500 }]);
    expect(ignored).toEqual(['di_eur']);
  });

  it('uses the coupon’s amount for the currency of the invoice', () => {
    const coupon = aCoupon({
      amount_off: 1_000,
      currency: 'usd',
      currency_options: { eur: { amount_off: 900 } },
    });
    expect(total(stackDiscounts([line(4_900)], [off(termsOf(coupon))], 'eur').shares)).toBe(900);
    expect(total(stackDiscounts([line(4_900)], [off(termsOf(coupon))], 'usd').shares)).toBe(1_000);
  });

  it('never takes more off a line than there is, whatever is stacked', () => {
    const anyTerms = fc.oneof(
      fc.integer({ min: 1, max: 10_000 }).map((basisPoints) => percent(String(basisPoints / 100))),
      fc.integer({ min: 1, max: 1_000_000 }).map((value) => amount(value)),
    );
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -5_000, max: 100_000 }), { minLength: 1, maxLength: 5 }),
        fc.array(anyTerms, { maxLength: 5 }),
        (amounts, terms) => {
          const lines = amounts.map((value, place) => line(value, `il_${place}`));
          const { shares } = stackDiscounts(
            lines,
            terms.map((one, place) => off(one, `di_${place}`)),
            'usd',
          );
          for (const { id, amount: value } of lines) {
            const taken = total(shares.filter((share) => share.line === id));
            expect(taken).toBeGreaterThanOrEqual(0);
            expect(taken).toBeLessThanOrEqual(Math.max(0, value));
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('when a discount ends', () => {
  it('is its own end, else the months of its coupon on the calendar', () => {
    const repeating = aCoupon({ duration: 'repeating', duration_in_months: 1 });
    expect(endOfDiscount(aDiscount({ end: at('2026-03-01') }), repeating)).toBe(at('2026-03-01'));
    expect(endOfDiscount(aDiscount({ start: at('2026-01-31') }), repeating)).toBe(at('2026-02-28'));
    expect(endOfDiscount(aDiscount({ start: null }), repeating)).toBeNull();
    expect(endOfDiscount(aDiscount(), aCoupon())).toBeNull();
    expect(endOfDiscount(aDiscount(), undefined)).toBeNull();
  });
});

const RECORDED = new URL('../../../../shared/data/stripe/recorded/handles-coupons.json', import.meta.url);

describe.runIf(existsSync(RECORDED))('a recorded invoice', () => {
  it('is reproduced to the minor unit', () => {
    interface Line {
      readonly object?: unknown;
      readonly amount?: unknown;
      readonly discount_amounts?: unknown;
    }
    const seen: { readonly amount: number; readonly taken: number }[] = [];
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      const { object, amount: billed, discount_amounts } = value as Line;
      if (object === 'line_item' && typeof billed === 'number' && Array.isArray(discount_amounts)) {
        const taken = total(discount_amounts as { amount: number }[]);
        if (taken > 0) seen.push({ amount: billed, taken });
      }
      for (const part of Object.values(value)) visit(part);
    };
    visit(JSON.parse(readFileSync(RECORDED, 'utf8')));
    expect(seen.length).toBeGreaterThan(0);
    for (const { amount: billed, taken } of seen) {
      expect(total(stackDiscounts([line(billed)], [off(percent('10'))], 'usd').shares)).toBe(taken);
    }
  });
});
