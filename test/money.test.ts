import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocate,
  formatMoney,
  lessPercent,
  minorUnitDigits,
  mulDiv,
  multiplyDecimal,
  percentOf,
  sumMoney,
  toDecimal,
  toDecimalUnit,
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

describe('unit prices', () => {
  it('takes a percentage off exactly, fractions of a minor unit included', () => {
    expect(lessPercent('2000', 15)).toBe('1700');
    expect(lessPercent('999', 15)).toBe('849.15');
    expect(lessPercent('0.3', '33.3')).toBe('0.2001');
    expect(lessPercent('4900', 0)).toBe('4900');
    expect(lessPercent('4900', 100)).toBe('0');
  });

  it('are written with every digit they have, and no fewer than the currency has', () => {
    expect(toDecimalUnit('4900', 'usd')).toBe('49.00');
    expect(toDecimalUnit('849.15', 'usd')).toBe('8.4915');
    expect(toDecimalUnit('0.849', 'usd')).toBe('0.00849');
    expect(toDecimalUnit('12.5', 'jpy')).toBe('12.5');
    expect(toDecimalUnit('12500', 'kwd')).toBe('12.500');
  });
});

describe('allocate', () => {
  it('rounds down and gives what is left to the largest fractions', () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(allocate(10, [7, 2, 1])).toEqual([7, 2, 1]);
    expect(allocate(5, [1, 3])).toEqual([1, 4]);
    expect(allocate(5, [0, 0])).toEqual([0, 0]);
    expect(allocate(0, [3, 4])).toEqual([0, 0]);
  });

  it('always adds up, and no part exceeds its weight while the amount does not exceed their sum', () => {
    const weights = fc.array(fc.nat(1_000_000_000), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(weights, fc.double({ min: 0, max: 1, noNaN: true }), (parts, share) => {
        const total = parts.reduce((sum, part) => sum + part, 0);
        fc.pre(total > 0);
        const amount = Math.floor(total * share);
        const allocated = allocate(amount, parts);
        expect(allocated.reduce((sum, part) => sum + part, 0)).toBe(amount);
        for (const [place, part] of allocated.entries()) expect(part).toBeLessThanOrEqual(parts[place] ?? 0);
      }),
    );
  });

  it('refuses what is not a whole amount', () => {
    expect(() => allocate(-1, [1])).toThrow('non-negative');
    expect(() => allocate(1, [0.5])).toThrow('non-negative');
  });
});
