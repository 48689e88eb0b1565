import type { EvidenceRef, Facts, MoneyUnit, RecomputationStep, RuleFinding } from './finding.ts';

/** What an explanation says; everything else about such a finding is always the same. */
export interface Explanation {
  readonly title: string;
  /** What, with values → why it is right → what to tell. */
  readonly message: string;
  readonly variant?: string;
  readonly facts: Facts;
  readonly evidence: readonly EvidenceRef[];
  readonly recomputation?: readonly RecomputationStep[];
  readonly about: readonly MoneyUnit[];
  readonly customer: string | null;
  readonly occurredAt: number;
}

/**
 * A finding that a charge is right and why it looks wrong. It accounts for no error by itself: another rule's finding
 * about the same money stands, and then there is nothing left to explain.
 */
export function explanation({ about, occurredAt, recomputation = [], ...rest }: Explanation): RuleFinding {
  return {
    ...rest,
    classification: 'valid_but_confusing',
    confidence: 'high',
    amount: null,
    recomputation,
    at_issue: about,
    explains: [],
    yields: true,
    correction: null,
    occurred_at: occurredAt,
  };
}
