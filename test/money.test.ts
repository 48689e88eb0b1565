import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatMoney,
  minorUnitDigits,
  mulDiv,
  multiplyDecimal,
  percentOf,
  sumMoney,
  toDecimal,
} from '../src/money.ts';

describe('money', () => {
  it.each([
    [4900, 'usd', '49.00', '$49.00'],
    [4900, 'jpy', '4900', '¥4,900'],
    [12_500, 'kwd', '12.500', 'KWD 12.500'],
    [5, 'eur', '0.05', '€0.05'],
    [-1, 'usd', '-0.01', '-$0.01'],
    [-12_345, 'kwd', '-12.345', '-KWD 12.345'],
    [9_007_199_254_740_991, 'usd', '90071992547409.91', '$90,071,992,547,409.91'],
    [100, 'isk', '1.00', 'ISK 1.00'],
  ])('%i %s', (amount, currency, decimal, shown) => {
    expect(toDecimal({ amount, currency })).toBe(decimal);
    expect(formatMoney({ amount, currency }).replaceAll('\u00a0', ' ')).toBe(shown);
  });

  it('writes amounts as the reader’s locale does', () => {
    expect(formatMoney({ amount: 123_456, currency: 'eur' }, 'de-DE').replaceAll('\u00a0', ' ')).toBe(
      '1.234,56 €',
    );
    expect(formatMoney({ amount: 1200, currency: 'not-a-code' })).toBe('12.00 NOT-A-CODE');
  });

  it('knows currencies without and with three decimals', () => {
    expect(['jpy', 'krw', 'usd', 'huf', 'bhd'].map(minorUnitDigits)).toEqual([0, 0, 2, 2, 3]);
  });

  it('multiplies and divides exactly and rounds once, halves away from zero', () => {
    expect(mulDiv(4900, 17, 30)).toBe(2777);
    expect(mulDiv(1, 1, 2)).toBe(1);
    expect(mulDiv(-1, 1, 2)).toBe(-1);
    expect(mulDiv(5, 1, 3, 'down')).toBe(1);
    expect(mulDiv(4, 1, 3, 'up')).toBe(2);
    expect(mulDiv(2_592_000, 9_007_199_254, 2_592_000)).toBe(9_007_199_254);
    expect(() => mulDiv(1, 1, 0)).toThrow(/divides by zero/);
    expect(() => mulDiv(1.5, 1, 2)).toThrow(/integers/);
  });

  it('splitting by shares never loses more than half a minor unit per share', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 0, max: 1000 }),
        (value, parts, of) => {
          const share = mulDiv(value, of, parts);
          expect(Math.abs(share * parts - value * of) * 2).toBeLessThanOrEqual(parts);
        },
      ),
    );
  });

  it('takes decimal unit amounts and percentages as text', () => {
    expect(multiplyDecimal('0.5', 3)).toBe(2);
    expect(multiplyDecimal('12.345678901234', '1000')).toBe(12_346);
    expect(percentOf(4900, 20)).toBe(980);
    expect(percentOf(999, '12.5')).toBe(125);
    expect(percentOf(1, 50)).toBe(1);
  });

  it('never adds two currencies', () => {
    expect(sumMoney([], 'usd')).toEqual({ amount: 0, currency: 'usd' });
    expect(() => sumMoney([{ amount: 1, currency: 'eur' }], 'usd')).toThrow(/different currencies/);
  });
});
