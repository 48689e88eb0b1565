import { allocate, percentOf, toDecimal } from '../../money.ts';
import type { Coupon, Discount } from '../billing-history.ts';
import type { RecomputationStep } from '../finding.ts';
import { addMonths } from './calendar.ts';

/** What a discount takes off: a percentage of each line, or an amount of each invoice in one currency. */
export interface DiscountTerms {
  /** Decimal string, e.g. "12.5", or null for an amount. */
  readonly percent: string | null;
  /** Minor units by currency; empty for a percentage. */
  readonly amounts: Readonly<Record<string, number>>;
}

/** A coupon's terms. `amount_off` holds in the coupon's currency and in its `currency_options`. */
export function termsOf(coupon: Coupon): DiscountTerms {
  const options = Object.entries(coupon.currency_options).map(([code, option]) => [code, option.amount_off]);
  const own =
    coupon.amount_off === null || coupon.currency === null ? [] : [[coupon.currency, coupon.amount_off]];
  return { percent: coupon.percent_off, amounts: Object.fromEntries([...options, ...own]) };
}

/** One line that discounts meet. */
export interface DiscountableLine {
  readonly id: string;
  /** Minor units before discounts; only positive amounts are reduced. */
  readonly amount: number;
  /** Null where it is not known. */
  readonly product: string | null;
  readonly discountable: boolean;
}

/** A discount on its way to the lines of one invoice. */
export interface StackedDiscount {
  readonly id: string;
  readonly terms: DiscountTerms;
  /** Products the coupon is limited to; null for all. */
  readonly products: readonly string[] | null;
  /** Lines it hangs on itself (an item's or a line's own discount); null for the whole invoice. */
  readonly lines: readonly string[] | null;
}

/** What one discount takes off one line. */
export interface DiscountShare {
  readonly line: string;
  readonly discount: string;
  /** Minor units, positive. */
  readonly amount: number;
}

export interface StackedDiscounts {
  readonly shares: readonly DiscountShare[];
  /** Discounts for an amount in other currencies: they take nothing off this invoice. */
  readonly ignored: readonly string[];
  readonly steps: readonly RecomputationStep[];
}

/**
 * What discounts take off an invoice, as Stripe applies them: those of items and lines before those of the whole
 * invoice (API reference, "The Invoice Item object", `discounts`: "Item discounts are applied before invoice
 * discounts"), within each in the order given, each on what the ones before left. A percentage is taken of each line and
 * rounded there; an amount is shared out over the lines in proportion to what is left of them, and never exceeds it
 * (API reference, "Create a coupon": 200 off a subtotal of 100 leaves 0).
 */
export function stackDiscounts(
  lines: readonly DiscountableLine[],
  discounts: readonly StackedDiscount[],
  currency: string,
): StackedDiscounts {
  const left = new Map(lines.map((line) => [line.id, Math.max(0, line.amount)]));
  const shares: DiscountShare[] = [];
  const ignored: string[] = [];
  const steps: RecomputationStep[] = [];
  const ordered = [
    ...discounts.filter((discount) => discount.lines !== null),
    ...discounts.filter((discount) => discount.lines === null),
  ];
  for (const discount of ordered) {
    const reached = lines.filter((line) => reaches(discount, line));
    const open = reached.map((line) => left.get(line.id) ?? 0);
    const taken = takenOff(discount.terms, currency, open);
    if (taken === null) {
      ignored.push(discount.id);
      continue;
    }
    reached.forEach((line, place) => {
      const amount = taken[place] ?? 0;
      if (amount === 0) return;
      left.set(line.id, (left.get(line.id) ?? 0) - amount);
      shares.push({ line: line.id, discount: discount.id, amount });
    });
    steps.push(stepOf(discount, sum(open), sum(taken), currency));
  }
  return { shares, ignored, steps };
}

/**
 * What terms take off amounts of one invoice, by amount: a percentage of each, rounded half away from zero; an amount
 * in proportion. Null when the terms are an amount in other currencies.
 */
export function takenOff(
  { percent, amounts }: DiscountTerms,
  currency: string,
  open: readonly number[],
): readonly number[] | null {
  if (percent !== null) return open.map((amount) => Math.min(amount, percentOf(amount, percent)));
  const amount = amounts[currency];
  return amount === undefined ? null : allocate(Math.min(amount, sum(open)), open);
}

/**
 * When a discount stops, in Unix seconds; null for never, or where its terms do not tell. A discount's own `end` counts;
 * without one a repeating coupon ends its months, on the calendar, after the discount's start.
 */
export function endOfDiscount(discount: Discount, coupon: Coupon | undefined): number | null {
  if (discount.end !== null) return discount.end;
  if (coupon?.duration !== 'repeating' || coupon.duration_in_months === null) return null;
  return discount.start === null ? null : addMonths(discount.start, coupon.duration_in_months);
}

function reaches(discount: StackedDiscount, line: DiscountableLine): boolean {
  if (line.amount <= 0) return false;
  if (discount.lines !== null && !discount.lines.includes(line.id)) return false;
  // `discountable` keeps the discounts of the invoice off a line, not the line's own.
  if (discount.lines === null && !line.discountable) return false;
  return discount.products === null || (line.product !== null && discount.products.includes(line.product));
}

function stepOf(
  { id, terms }: StackedDiscount,
  open: number,
  taken: number,
  currency: string,
): RecomputationStep {
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  const { percent } = terms;
  return {
    label: `discount ${id}`,
    expression:
      percent === null
        ? taken < (terms.amounts[currency] ?? 0)
          ? `${decimal(terms.amounts[currency] ?? 0)}, at most the ${decimal(open)} left`
          : `${decimal(taken)} of ${decimal(open)}`
        : `${decimal(open)} × ${percent} %`,
    result: decimal(taken),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
