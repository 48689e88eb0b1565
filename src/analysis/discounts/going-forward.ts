import type { Discount, Subscription } from '../billing-history.ts';
import type { HistoryIndex } from '../history-index.ts';
import { billsAgain, type OpenOverCharge } from '../over-charge.ts';
import { isoDate, listed, shownText } from '../wording.ts';
import { type DiscountGap, termsOf } from './discount-gap.ts';

export interface GoingForward {
  /** Live subscriptions without any discount, to which the promise's coupon can be attached. */
  readonly attachTo: readonly string[];
  /** True when the next invoice will lack the discount again. */
  readonly repeats: boolean;
  /** What to do about it, one or two sentences, or an empty text. */
  readonly advice: string;
}

/**
 * What keeps the next invoice from lacking a promise that still runs. A subscription that carries another discount is
 * left to a person: attaching replaces or stacks discounts, and which is meant no object says.
 */
export function goingForward(
  index: HistoryIndex,
  gap: DiscountGap,
  open: readonly OpenOverCharge[],
  asOf: number,
): GoingForward {
  const subscriptions = (gap.runs ? subscriptionsOf(index, open) : []).filter(billsAgain);
  const bare: string[] = [];
  const otherwise: string[] = [];
  for (const subscription of subscriptions) {
    const current = currentDiscounts(index, subscription, asOf);
    if (current.length === 0) bare.push(subscription.id);
    else if (!current.some((discount) => discount.coupon === gap.coupon)) otherwise.push(subscription.id);
  }
  const coupon = bare.every((id) => fits(index, gap, id)) ? gap.coupon : null;
  const ends = gap.ends_at === null ? '' : ` until ${isoDate(gap.ends_at)}`;
  const where = listed(bare);
  const advice = [
    ...(bare.length > 0 && coupon !== null
      ? [`Attach coupon ${shownText(coupon)} to ${where}: the promise still runs${ends}.`]
      : []),
    ...(bare.length > 0 && coupon === null
      ? [
          `The promise still runs${ends}, but no coupon is known to grant just that: attach one to ${where} by hand.`,
        ]
      : []),
    ...(otherwise.length > 0
      ? [`The promise still runs and ${listed(otherwise)} carries another discount: replace it by hand.`]
      : []),
  ];
  return {
    attachTo: coupon === null ? [] : bare,
    repeats: bare.length + otherwise.length > 0,
    advice: advice.join(' '),
  };
}

/** True unless the coupon is known to be used up, to grant something else, or to reach more products than promised. */
function fits(index: HistoryIndex, gap: DiscountGap, subscription: string): boolean {
  const coupon = index.coupon(gap.coupon);
  if (coupon !== undefined) {
    const terms = termsOf(coupon);
    const same =
      gap.terms.percent === null
        ? terms.percent === null && terms.amounts[gap.currency] === gap.terms.amounts[gap.currency]
        : terms.percent !== null && Number(terms.percent) === Number(gap.terms.percent);
    if (!coupon.valid || !same) return false;
  }
  const limit = coupon?.applies_to_products ?? null;
  const items = index.subscription(subscription)?.items ?? [];
  return (
    gap.product === null ||
    items.every((item) => index.price(item.price)?.product === gap.product) ||
    limit?.every((product) => product === gap.product) === true
  );
}

function subscriptionsOf(index: HistoryIndex, open: readonly OpenOverCharge[]): readonly Subscription[] {
  const ids = open.flatMap(({ credits }) => credits.map(({ line }) => line.subscription));
  return [...new Set(ids)].flatMap((id) => index.subscription(id) ?? []);
}

/** Discounts the subscription's next invoice will meet: its own, its items', else the customer's. */
function currentDiscounts(
  index: HistoryIndex,
  subscription: Subscription,
  asOf: number,
): readonly Discount[] {
  const own = [...subscription.discounts, ...subscription.items.flatMap((item) => item.discounts)];
  const inherited = index.customer(subscription.customer)?.discount ?? null;
  const all = own.length > 0 || inherited === null ? own : [inherited];
  return all.filter((discount) => discount.end === null || discount.end > asOf);
}
