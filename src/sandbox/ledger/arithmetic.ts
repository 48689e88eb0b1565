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
  const parts = weights.map((weight) => Math.floor((amount * weight) / sum));
  const remainders = weights.map((weight, at) => ({ at, rest: (amount * weight) % sum }));
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

/** Digits after the decimal point in Stripe's amounts, for the currencies the ledger uses. */
export function fractionDigits(currency: string): 0 | 2 | 3 {
  if (currency === 'jpy') return 0;
  return currency === 'kwd' ? 3 : 2;
}

/** Amount as people write it, e.g. `$49.00`, `¥4,900`, `49,00 €`. */
export function formatAmount(amount: number, currency: string, locale: string): string {
  const digits = fractionDigits(currency);
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
    .format(amount / 10 ** digits)
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
