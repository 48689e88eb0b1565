import type { Gap } from '../billing-history.ts';
import type { Finding, Verdict } from '../finding.ts';
import type { HistoryIndex } from '../history-index.ts';

const ORDER = ['billing_error', 'likely_error', 'payment_issue', 'valid_but_confusing'] as const;

/** The first present of the four that count; `cannot_tell` when a gap could hold money that changes it. */
export function verdictOf(findings: readonly Finding[], gaps: readonly Gap[], index: HistoryIndex): Verdict {
  if (gaps.some((gap) => couldChange(gap, findings, index))) return 'cannot_tell';
  return ORDER.find((name) => findings.some((finding) => finding.classification === name)) ?? 'no_anomaly';
}

/**
 * Whether what is missing could change the verdict. A charge whose refunds are not all known can only settle a
 * finding about that charge; anything else that could hold money could also hold a fault.
 */
function couldChange(gap: Gap, findings: readonly Finding[], index: HistoryIndex): boolean {
  if (!gap.could_hold_money) return false;
  const charge = index.charge(gap.scope);
  if (charge === undefined) return true;
  const invoice = index.invoiceOfCharge(charge.id);
  const related = new Set([charge.id, invoice?.id, ...(invoice?.lines.map((line) => line.id) ?? [])]);
  return findings.some((finding) =>
    [...finding.at_issue, ...finding.evidence].some((ref) => related.has(ref.id)),
  );
}
