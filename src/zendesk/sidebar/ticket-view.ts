import type { StoredAnalysis } from '../../../db/analyses.ts';
import type { StoredCorrection } from '../../../db/corrections/index.ts';
import type { StoredFinding } from '../../../db/sidebar.ts';
import type { AnalysisResult, ResultFinding } from '../../check/result.ts';
import type { CorrectionState } from '../../corrections/states.ts';
import type { StateWords } from './ports.ts';

/** Whether it is certain who the customer of a check is. */
export type IdentityState =
  /** Matched by an id. */
  | 'known'
  | 'confirmed'
  /** Matched by e-mail address alone: money waits until somebody confirms it. */
  | 'unconfirmed'
  /** Nobody was found, or several. */
  | 'unresolved';

/** What an agent reads beside a ticket. Times are ISO 8601, amounts minor units. Texts are untrusted: escape them. */
export interface TicketView {
  readonly ticket_id: string;
  readonly check: CheckView;
  /** Of the ticket, newest first. */
  readonly corrections: readonly CorrectionView[];
  /** Id of the check that waits or runs, or null. */
  readonly running: string | null;
}

export interface CheckView {
  readonly id: string;
  readonly source: string;
  readonly checked_at: string;
  /** The public result, as `check --json` prints it. */
  readonly result: AnalysisResult;
  readonly identity: IdentityState;
  readonly may_confirm_identity: boolean;
  /** One for each finding of the result, in their order. */
  readonly findings: readonly FindingView[];
}

export interface FindingView {
  readonly id: string;
  readonly fingerprint: string;
  readonly may_propose: boolean;
  /** Why nothing can be proposed now; null where it can. */
  readonly why_not: string | null;
}

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
  /** An account, e.g. `zendesk:7`. */
  readonly requester: string;
  readonly proposed_at: string;
  readonly expires_at: string;
  /** Oldest first. */
  readonly decisions: readonly DecisionView[];
}

export interface DecisionView {
  readonly by: string;
  readonly verdict: 'approve' | 'reject' | 'withdraw';
  readonly reason: string | null;
  readonly at: string;
}

export interface TicketParts {
  readonly analysis: StoredAnalysis;
  readonly result: AnalysisResult;
  readonly findings: readonly StoredFinding[];
  readonly corrections: readonly StoredCorrection[];
  readonly identity: IdentityState;
  readonly running: string | null;
  /** Why this agent may not ask for corrections; null where they may. */
  readonly whyNotRequest: string | null;
}

export function toTicketView(ticketId: string, parts: TicketParts, stateWords: StateWords): TicketView {
  const { analysis, result, findings, corrections, identity, running, whyNotRequest } = parts;
  return {
    ticket_id: ticketId,
    check: {
      id: analysis.id,
      source: analysis.source,
      checked_at: iso(analysis.saved_at_ms),
      result,
      identity,
      may_confirm_identity: identity === 'unconfirmed' && whyNotRequest === null,
      findings: findings.map((stored) => {
        const why_not = whyNot(stored, result.findings[stored.position], whyNotRequest, stateWords);
        return {
          id: stored.id,
          fingerprint: stored.fingerprint,
          may_propose: why_not === null,
          why_not,
        };
      }),
    },
    corrections: corrections.map((correction) => toCorrectionView(correction, stateWords)),
    running,
  };
}

function whyNot(
  { open }: StoredFinding,
  finding: ResultFinding | undefined,
  whyNotRequest: string | null,
  stateWords: StateWords,
): string | null {
  const correction = finding?.correction ?? null;
  if (correction === null) return 'Nothing is owed for this finding.';
  if (correction.kind === 'escalate') return 'This has to be decided in person: escalate it to finance.';
  if (open !== null) return `It was proposed already: ${stateWords(open.state)}.`;
  return whyNotRequest;
}

function toCorrectionView(correction: StoredCorrection, stateWords: StateWords): CorrectionView {
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
    requester,
    proposed_at: iso(correction.proposed_at_ms),
    expires_at: iso(correction.expires_at_ms),
    decisions: correction.decisions.map(({ actor, verdict, reason, decided_at_ms }) => ({
      by: actor,
      verdict,
      reason,
      at: iso(decided_at_ms),
    })),
  };
}

function sentenceOf(
  { state, outcome, is_identified, amount }: StoredCorrection,
  stateWords: StateWords,
): string {
  if (outcome !== null) return outcome;
  const words = stateWords(state);
  const isHeld = state === 'proposed' && !is_identified && (amount ?? 0) > 0;
  const held = isHeld ? ' It is held back until somebody confirms who the customer is.' : '';
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.${held}`;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
