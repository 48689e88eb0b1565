import { mulDiv, multiplyDecimal, toDecimal } from '../../money.ts';
import type { BillingHistory, InvoiceLine, Price } from '../billing-history.ts';
import type { RecomputationStep } from '../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice, lineDiscount } from '../history-index.ts';
import { periodStart } from './calendar.ts';

const DAY_SECONDS = 86_400;
/** Stripe rounds each line on its own, and rounds decimal unit amounts before or after prorating. */
const TOLERANCE_MINOR_UNITS = 1;
const SHOWN_DAY_DECIMALS_MAX = 4;

/** A full amount and the period it is for. */
interface Base {
  readonly full: number;
  readonly start: number;
  readonly end: number;
}

/** Lines that took money, by subscription, price and end of their period: where a proration's base is found. */
export type BilledLines = ReadonlyMap<string, readonly InvoiceLine[]>;

/** Collected once a history, so that recomputing is quick on long ones. */
export function billedLines(history: BillingHistory): BilledLines {
  const billed = new Map<string, InvoiceLine[]>();
  for (const invoice of byCreation(history.invoices)) {
    if (!isEffectiveInvoice(invoice)) continue;
    for (const line of invoice.lines) {
      if (line.amount <= 0 || line.subscription === null || line.price === null) continue;
      const alike = billed.get(keyOf(line));
      if (alike === undefined) billed.set(keyOf(line), [line]);
      else alike.push(line);
    }
  }
  return billed;
}

const keyOf = ({ subscription, price, period }: InvoiceLine): string =>
  `${subscription} ${price} ${period.end}`;

/** What a proration line should be, or why that cannot be said. */
export type Recomputed =
  | { readonly kind: 'agrees' | 'differs'; readonly amount: number; readonly step: RecomputationStep }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Recomputes a proration line: full amount × seconds left ÷ seconds of the period, each as Stripe does it (per second,
 * "Prorations", docs.stripe.com/billing/subscriptions/prorations), from the moment `line.period.start`.
 *
 * A credit starts from the line it gives back (flexible billing mode credits what was debited), else from the price.
 * A charge starts from the price, whose period is the one `paired` credits share, the subscription item's, or one
 * interval of the calendar. Discounts may be folded into either, so that with a discount about it never `differs`.
 */
export function recomputeProration(
  line: InvoiceLine,
  paired: readonly InvoiceLine[],
  index: HistoryIndex,
  billed: BilledLines,
  label: string,
): Recomputed {
  const debits = line.amount < 0 ? debitedLines(line, index, billed) : [];
  const fromPrice = basesFromPrice(line, paired, index, billed);
  const candidates: readonly (readonly Base[])[] = [
    ...(debits.length === 0
      ? []
      : [debits.map((debit) => baseOf(debit, debit.amount - lineDiscount(debit)))]),
    ...(debits.length === 0 ? [] : [debits.map((debit) => baseOf(debit, debit.amount))]),
    // Classic billing mode credits the current price, whatever was debited.
    ...(debits.length === 0 || isClassic(line, index) ? fromPrice.bases.map((base) => [base]) : []),
  ];
  const results = candidates.map((bases) => prorated(line, bases));
  const agreeing = results.findIndex((amount) => Math.abs(amount - line.amount) <= TOLERANCE_MINOR_UNITS);
  const chosen = candidates[Math.max(agreeing, 0)];
  const amount = results[Math.max(agreeing, 0)];
  if (chosen === undefined || amount === undefined) return { kind: 'unknown', why: fromPrice.why };
  if (agreeing < 0 && hasDiscount(line, [...paired, ...debits], index)) {
    return { kind: 'unknown', why: 'a discount is folded in' };
  }
  if (agreeing < 0 && debits.length === 0 && !fromPrice.recorded) {
    return { kind: 'unknown', why: 'the full billing period is not on record' };
  }
  const step = stepOf(line, chosen, amount, label);
  return { kind: agreeing < 0 ? 'differs' : 'agrees', amount, step };
}

function isClassic(line: InvoiceLine, index: HistoryIndex): boolean {
  return index.subscription(line.subscription)?.billing_mode?.type !== 'flexible';
}

function baseOf(debit: InvoiceLine, full: number): Base {
  return { full, start: debit.period.start, end: debit.period.end };
}

function prorated(line: InvoiceLine, bases: readonly Base[]): number {
  const sign = line.amount < 0 ? -1 : 1;
  const from = line.period.start;
  return bases.reduce((sum, { full, start, end }) => {
    const left = Math.min(Math.max(0, end - from), end - start);
    return sum + sign * mulDiv(full, left, end - start);
  }, 0);
}

/** The lines a credit gives back: those it names, else the latest that billed its price for the time it ends with. */
function debitedLines(line: InvoiceLine, index: HistoryIndex, billed: BilledLines): readonly InvoiceLine[] {
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
  const alike = billed.get(keyOf(line)) ?? [];
  return alike.filter(
    (other) =>
      other.id !== line.id &&
      other.period.start <= line.period.start &&
      (!other.proration || line.amount < 0),
  );
}

function basesFromPrice(
  line: InvoiceLine,
  paired: readonly InvoiceLine[],
  index: HistoryIndex,
  billed: BilledLines,
): { bases: readonly Base[]; recorded: boolean; why: string } {
  const unknown = (why: string) => ({ bases: [], recorded: false, why });
  const price = index.price(line.price);
  if (price === undefined) return unknown('the price is not in the history');
  const unit = unitAmount(price, line.currency);
  if (unit === null || line.quantity === null) return unknown('the price has no single unit amount');
  if (price.recurring === null) return unknown('the price is not recurring');
  const { end } = line.period;
  const item = index.subscriptionItem(line.subscription_item)?.item;
  const recorded = [
    ...recurringLines(line, billed).map(({ period }) => period),
    ...(item?.price === line.price && item.current_period_start !== null
      ? [{ start: item.current_period_start, end: item.current_period_end ?? 0 }]
      : []),
    ...paired.flatMap((other) => debitedLines(other, index, billed)).map(({ period }) => period),
  ].filter((period) => period.end === end && period.start <= line.period.start);
  const start = recorded[0]?.start ?? periodStart(end, price.recurring);
  if (start >= end) return unknown('the billing period is empty');
  const full = multiplyDecimal(unit, line.quantity);
  return {
    bases: [{ full, start, end }],
    recorded: recorded.length > 0,
    why: 'the amount is not known',
  };
}

/** The price of one unit as a decimal string of minor units, or null where it takes more than one number to say. */
function unitAmount(price: Price, currency: string): string | null {
  if (price.billing_scheme !== 'per_unit' || price.transform_quantity !== null) return null;
  if (price.currency === currency) return price.unit_amount_decimal;
  return price.currency_options[currency]?.unit_amount_decimal ?? null;
}

function hasDiscount(line: InvoiceLine, others: readonly InvoiceLine[], index: HistoryIndex): boolean {
  const subscription = index.subscription(line.subscription);
  const item = index.subscriptionItem(line.subscription_item)?.item;
  return (
    [line, ...others].some(
      ({ discount_amounts, discounts }) => discount_amounts.length + discounts.length > 0,
    ) ||
    (subscription?.discounts.length ?? 0) > 0 ||
    (item?.discounts.length ?? 0) > 0 ||
    (index.customer(subscription?.customer ?? null)?.discount ?? null) !== null
  );
}

function stepOf(line: InvoiceLine, bases: readonly Base[], amount: number, label: string): RecomputationStep {
  const decimal = (value: number): string => toDecimal({ amount: value, currency: line.currency });
  const sign = line.amount < 0 ? '−' : '';
  const parts = bases.map((base) => {
    const left = Math.min(Math.max(0, base.end - line.period.start), base.end - base.start);
    return `${decimal(base.full)} × ${shareInWords(base, left)}`;
  });
  const rounded = amount === line.amount ? '' : `, billed as ${decimal(line.amount)}`;
  return { label, expression: `${sign}${parts.join(` ${sign || '+'} `)}${rounded}`, result: decimal(amount) };
}

/** `17.25 of 30 days`, with as few decimals as give the same amount; in seconds where days would not. */
function shareInWords({ full, start, end }: Base, left: number): string {
  const exact = mulDiv(full, left, end - start);
  for (let decimals = 0; decimals <= SHOWN_DAY_DECIMALS_MAX; decimals += 1) {
    const unit = DAY_SECONDS / 10 ** decimals;
    const [part, whole] = [Math.round(left / unit), Math.round((end - start) / unit)];
    if (whole > 0 && mulDiv(full, part, whole) === exact) {
      return `${trimmed(part, decimals)} of ${trimmed(whole, decimals)} days`;
    }
  }
  return `${left} of ${end - start} seconds`;
}

function trimmed(value: number, decimals: number): string {
  return String(Number((value / 10 ** decimals).toFixed(decimals)));
}
