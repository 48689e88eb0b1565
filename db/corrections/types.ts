import type { Correction } from '../../src/analysis/finding.ts';
import type { Judgement, Spent, ToApprove } from '../../src/corrections/approval-rules.ts';
import type { Approved, Decider } from '../../src/corrections/approved-text.ts';
import type { Person } from '../../src/corrections/people.ts';
import type { CorrectionState } from '../../src/corrections/states.ts';
import type { CorrectionMode, correction, correctionAct, correctionEffect, decision } from '../schema.ts';

export type CorrectionRow = typeof correction.$inferSelect;
export type EffectRow = typeof correctionEffect.$inferSelect;

/** What somebody asks for. */
export interface Proposal {
  readonly analysis_id: string;
  readonly finding_id: string;
  readonly fingerprint: string;
  readonly ticket_id: string | null;
  readonly customer: string;
  readonly livemode: boolean;
  readonly is_identified: boolean;
  readonly correction: Correction;
  readonly requester: Person;
  readonly mode: CorrectionMode;
  /** The request in Slack that asks for it; its answer shows what becomes of it. */
  readonly request_id: string | null;
  /** Unix milliseconds. */
  readonly expires_at_ms: number;
}

export type Proposed =
  | { readonly kind: 'proposed'; readonly id: string }
  /** The same fault has a correction that is not settled. */
  | { readonly kind: 'open'; readonly id: string; readonly state: CorrectionState };

/** What is shown and decided: somebody's answer to one version of a correction. */
interface ToVersion {
  readonly id: string;
  /** The version that was shown. */
  readonly version: number;
  readonly by: Person;
}

/** One person's answer. */
export interface DecisionInput extends ToVersion {
  readonly verdict: 'approve' | 'reject' | 'withdraw';
  readonly reason: string | null;
  /** Whether the answer counts, by what is true in the transaction. Pure: it may be asked twice. */
  judge(facts: DecisionFacts): Judgement;
  /** Binds the decision to exactly what it was about. */
  sign(approved: Approved, by: Decider): { readonly hash: string; readonly mac: string };
}

export interface DecisionFacts {
  readonly correction: ToApprove;
  readonly spent: readonly Spent[];
  /** Unix milliseconds. */
  readonly nowMs: number;
}

/** An approver makes it smaller. */
export interface ChangeInput extends ToVersion {
  readonly reason: string;
  /** The smaller correction, or why it cannot be. Pure: it may be asked twice. */
  change(drafted: Correction): { readonly correction: Correction } | { readonly sentence: string };
}

/** Why an answer changed nothing. */
export type NotDecided =
  | { readonly kind: 'refused'; readonly sentence: string }
  /** Somebody else was faster. */
  | { readonly kind: 'settled'; readonly state: CorrectionState; readonly by: string | null }
  /** It was changed since it was shown. */
  | { readonly kind: 'changed'; readonly version: number }
  | { readonly kind: 'missing' };

export type Decided =
  | { readonly kind: 'decided'; readonly state: CorrectionState }
  | { readonly kind: 'needs_second'; readonly why: string }
  | NotDecided;

export type Changed = { readonly kind: 'smaller'; readonly version: number } | NotDecided;

export type StoredDecision = Omit<typeof decision.$inferSelect, 'id' | 'correction_id'>;

export type StoredAct = Omit<typeof correctionAct.$inferSelect, 'id' | 'correction_id'>;

/** A correction with everything that became of it. JSON columns are parsed. */
export interface StoredCorrection extends Omit<CorrectionRow, 'drafted' | 'original' | 'preview'> {
  readonly drafted: Correction;
  /** As the rule drafted it, where an approver made it smaller since. */
  readonly original: Correction | null;
  readonly preview: unknown;
  /** Oldest first. */
  readonly decisions: readonly StoredDecision[];
  /** What people did beside deciding, oldest first. */
  readonly acts: readonly StoredAct[];
  /** In the order of the plan; empty before it is approved. */
  readonly effects: readonly EffectRow[];
}
