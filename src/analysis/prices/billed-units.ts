import { mulDiv } from '../../money.ts';
import type { AmountPart } from '../arithmetic/line-amount.ts';
import type { Invoice, InvoiceLine, Price } from '../billing-history.ts';
import { creditNetOfLine } from '../correction.ts';
import { type HistoryIndex, largestFirst, lineDiscount } from '../history-index.ts';
import type { OverCharge } from '../over-charge.ts';
import { productName, shownText } from '../wording.ts';
import { addTo } from './grouping.ts';

/**
 * What one invoice bills for one price and period of one subscription item: one line, or, where Stripe bills a tiered
 * price, one line for each tier and flat fee.
 */
export interface BilledUnits {
  readonly invoice: Invoice;
  /** Largest first, never empty. */
  readonly lines: readonly InvoiceLine[];
  /** Undefined when the history lacks it. */
  readonly price: Price | undefined;
  readonly subscription: string | null;
  readonly item: string | null;
  readonly period: { readonly start: number; readonly end: number };
  /** Minor units before discounts and exclusive taxes. */
  readonly amount: number;
  /** Units billed, flat fees left out; null where a line does not say. */
  readonly quantity: number | null;
}

/** The lines of an invoice that bill a quantity of a price: no prorations, no lines without a price. Read once a run. */
export function billedUnits(invoice: Invoice, index: HistoryIndex): readonly BilledUnits[] {
  let known = unitsOfInvoices.get(index);
  if (known === undefined) {
    known = new WeakMap();
    unitsOfInvoices.set(index, known);
  }
  const units = known.get(invoice) ?? unitsOf(invoice, index);
  known.set(invoice, units);
  return units;
}

/** Most rules about prices ask for the same invoices again. */
const unitsOfInvoices = new WeakMap<HistoryIndex, WeakMap<Invoice, readonly BilledUnits[]>>();

function unitsOf(invoice: Invoice, index: HistoryIndex): readonly BilledUnits[] {
  const groups = new Map<string, InvoiceLine[]>();
  for (const line of invoice.lines) {
    if (line.proration || line.price === null) continue;
    const { price, subscription_item, invoice_item, period } = line;
    addTo(groups, [price, subscription_item, invoice_item, period.start, period.end].join(' '), line);
  }
  return [...groups.values()].flatMap((group) => toUnits(invoice, group, index) ?? []);
}

function toUnits(invoice: Invoice, group: readonly InvoiceLine[], index: HistoryIndex): BilledUnits | null {
  const lines = largestFirst(group);
  const [first] = lines;
  if (first === undefined) return null;
  const price = index.price(first.price);
  return {
    invoice,
    lines,
    price,
    subscription: first.subscription ?? invoice.subscription,
    item: first.subscription_item,
    period: first.period,
    amount: lines.reduce((sum, line) => sum + line.amount, 0),
    quantity: quantityOf(lines, price),
  };
}

/** Stripe puts a tier's flat fee on a line of its own, which counts no units. */
function quantityOf(lines: readonly InvoiceLine[], price: Price | undefined): number | null {
  let units = 0;
  for (const line of lines) {
    if (lines.length > 1 && isFlatFee(line, price)) continue;
    if (line.quantity === null) return null;
    // A line that takes units off again (usage billed at a threshold) counts them down.
    units += line.amount < 0 ? -line.quantity : line.quantity;
  }
  return Math.max(0, units);
}

function isFlatFee(line: InvoiceLine, price: Price | undefined): boolean {
  if (price?.billing_scheme !== 'tiered' || (line.quantity ?? 0) > 1) return false;
  return /\bflat fee\b/i.test(line.description ?? '');
}

/** The product that lines bill, as a reader knows it. */
export function lineProduct(index: HistoryIndex, line: InvoiceLine): string {
  const product = line.product ?? index.price(line.price)?.product ?? null;
  return product === null ? shownText(line.description ?? line.id) : productName(index, product);
}

/**
 * `over` minor units too much on lines before discounts, as what is to be credited of them, less the percentage discounts
 * that made it smaller, with tax in proportion. `right` is what should have been billed: where its parts (tiers, flat fees)
 * show which line took how much, each gives back its own; otherwise as few lines as possible give it back, those that bill
 * none of the parts first. Null when nothing is left.
 */
export function overChargedUnits(
  index: HistoryIndex,
  { invoice, lines }: Pick<BilledUnits, 'invoice' | 'lines'>,
  over: number,
  right: readonly AmountPart[] = [],
): OverCharge | null {
  // By tier, as Stripe's texts name them, so that of two equal lines it is not the id that decides.
  const text = (line: InvoiceLine): string => line.description ?? '';
  const charged = lines
    .filter((line) => line.amount > 0)
    .sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0));
  const shares = sharesByPart(charged, over, right) ?? sharesOnFewLines(charged, over, right);
  const credits = charged.flatMap((line, place) => {
    const net = afterDiscounts(index, line, shares[place] ?? 0);
    return net > 0 ? [creditNetOfLine(line, net)] : [];
  });
  return credits.length === 0 ? null : { invoice, credits };
}

/**
 * What each line took above its own part: the one it bills just right, else the one of its tier by Stripe's text, else the
 * one of its unit amount. Null where that does not come to `over`.
 */
function sharesByPart(
  lines: readonly InvoiceLine[],
  over: number,
  right: readonly AmountPart[],
): readonly number[] | null {
  if (right.length === 0) return null;
  const parts = [...right];
  const dues = new Map<InvoiceLine, number>();
  const ways: readonly ((line: InvoiceLine, part: AmountPart) => boolean)[] = [
    (line, part) => part.amount === line.amount,
    (line, part) => part.tier !== null && tierNamed(line) === `${part.tier} ${part.kind}`,
    (line, part) =>
      line.unit_amount_decimal !== null && Number(line.unit_amount_decimal) === Number(part.unit),
  ];
  for (const fits of ways) {
    for (const line of lines) {
      const place = dues.has(line) ? -1 : parts.findIndex((part) => fits(line, part));
      const [part] = place < 0 ? [] : parts.splice(place, 1);
      if (part !== undefined) dues.set(line, part.amount);
    }
  }
  const shares = lines.map((line) => line.amount - (dues.get(line) ?? 0));
  const isWhole = shares.reduce((sum, share) => sum + share, 0) === over;
  return isWhole && shares.every((share) => share >= 0) ? shares : null;
}

/** The tier and kind of part that Stripe's text names, e.g. `2 units` or `1 flat`; null where it names none. */
function tierNamed({ description }: InvoiceLine): string | null {
  const [, tier, flat] = /\btier (\d+)( flat fee)?/i.exec(description ?? '') ?? [];
  return tier === undefined ? null : `${tier} ${flat === undefined ? 'units' : 'flat'}`;
}

/** `over` on the largest lines, those first that bill none of the right amounts (each counts once). */
function sharesOnFewLines(
  lines: readonly InvoiceLine[],
  over: number,
  right: readonly AmountPart[],
): readonly number[] {
  const amounts = right.map(({ amount }) => amount);
  const isRight = lines.map(({ amount }) => {
    const place = amounts.indexOf(amount);
    if (place >= 0) amounts.splice(place, 1);
    return place >= 0;
  });
  const order = [...lines.keys()].sort(
    (a, b) =>
      Number(isRight[a] ?? false) - Number(isRight[b] ?? false) ||
      (lines[b]?.amount ?? 0) - (lines[a]?.amount ?? 0) ||
      a - b,
  );
  const shares = lines.map(() => 0);
  let left = over;
  for (const place of order) {
    const share = Math.max(0, Math.min(left, lines[place]?.amount ?? 0));
    shares[place] = share;
    left -= share;
  }
  return shares;
}

/** What is left of a part of a line's amount after its discounts: percentages shrink with it, amounts do not. */
function afterDiscounts(index: HistoryIndex, line: InvoiceLine, part: number): number {
  const net = line.amount - lineDiscount(line);
  const fixed = line.discount_amounts.reduce((sum, { amount, discount }) => {
    const coupon = index.coupon(index.discount(discount)?.coupon ?? null);
    return coupon !== undefined && coupon.percent_off === null ? sum + amount : sum;
  }, 0);
  const relative = lineDiscount(line) - fixed;
  const scaled = part - mulDiv(relative, part, line.amount);
  return Math.max(0, Math.min(scaled, net));
}
