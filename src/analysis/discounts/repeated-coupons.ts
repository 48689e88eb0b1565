import type { BillingHistory, Coupon, Discount, Invoice, InvoiceLine } from '../billing-history.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice, lineTotal } from '../history-index.ts';

/** Where a discount hangs, the widest reach first. */
export const DISCOUNT_LEVELS = ['customer', 'subscription', 'item', 'invoice', 'line'] as const;
export type DiscountLevel = (typeof DISCOUNT_LEVELS)[number];

/** The place a discount names. An invoice's own discount may also name the subscription the invoice is for. */
export function levelOf(discount: Discount): DiscountLevel {
  if (discount.invoice_item !== null) return 'line';
  if (discount.invoice !== null) return 'invoice';
  if (discount.subscription_item !== null) return 'item';
  return discount.subscription === null ? 'customer' : 'subscription';
}

/** One invoice line that one coupon reduced more than once. */
export interface ReducedLine {
  readonly invoice: Invoice;
  readonly line: InvoiceLine;
  /** What each discount took off, in minor units, the largest first; two or more. */
  readonly amounts: readonly number[];
}

/** A coupon that several discounts carry at once, and the lines they all reduced, oldest invoice first. */
export interface RepeatedCoupon {
  readonly coupon: string;
  /** Undefined when the history lacks the coupon. */
  readonly terms: Coupon | undefined;
  /** The widest reach first. */
  readonly discounts: readonly Discount[];
  readonly customer: string | null;
  readonly currency: string;
  readonly lines: readonly ReducedLine[];
}

export interface RepeatedCoupons {
  readonly found: readonly RepeatedCoupon[];
  /** Discounts that reduced a line beside others, and whose coupon is not known. */
  readonly unknown: readonly string[];
}

/**
 * Coupons applied more than once to a line because they hang in several places (customer, subscription, item).
 * Discounts put on one invoice and on its lines by hand are taken as meant.
 */
export function repeatedCoupons(history: BillingHistory, index: HistoryIndex): RepeatedCoupons {
  const unknown = new Set<string>();
  const found = new Map<string, RepeatedCoupon & { readonly lines: ReducedLine[] }>();
  for (const invoice of byCreation(history.invoices)) {
    if (!isEffectiveInvoice(invoice) || isAllReturned(invoice.total, index.returnedOnInvoice(invoice)))
      continue;
    for (const line of invoice.lines) {
      if (isAllReturned(lineTotal(line), index.creditedOnLine(line.id))) continue;
      for (const { coupon, discounts, amounts } of repeatedOn(line, index, unknown)) {
        const key = JSON.stringify([coupon, invoice.currency, ...discounts.map(({ id }) => id)]);
        const entry = found.get(key) ?? {
          coupon,
          terms: index.coupon(coupon),
          discounts,
          customer: invoice.customer,
          currency: invoice.currency,
          lines: [],
        };
        entry.lines.push({ invoice, line, amounts });
        found.set(key, entry);
      }
    }
  }
  return { found: [...found.values()], unknown: [...unknown].sort() };
}

/** What was given back wholly cost nothing by its discounts; what they made free did. */
const isAllReturned = (total: number, returned: number): boolean => total > 0 && returned >= total;

interface RepeatedOnLine {
  readonly coupon: string;
  readonly discounts: readonly Discount[];
  readonly amounts: readonly number[];
}

function repeatedOn(line: InvoiceLine, index: HistoryIndex, unknown: Set<string>): readonly RepeatedOnLine[] {
  const applied = line.discount_amounts.filter(({ amount }) => amount > 0);
  if (applied.length < 2) return [];
  const byCoupon = new Map<string, { readonly discount: Discount; readonly amount: number }[]>();
  for (const { discount: id, amount } of applied) {
    const discount = index.discount(id);
    const coupon = discount?.coupon ?? null;
    if (discount === undefined || coupon === null) {
      if (id !== null) unknown.add(id);
      continue;
    }
    byCoupon.set(coupon, [...(byCoupon.get(coupon) ?? []), { discount, amount }]);
  }
  return [...byCoupon].flatMap(([coupon, entries]) => {
    const discounts = [...new Map(entries.map(({ discount }) => [discount.id, discount])).values()];
    if (discounts.length < 2 || discounts.every(isByHand)) return [];
    const amounts = entries.map(({ amount }) => amount).sort((a, b) => b - a);
    return [{ coupon, discounts: discounts.sort(widestFirst), amounts }];
  });
}

const isByHand = (discount: Discount): boolean => ['invoice', 'line'].includes(levelOf(discount));

function widestFirst(a: Discount, b: Discount): number {
  return DISCOUNT_LEVELS.indexOf(levelOf(a)) - DISCOUNT_LEVELS.indexOf(levelOf(b)) || (a.id < b.id ? -1 : 1);
}
