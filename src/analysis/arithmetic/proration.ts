import { mulDiv, toDecimal } from '../../money.ts';
import type { InvoiceLine } from '../billing-history.ts';
import type { RecomputationStep } from '../finding.ts';
import type { HistoryIndex } from '../history-index.ts';
import {
  type Base,
  type BilledLines,
  baseFromPrice,
  baseOfDebit,
  debitedLines,
  discountsAbout,
  lessDiscounts,
} from './proration-bases.ts';

const DAY_SECONDS = 86_400;
/** Stripe rounds each line on its own, and rounds decimal unit amounts before or after prorating. */
export const TOLERANCE_MINOR_UNITS = 1;
const SHOWN_DAY_DECIMALS_MAX = 4;

/** What a proration line should be, or why that cannot be said. */
export type Recomputed =
  | { readonly kind: 'agrees' | 'differs'; readonly amount: number; readonly step: RecomputationStep }
  | { readonly kind: 'unknown'; readonly why: string };

/** One way to arrive at the line's amount. */
interface Candidate {
  readonly bases: readonly Base[];
  readonly amount: number;
}

/**
 * Recomputes a proration line: full amount × seconds left ÷ seconds of the period, each as Stripe does it (per second,
 * "Prorations", docs.stripe.com/billing/subscriptions/prorations), from the moment `line.period.start`. An amount that is
 * right by whole days agrees as well: integrations that compute `proration_date` themselves often bill so.
 *
 * A credit starts from the line it gives back (flexible billing mode credits what was debited), else from the price.
 * A charge starts from the price, whose period is the one `paired` credits share, the subscription item's, or one
 * interval of the calendar. Discounts may be folded into either, or none of them, or the one of another time: a line
 * with discounts about it `differs` only where it is worse for the customer than any of these, and the amount given is
 * the nearest of them.
 */
export function recomputeProration(
  line: InvoiceLine,
  paired: readonly InvoiceLine[],
  index: HistoryIndex,
  billed: BilledLines,
  label: string,
): Recomputed {
  const debits = line.amount < 0 ? debitedLines(line, index, billed) : [];
  const fromPrice = baseFromPrice(line, paired, index, billed);
  const discounts = discountsAbout(line, [...paired, ...debits], index);
  const candidates = candidatesFor(line, debits, fromPrice.base, discounts.coupons, index);
  const [first] = candidates;
  if (first === undefined) return { kind: 'unknown', why: fromPrice.why };
  const agreeing = candidates.find(
    (candidate) => isNear(candidate.amount, line.amount) || isRightByDays(line, candidate.bases),
  );
  if (agreeing !== undefined) {
    return { kind: 'agrees', amount: agreeing.amount, step: stepOf(line, agreeing, label) };
  }
  const differs = (candidate: Candidate): Recomputed => ({
    kind: 'differs',
    amount: candidate.amount,
    step: stepOf(line, candidate, label),
  });
  // Of all amounts it may be, the one that is worst for the customer: what is worse still cannot be right.
  const worst = candidates.reduce((worse, other) => (other.amount > worse.amount ? other : worse), first);
  const isWorse = line.amount > worst.amount;
  const isSure = discounts.coupons.length === 0 && !discounts.someUnknown;
  if (!isSure && (!isWorse || (line.amount < 0 && discounts.someUnknown))) {
    return { kind: 'unknown', why: 'a discount is folded in' };
  }
  if (!isWorse && candidates.some((candidate) => candidate.amount < line.amount)) {
    return { kind: 'unknown', why: 'classic billing mode may have used either of two prices' };
  }
  if (debits.length === 0 && !fromPrice.recorded && !isBeyondFullPrice(line, fromPrice.base)) {
    return { kind: 'unknown', why: 'the full billing period is not on record' };
  }
  return differs(isWorse ? worst : first);
}

function candidatesFor(
  line: InvoiceLine,
  debits: readonly InvoiceLine[],
  price: Base | null,
  coupons: Parameters<typeof lessDiscounts>[1],
  index: HistoryIndex,
): readonly Candidate[] {
  const ways: (readonly Base[])[] = [];
  if (debits.length > 0) {
    ways.push(debits.map((debit) => baseOfDebit(debit)));
    ways.push(debits.map((debit) => baseOfDebit(debit, true)));
  }
  // Classic billing mode credits the current price, whatever was debited.
  if (price !== null && (debits.length === 0 || isClassic(line, index))) {
    const discounted = lessDiscounts(price, coupons, line.currency, line.product);
    ways.push([price], ...(discounted === null ? [] : [[discounted]]));
  }
  return ways.map((bases) => ({ bases, amount: prorated(line, bases) }));
}

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= TOLERANCE_MINOR_UNITS;

function isClassic(line: InvoiceLine, index: HistoryIndex): boolean {
  return index.subscription(line.subscription)?.billing_mode?.type !== 'flexible';
}

/** A part of a period cannot cost more than the whole, whatever period it is a part of. */
function isBeyondFullPrice(line: InvoiceLine, price: Base | null): boolean {
  if (price === null || line.period.end - line.period.start > price.end - price.start) return false;
  return line.amount > price.full + TOLERANCE_MINOR_UNITS;
}

function prorated(line: InvoiceLine, bases: readonly Base[]): number {
  const sign = line.amount < 0 ? -1 : 1;
  return bases.reduce(
    (sum, base) => sum + sign * mulDiv(base.full, secondsLeft(line, base), base.end - base.start),
    0,
  );
}

function isRightByDays(line: InvoiceLine, bases: readonly Base[]): boolean {
  const [base, ...others] = bases;
  if (base === undefined || others.length > 0) return false;
  const days = Math.round((base.end - base.start) / DAY_SECONDS);
  if (days === 0) return false;
  const left = secondsLeft(line, base) / DAY_SECONDS;
  return [Math.floor(left), Math.ceil(left)].some((part) =>
    isNear(mulDiv(base.full, part, days), Math.abs(line.amount)),
  );
}

function secondsLeft({ period }: InvoiceLine, { start, end }: Base): number {
  return Math.min(Math.max(0, end - period.start), end - start);
}

function stepOf(line: InvoiceLine, { bases, amount }: Candidate, label: string): RecomputationStep {
  const decimal = (value: number): string => toDecimal({ amount: value, currency: line.currency });
  const sign = line.amount < 0 ? '−' : '';
  const parts = bases.map((base) => `${decimal(base.full)} × ${shareInWords(base, secondsLeft(line, base))}`);
  const rounded = amount === line.amount ? '' : `, billed as ${decimal(line.amount)}`;
  return { label, expression: `${sign}${parts.join(` ${sign || '+'} `)}${rounded}`, result: decimal(amount) };
}

/** `17.25 of 30 days`, with as few decimals as give the same amount; in seconds where days would not. */
export function shareInWords({ full, start, end }: Base, left: number): string {
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
