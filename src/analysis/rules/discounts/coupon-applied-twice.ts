import { formatMoney, toDecimal } from '../../../money.ts';
import type { Discount, Subscription } from '../../billing-history.ts';
import { combineCorrections } from '../../correction.ts';
import { levelOf, type RepeatedCoupon, repeatedCoupons } from '../../discounts/repeated-coupons.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { Correction, EvidenceRef, Json, RuleFinding } from '../../finding.ts';
import type { HistoryIndex } from '../../history-index.ts';
import { billsAgain, draftSetting } from '../../over-charge.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, listed, plural, shownText } from '../../wording.ts';

export const couponAppliedTwice = defineRule({
  id: 'coupon-applied-twice',
  version: 1,
  rows: ['D3'],
  category: 'discount',
  title: 'One coupon applied twice',
  needs: ['invoices', 'customers', 'subscriptions', 'coupons', 'credit_notes', 'charges', 'refunds'],
  proposes: ['remove_discount'],
  check(history, { index, asOf }) {
    const { found, unknown } = repeatedCoupons(history, index);
    const findings = found.map((repeated) => findingOf(repeated, index, asOf));
    const skipped = joinReasons(
      unknown.map((id) => `the coupon of discount ${shownText(id)} is not in the history`),
    );
    return skipped === undefined ? findings : { findings, skipped };
  },
});

function findingOf(repeated: RepeatedCoupon, index: HistoryIndex, asOf: number): RuleFinding {
  const { discounts, lines, currency, terms } = repeated;
  const show = (value: number): string => formatMoney({ amount: value, currency });
  const lost = lines.reduce((sum, { amounts }) => sum + beyondTheFirst(amounts), 0);
  const invoices = [...new Set(lines.map(({ invoice }) => invoice))];
  const [first] = invoices;
  const latest = invoices[invoices.length - 1] ?? first;
  const name = shownText(terms?.name ?? repeated.coupon);
  const redundant = redundantDiscounts(repeated, index, asOf);
  const correction = draft(repeated, redundant);
  const places = listed(discounts.map(placeOf));
  const percent = terms?.percent_off ?? null;
  const amountOff = terms?.amount_off ?? null;
  const lastAt = latest?.created ?? 0;
  return {
    classification: 'leakage',
    confidence: 'certain',
    variant: redundant.length > 0 ? 'standing' : 'past',
    title: 'One coupon applied twice',
    message: [
      `Coupon ${name} reduced ${plural(lines.length, 'line')} on ${plural(invoices.length, 'invoice')} ` +
        `(${days(invoices.map(({ created }) => created))}) ${discounts.length === 2 ? 'twice' : `${discounts.length} times`}, ` +
        `for it was attached to ${places}: ${show(lost)} less was billed than with one of them.`,
      correction === null
        ? 'Nothing is left to change: no subscription that will be billed carries it twice any more.'
        : `Remove it from ${listed(redundant.map(({ target }) => target.id))} for the invoices to come.`,
      'Do not bill the difference afterwards: the customer did nothing wrong.',
    ].join(' '),
    facts: knownFacts({
      amount: fact.money(lost, currency),
      discount: fact.text(name),
      percent: percent === null ? undefined : fact.percent(percent),
      discount_amount: amountOff === null ? undefined : fact.money(amountOff, terms?.currency ?? currency),
      invoice_count: fact.count(invoices.length),
      invoice_at: fact.date(lastAt),
    }),
    amount: { amount: lost, currency },
    evidence: evidenceOf(repeated, redundant),
    recomputation: lines.slice(0, STEPS_MAX).map(({ invoice, line, amounts }) => ({
      label: `${invoice.id} ${line.id}, taken off beyond the first`,
      expression: amounts
        .slice(1)
        .map((amount) => toDecimal({ amount, currency }))
        .join(' + '),
      result: toDecimal({ amount: beyondTheFirst(amounts), currency }),
    })),
    at_issue: lines.map(({ line }) => ({ object: 'line_item', id: line.id, part: 'discount' })),
    correction,
    customer: repeated.customer,
    occurred_at: lastAt,
    ...(redundant.length > 0 ? { repeats: true } : {}),
  };
}

/** Lines shown in the recomputation; the evidence names every invoice. */
const STEPS_MAX = 50;

/** Given once, the coupon would have taken off what it took off first, which is the most. */
const beyondTheFirst = ([, ...rest]: readonly number[]): number =>
  rest.reduce((sum, amount) => sum + amount, 0);

const days = (times: readonly number[]): string => {
  const [first, last] = [times[0] ?? 0, times[times.length - 1] ?? 0].map(isoDate);
  return first === last ? `${first}` : `${first} to ${last}`;
};

function placeOf(discount: Discount): string {
  switch (levelOf(discount)) {
    case 'customer':
      return `customer ${discount.customer ?? ''}`.trim();
    case 'subscription':
      return `subscription ${discount.subscription ?? ''}`.trim();
    case 'item':
      return `subscription item ${discount.subscription_item ?? ''}`.trim();
    case 'invoice':
      return `invoice ${discount.invoice ?? ''}`.trim();
    case 'line':
      return 'the line itself';
  }
}

/** A discount to take off: it reduces the next invoice as well, and a wider one of the same coupon stays. */
interface Redundant {
  readonly discount: Discount;
  readonly target: { readonly object: 'subscription' | 'subscription_item'; readonly id: string };
  /** Discounts of the same place that stay. */
  readonly others: readonly Discount[];
}

/**
 * The narrower of the places that still carry the coupon on a subscription that bills again. The widest one stays, so
 * that nothing else it reaches loses its discount.
 */
function redundantDiscounts(
  { discounts, coupon, lines }: RepeatedCoupon,
  index: HistoryIndex,
  asOf: number,
): readonly Redundant[] {
  const ids = new Set(discounts.map(({ id }) => id));
  const subscriptions = new Set(lines.flatMap(({ line }) => index.subscription(line.subscription) ?? []));
  return [...subscriptions].filter(billsAgain).flatMap((subscription) => {
    const places = currentPlaces(subscription, index).flatMap((place) =>
      place.all
        .filter((one) => ids.has(one.id) && one.coupon === coupon && (one.end === null || one.end > asOf))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map((discount) => ({ ...place, discount })),
    );
    return places
      .slice(1)
      .flatMap(({ target, all, discount }) =>
        target === null ? [] : [{ discount, target, others: all.filter((one) => one.id !== discount.id) }],
      );
  });
}

interface Place {
  /** Null for the customer, whose discount is never the one to remove. */
  readonly target: Redundant['target'] | null;
  readonly all: readonly Discount[];
}

/** Where discounts hang that reach the subscription's next invoice, the widest first. */
function currentPlaces(subscription: Subscription, index: HistoryIndex): readonly Place[] {
  const inherited = index.customer(subscription.customer)?.discount ?? null;
  return [
    { target: null, all: inherited === null ? [] : [inherited] },
    { target: { object: 'subscription', id: subscription.id }, all: subscription.discounts },
    ...[...subscription.items]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, discounts }): Place => ({ target: { object: 'subscription_item', id }, all: discounts })),
  ];
}

/** Takes the redundant discounts off from now on, without proration: nothing already billed changes. */
function draft({ coupon, terms }: RepeatedCoupon, redundant: readonly Redundant[]): Correction | null {
  const words = {
    reason: 'order_change' as const,
    justification: `Coupon ${shownText(terms?.name ?? coupon)} reduces the same lines twice; from the next invoice on it should do so once.`,
    alternatives: [
      {
        kind: 'escalate' as const,
        why_not: 'Billing the difference afterwards needs approval, and is never drafted.',
      },
    ],
  };
  const byTarget = new Map(redundant.map((one) => [one.target.id, one]));
  const steps = [...byTarget.values()].map(({ target, others }) => {
    const gone = new Set(redundant.flatMap((one) => (one.target.id === target.id ? [one.discount.id] : [])));
    const stay: Json = others.filter(({ id }) => !gone.has(id)).map(({ id }) => ({ discount: id }));
    // An empty string is how Stripe's API is told to clear a list.
    const params = { discounts: stay.length === 0 ? '' : stay, proration_behavior: 'none' };
    return draftSetting('remove_discount', target.id, params, words);
  });
  return combineCorrections(steps, words);
}

function evidenceOf(
  { coupon, terms, discounts, lines }: RepeatedCoupon,
  redundant: readonly Redundant[],
): EvidenceRef[] {
  const invoices = new Set(lines.map(({ invoice }) => invoice.id));
  const targets = new Map(redundant.map(({ target }) => [target.id, target]));
  return [
    ...(terms === undefined ? [] : [{ object: 'coupon', id: coupon }]),
    ...discounts.map(({ id }) => ({ object: 'discount', id })),
    ...[...invoices].map((id) => ({ object: 'invoice', id })),
    ...targets.values(),
  ];
}
