/**
 * The ledger's own arithmetic. On purpose it shares nothing with the code under test: two independent
 * implementations must come to the same cent.
 */

/** `numerator ÷ denominator` rounded to an integer, halves away from zero (as Stripe rounds). */
export function divideRounded(numerator: bigint, denominator: bigint): number {
  if (denominator <= 0n) throw new RangeError('the denominator is positive');
  const sign = numerator < 0n ? -1n : 1n;
  const rounded = (2n * numerator * sign + denominator) / (2n * denominator);
  return Number(sign * rounded) + 0;
}

/** The part of `amount` that `part` seconds are of `whole` seconds. */
export function prorate(amount: number, part: number, whole: number): number {
  return divideRounded(BigInt(amount) * BigInt(part), BigInt(whole));
}

/** `percent` (at most four decimals) of `amount`. */
export function percentage(amount: number, percent: number): number {
  return divideRounded(BigInt(amount) * BigInt(Math.round(percent * 10_000)), 1_000_000n);
}

/** Splits `amount` in proportion to `weights` so that the parts add up to it exactly (largest remainder first). */
export function allocate(amount: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum === 0) return weights.map(() => 0);
  const shares = weights.map((weight) => BigInt(amount) * BigInt(weight));
  const parts = shares.map((exact) => Number(exact / BigInt(sum)));
  const remainders = shares.map((exact, at) => ({ at, rest: Number(exact % BigInt(sum)) }));
  remainders.sort((a, b) => b.rest - a.rest || a.at - b.at);
  let left = amount - parts.reduce((total, part) => total + part, 0);
  for (const { at } of remainders) {
    if (left === 0) break;
    parts[at] = (parts[at] ?? 0) + 1;
    left -= 1;
  }
  return parts;
}

/** The same day and time `months` later, clamped to the month's last day (31 January + 1 = 28 February), UTC. */
export function addMonths(at: number, months: number): number {
  const from = new Date(at * 1000);
  const firstOfMonth = new Date(
    Date.UTC(
      from.getUTCFullYear(),
      from.getUTCMonth() + months,
      1,
      from.getUTCHours(),
      from.getUTCMinutes(),
      from.getUTCSeconds(),
    ),
  );
  const lastDay = new Date(
    Date.UTC(firstOfMonth.getUTCFullYear(), firstOfMonth.getUTCMonth() + 1, 0),
  ).getUTCDate();
  firstOfMonth.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return firstOfMonth.getTime() / 1000;
}

/** Stripe states decimal amounts with at most 12 places. */
const DECIMAL_PLACES = 12;
const DECIMAL_ONE = 10n ** BigInt(DECIMAL_PLACES);

/** A plain decimal (`"0.85"`, `12`) as an integer number of 10^-12. */
function scaled(decimal: string | number): bigint {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,12}))?$/.exec(String(decimal)) ?? [];
  if (whole === '') throw new RangeError(`not a plain decimal: ${decimal}`);
  const value = BigInt(whole) * DECIMAL_ONE + BigInt(fraction.padEnd(DECIMAL_PLACES, '0'));
  return sign === '-' ? -value : value;
}

/** `unit` (a decimal of minor units) times `quantity`, plus `flat`, rounded to minor units once. */
export function multiply(unit: string | number, quantity: number, flat: string | number = 0): number {
  return divideRounded(scaled(unit) * BigInt(quantity) + scaled(flat), DECIMAL_ONE);
}

/** `amount × numerator ÷ denominator`, rounded; all integers. */
export function share(amount: number, numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : divideRounded(BigInt(amount) * BigInt(numerator), BigInt(denominator));
}

/** Percentages in ten thousandths of a percent, as {@link percentage} reads them. */
export const PERCENT_SCALE = 10_000;

/** What `percent` is of an amount that holds it and `others` percent besides (inclusive taxes). */
export function percentageWithin(amount: number, percent: number, allPercent: number): number {
  const part = BigInt(Math.round(percent * PERCENT_SCALE));
  const all = BigInt(Math.round(allPercent * PERCENT_SCALE));
  return divideRounded(BigInt(amount) * part, BigInt(100 * PERCENT_SCALE) + all);
}

export type Interval = 'day' | 'week' | 'month' | 'year';

/** `count` intervals after `at`; months and years clamp to the month's last day. */
export function addIntervals(at: number, interval: Interval, count: number): number {
  if (interval === 'day') return at + count * DAY;
  if (interval === 'week') return at + count * 7 * DAY;
  return addMonths(at, interval === 'year' ? 12 * count : count);
}

/** Days an interval roughly takes, to start counting near the right period. */
const INTERVAL_DAYS = { day: 1, week: 7, month: 31, year: 366 } as const;

/** The first end of a period counted from `anchor` that lies after `after`. */
export function boundaryAfter(anchor: number, interval: Interval, count: number, after: number): number {
  // Never too far: months are counted as long ones, and before the anchor nothing is skipped.
  let periods = Math.floor((after - anchor) / (INTERVAL_DAYS[interval] * count * DAY));
  let end = addIntervals(anchor, interval, periods * count);
  while (end > after) {
    periods -= 1;
    end = addIntervals(anchor, interval, periods * count);
  }
  while (end <= after) {
    periods += 1;
    end = addIntervals(anchor, interval, periods * count);
  }
  return end;
}

const ZERO_DECIMAL: ReadonlySet<string> = new Set(
  'bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf'.split(' '),
);
const THREE_DECIMAL: ReadonlySet<string> = new Set('bhd jod kwd omr tnd'.split(' '));

/** Digits after the decimal point in Stripe's amounts. */
export function fractionDigits(currency: string): 0 | 2 | 3 {
  if (ZERO_DECIMAL.has(currency)) return 0;
  return THREE_DECIMAL.has(currency) ? 3 : 2;
}

const formatters = new Map<string, Intl.NumberFormat>();
function formatter(currency: string, locale: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const digits = fractionDigits(currency);
  const made = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  formatters.set(key, made);
  return made;
}

/** Amount as people write it, e.g. `$49.00`, `¥4,900`, `49,00 €`. */
export function formatAmount(amount: number, currency: string, locale: string): string {
  return formatter(currency, locale)
    .format(amount / 10 ** fractionDigits(currency))
    .replace(/\u00a0/g, ' ');
}

/** Date as people write it, e.g. `3 November` / `3. November`; UTC. */
export function formatDay(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
    at * 1000,
  );
}

export const MINUTE = 60;
export const HOUR = 3600;
export const DAY = 86_400;
