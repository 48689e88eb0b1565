import { describe, expect, it } from 'vitest';
import { creditWholeLine, lineCreditTotal } from '../../../src/analysis/correction.ts';
import { lineTotal } from '../../../src/analysis/history-index.ts';
import { scaledTo } from '../../../src/analysis/over-charge.ts';
import { allocate, mulDiv, percentOf } from '../../../src/money.ts';
import { aLine } from '../builders.ts';

const taxed = (id: string, amount: number, tax: number, inclusive: boolean) =>
  aLine({
    id,
    amount,
    taxes: [{ amount: tax, tax_rate: 'txr_1', inclusive, taxability_reason: null, taxable_amount: null }],
  });

describe('taxes in Stripe’s own documentation', () => {
  // https://support.stripe.com/questions/rounding-rules-for-stripe-fees: 15 % of 0.43 is 0.0645, rounded to 0.06; of 4.84
  // it is 0.726, rounded to 0.73; together 0.79 on 5.27, 6.06 in all. Each line is rounded by itself.
  it('rounds the tax of each line', () => {
    const amounts = [43, 484];
    const taxes = amounts.map((amount) => percentOf(amount, 15));
    expect(taxes).toEqual([6, 73]);
    const lines = amounts.map((amount, place) => taxed(`il_${place}`, amount, taxes[place] ?? 0, false));
    expect(lines.reduce((sum, line) => sum + lineTotal(line), 0)).toBe(606);
  });

  // https://support.stripe.com/questions/inclusive-and-exclusive-tax-options-in-the-tax-rate-api-and-stripe-tax: 10 % on 600
  // EUR makes 660 EUR when exclusive, and stays 600 EUR when inclusive.
  it('adds exclusive tax and leaves inclusive tax in the price', () => {
    expect(lineTotal(taxed('il_1', 60_000, percentOf(60_000, 10), false))).toBe(66_000);
    expect(lineTotal(taxed('il_1', 60_000, mulDiv(60_000, 10, 110), true))).toBe(60_000);
  });

  // https://docs.stripe.com/tax/invoicing/refunds: of an invoice over 60 and 40 USD net, a refund is split by line, and its
  // tax part is in proportion: with 25 % exclusive, 25 of 125 USD is 15 (3 tax) and 10 (2 tax); with tax inside 60 and 40
  // USD (12 and 8), 20 of 100 USD is 12 (2.40 tax) and 8 (1.60 tax).
  it.each([
    [false, [6000, 4000], [1500, 1000], 2500, [1500, 1000], [300, 200]],
    [true, [6000, 4000], [1200, 800], 2000, [1200, 800], [240, 160]],
  ] as const)(
    'gives tax back in proportion (inclusive: %s)',
    (inclusive, amounts, taxes, refund, parts, given) => {
      const lines = amounts.map((amount, place) =>
        taxed(`il_${place}`, amount, taxes[place] ?? 0, inclusive),
      );
      const whole = lines.map(creditWholeLine);
      const shares = allocate(refund, whole.map(lineCreditTotal));
      expect(shares).toEqual([...parts]);
      const credits = whole.flatMap((credit, place) => scaledTo(credit, shares[place] ?? 0));
      expect(credits.map((credit) => credit.taxes.map(({ amount }) => amount))).toEqual(
        given.map((amount) => [amount]),
      );
      expect(credits.map(lineCreditTotal)).toEqual([...parts]);
    },
  );
});
