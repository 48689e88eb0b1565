import type { Recurring } from '../billing-history.ts';

const DAY_SECONDS = 86_400;

/**
 * `at` (Unix seconds, UTC) moved by whole calendar months, negative for earlier. A day the month lacks becomes its
 * last day, as Stripe bills: 31 January and one month is 28 or 29 February.
 */
export function addMonths(at: number, months: number): number {
  const date = new Date(at * 1000);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return Math.floor(date.getTime() / 1000);
}

/** When a billing period that ends at `end` began. */
export function periodStart(end: number, { interval, interval_count }: Recurring): number {
  if (interval === 'day') return end - interval_count * DAY_SECONDS;
  if (interval === 'week') return end - 7 * interval_count * DAY_SECONDS;
  return addMonths(end, -(interval === 'year' ? 12 : 1) * interval_count);
}

/** The length of a billing interval, without what a price says besides. */
export type Interval = Pick<Recurring, 'interval' | 'interval_count'>;

/**
 * When the period number `n` (0 for the first) of a subscription anchored at `anchor` begins. Every period is counted
 * from the anchor, so that a day a short month lacks comes back: 31 January, 28 February, 31 March ("billing cycle
 * anchor", docs.stripe.com/billing/subscriptions/billing-cycle). All in UTC, where a day always has 24 hours: daylight
 * saving moves no boundary.
 */
export function periodBoundary(anchor: number, { interval, interval_count }: Interval, n: number): number {
  if (interval === 'day') return anchor + n * interval_count * DAY_SECONDS;
  if (interval === 'week') return anchor + n * 7 * interval_count * DAY_SECONDS;
  return addMonths(anchor, n * (interval === 'year' ? 12 : 1) * interval_count);
}

/** Days an interval lasts at least, for a first guess of the period's number. */
const DAYS_MIN = { day: 1, week: 7, month: 28, year: 365 } as const;

/** The period, in Unix seconds, in which `at` lies, its start inclusive and its end exclusive. */
export function periodAround(
  at: number,
  anchor: number,
  recurring: Interval,
): { readonly start: number; readonly end: number } {
  const shortest = DAYS_MIN[recurring.interval] * recurring.interval_count * DAY_SECONDS;
  // Periods last at least this long, so the guess is never too early; going back ends at the period itself.
  let n = Math.ceil(Math.abs(at - anchor) / shortest) * Math.sign(at - anchor) + 1;
  while (periodBoundary(anchor, recurring, n) > at) n -= 1;
  return { start: periodBoundary(anchor, recurring, n), end: periodBoundary(anchor, recurring, n + 1) };
}
