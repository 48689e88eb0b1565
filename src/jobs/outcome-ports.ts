import type { StoredCorrection } from '../../db/corrections/index.ts';
import type { CorrectionKind, CorrectionStep, EvidenceRef } from '../analysis/finding.ts';
import type { Policy } from '../analysis/policy.ts';
import type { Ticket } from '../analysis/ticket/ticket.ts';
import type { ResultFinding, ResultMatch } from '../check/result.ts';
import type { EffectObject, Recheck } from '../corrections/ports.ts';
import type { CorrectionEffectState, CorrectionState } from '../corrections/states.ts';

/** One step of a correction with what came of it. Texts are untrusted. */
export interface OutcomeStep {
  readonly kind: CorrectionKind;
  readonly target: EvidenceRef;
  /** As it was drafted. */
  readonly amount: number | null;
  readonly currency: string | null;
  readonly params: CorrectionStep['params'];
  readonly state: CorrectionEffectState;
  /** Why it is where it is; null where nothing is to be said. */
  readonly sentence: string | null;
  /** What Stripe answered; null before, and where a person did it by hand. */
  readonly made: EffectObject | null;
  /** In a dry run: what would have been sent. */
  readonly request: { readonly method: string; readonly path: string; readonly params: unknown } | null;
}

/** A drafted text to the customer about a correction; never sent. */
export interface DraftedNotice {
  readonly text: string;
  /** BCP 47. */
  readonly language: string;
  /** What it should have been written in; differs where that is not one of ours. */
  readonly wanted: string;
  /** Sentences left out because they held words the policy avoids. */
  readonly omitted: number;
  /** Steps it says nothing of. */
  readonly untold: number;
}

export interface NoticeRequest {
  readonly state: 'executed' | 'partly_executed' | 'reversed_by_stripe';
  readonly steps: readonly OutcomeStep[];
  readonly finding: ResultFinding | null;
  readonly customer: ResultMatch | null;
  /** BCP 47: what the reply of the check was written in. */
  readonly language: string;
  readonly ticket: Ticket;
  /** Stripe's type of the payment method that was charged; null where it is not known. */
  readonly paid_with: string | null;
}

/** Words a notice; null where nothing can be told. Pure but for the policy. */
export type DraftNotice = (request: NoticeRequest, policy: Policy) => DraftedNotice | null;

/** States a ticket is told about; in all others somebody or something is still at work. */
export type ToldState = Exclude<
  CorrectionState,
  'proposed' | 'awaiting_second' | 'approved' | 'executing' | 'unknown'
>;

/** What somebody is called by the service their account is of, one line; null where it does not say. Never throws. */
export type NameOf = (account: string) => Promise<string | null>;

/** Names by account, as far as they are known. */
export type PersonNames = ReadonlyMap<string, string>;

/** What the note about a correction says. */
export interface ToldOutcome {
  readonly correction: StoredCorrection & { readonly state: ToldState };
  /** The correction in a few words, e.g. `credit note of $49.00`. */
  readonly words: string;
  readonly steps: readonly OutcomeStep[];
  /** What a new check says since; null where none is due. */
  readonly recheck: Recheck | null;
  readonly notice: DraftedNotice | null;
  /** Of whoever asked and decided. */
  readonly names: PersonNames;
}

/** What a later check said, after the note that could not wait for it. */
export interface ToldRecheck {
  readonly correction: StoredCorrection;
  readonly words: string;
  readonly recheck: Exclude<Recheck, { readonly kind: 'unreadable' }>;
}

/** A question of finance's to the agent. */
export interface ToldQuestion {
  readonly correction: StoredCorrection;
  readonly words: string;
  /** The account that asks, e.g. `slack:U012AB3CD`. */
  readonly asked_by: string;
  readonly text: string;
  /** Of whoever asks. */
  readonly names: PersonNames;
}

/** Complete HTML of internal notes, the marker visible in them. */
export interface CorrectionNotes {
  outcome(told: ToldOutcome, marker: string): string;
  recheck(told: ToldRecheck, marker: string): string;
  question(told: ToldQuestion, marker: string): string;
}
