import type { Money } from '../../../money.ts';

/** Digits of the minor unit where Stripe's are not two, as in `money.ts`, whose exact decimals a browser has no need of. */
const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '));

/** An amount in the reader's way of writing it. */
export function money({ amount, currency }: Money, locale: string): string {
  const code = currency.toLowerCase();
  const digits = ZERO_DECIMAL.has(code) ? 0 : THREE_DECIMAL.has(code) ? 3 : 2;
  const value = amount / 10 ** digits;
  if (!/^[a-z]{3}$/.test(code)) return `${value.toFixed(digits)} ${currency}`;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: code.toUpperCase(),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** A day, as Stripe counts them: in UTC. */
export function day(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(iso));
}

/** The two ends of a picture: with their years only where they differ in them. */
export function ends(from: string, to: string, locale: string): readonly [string, string] {
  const isOneYear = from.slice(0, 4) === to.slice(0, 4);
  const words = new Intl.DateTimeFormat(locale, {
    ...(isOneYear ? { day: 'numeric', month: 'short' } : { month: 'short', year: 'numeric' }),
    timeZone: 'UTC',
  });
  return [words.format(new Date(from)), words.format(new Date(to))];
}

/** A moment in the reader's own time. */
export function moment(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** How long ago, e.g. `5 minutes ago`; `now` in Unix milliseconds. */
export function ago(iso: string, locale: string, now: number): string {
  const seconds = Math.min(0, Math.round((Date.parse(iso) - now) / 1_000));
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [unit, size] of UNITS)
    if (-seconds >= size) return words.format(Math.round(seconds / size), unit);
  return words.format(0, 'second');
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;
