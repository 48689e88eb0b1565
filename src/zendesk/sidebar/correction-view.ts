import type { StoredCorrection } from '../../../db/corrections/index.ts';
import type { CorrectionState } from '../../corrections/states.ts';
import type { PersonNames } from '../../jobs/outcome-ports.ts';
import type { StateWords } from './ports.ts';

export interface CorrectionView {
  readonly id: string;
  readonly finding_id: string;
  readonly fingerprint: string;
  readonly kind: string;
  readonly target: string;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly mode: 'dry_run' | 'live';
  readonly state: CorrectionState;
  /** Where it stands, for a person. */
  readonly sentence: string;
  /** What there is to say beyond its state; null where nothing is. */
  readonly detail: string | null;
  /** An account, e.g. `zendesk:7`. */
  readonly requester: string;
  /** As their service calls them now, untrusted; null where it does not say. */
  readonly requester_name: string | null;
  readonly proposed_at: string;
  readonly expires_at: string;
  /** Oldest first. */
  readonly decisions: readonly DecisionView[];
}

export interface DecisionView {
  readonly by: string;
  /** As `requester_name`. */
  readonly by_name: string | null;
  readonly verdict: 'approve' | 'reject' | 'withdraw';
  readonly reason: string | null;
  readonly at: string;
}

/** Everybody who has a part in one of these. */
export function accountsIn(corrections: readonly StoredCorrection[]): string[] {
  return corrections.flatMap(({ requester, decisions }) => [
    requester,
    ...decisions.map(({ actor }) => actor),
  ]);
}

export function toCorrectionView(
  correction: StoredCorrection,
  names: PersonNames,
  stateWords: StateWords,
): CorrectionView {
  const { id, finding_id, fingerprint, kind, target, amount, currency, mode, state, requester } = correction;
  return {
    id,
    finding_id,
    fingerprint,
    kind,
    target,
    amount,
    currency,
    mode,
    state,
    sentence: sentenceOf(correction, stateWords),
    detail: detailOf(correction),
    requester,
    requester_name: names.get(requester) ?? null,
    proposed_at: iso(correction.proposed_at_ms),
    expires_at: iso(correction.expires_at_ms),
    decisions: correction.decisions.map(({ actor, verdict, reason, decided_at_ms }) => ({
      by: actor,
      by_name: names.get(actor) ?? null,
      verdict,
      reason,
      at: iso(decided_at_ms),
    })),
  };
}

function sentenceOf(correction: StoredCorrection, stateWords: StateWords): string {
  const detail = detailOf(correction);
  if (correction.outcome !== null) return correction.outcome;
  const words = stateWords(correction.state);
  const sentence = `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
  return detail === null ? sentence : `${sentence} ${detail}`;
}

function detailOf({ state, outcome, is_identified, amount }: StoredCorrection): string | null {
  const isHeld = state === 'proposed' && !is_identified && (amount ?? 0) > 0;
  return outcome ?? (isHeld ? 'It is held back until somebody confirms who the customer is.' : null);
}

/** Unix milliseconds as ISO 8601. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
