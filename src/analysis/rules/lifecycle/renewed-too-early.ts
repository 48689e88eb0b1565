import { mulDiv, toDecimal } from '../../../money.ts';
import { periodBoundary } from '../../arithmetic/calendar.ts';
import type { InvoiceLine, Recurring, Subscription } from '../../billing-history.ts';
import { creditNetOfLine } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, lineDiscount } from '../../history-index.ts';
import { isMovedDate } from '../../lifecycle/moved-date.ts';
import { type PeriodFee, periodFees } from '../../lifecycle/period-fees.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, productName } from '../../wording.ts';

const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;

export const renewedTooEarly = defineRule({
  id: 'renewed-too-early',
  version: 1,
  rows: ['B10'],
  category: 'renewal',
  title: 'A shortened period at the full price',
  needs: ['subscriptions', 'invoices', 'invoice_items', 'prices', 'charges', 'credit_notes', 'refunds'],
  proposes: ['credit_note', 'void_invoice'],
  thresholds: { least_days: 4 },
  check(history, context) {
    return byCreation(history.subscriptions).flatMap((subscription) => {
      const fees = periodFees(context.index, subscription);
      return fees.flatMap((fee) => findingOf(subscription, fee, fees, context) ?? []);
    });
  },
});

/** A fee for a whole period that was cut short, by its own dates or by the next period's. */
interface CutShort {
  /** Unix seconds: when the next period began. */
  readonly end: number;
  /** Seconds the fee is for, and those of them that were not given. */
  readonly whole: number;
  readonly missing: number;
  /** The fee of the period that began too early, where it tells of the cut. */
  readonly next: PeriodFee | null;
}

/** A period that is shorter than its price's interval, billed as if it were whole. */
function findingOf(
  subscription: Subscription,
  fee: PeriodFee,
  fees: readonly PeriodFee[],
  { index, thresholds }: RuleContext,
): RuleFinding | null {
  const { invoice, line } = fee;
  const price = index.price(line.price);
  const { start } = line.period;
  if (price?.recurring == null || line.unit_amount_decimal === null || line.quantity === null) return null;
  const least = (thresholds['least_days'] ?? 0) * DAY_SECONDS;
  const cut = movedWithin(subscription, fee, fees) ?? shorterThan(price.recurring, line.period, least);
  if (cut === null) return null;
  const { end, whole, missing, next } = cut;
  const net = line.amount - lineDiscount(line);
  const atPrice = Number(line.unit_amount_decimal) * line.quantity;
  // Prorated by itself: a first, shorter period costs less.
  if (Math.abs(line.amount - atPrice) > 1 || isCredited(subscription, start, end, index)) return null;
  const share = mulDiv(net, missing, whole);
  if (share <= 0) return null;
  const product = productName(index, line.product);
  const decimal = (amount: number): string => toDecimal({ amount, currency: line.currency });
  const days = Math.round((end - start) / DAY_SECONDS);
  return lineErrorFinding(index, [{ invoice, credits: [creditNetOfLine(line, share)] }], {
    classification: 'billing_error',
    confidence: 'high',
    title: 'A shortened period at the full price',
    message: (left) =>
      `${invoice.id} bills the full price of ${product} for the ${days} days from ${isoDate(start)} to ${isoDate(end)}, which the billing date cut short, and nothing was credited: ${left} is for time that was not given.`,
    facts: (amount, currency) => ({
      amount: fact.money(amount, currency),
      product: fact.text(product),
      period_start: fact.date(start),
      period_end: fact.date(end),
      days: fact.count(days),
    }),
    words: {
      reason: 'order_change',
      justification: `The period ended on ${isoDate(end)} already; the time that is missing was paid and not given.`,
      alternatives: [
        { kind: 'refund', why_not: 'A bare refund would leave the invoice and its tax as they are.' },
      ],
    },
    part: 'whole',
    evidence: [
      { object: 'subscription', id: subscription.id },
      { object: 'price', id: price.id },
      ...(next === null ? [] : [{ object: 'invoice', id: next.invoice.id }]),
    ],
    steps: [
      {
        label: 'time that was not given',
        expression: `${decimal(net)} × ${Math.round(missing / HOUR_SECONDS)} of ${Math.round(whole / HOUR_SECONDS)} hours`,
        result: decimal(share),
      },
    ],
    customer: subscription.customer,
  });
}

/** The subscription was anchored anew within the period: the next one began before this one was over. */
function movedWithin(
  subscription: Subscription,
  { line }: PeriodFee,
  fees: readonly PeriodFee[],
): CutShort | null {
  const { start, end } = line.period;
  const next = fees.find(
    (other) =>
      other.line.subscription_item === line.subscription_item &&
      other.line.price === line.price &&
      isMovedDate(subscription, line.period, other.line.period),
  );
  if (next === undefined) return null;
  const moved = next.line.period.start;
  return { end: moved, whole: end - start, missing: end - moved, next };
}

/** Months differ by up to three days: what a clamped day explains is right. */
function shorterThan(
  recurring: Recurring,
  { start, end }: InvoiceLine['period'],
  leastSeconds: number,
): CutShort | null {
  const whole = periodBoundary(start, recurring, 1) - start;
  const missing = whole - (end - start);
  return missing < leastSeconds ? null : { end, whole, missing, next: null };
}

/** Unused time of this period was given back by a proration, on an invoice or waiting. */
function isCredited({ id }: Subscription, start: number, end: number, index: HistoryIndex): boolean {
  const isCredit = (line: {
    readonly proration: boolean;
    readonly amount: number;
    readonly period: { readonly start: number; readonly end: number };
  }): boolean => line.proration && line.amount < 0 && line.period.end > start && line.period.start <= end;
  return (
    index.invoicesOfSubscription(id).some(({ status, lines }) => status !== 'void' && lines.some(isCredit)) ||
    index.history.invoice_items.some((item) => item.subscription === id && isCredit(item))
  );
}
