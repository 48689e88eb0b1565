import { claimLines } from '../check/claim-lines.ts';
import { dashboardUrl } from '../check/dashboard-url.ts';
import {
  classificationLabel,
  correctionLine,
  recomputationLine,
  verdictSentence,
  writtenBy,
} from '../check/labels.ts';
import type { AnalysisResult } from '../check/result.ts';
import { undecided } from '../check/undecided.ts';
import { formatMoney } from '../money.ts';
import type { NoteView } from './note-view.ts';

const SKIPPED_SHOWN_MAX = 6;

/** What the note about `result` says. The marker is put in when the note is written. */
export function toNoteView(result: AnalysisResult, livemode: boolean): Omit<NoteView, 'marker'> {
  const { customer, triage } = result;
  const [match] = customer.matches ?? [];
  return {
    verdict_line: verdictSentence(result),
    urgency: result.urgency,
    customer:
      customer.kind === 'resolved' && match !== undefined
        ? {
            name: match.name,
            email: match.email,
            url: dashboardUrl({ object: 'customer', id: match.id }, livemode),
          }
        : null,
    summary: triage.summary,
    claims: claimLines(result),
    findings: result.findings
      .filter(({ classification }) => classification !== 'leakage')
      .map((finding) => ({
        title: finding.title,
        classification_label: classificationLabel(finding.classification),
        amount: finding.amount === null ? null : formatMoney(finding.amount),
        message: finding.message,
        recomputation: finding.recomputation.map(recomputationLine),
        evidence: finding.evidence.map((ref) => ({
          label: `${ref.object} ${ref.id}`,
          url: dashboardUrl(ref, livemode),
        })),
        correction: correctionLine(finding),
      })),
    likely_cause: triage.likely_cause,
    next_checks: triage.next_checks,
    draft_reply: triage.draft_reply,
    draft_language: triage.language,
    not_checked: notChecked(result),
    written_by: `billing-check · ${writtenBy(triage)}`,
  };
}

function notChecked(result: AnalysisResult): string[] {
  const { gaps, customer } = result;
  const identity =
    customer.kind === 'resolved' && !customer.verified
      ? ['The customer was found by e-mail address only: confirm who they are before any correction.']
      : [];
  const all = undecided(result);
  const rules = all.slice(0, SKIPPED_SHOWN_MAX);
  const more = all.length - rules.length;
  return [...identity, ...gaps, ...rules, ...(more > 0 ? [`${more} more rules could not decide.`] : [])];
}
