import Big from 'big.js';
import { assert } from './assert.ts';

/** A value in integer minor units of `currency` (lower-case ISO 4217), as Stripe states amounts. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/**
 * Digits after the decimal point by currency; every other currency has two.
 * Source: Stripe, "Supported currencies": zero-decimal and three-decimal currencies. ISK and UGX are
 * two-decimal in Stripe's API although ISO 4217 gives them none.
 */
const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '));

/** Number of minor-unit digits Stripe uses for `currency`: 0, 2 or 3. */
export function minorUnitDigits(currency: string): 0 | 2 | 3 {
  const code = currency.toLowerCase();
  if (ZERO_DECIMAL.has(code)) return 0;
  return THREE_DECIMAL.has(code) ? 3 : 2;
}

/** True for an integer that a double holds exactly: what every amount must be. */
export function isMinorUnits(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

/** How an exact result is brought back to whole minor units. Stripe rounds halves away from zero. */
export type Rounding = 'half_away_from_zero' | 'down' | 'up';

/** `value × numerator ÷ denominator`, computed exactly and rounded once to whole minor units. */
export function mulDiv(
  value: number,
  numerator: number,
  denominator: number,
  rounding: Rounding = 'half_away_from_zero',
): number {
  assert(
    isMinorUnits(value) && isMinorUnits(numerator) && isMinorUnits(denominator),
    'mulDiv takes integers',
    {
      value,
      numerator,
      denominator,
    },
  );
  assert(denominator !== 0, 'mulDiv divides by zero', { value, numerator });
  const product = BigInt(value) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const negative = product < 0n !== divisor < 0n;
  const n = product < 0n ? -product : product;
  const d = divisor < 0n ? -divisor : divisor;
  let quotient = n / d;
  const remainder = n % d;
  if (rounding === 'half_away_from_zero' ? remainder * 2n >= d : rounding === 'up' && remainder > 0n)
    quotient += 1n;
  const result = Number(negative ? -quotient : quotient);
  assert(Number.isSafeInteger(result), 'mulDiv result is out of range', { value, numerator, denominator });
  return result === 0 ? 0 : result;
}

/** `unitAmountDecimal × quantity` in minor units, rounded half away from zero; both may be decimal strings. */
export function multiplyDecimal(unitAmountDecimal: string, quantity: string | number): number {
  return roundDecimal(new Big(unitAmountDecimal).times(quantity));
}

/** `percent` (for example 12.5) of `amount`, exactly, rounded half away from zero. */
export function percentOf(amount: number, percent: number | string): number {
  return roundDecimal(new Big(amount).times(percent).div(100));
}

function roundDecimal(value: Big): number {
  const result = Number(value.round(0, Big.roundHalfUp).toFixed(0));
  assert(Number.isSafeInteger(result), 'amount is out of range', { value: value.toString() });
  return result === 0 ? 0 : result;
}

/** Decimal notation without currency, e.g. 4900 usd → "49.00", 4900 jpy → "4900", 12500 kwd → "12.500". */
export function toDecimal({ amount, currency }: Money): string {
  assert(isMinorUnits(amount), 'amount is not an integer in minor units', { amount, currency });
  const digits = minorUnitDigits(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const sign = amount < 0 ? '-' : '';
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** A unit price, which may have fractions of a minor unit, e.g. "849.15" usd → "8.4915"; at least the usual digits. */
export function toDecimalUnit(unitAmountDecimal: string, currency: string): string {
  const digits = minorUnitDigits(currency);
  const value = new Big(unitAmountDecimal).div(10 ** digits);
  const exact = value.toFixed();
  const fraction = exact.split('.')[1] ?? '';
  return fraction.length < digits ? value.toFixed(digits) : exact;
}

const formatters = new Map<string, Intl.NumberFormat>();

/** Amount as a reader of `locale` writes it, e.g. "$49.00", "49,00 €", "¥4,900". */
export function formatMoney(money: Money, locale = 'en-US'): string {
  const digits = minorUnitDigits(money.currency);
  const key = `${locale} ${money.currency}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    try {
      formatter = new Intl.NumberFormat(locale, {
        style: 'currency',
        currency: money.currency.toUpperCase(),
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      });
    } catch {
      // A malformed currency code is data from outside: show it as it stands.
      return `${toDecimal(money)} ${money.currency.toUpperCase()}`;
    }
    formatters.set(key, formatter);
  }
  // The string form keeps every digit; a double of a large amount would not. Declared for numbers only.
  return formatter.format(toDecimal(money) as unknown as number);
}

/** Sum of amounts in one currency; the empty list is 0. Mixed currencies are a programming error. */
export function sumMoney(values: readonly Money[], currency: string): Money {
  let amount = 0;
  for (const value of values) {
    assert(value.currency === currency, 'amounts of different currencies are not added', {
      currency,
      other: value.currency,
    });
    amount += value.amount;
  }
  assert(Number.isSafeInteger(amount), 'sum is out of range', { amount });
  return { amount, currency };
}

/**
 * `decimal` less `percent` of it, exactly, as a decimal string: `lessPercent('2000', 15)` → "1700". For unit prices,
 * which may have fractions of a minor unit: round only after multiplying with the quantity.
 */
export function lessPercent(decimal: string, percent: number | string): string {
  return new Big(decimal).times(new Big(100).minus(percent)).div(100).toFixed();
}

/**
 * Splits `amount` in proportion to `weights` so that the parts add up to it exactly: each share is rounded down, and
 * the units left over go to the largest fractions, earlier parts first. No part exceeds its weight while `amount`
 * does not exceed their sum. Takes integers that are not negative; with nothing to weigh by, every part is 0.
 */
export function allocate(amount: number, weights: readonly number[]): number[] {
  assert(
    [amount, ...weights].every((value) => isMinorUnits(value) && value >= 0),
    'allocate takes non-negative integers',
    { amount, weights },
  );
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total === 0n) return weights.map(() => 0);
  const shares = weights.map((weight, place) => {
    const exact = BigInt(amount) * BigInt(weight);
    return { place, part: Number(exact / total), fraction: exact % total };
  });
  let left = amount - shares.reduce((sum, { part }) => sum + part, 0);
  const parts = shares.map(({ part }) => part);
  for (const { place, part } of [...shares].sort((a, b) => compareBigInt(b.fraction, a.fraction))) {
    if (left === 0) break;
    parts[place] = part + 1;
    left -= 1;
  }
  return parts;
}

const compareBigInt = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
