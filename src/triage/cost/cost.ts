import type { ModelUsage, TokenUsage } from '../triage.ts';
import type { Price } from './prices.ts';

const TOKENS_PRICED = 1_000_000n;
const NANO_PER_USD = 1_000_000_000;
/** Digits after the point that are shown: a text costs thousandths of a cent. */
const SHOWN_DIGITS = 6;

/** What tokens cost, in billionths of a US dollar: exact, and rounded up once where a price is finer than that. */
export function costOf(usage: TokenUsage, price: Price): number {
  const total =
    BigInt(usage.input_tokens) * BigInt(price.input) +
    BigInt(usage.cache_creation_input_tokens) * BigInt(price.cache_write) +
    BigInt(usage.cache_read_input_tokens) * BigInt(price.cache_read) +
    BigInt(usage.output_tokens) * BigInt(price.output);
  return Number((total + TOKENS_PRICED - 1n) / TOKENS_PRICED);
}

export const NO_TOKENS: TokenUsage = {
  input_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens: 0,
};

/** Of several requests together; the cost is unknown as soon as one of them is. */
export function addUsage(one: ModelUsage | null, other: ModelUsage | null): ModelUsage | null {
  if (one === null || other === null) return one ?? other;
  return {
    input_tokens: one.input_tokens + other.input_tokens,
    cache_creation_input_tokens: one.cache_creation_input_tokens + other.cache_creation_input_tokens,
    cache_read_input_tokens: one.cache_read_input_tokens + other.cache_read_input_tokens,
    output_tokens: one.output_tokens + other.output_tokens,
    cost_nano_usd:
      one.cost_nano_usd === null || other.cost_nano_usd === null
        ? null
        : one.cost_nano_usd + other.cost_nano_usd,
  };
}

/** US dollars of the policy file as billionths, e.g. 0.05 → 50,000,000. */
export function nanoUsd(usd: number): number {
  return Math.round(usd * NANO_PER_USD);
}

/** E.g. `$0.000431`; a tail of zeros beyond the cents is left out. */
export function formatNanoUsd(nano: number): string {
  const text = (nano / NANO_PER_USD).toFixed(SHOWN_DIGITS);
  return `$${text.replace(/(\.\d\d\d*?)0+$/, '$1')}`;
}
