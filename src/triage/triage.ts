import type { Urgency } from '../analysis/finding.ts';

export type CauseKind = 'platform' | 'configuration' | 'customer_payment' | 'valid_unclear' | 'unknown';
export type Owner = 'support' | 'finance' | 'engineering' | 'customer';

/** Who is to word a check: the rules alone, or one of the company's two models. */
export type Tier = 'rules' | 'small' | 'large';

/** The words people read, and who wrote them. Plain text: each surface escapes it for itself. */
export interface Triage {
  readonly source: 'model' | 'template';
  /** Model name, or null for the deterministic writer. */
  readonly model: string | null;
  readonly author: Author;
  /** For the agent, in English: what happened, with the arithmetic, in at most a few sentences. */
  readonly summary: string;
  readonly likely_cause: string;
  readonly cause_kind: CauseKind;
  readonly next_checks: readonly { readonly what: string; readonly owner: Owner }[];
  /** To the customer, in `language`, ready to send. */
  readonly draft_reply: string;
  /** BCP 47, e.g. `en`, `de`. */
  readonly language: string;
  /** What the reply should be in and is not; absent where it is. */
  readonly wanted_language?: string;
  /** What all requests about this text used together; null where no model was asked, or none answered. */
  readonly usage: ModelUsage | null;
  /** Why the deterministic writer wrote although a model was to, else null. */
  readonly fallback_reason: string | null;
}

/** Whose words they are, and why theirs. */
export interface Author {
  readonly kind: 'model' | 'deterministic';
  /** Null for the deterministic writer. */
  readonly model: string | null;
  /** Version of the prompt the words were asked with; null where no model was asked. */
  readonly prompt_version: number | null;
  /** Whose turn it was, also where the deterministic writer had to step in. */
  readonly tier: Tier;
  /** Why it was theirs, as half a sentence; null where no model is set up. */
  readonly reason: string | null;
}

/** The deterministic writer where there is no model to choose from. */
export const DETERMINISTIC_AUTHOR: Author = {
  kind: 'deterministic',
  model: null,
  prompt_version: null,
  tier: 'rules',
  reason: null,
};

/** Tokens as Claude's API counts them: the three kinds of input are apart, each with its own price. */
export interface TokenUsage {
  /** Neither written to the cache nor read from it. */
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly output_tokens: number;
}

export interface ModelUsage extends TokenUsage {
  /** Billionths of a US dollar; null where the price of a model is not known. */
  readonly cost_nano_usd: number | null;
}

/** Urgency travels beside the text, from the rules; named here so that writers can quote its reasons. */
export type { Urgency };
