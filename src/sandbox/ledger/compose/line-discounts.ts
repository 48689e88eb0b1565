import { allocate, percentage } from '../arithmetic.ts';
import type { Coupon } from '../wire.ts';
import type { AppliedDiscount, LineDraft } from './draft.ts';

/** A line while discounts and credits are taken off it. */
export interface OpenLine {
  readonly draft: LineDraft;
  left: number;
  readonly discounts: { amount: number; discount: string }[];
}

/**
 * Takes discounts off lines in Stripe's order: first each line's own, then the invoice's one after another, each on
 * what the ones before it left. An amount off is spread over the lines it applies to in proportion.
 */
export function takeDiscounts(
  drafts: readonly LineDraft[],
  invoiceDiscounts: readonly AppliedDiscount[],
  currency: string,
): OpenLine[] {
  const lines = drafts.map((draft): OpenLine => {
    const discounts = (draft.fixedDiscounts ?? []).map((entry) => ({ ...entry }));
    const fixed = discounts.reduce((sum, entry) => sum + entry.amount, 0);
    return { draft, left: draft.amount - fixed, discounts };
  });
  for (const line of lines) {
    for (const applied of line.draft.discounts ?? []) takeOff([line], applied, currency);
  }
  for (const applied of invoiceDiscounts) takeOff(lines, applied, currency);
  return lines;
}

function takeOff(lines: readonly OpenLine[], { discount, coupon }: AppliedDiscount, currency: string): void {
  const open = lines.filter((line) => line.draft.discountable && line.left > 0 && covers(coupon, line.draft));
  const parts = discountParts(
    coupon,
    currency,
    open.map((line) => line.left),
  );
  open.forEach((line, at) => {
    const amount = parts[at] ?? 0;
    if (amount === 0) return;
    line.left -= amount;
    line.discounts.push({ amount, discount: discount.id });
  });
}

/** Whether a coupon is meant for what a line bills. */
export function covers(coupon: Coupon, draft: Pick<LineDraft, 'price'>): boolean {
  const products = coupon.applies_to?.products ?? [];
  return products.length === 0 || (draft.price !== null && products.includes(draft.price.product));
}

/** What a coupon takes off each of some amounts. */
export function discountParts(coupon: Coupon, currency: string, amounts: readonly number[]): number[] {
  if (coupon.percent_off !== null) {
    const percent = coupon.percent_off;
    return amounts.map((amount) => percentage(amount, percent));
  }
  const off = amountOffIn(coupon, currency);
  if (off === null) return amounts.map(() => 0);
  const sum = amounts.reduce((total, amount) => total + amount, 0);
  return allocate(Math.min(off, sum), amounts);
}

/** A coupon's amount off in a currency; null when it has none there. */
export function amountOffIn(coupon: Coupon, currency: string): number | null {
  if (coupon.currency === currency) return coupon.amount_off;
  return coupon.currency_options?.[currency]?.amount_off ?? null;
}
