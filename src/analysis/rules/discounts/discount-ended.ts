import { formatMoney, mulDiv, multiplyDecimal, percentOf, toDecimal } from '../../../money.ts';
import { addMonths } from '../../arithmetic/calendar.ts';
import type {
  BillingHistory,
  Coupon,
  Discount,
  DiscountAmount,
  Invoice,
  InvoiceLine,
} from '../../billing-history.ts';
import { attachedDiscounts } from '../../discounts/attached-discounts.ts';
import { promisedDiscounts } from '../../discounts/promised-discounts.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { EvidenceRef, MoneyUnit, RuleFinding } from '../../finding.ts';
import {
  byCreation,
  type HistoryIndex,
  isEffectiveInvoice,
  lineDiscount,
  lineExclusiveTax,
  lineTotal,
  subscriptionsOf,
} from '../../history-index.ts';
import { agreedPrice } from '../../prices/agreed-price.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, plural, shownText } from '../../wording.ts';

export const discountEnded = defineRule({
  id: 'discount-ended',
  version: 1,
  rows: ['V15'],
  category: 'discount',
  title: 'Discount has ended',
  needs: ['invoices', 'subscriptions', 'customers', 'coupons', 'events'],
  proposes: [],
  check(history, context) {
    const { index, isWorthExplaining } = context;
    const findings: RuleFinding[] = [];
    const unknown = new Set<string>();
    const rises = risesOf(history, index).filter(({ now }) => isWorthExplaining(now.created, 'discount'));
    if (rises.length === 0) return [];
    const owed = owedLines(history, context);
    for (const rise of rises) {
      if (rise.lines.some(({ now }) => owed.has(now.id) || isAboveAgreed(now, rise.now, context))) continue;
      const discount = index.discount(rise.discount);
      const coupon = index.coupon(discount?.coupon ?? null);
      const ending = discount && endingOf(discount, coupon, rise, history);
      if (discount !== undefined && ending !== undefined)
        findings.push(explain(rise, discount, coupon, ending));
      else if (discount === undefined || coupon === undefined) unknown.add(shownText(rise.discount));
    }
    const skipped = joinReasons(
      [...unknown].sort().map((id) => `the terms of discount ${id} are not in the history`),
    );
    return skipped === undefined ? findings : { findings, skipped };
  },
});

/** A subscription that costs more than on the invoice before, by exactly one discount. */
interface Rise {
  readonly discount: string;
  readonly before: Invoice;
  readonly now: Invoice;
  readonly lines: readonly Pair[];
}

/** One line of the subscription on both invoices. */
interface Pair {
  readonly before: InvoiceLine;
  readonly now: InvoiceLine;
  /** What the discount took off, in minor units. */
  readonly amount: number;
}

interface Ending {
  readonly variant: 'once' | 'repeating' | 'ended';
  readonly at: number;
  /** False when only an event tells, and not the discount's own terms. */
  readonly byTerms: boolean;
}

function risesOf(history: BillingHistory, index: HistoryIndex): readonly Rise[] {
  const subscriptions = new Set(history.invoices.flatMap((invoice) => [...subscriptionsOf(invoice)]));
  return [...subscriptions].flatMap((subscription) => {
    const invoices = index
      .invoicesOfSubscription(subscription)
      .filter((invoice) => isEffectiveInvoice(invoice) && recurringLines(invoice, subscription).length > 0);
    return invoices.slice(1).flatMap((now, place) => {
      const before = invoices[place];
      return before === undefined ? [] : risesBetween(before, now, subscription);
    });
  });
}

/** The largest first, whatever order they came in. */
function recurringLines(invoice: Invoice, subscription: string): readonly InvoiceLine[] {
  return invoice.lines
    .filter(
      (line) =>
        !line.proration && line.amount > 0 && line.price !== null && line.subscription === subscription,
    )
    .sort((a, b) => b.amount - a.amount || (a.id < b.id ? -1 : 1));
}

function risesBetween(before: Invoice, now: Invoice, subscription: string): readonly Rise[] {
  const rises = new Map<string, Pair[]>();
  for (const line of recurringLines(now, subscription)) {
    const former = recurringLines(before, subscription).find(
      (other) =>
        other.price === line.price && other.quantity === line.quantity && other.amount === line.amount,
    );
    const lost = former && lostDiscount(former, line);
    if (former === undefined || lost === undefined || lost.discount === null) continue;
    const pair = { before: former, now: line, amount: lost.amount };
    rises.set(lost.discount, [...(rises.get(lost.discount) ?? []), pair]);
  }
  return [...rises].map(([discount, lines]) => ({ discount, before, now, lines }));
}

/** The one discount by which two otherwise equal lines differ, tax in proportion; undefined for any other change. */
function lostDiscount(before: InvoiceLine, now: InvoiceLine): DiscountAmount | undefined {
  const kept = new Set(now.discount_amounts.map(({ discount }) => discount));
  const lost = before.discount_amounts.filter(({ discount, amount }) => amount > 0 && !kept.has(discount));
  const [only] = lost;
  if (only === undefined || lost.length > 1) return undefined;
  if (!othersStay(before, now, only)) return undefined;
  const netBefore = before.amount - lineDiscount(before);
  const netNow = now.amount - lineDiscount(now);
  if (netBefore === 0) return only;
  const tax = mulDiv(lineExclusiveTax(before), netNow, netBefore);
  const rounding = Math.max(1, now.taxes.length);
  // Another tax rate is another reason, and not this rule's to explain.
  return Math.abs(lineExclusiveTax(now) - tax) <= rounding ? only : undefined;
}

/** True when every other discount takes what it took before, or as a percentage the same part of the larger rest. */
function othersStay(before: InvoiceLine, now: InvoiceLine, lost: DiscountAmount): boolean {
  const known = new Map(before.discount_amounts.map(({ discount, amount }) => [discount, amount]));
  if (now.discount_amounts.some(({ discount }) => !known.has(discount))) return false;
  return now.discount_amounts.every(({ discount, amount }) => {
    const former = known.get(discount) ?? 0;
    // All others may have come first; what a percentage is of then grew the most.
    const rest = before.amount - lineDiscount(before) + former;
    const largest = rest <= 0 ? former : mulDiv(former, rest + lost.amount, rest) + 1;
    return amount >= former && amount <= largest;
  });
}

/** Lines on which a discount is still due, by promise or because it is attached: an error, not an ending. */
function owedLines(history: BillingHistory, { index, policy, asOf }: RuleContext): ReadonlySet<string> {
  const gaps = [
    ...promisedDiscounts(history, index, policy.promises ?? [], asOf).gaps,
    ...attachedDiscounts(history, index, new Set()).gaps,
  ];
  return new Set(
    gaps.flatMap(({ overCharges }) =>
      overCharges.flatMap(({ credits }) => credits.map(({ line }) => line.id)),
    ),
  );
}

/** True when the policy file agrees a lower price: then the end of a discount is not why it costs what it costs. */
function isAboveAgreed(line: InvoiceLine, invoice: Invoice, { policy, index }: RuleContext): boolean {
  const agreed = agreedPrice(policy.prices ?? [], policy.price_change_notice_days, index, invoice, line);
  if (agreed === null || !('unit' in agreed)) return false;
  return line.amount - lineDiscount(line) > multiplyDecimal(agreed.unit, line.quantity ?? 1);
}

function endingOf(
  discount: Discount,
  coupon: Coupon | undefined,
  { before, now }: Rise,
  history: BillingHistory,
): Ending | undefined {
  const finalised = now.finalized_at ?? now.created;
  if (coupon?.duration === 'once') return { variant: 'once', at: before.created, byTerms: true };
  const { start, end } = discount;
  const months = coupon?.duration === 'repeating' ? coupon.duration_in_months : null;
  const granted = months === null || start === null ? null : addMonths(start, months);
  if (granted !== null) {
    // Ended before all its months were used: that is not what was granted.
    return granted <= finalised ? { variant: 'repeating', at: end ?? granted, byTerms: true } : undefined;
  }
  if (end !== null) return end <= finalised ? { variant: 'ended', at: end, byTerms: true } : undefined;
  const removal = byCreation(history.events).find(
    ({ type, subject }) => type === 'customer.discount.deleted' && subject === discount.id,
  );
  return removal !== undefined && removal.created <= finalised
    ? { variant: 'ended', at: removal.created, byTerms: false }
    : undefined;
}

function explain(rise: Rise, discount: Discount, coupon: Coupon | undefined, ending: Ending): RuleFinding {
  const { before, now, lines } = rise;
  const { currency } = now;
  const total = (pick: (pair: Pair) => InvoiceLine): number =>
    lines.reduce((sum, pair) => sum + lineTotal(pick(pair)), 0);
  const was = total((pair) => pair.before);
  const is = total((pair) => pair.now);
  const show = (amount: number): string => formatMoney({ amount, currency });
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  const name = shownText(coupon?.name ?? discount.coupon ?? discount.id);
  const percent = coupon?.percent_off ?? null;
  const units: MoneyUnit[] = lines.map(({ now: line }) => ({
    object: 'line_item',
    id: line.id,
    part: 'discount',
  }));
  const evidence: EvidenceRef[] = [
    { object: 'invoice', id: now.id },
    { object: 'invoice', id: before.id },
    { object: 'discount', id: discount.id },
    ...(coupon === undefined ? [] : [{ object: 'coupon', id: coupon.id }]),
  ];
  return {
    classification: 'valid_but_confusing',
    confidence: ending.byTerms ? 'certain' : 'medium',
    title: 'Discount has ended',
    variant: ending.variant,
    message: [
      `${shownText(now.id)} of ${isoDate(now.created)} costs ${show(is)} instead of ${show(was)}, ${show(is - was)} more than ${shownText(before.id)}, for the same price and quantity.`,
      `Discount ${name}${percent === null ? '' : ` (${shownText(percent)} %)`} ${whyEnded(ending, coupon, before)}.`,
      'The price itself did not change: tell the customer when the discount ended.',
    ].join(' '),
    facts: knownFacts({
      discount: fact.text(name),
      percent: percent === null ? undefined : fact.percent(percent),
      before: fact.money(was, currency),
      now: fact.money(is, currency),
      difference: fact.money(is - was, currency),
      ended_at: fact.date(ending.at),
      months: coupon?.duration_in_months == null ? undefined : fact.count(coupon.duration_in_months),
      invoice_at: fact.date(now.created),
    }),
    amount: null,
    evidence,
    recomputation: [
      ...lines.map(({ before: former, amount }) => ({
        label: 'discount of the invoice before',
        expression:
          percent !== null && percentOf(former.amount, percent) === amount
            ? `${decimal(former.amount)} × ${percent} %`
            : decimal(amount),
        result: decimal(amount),
      })),
      {
        label: 'difference, tax included',
        expression: `${decimal(is)} − ${decimal(was)}`,
        result: decimal(is - was),
      },
    ],
    at_issue: units,
    explains: units,
    correction: null,
    customer: now.customer,
    occurred_at: now.created,
  };
}

function whyEnded({ variant, at, byTerms }: Ending, coupon: Coupon | undefined, before: Invoice): string {
  if (variant === 'once') return `was for one invoice only, and ${shownText(before.id)} was that one`;
  if (variant === 'repeating') {
    const months = plural(coupon?.duration_in_months ?? 0, 'month');
    return `was granted for ${months}, which ended on ${isoDate(at)}`;
  }
  return byTerms ? `ended on ${isoDate(at)}` : `was removed on ${isoDate(at)}; check that this was meant`;
}
