import type { Money } from '../../money.ts';
import type { EvidenceRef, Facts, MoneyUnit, RecomputationStep, RuleFinding } from '../finding.ts';

/** What a rule about under-billing says; everything else about such a finding is always the same. */
export interface Leak {
  readonly title: string;
  /** For finance: what, with values → why it may be intended → what to look at. */
  readonly message: string;
  readonly variant?: string;
  readonly facts: Facts;
  /** What the merchant lost, or loses with each invoice; null where no amount follows. */
  readonly lost: Money | null;
  readonly evidence: readonly EvidenceRef[];
  readonly recomputation?: readonly RecomputationStep[];
  readonly about: MoneyUnit;
  readonly customer: string | null;
  readonly occurredAt: number;
  readonly repeats?: boolean;
}

/**
 * A finding of class `leakage`: for finance, never for the customer, and never clawed back by a draft. Most of them
 * turn out to be intended, so confidence is never above `medium`.
 */
export function leak({ lost, about, occurredAt, recomputation = [], ...rest }: Leak): RuleFinding {
  return {
    ...rest,
    classification: 'leakage',
    confidence: 'medium',
    amount: lost === null || lost.amount <= 0 ? null : lost,
    recomputation,
    at_issue: [about],
    correction: null,
    occurred_at: occurredAt,
  };
}
