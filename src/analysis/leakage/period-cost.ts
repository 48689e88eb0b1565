import { mulDiv, toDecimal } from '../../money.ts';
import { periodAround } from '../arithmetic/calendar.ts';
import { endOfDiscount, type StackedDiscount, stackDiscounts, termsOf } from '../arithmetic/discounts.ts';
import { lineAmount } from '../arithmetic/line-amount.ts';
import type { Discount, Price, Subscription, SubscriptionItem } from '../billing-history.ts';
import type { RecomputationStep } from '../finding.ts';
import type { HistoryIndex } from '../history-index.ts';

/** What some items of a subscription cost for one period. */
export interface PeriodCost {
  /** Minor units, discounts off, before tax on top. */
  readonly amount: number;
  readonly currency: string;
  readonly steps: readonly RecomputationStep[];
}

/**
 * What these items cost for the period that begins at `start`, with the discounts that run then: those of each item, and
 * those of the subscription, or where it has none of the customer's. Null where a price does not tell.
 */
export function periodCost(
  index: HistoryIndex,
  subscription: Subscription,
  items: readonly SubscriptionItem[],
  start: number,
): PeriodCost | null {
  const currency = subscription.currency ?? index.price(items[0]?.price ?? null)?.currency ?? null;
  if (currency === null) return null;
  const lines = [];
  const steps: RecomputationStep[] = [];
  for (const item of items) {
    const price = index.price(item.price);
    const cost = price === undefined ? null : lineAmount(price, item.quantity ?? 1, currency);
    if (price === undefined || cost === null || 'unknown' in cost) return null;
    const part = partOfPeriod(item, price, subscription.billing_cycle_anchor);
    const amount = part === null ? cost.amount : mulDiv(cost.amount, part.seconds, part.of);
    lines.push({ id: item.id, amount, product: price.product, discountable: true });
    steps.push(cost.step);
    if (part !== null) {
      const decimal = (value: number): string => toDecimal({ amount: value, currency });
      steps.push({
        label: `for ${inDays(part.seconds)} of ${inDays(part.of)} days`,
        expression: `${decimal(cost.amount)} × ${part.seconds} ÷ ${part.of} seconds`,
        result: decimal(amount),
      });
    }
  }
  const reduced = stackDiscounts(lines, discountsAt(index, subscription, items, start), currency);
  const off = reduced.shares.reduce((sum, share) => sum + share.amount, 0);
  const full = lines.reduce((sum, line) => sum + line.amount, 0);
  return { amount: full - off, currency, steps: [...steps, ...reduced.steps] };
}

/**
 * How many seconds an item's running period is of a whole one, where it is shorter: a first period that ends at the
 * billing cycle anchor. Null for a whole period.
 */
function partOfPeriod(
  { current_period_start: start, current_period_end: end }: SubscriptionItem,
  { recurring }: Price,
  anchor: number | null,
): { readonly seconds: number; readonly of: number } | null {
  if (start === null || end === null || anchor === null || recurring === null) return null;
  const whole = periodAround(start, anchor, recurring);
  const isPart = whole.end === end && start > whole.start;
  return isPart ? { seconds: end - start, of: whole.end - whole.start } : null;
}

const inDays = (seconds: number): string => String(Math.round(seconds / 8640) / 10);

function discountsAt(
  index: HistoryIndex,
  subscription: Subscription,
  items: readonly SubscriptionItem[],
  start: number,
): readonly StackedDiscount[] {
  const inherited =
    subscription.discounts.length > 0 ? null : index.customer(subscription.customer)?.discount;
  const whole = [...subscription.discounts, ...(inherited == null ? [] : [inherited])];
  const stacked = (discount: Discount, lines: readonly string[] | null): readonly StackedDiscount[] => {
    const coupon = index.coupon(discount.coupon);
    const ends = endOfDiscount(discount, coupon);
    // A coupon for one invoice has been used up by then.
    const runs = (discount.start ?? 0) <= start && (ends === null || ends > start);
    if (coupon === undefined || coupon.duration === 'once' || !runs) return [];
    return [{ id: discount.id, terms: termsOf(coupon), products: coupon.applies_to_products, lines }];
  };
  return [
    ...items.flatMap((item) => item.discounts.flatMap((discount) => stacked(discount, [item.id]))),
    ...whole.flatMap((discount) => stacked(discount, null)),
  ];
}
