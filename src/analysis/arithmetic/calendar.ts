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
