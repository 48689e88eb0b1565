import type { BillingHistory, Charge } from '../billing-history.ts';
import { byCreation, type HistoryIndex } from '../history-index.ts';
import {
  differ,
  isBoughtRepeatedly,
  isUnnumberedInstalment,
  type OrderReference,
  orderKeys,
  type Purchase,
  purchaseOf,
  sharedOrder,
} from './purchase-identity.ts';

const DAY_SECONDS = 86_400;

/** Why payments are taken for one: the strongest reason comes first. */
const REASONS = ['same_invoice', 'same_order', 'same_day'] as const;
export type RepeatReason = (typeof REASONS)[number];

/** Payments that took the same money for the same thing; `kept` is the oldest, the rest follow by age. */
export interface RepeatedPayment {
  readonly reason: RepeatReason;
  readonly kept: Purchase;
  readonly duplicates: readonly Purchase[];
  /** The reference they share, for `same_order`. */
  readonly order: OrderReference | null;
}

export interface RepeatWindow {
  /** Without invoice or order, payments at most this far apart can be one taken twice. */
  readonly windowSeconds: number;
  /** So close together that a customer who buys often did not mean both. */
  readonly closeSeconds: number;
}

/**
 * Groups of succeeded, captured payments of one customer, currency and amount that are not yet wholly returned and
 * that nothing distinguishes: the same invoice, the same order, or neither and within the window. `payerOf` says who
 * paid, where several customer records are one person's.
 */
export function repeatedPayments(
  history: BillingHistory,
  index: HistoryIndex,
  window: RepeatWindow,
  payerOf: (charge: Charge) => string | null = ({ customer }) => customer,
): RepeatedPayment[] {
  return alike(history, index, payerOf).flatMap((purchases) => groupsOf(purchases, window));
}

/** Payments that still cost the customer something, by customer, currency and amount taken, oldest first. */
function alike(
  history: BillingHistory,
  index: HistoryIndex,
  payerOf: (charge: Charge) => string | null,
): Purchase[][] {
  const charges = byCreation(history.charges).filter(
    (charge) => payerOf(charge) !== null && index.netOfCharge(charge) > 0,
  );
  return bucketsOf(
    charges.map((charge) => purchaseOf(index, charge)),
    ({ charge }) => [`${payerOf(charge)} ${charge.currency} ${charge.amount_captured}`],
  );
}

/** The strongest reason first; a payment belongs to one group. */
function groupsOf(purchases: readonly Purchase[], window: RepeatWindow): RepeatedPayment[] {
  const groups: RepeatedPayment[] = [];
  const taken = new Set<Purchase>();
  const free = (list: readonly Purchase[]): Purchase[] => list.filter((purchase) => !taken.has(purchase));
  const add = (reason: RepeatReason, members: readonly Purchase[]): void => {
    const [kept, second] = members;
    if (kept === undefined || second === undefined) return;
    for (const member of members) taken.add(member);
    const order = reason === 'same_order' ? sharedOrder(kept, second) : null;
    groups.push({ reason, kept, duplicates: members.slice(1), order });
  };

  for (const bucket of bucketsOf(purchases, ({ invoice }) => (invoice === undefined ? [] : [invoice.id]))) {
    add('same_invoice', bucket);
  }
  for (const bucket of bucketsOf(free(purchases), orderKeys)) {
    for (const members of ofOneOrder(free(bucket), window)) add('same_order', members);
  }
  const oneOff = free(purchases).filter((one) => !one.invoiced && !isBoughtRepeatedly(one));
  for (const [position, kept] of oneOff.entries()) {
    if (!taken.has(kept)) add('same_day', free(near(kept, position, oneOff, window)));
  }
  return groups;
}

/** More payments than this under one reference: it names an account or a plan, not an order. */
const ORDER_PAYMENTS_MAX = 50;

function ofOneOrder(bucket: readonly Purchase[], { windowSeconds }: RepeatWindow): Purchase[][] {
  if (bucket.length > ORDER_PAYMENTS_MAX) return [];
  return indistinguishable(bucket).flatMap((members) => {
    const days = clusters(members, windowSeconds);
    return isPaymentPlan(days.flatMap(([first]) => first?.charge.created ?? [])) ? days : [members];
  });
}

/** `kept`, which stands at `position`, and what followed within the window that nothing tells from it. */
function near(
  kept: Purchase,
  position: number,
  purchases: readonly Purchase[],
  { windowSeconds, closeSeconds }: RepeatWindow,
): readonly Purchase[] {
  let end = position + 1;
  const isWithin = (one: Purchase | undefined): boolean =>
    one !== undefined && gap(kept, one) <= windowSeconds;
  while (isWithin(purchases[end])) end += 1;
  if (end === position + 1) return [];
  const reach = isHabit(kept, purchases, windowSeconds) ? closeSeconds : windowSeconds;
  const candidates = purchases.slice(position, end).filter((one) => gap(kept, one) <= reach);
  return indistinguishable(candidates)[0] ?? [];
}

/** Sets whose members nothing tells apart, each oldest first. Unnumbered part payments stand alone. */
function indistinguishable(purchases: readonly Purchase[]): Purchase[][] {
  const sets: Purchase[][] = [];
  for (const purchase of purchases) {
    const set = isUnnumberedInstalment(purchase)
      ? undefined
      : sets.find((members) => !members.some((member) => areDistinct(member, purchase)));
    if (set === undefined) sets.push([purchase]);
    else set.push(purchase);
  }
  return sets;
}

/** Different things, or two invoices at least one of which is a subscription's: two periods, each with its own due. */
function areDistinct(a: Purchase, b: Purchase): boolean {
  return isUnnumberedInstalment(a) || differ(a, b) || isSubscriptionPayment(a) || isSubscriptionPayment(b);
}

function isSubscriptionPayment({ invoice, invoiced }: Purchase): boolean {
  if (invoice === undefined) return invoiced;
  return invoice.subscription !== null || invoice.lines.some((line) => line.subscription !== null);
}

/** Lengths between the payments of a plan, in days: a week, two, a month, a quarter, half a year, a year. */
const PLAN_DAYS = [
  [7, 7],
  [14, 14],
  [28, 31],
  [89, 92],
  [181, 184],
  [365, 366],
] as const;
const DAY_TOLERANCE_DAYS = 0.5;
const EVEN_SPACING_TOLERANCE = 0.1;

/** True when payments at `times` lie apart as instalments or renewals do: calendar lengths, or three evenly spaced. */
function isPaymentPlan(times: readonly number[]): boolean {
  const gaps = times.slice(1).map((time, position) => (time - (times[position] ?? time)) / DAY_SECONDS);
  if (gaps.length === 0) return false;
  const isCalendar = (days: number): boolean =>
    PLAN_DAYS.some(
      ([least, most]) => days >= least - DAY_TOLERANCE_DAYS && days <= most + DAY_TOLERANCE_DAYS,
    );
  if (gaps.every(isCalendar)) return true;
  return gaps.length >= 2 && Math.max(...gaps) <= Math.min(...gaps) * (1 + EVEN_SPACING_TOLERANCE);
}

/** Splits payments, oldest first, wherever more than `seconds` lie between one and the next. */
function clusters(purchases: readonly Purchase[], seconds: number): Purchase[][] {
  const found: Purchase[][] = [];
  for (const purchase of purchases) {
    const current = found[found.length - 1];
    const previous = current?.[current.length - 1];
    if (current === undefined || previous === undefined || gap(previous, purchase) > seconds) {
      found.push([purchase]);
    } else current.push(purchase);
  }
  return found;
}

const HABIT_DAYS = 7;
const HABIT_PURCHASES_MIN = 2;

/** True when the customer buys this for this amount every few days anyway. */
function isHabit(kept: Purchase, purchases: readonly Purchase[], windowSeconds: number): boolean {
  const others = purchases.filter((other) => {
    const after = other.charge.created - kept.charge.created;
    return Math.abs(after) <= HABIT_DAYS * DAY_SECONDS && (after < 0 || after > windowSeconds);
  });
  return others.length >= HABIT_PURCHASES_MIN;
}

/** Seconds between two payments. */
export function gap(a: Purchase, b: Purchase): number {
  return Math.abs(a.charge.created - b.charge.created);
}

/** Purchases that share a key, in their order; keys of one purchase only are left out. */
function bucketsOf(
  purchases: readonly Purchase[],
  keysOf: (purchase: Purchase) => readonly string[],
): Purchase[][] {
  const buckets = new Map<string, Purchase[]>();
  for (const purchase of purchases) {
    for (const key of keysOf(purchase)) {
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [purchase]);
      else bucket.push(purchase);
    }
  }
  return [...buckets.values()].filter((bucket) => bucket.length > 1);
}
