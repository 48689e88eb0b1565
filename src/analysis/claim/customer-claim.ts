import type { Category, EvidenceRef } from '../finding.ts';

/** What a customer can state about the past that a history can answer. */
export const STATEMENT_KINDS = [
  'charged_twice',
  'cancelled_before',
  'refund_missing',
  'payment_declined',
  'amount_named',
] as const;
export type StatementKind = (typeof STATEMENT_KINDS)[number];

/** `open`: the history neither bears it out nor speaks against it, or is not complete enough to. */
export type Standing = 'borne_out' | 'contradicted' | 'open';

/** One thing the customer says, held against the history. */
export interface Statement {
  readonly kind: StatementKind;
  readonly standing: Standing;
  /**
   * What the history says to it: for the agent, in English, one or two sentences. Every figure in it is the history's;
   * the customer's own are never repeated.
   */
  readonly answer: string;
  /** The same to stand alone: what the customer says, then the answer. */
  readonly sentence: string;
  readonly evidence: readonly EvidenceRef[];
}

/** What the customer's words come to. It directs and explains; no verdict, amount or correction rests on it. */
export interface CustomerClaim {
  /** What the words point at, in the order of `CATEGORIES`. */
  readonly categories: readonly Category[];
  /** Ids of the rules of those categories, in the catalogue's order. */
  readonly rules: readonly string[];
  readonly statements: readonly Statement[];
  /** True when the history speaks against something the customer says. */
  readonly contradicted: boolean;
}
