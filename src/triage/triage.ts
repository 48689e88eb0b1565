import type { Urgency } from '../analysis/finding.ts';

export type CauseKind = 'platform' | 'configuration' | 'customer_payment' | 'valid_unclear' | 'unknown';
export type Owner = 'support' | 'finance' | 'engineering' | 'customer';

/** The words people read, and who wrote them. Plain text: each surface escapes it for itself. */
export interface Triage {
  readonly source: 'model' | 'template';
  /** Model name, or null for the deterministic writer. */
  readonly model: string | null;
  /** For the agent, in English: what happened, with the arithmetic, in at most a few sentences. */
  readonly summary: string;
  readonly likely_cause: string;
  readonly cause_kind: CauseKind;
  readonly next_checks: readonly { readonly what: string; readonly owner: Owner }[];
  /** To the customer, in `language`, ready to send. */
  readonly draft_reply: string;
  /** BCP 47, e.g. `en`, `de`. */
  readonly language: string;
  readonly usage: ModelUsage | null;
  /** Why the deterministic writer wrote although a model was configured, else null. */
  readonly fallback_reason: string | null;
}

export interface ModelUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_input_tokens: number;
}

/** Urgency travels beside the text, from the rules; named here so that writers can quote its reasons. */
export type { Urgency };
