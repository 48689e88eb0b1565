import type { ModelPrice, Policy } from '../../analysis/policy.ts';

/**
 * List prices in US dollars per million tokens, of prompts up to 100,000 tokens (ours are shorter). Source: Anthropic,
 * "Pricing", read on 2026-11-20. Where reading from the cache is not listed it is a tenth of the input's price, writing
 * to it for five minutes 1.25 times. The policy's `models.prices` comes first.
 */
export const LIST_PRICES: Readonly<Record<string, ModelPrice>> = {
  'claude-haiku-5-5': { input: 0.1, output: 0.5, cache_read: 0.01, cache_write: 0.125 },
  'claude-sonnet-5-5': { input: 2, output: 10 },
  'claude-opus-5-5': { input: 4, output: 20 },
  'claude-opus-5': { input: 5, output: 25 },
  'claude-fable-5-1': { input: 10, output: 50 },
};

/** Billionths of a US dollar per million tokens: whole numbers, so that every sum is exact. */
export interface Price {
  readonly input: number;
  readonly cache_write: number;
  readonly cache_read: number;
  readonly output: number;
}

const NANO = 1_000_000_000;
const CACHE_WRITE_SHARE = 1.25;
const CACHE_READ_SHARE = 0.1;
const DATE_OF_A_MODEL = /-\d{8}$/;

/** What a model costs; null where neither the policy nor the list says. A date at the end of its name is ignored. */
export function priceOf(model: string, policy: Pick<Policy, 'models'>): Price | null {
  const own = policy.models?.prices ?? {};
  const undated = model.replace(DATE_OF_A_MODEL, '');
  const listed = own[model] ?? own[undated] ?? LIST_PRICES[undated];
  if (listed === undefined) return null;
  const {
    input,
    output,
    cache_write = input * CACHE_WRITE_SHARE,
    cache_read = input * CACHE_READ_SHARE,
  } = listed;
  return {
    input: nano(input),
    cache_write: nano(cache_write),
    cache_read: nano(cache_read),
    output: nano(output),
  };
}

/** A price has six decimals at most; what a double adds beyond them is not part of it. */
function nano(usd: number): number {
  return Math.round(usd * NANO);
}
