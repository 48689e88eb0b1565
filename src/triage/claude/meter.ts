import { addUsage, costOf } from '../cost/cost.ts';
import type { Price } from '../cost/prices.ts';
import type { SpendingLedger, SpendingLimits, SpendingPeriod } from '../cost/spending.ts';
import type { ModelUsage, TokenUsage } from '../triage.ts';

/** Our own text, English prose and JSON: a token is longer than this many bytes. */
const OWN_BYTES_PER_TOKEN = 2;

export interface MeterParts {
  readonly ledger: SpendingLedger;
  readonly limits: SpendingLimits;
  readonly subject: string;
  readonly promptVersion: number;
  /** By model; null where it is not known. */
  readonly priceOf: (model: string) => Price | null;
}

/** One request as it is about to be sent, in bytes. */
export interface RequestSize {
  readonly model: string;
  /** Written by us, the same for every ticket. */
  readonly own_bytes: number;
  /** Facts and the customer's words: a token is a byte at least. */
  readonly foreign_bytes: number;
  readonly max_output_tokens: number;
}

export type Permit =
  | { readonly kind: 'granted'; readonly end: (usage: TokenUsage | 'unknown') => Promise<void> }
  | { readonly kind: 'refused'; readonly limit: SpendingPeriod | 'price' };

/** What the requests about one check use and cost, reserved before each and settled after it. */
export class Meter {
  usage: ModelUsage | null = null;
  private readonly parts: MeterParts;

  constructor(parts: MeterParts) {
    this.parts = parts;
  }

  /** @throws what the ledger throws: then nothing is to be sent. */
  async begin(request: RequestSize): Promise<Permit> {
    const { ledger, limits, subject, promptVersion } = this.parts;
    const price = this.parts.priceOf(request.model);
    if (price === null && Object.keys(limits).length > 0) return { kind: 'refused', limit: 'price' };
    const reserved = await ledger.reserve({
      subject,
      model: request.model,
      prompt_version: promptVersion,
      worst_case_nano_usd: price === null ? 0 : worstCase(request, price),
      limits,
    });
    if (reserved.kind === 'refused') return { kind: 'refused', limit: reserved.period };
    const end = async (usage: TokenUsage | 'unknown'): Promise<void> => {
      if (usage === 'unknown') return;
      const cost_nano_usd = price === null ? null : costOf(usage, price);
      const isBilled = Object.values(usage).some((tokens) => tokens > 0);
      if (isBilled) this.usage = addUsage(this.usage, { ...usage, cost_nano_usd });
      await ledger.settle(reserved.id, { ...usage, cost_nano_usd: cost_nano_usd ?? 0 });
    };
    return { kind: 'granted', end };
  }
}

/** All input written to the cache, and as much output as is allowed. */
function worstCase({ own_bytes, foreign_bytes, max_output_tokens }: RequestSize, price: Price): number {
  const input = Math.ceil(own_bytes / OWN_BYTES_PER_TOKEN) + foreign_bytes;
  const dearest = { ...price, input: Math.max(price.input, price.cache_write) };
  return costOf(
    {
      input_tokens: input,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: max_output_tokens,
    },
    dearest,
  );
}
