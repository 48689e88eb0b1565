import { describe, expect, test } from 'vitest';
import { EMPTY_POLICY } from '../../../src/analysis/policy.ts';
import { DEFAULT_MODELS } from '../../../src/triage/claude/conversation.ts';
import { addUsage, costOf, formatNanoUsd, NO_TOKENS, nanoUsd } from '../../../src/triage/cost/cost.ts';
import { LIST_PRICES, type Price, priceOf } from '../../../src/triage/cost/prices.ts';
import { spendingLimits } from '../../../src/triage/cost/spending.ts';
import { spendingInMemory } from '../../../src/triage/cost/spending-in-memory.ts';

const haiku = (): Price => {
  const price = priceOf('claude-haiku-5-5', EMPTY_POLICY);
  if (price === null) throw new Error('it is listed');
  return price;
};

describe('the price of a model', () => {
  test('is the list’s, whatever date its name ends with', () => {
    const price = {
      input: 100_000_000,
      cache_write: 125_000_000,
      cache_read: 10_000_000,
      output: 500_000_000,
    };
    expect(haiku()).toEqual(price);
    expect(priceOf('claude-haiku-5-5-20261015', EMPTY_POLICY)).toEqual(price);
    expect(priceOf('claude-sonnet-5-5', EMPTY_POLICY)).toEqual({
      input: 2_000_000_000,
      cache_write: 2_500_000_000,
      cache_read: 200_000_000,
      output: 10_000_000_000,
    });
    for (const model of Object.values(DEFAULT_MODELS)) expect(Object.keys(LIST_PRICES)).toContain(model);
  });

  test('is the policy’s before the list’s, and unknown where neither says', () => {
    const prices = {
      'claude-haiku-5-5': { input: 0.07, output: 0.35, cache_read: 0.007 },
      own: { input: 1, output: 2 },
    };
    const policy = { ...EMPTY_POLICY, models: { prices } };
    expect(priceOf('claude-haiku-5-5', policy)).toEqual({
      input: 70_000_000,
      cache_write: 87_500_000,
      cache_read: 7_000_000,
      output: 350_000_000,
    });
    expect(priceOf('own', policy)?.output).toBe(2_000_000_000);
    expect(priceOf('claude-unheard-of', policy)).toBeNull();
  });
});

describe('what tokens cost', () => {
  test('is exact, each kind at its own price', () => {
    const usage = {
      input_tokens: 1_234,
      cache_creation_input_tokens: 8_371,
      cache_read_input_tokens: 100,
      output_tokens: 777,
    };
    // 1,234 × 100 + 8,371 × 125 + 100 × 10 + 777 × 500 billionths.
    expect(costOf(usage, haiku())).toBe(123_400 + 1_046_375 + 1_000 + 388_500);
    expect(costOf(NO_TOKENS, haiku())).toBe(0);
  });

  test('is rounded up once where a price is finer than a billionth for each token', () => {
    const price: Price = { input: 1_000, cache_write: 0, cache_read: 0, output: 0 };
    expect(costOf({ ...NO_TOKENS, input_tokens: 1_000 }, price)).toBe(1);
    expect(costOf({ ...NO_TOKENS, input_tokens: 1_001 }, price)).toBe(2);
  });

  test('adds up over requests, and is unknown as soon as one of them is', () => {
    const one = { ...NO_TOKENS, input_tokens: 3, cost_nano_usd: 5 };
    expect(addUsage(one, { ...NO_TOKENS, output_tokens: 4, cost_nano_usd: 7 })).toEqual({
      ...NO_TOKENS,
      input_tokens: 3,
      output_tokens: 4,
      cost_nano_usd: 12,
    });
    expect(addUsage(one, { ...one, cost_nano_usd: null })?.cost_nano_usd).toBeNull();
    expect(addUsage(null, one)).toBe(one);
  });

  test.each([
    [0, '$0.00'],
    [431_000, '$0.000431'],
    [1_500_000_000, '$1.50'],
    [20_000_000, '$0.02'],
    [1_250_000, '$0.00125'],
  ])('%i billionths are shown as %s', (nano, shown) => {
    expect(formatNanoUsd(nano)).toBe(shown);
  });
});

describe('spending in one process', () => {
  test('holds the policy’s limits, and gives back what a request did not cost', async () => {
    let now = Date.UTC(2026, 10, 30, 23);
    const ledger = spendingInMemory(() => now);
    const limits = spendingLimits({ per_ticket_usd: 0.000_000_1, per_day_usd: 0.000_000_2 });
    expect(limits).toEqual({ ticket: 100, day: 200 });
    const reserve = (subject: string) =>
      ledger.reserve({ subject, model: 'm', prompt_version: 1, worst_case_nano_usd: 100, limits });
    const first = await reserve('a');
    expect(await reserve('a')).toEqual({ kind: 'refused', period: 'ticket' });
    if (first.kind !== 'reserved') throw new Error('it is the first');
    await ledger.settle(first.id, { ...NO_TOKENS, cost_nano_usd: 0 });
    expect(await reserve('a')).toMatchObject({ kind: 'reserved' });
    expect(await reserve('b')).toMatchObject({ kind: 'reserved' });
    expect(await reserve('c')).toEqual({ kind: 'refused', period: 'day' });
    now += 3_600_000;
    expect(await reserve('c')).toMatchObject({ kind: 'reserved' });
    await expect(ledger.settle(first.id, { ...NO_TOKENS, cost_nano_usd: 0 })).rejects.toThrow('settled once');
  });

  test('knows no limit the policy does not state', () => {
    expect(spendingLimits(undefined)).toEqual({});
    expect(spendingLimits({ per_month_usd: 0 })).toEqual({ month: 0 });
    expect(nanoUsd(0.05)).toBe(50_000_000);
  });
});
