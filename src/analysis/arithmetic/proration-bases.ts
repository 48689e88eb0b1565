import type { BillingHistory, Coupon, InvoiceLine } from '../billing-history.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice, lineDiscount } from '../history-index.ts';
import { periodStart } from './calendar.ts';
import { takenOff, termsOf } from './discounts.ts';
import { lineAmount } from './line-amount.ts';

/** A full amount in minor units and the period it is for, in Unix seconds. */
export interface Base {
  readonly full: number;
  readonly start: number;
  readonly end: number;
}

/** Lines that took money, where a proration's base is found. */
export interface BilledLines {
  /** By subscription, price and end of their period. */
  readonly byPrice: ReadonlyMap<string, readonly InvoiceLine[]>;
  /** Starts of whole periods, prorations left out, by subscription and end. */
  readonly periodStarts: ReadonlyMap<string, number>;
}

/** Collected once a history, so that recomputing is quick on long ones. */
export function billedLines(history: BillingHistory): BilledLines {
  const byPrice = new Map<string, InvoiceLine[]>();
  const periodStarts = new Map<string, number>();
  for (const invoice of byCreation(history.invoices)) {
    if (!isEffectiveInvoice(invoice)) continue;
    for (const line of invoice.lines) {
      if (line.amount <= 0 || line.subscription === null || line.price === null) continue;
      const alike = byPrice.get(keyOf(line));
      if (alike === undefined) byPrice.set(keyOf(line), [line]);
      else alike.push(line);
      // One-off lines have periods of their own.
      if (!line.proration && line.invoice_item === null) periodStarts.set(periodOf(line), line.period.start);
    }
  }
  return { byPrice, periodStarts };
}

const keyOf = ({ subscription, price, period }: InvoiceLine): string =>
  `${subscription} ${price} ${period.end}`;

const periodOf = ({ subscription, period }: InvoiceLine): string => `${subscription} ${period.end}`;

/** What a line took, spread over its period; `withoutDiscounts` for the amount before them. */
export function baseOfDebit(debit: InvoiceLine, withoutDiscounts = false): Base {
  const full = withoutDiscounts ? debit.amount : debit.amount - lineDiscount(debit);
  return { full, start: debit.period.start, end: debit.period.end };
}

/** The lines a credit gives back: those it names, else the latest that billed its price for the time it ends with. */
export function debitedLines(
  line: InvoiceLine,
  index: HistoryIndex,
  billed: BilledLines,
): readonly InvoiceLine[] {
  const ids = line.credited_items?.invoice_line_items ?? [];
  const named = ids.map((id) => index.line(id)?.line).filter((debit) => debit !== undefined);
  const usable = (debit: InvoiceLine): boolean =>
    debit.amount >= 0 && debit.currency === line.currency && debit.period.end > debit.period.start;
  if (ids.length > 0) return named.length === ids.length && named.every(usable) ? named : [];
  const latest = recurringLines(line, billed)
    .filter((debit) => debit.quantity === line.quantity && usable(debit))
    .at(-1);
  return latest === undefined ? [] : [latest];
}

/** Positive lines of the same price whose period holds the line's and ends with it, oldest first. */
function recurringLines(line: InvoiceLine, billed: BilledLines): readonly InvoiceLine[] {
  const alike = billed.byPrice.get(keyOf(line)) ?? [];
  return alike.filter(
    (other) =>
      other.id !== line.id &&
      other.period.start <= line.period.start &&
      (!other.proration || line.amount < 0),
  );
}

/** What the price says a whole period costs, and which period that is. */
export interface BaseFromPrice {
  /** Null where it cannot be said, for the reason in `why`. */
  readonly base: Base | null;
  /** False where the period is one interval of the calendar, for want of anything that shows it. */
  readonly recorded: boolean;
  readonly why: string;
}

/**
 * The full price of a proration line's period, before discounts, whatever the price's scheme. The period is the one an
 * earlier line, the subscription item or the line that `paired` credits share; else one interval of the calendar.
 */
export function baseFromPrice(
  line: InvoiceLine,
  paired: readonly InvoiceLine[],
  index: HistoryIndex,
  billed: BilledLines,
): BaseFromPrice {
  const unknown = (why: string): BaseFromPrice => ({ base: null, recorded: false, why });
  const price = index.price(line.price);
  if (price === undefined) return unknown('the price is not in the history');
  if (line.quantity === null) return unknown('the line has no quantity');
  if (price.recurring === null) return unknown('the price is not recurring');
  const full = lineAmount(price, line.quantity, line.currency);
  if ('unknown' in full) return unknown(full.unknown);
  const { end } = line.period;
  const item = index.subscriptionItem(line.subscription_item)?.item;
  const running = billed.periodStarts.get(periodOf(line));
  const recorded = [
    ...(running === undefined ? [] : [{ start: running, end }]),
    ...(item !== undefined && item.current_period_start !== null
      ? [{ start: item.current_period_start, end: item.current_period_end ?? 0 }]
      : []),
    ...paired.flatMap((other) => wholePeriods(debitedLines(other, index, billed))),
  ].filter((period) => period.end === end && period.start <= line.period.start);
  const start = recorded[0]?.start ?? periodStart(end, price.recurring);
  if (start >= end) return unknown('the billing period is empty');
  return { base: { full: full.amount, start, end }, recorded: recorded.length > 0, why: '' };
}

const wholePeriods = (lines: readonly InvoiceLine[]): readonly InvoiceLine['period'][] =>
  lines.flatMap((line) => (line.proration ? [] : [line.period]));

/** The discounts that may be folded into a proration, as far as the history tells. */
export interface FoldedDiscounts {
  readonly coupons: readonly Coupon[];
  /** True when there are discounts whose coupon the history lacks. */
  readonly someUnknown: boolean;
}

/** Discounts on a line, on the lines about it, on its item, its subscription and the customer. */
export function discountsAbout(
  line: InvoiceLine,
  others: readonly InvoiceLine[],
  index: HistoryIndex,
): FoldedDiscounts {
  const subscription = index.subscription(line.subscription);
  const item = index.subscriptionItem(line.subscription_item)?.item;
  const customer = index.customer(subscription?.customer ?? null);
  const ids = new Set<string | null>(
    [line, ...others].flatMap(({ discount_amounts, discounts }) => [
      ...discounts,
      ...discount_amounts.map(({ discount }) => discount),
    ]),
  );
  const attached = [...(subscription?.discounts ?? []), ...(item?.discounts ?? [])];
  if (customer?.discount != null) attached.push(customer.discount);
  for (const { id } of attached) ids.add(id);
  const coupons = new Map<string, Coupon>();
  let someUnknown = false;
  for (const id of ids) {
    const coupon = index.coupon(index.discount(id)?.coupon ?? null);
    if (coupon === undefined) someUnknown = true;
    else coupons.set(coupon.id, coupon);
  }
  return { coupons: [...coupons.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), someUnknown };
}

/** A base less all of the discounts, one after the other; null where none of them takes anything off. */
export function lessDiscounts(
  base: Base,
  coupons: readonly Coupon[],
  currency: string,
  product: string | null,
): Base | null {
  let full = base.full;
  for (const coupon of coupons) {
    const { applies_to_products: only } = coupon;
    if (only !== null && (product === null || !only.includes(product))) continue;
    full -= takenOff(termsOf(coupon), currency, [full])?.[0] ?? 0;
  }
  return full === base.full ? null : { ...base, full };
}
