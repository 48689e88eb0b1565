import type { BillingHistory } from '../../src/analysis/billing-history.ts';
import type { Category, Classification, Confidence, CorrectionKind } from '../../src/analysis/finding.ts';
import type { Policy } from '../../src/analysis/policy.ts';
import type { Rule } from '../../src/analysis/rule.ts';
import type { Ticket } from '../../src/analysis/ticket/ticket.ts';

export interface CaseInput {
  readonly name: string;
  readonly history: BillingHistory;
  readonly policy?: Partial<Policy>;
  readonly ticket?: Ticket;
  /** Defaults to `NOW` of the builders. */
  readonly asOf?: number;
  /** What `isWorthExplaining` answers. Defaults to true. */
  readonly worthExplaining?: boolean;
}

/** What the rule must say, exactly. What is left out is not compared. */
export interface ExpectedFinding {
  readonly classification: Classification;
  readonly category?: Category;
  readonly confidence?: Confidence;
  readonly variant?: string;
  /** Minor units, or null where no amount follows. */
  readonly amount: number | null;
  /** Ids that must be among the evidence. */
  readonly evidence: readonly string[];
  readonly correction?: {
    readonly kind: CorrectionKind;
    readonly target: string;
    readonly amount: number | null;
    /** Parameters of the first step that must be there. */
    readonly params?: Readonly<Record<string, unknown>>;
  } | null;
}

export interface AcceptCase extends CaseInput {
  readonly expect: readonly ExpectedFinding[];
}

export interface RejectCase extends CaseInput {
  /** Set when the rule must say that it cannot decide, and its reason must mention this. */
  readonly skipped?: string;
}

/** A rule's cases: `accept` must be found exactly so, `reject` must yield no finding at all. */
export interface RuleCases {
  readonly rule: Rule;
  readonly accept: readonly AcceptCase[];
  readonly reject: readonly RejectCase[];
}
