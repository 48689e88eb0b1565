import type { StoredAnalysis } from '../../../db/analyses.ts';
import type { StoredCorrection } from '../../../db/corrections/index.ts';
import type { Feedback, Marks } from '../../../db/feedback.ts';
import type { DraftUse } from '../../../db/schema.ts';
import type { PastCheck, StoredFinding } from '../../../db/sidebar.ts';
import type { Verdict } from '../../analysis/finding.ts';
import type { AnalysisResult } from '../../check/result.ts';
import type { TimelineEntry } from '../../check/timeline.ts';
import type { CorrectionState } from '../../corrections/states.ts';
import type { PersonNames } from '../../jobs/outcome-ports.ts';
import { type CorrectionView, iso, toCorrectionView } from './correction-view.ts';
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
  /** Checks of the ticket, this one among them, newest first. */
  readonly checks: readonly PastCheckView[];
  /** What this agent said of the check, or null. */
  readonly feedback: Feedback | null;
  /** What became of the draft, as far as this agent is concerned; null where nothing is known. */
  readonly draft_use: DraftUse | null;
}

/** An older check, to be looked at; nothing can be done from it. */
export interface PastCheckView {
  readonly id: string;
  readonly source: string;
  /** An account, e.g. `zendesk:7`. */
  readonly asked_by: string;
  readonly verdict: Verdict;
  readonly checked_at: string;
}

export interface CheckView {
  readonly id: string;
  readonly source: string;
  readonly checked_at: string;
  /** The public result, as `check --json` prints it. */
  readonly result: AnalysisResult;
  /** What happened to the customer's money, oldest first; empty for checks before there was one. */
  readonly timeline: readonly TimelineEntry[];
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
  /** What this agent said of it; null before. */
  readonly is_right: boolean | null;
}

export interface TicketParts {
  readonly analysis: StoredAnalysis;
  readonly result: AnalysisResult;
  readonly findings: readonly StoredFinding[];
  readonly corrections: readonly StoredCorrection[];
  readonly identity: IdentityState;
  readonly running: string | null;
  readonly checks: readonly PastCheck[];
  readonly feedback: Feedback | null;
  readonly marks: Marks;
  /** Of whoever asked or decided. */
  readonly names: PersonNames;
  /** Why this agent may not ask for corrections; null where they may. */
  readonly whyNotRequest: string | null;
}

export function toTicketView(ticketId: string, parts: TicketParts, stateWords: StateWords): TicketView {
  const { findings, corrections, identity, running, checks, feedback, marks, names, whyNotRequest } = parts;
  return {
    ticket_id: ticketId,
    check: {
      ...toCheckRecord(parts),
      identity,
      may_confirm_identity: identity === 'unconfirmed' && whyNotRequest === null,
      findings: findings.map((stored) => {
        const why_not = whyNot(stored, parts, stateWords);
        return {
          id: stored.id,
          fingerprint: stored.fingerprint,
          may_propose: why_not === null,
          why_not,
          is_right: marks.findings.find(({ finding_id }) => finding_id === stored.id)?.is_right ?? null,
        };
      }),
    },
    corrections: corrections.map((correction) => toCorrectionView(correction, names, stateWords)),
    running,
    checks: checks.map(({ id, source, asked_by, verdict, saved_at_ms }) => ({
      id,
      source,
      asked_by,
      verdict,
      checked_at: iso(saved_at_ms),
    })),
    feedback,
    draft_use: marks.draft?.use ?? null,
  };
}

/** A check as it was found, without what can be done about it. */
export type CheckRecordView = Pick<CheckView, 'id' | 'source' | 'checked_at' | 'result' | 'timeline'>;

export function toCheckRecord({
  analysis,
  result,
}: Pick<TicketParts, 'analysis' | 'result'>): CheckRecordView {
  return {
    id: analysis.id,
    source: analysis.source,
    checked_at: iso(analysis.saved_at_ms),
    result,
    // Only we write these rows.
    timeline: (analysis.timeline ?? []) as readonly TimelineEntry[],
  };
}

function whyNot(
  { open, position, fingerprint }: StoredFinding,
  { analysis, result, corrections, whyNotRequest }: TicketParts,
  stateWords: StateWords,
): string | null {
  const correction = result.findings[position]?.correction ?? null;
  if (correction === null) return 'Nothing is owed for this finding.';
  if (correction.kind === 'escalate') return 'This has to be decided in person: escalate it to finance.';
  if (open !== null) return `It was proposed already: ${stateWords(open.state)}.`;
  const since = corrections.filter((one) => one.fingerprint === fingerprint && isAfter(one, analysis));
  if (since.some(({ state }) => CARRIED_OUT.includes(state)))
    return 'It was carried out since: check again to see what is left.';
  return whyNotRequest;
}

/** Whether a correction was decided after the check had read what it judges. */
function isAfter({ decisions }: StoredCorrection, { read_at_ms }: StoredAnalysis): boolean {
  return decisions.some(({ decided_at_ms }) => decided_at_ms >= read_at_ms);
}

const CARRIED_OUT: readonly CorrectionState[] = ['executed', 'partly_executed'];
