import type {
  BillingHistory,
  Coupon,
  Discount,
  Invoice,
  InvoiceLine,
  Subscription,
} from '../billing-history.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../history-index.ts';
import type { OverCharge } from '../over-charge.ts';
import { type DiscountGap, discountByLine, missingDiscount, sum, termsOf } from './discount-gap.ts';

export interface AttachedDiscounts {
  readonly gaps: readonly DiscountGap[];
  /** Why some invoice could not be held against a discount. */
  readonly undecided: readonly string[];
}

/** A discount with the lines of one invoice that it reaches. */
export interface Reach {
  readonly discount: Discount;
  readonly lines: readonly InvoiceLine[];
}

/** What a discount would have taken off one invoice. */
interface Missing extends Reach {
  readonly coupon: Coupon;
  readonly overCharge: OverCharge;
  readonly value: number;
}

/**
 * Subscription invoices without a discount that was attached, when they were finalised, to the subscription, to one
 * of its items, or to the customer (whose discount counts only where the subscription has none of its own).
 *
 * Of several discounts missing on one invoice the most valuable one counts. Lines in `settled` are left out.
 */
export function attachedDiscounts(
  history: BillingHistory,
  index: HistoryIndex,
  settled: ReadonlySet<string>,
): AttachedDiscounts {
  const undecided = new Set<string>();
  const byDiscount = new Map<string, { coupon: Coupon; discount: Discount; overCharges: OverCharge[] }>();
  for (const invoice of byCreation(history.invoices)) {
    if (!isEffectiveInvoice(invoice)) continue;
    const found = reachesOf(index, invoice)
      .map(({ discount, lines }) => ({ discount, lines: lines.filter((line) => !settled.has(line.id)) }))
      .map((reach) => missingOn(index, invoice, reach, undecided))
      .filter((missing) => missing !== null)
      .sort((a, b) => b.value - a.value);
    const taken = new Set<string>();
    for (const { discount, coupon, lines, overCharge } of found) {
      if (lines.some((line) => taken.has(line.id))) continue;
      for (const line of lines) taken.add(line.id);
      const key = `${discount.id} ${invoice.currency}`;
      const entry = byDiscount.get(key) ?? { coupon, discount, overCharges: [] };
      entry.overCharges.push(overCharge);
      byDiscount.set(key, entry);
    }
  }
  return { gaps: [...byDiscount.values()].map(toGap), undecided: [...undecided] };
}

function toGap(entry: { coupon: Coupon; discount: Discount; overCharges: OverCharge[] }): DiscountGap {
  const { coupon, discount, overCharges } = entry;
  const [first] = overCharges;
  const start = discount.start ?? Number.POSITIVE_INFINITY;
  return {
    source: 'attached',
    id: discount.id,
    name: coupon.name ?? coupon.id,
    terms: termsOf(coupon),
    promised_at: null,
    ends_at: null,
    product: null,
    coupon: coupon.id,
    customer: first?.invoice.customer ?? null,
    currency: first?.invoice.currency ?? '',
    overCharges,
    evidence: [
      { object: 'discount', id: discount.id },
      { object: 'coupon', id: coupon.id },
    ],
    beyondDoubt: overCharges.every(({ invoice }) => start <= invoice.created),
    runs: false,
  };
}

/** Every discount attached to what an invoice bills that ran when it was finalised, with the lines it reaches. */
export function reachesOf(index: HistoryIndex, invoice: Invoice): readonly Reach[] {
  const reaches: Reach[] = [];
  const ids = new Set(invoice.lines.map((line) => line.subscription));
  for (const id of ids) {
    const subscription = index.subscription(id);
    if (subscription === undefined) continue;
    const lines = invoice.lines.filter((line) => line.subscription === id);
    for (const discount of subscription.discounts) reaches.push({ discount, lines });
    for (const item of subscription.items) {
      const own = lines.filter((line) => line.subscription_item === item.id);
      for (const discount of item.discounts) reaches.push({ discount, lines: own });
    }
    const inherited = hasOwnDiscount(subscription) ? null : index.customer(subscription.customer)?.discount;
    if (inherited !== null && inherited !== undefined) reaches.push({ discount: inherited, lines });
  }
  return reaches.filter(({ discount }) => wasActive(discount, finalisedAt(invoice)));
}

function missingOn(
  index: HistoryIndex,
  invoice: Invoice,
  { discount, lines }: Reach,
  undecided: Set<string>,
): Missing | null {
  const open = lines.filter((line) => line.amount > 0 && !line.proration && line.discountable);
  if (open.length === 0 || isOn(index, invoice, discount)) return null;
  const bare = sum(open.flatMap((line) => line.discount_amounts.map(({ amount }) => amount))) === 0;
  const coupon = index.coupon(discount.coupon);
  if (coupon === undefined) {
    if (bare) undecided.add(`the coupon of discount ${discount.id} is not in the history`);
    return null;
  }
  if (coupon.duration === 'once' && !isFirstInvoice(index, invoice, discount)) return null;
  const products = coupon.applies_to_products;
  const eligible = products === null ? open : open.filter((line) => isAbout(index, line, products));
  const due = discountByLine(termsOf(coupon), invoice.currency, eligible);
  const overCharge = due === null ? null : missingDiscount(invoice, eligible, due);
  if (overCharge === null) return null;
  if (!coupon.applies_to_known) {
    undecided.add(`which products coupon ${coupon.id} is limited to is not known (applies_to was not read)`);
    return null;
  }
  const value = sum(overCharge.credits.map(({ net }) => net));
  return { discount, coupon, lines: eligible, overCharge, value };
}

/** True when the discount, or another of the same coupon, reduced this invoice. How much it took is not judged here. */
function isOn(index: HistoryIndex, invoice: Invoice, discount: Discount): boolean {
  const applied = [
    ...invoice.total_discount_amounts,
    ...invoice.lines.flatMap((line) => line.discount_amounts),
  ];
  return applied.some((entry) => {
    if (entry.amount === 0 || entry.discount === null) return false;
    const coupon = index.discount(entry.discount)?.coupon ?? null;
    return entry.discount === discount.id || (coupon !== null && coupon === discount.coupon);
  });
}

/**
 * A `once` coupon belongs to the first invoice that was finalised while it was attached. A free one (of a trial) counts
 * too: whether Stripe uses the coupon up there is not documented, so a later invoice without it is no proof.
 */
export function isFirstInvoice(index: HistoryIndex, invoice: Invoice, discount: Discount): boolean {
  const { subscription } = discount;
  const others = subscription === null ? index.history.invoices : index.invoicesOfSubscription(subscription);
  return !others.some(
    (other) =>
      other.id !== invoice.id &&
      other.customer === invoice.customer &&
      other.status !== 'void' &&
      other.status !== 'draft' &&
      (isOn(index, other, discount) ||
        (isEarlier(other, invoice) &&
          wasActive(discount, finalisedAt(other)) &&
          other.lines.some((line) => line.amount >= 0 && !line.proration))),
  );
}

const isEarlier = (a: Invoice, b: Invoice): boolean =>
  a.created < b.created || (a.created === b.created && a.id < b.id);

const hasOwnDiscount = (subscription: Subscription): boolean =>
  subscription.discounts.length > 0 || subscription.items.some((item) => item.discounts.length > 0);

const finalisedAt = (invoice: Invoice): number => invoice.finalized_at ?? invoice.created;

const wasActive = (discount: Discount, at: number): boolean =>
  discount.start !== null && discount.start <= at && (discount.end === null || discount.end > at);

function isAbout(index: HistoryIndex, line: InvoiceLine, products: readonly string[]): boolean {
  const product = line.product ?? index.price(line.price)?.product ?? null;
  return product !== null && products.includes(product);
}
