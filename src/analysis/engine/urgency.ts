import { formatMoney } from '../../money.ts';
import type { BillingHistory } from '../billing-history.ts';
import type { Finding, Urgency, UrgencyLevel, Verdict } from '../finding.ts';

const HOURS_AHEAD = 72;
const LEVELS: readonly UrgencyLevel[] = ['low', 'normal', 'high', 'urgent'];
const OPEN_DISPUTE = new Set(['needs_response', 'warning_needs_response', 'appeal_needs_response']);

export interface UrgencyInput {
  readonly history: BillingHistory;
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  readonly asOf: number;
  /** Words of the ticket about banks, chargebacks or lawyers. */
  readonly urgentWords: readonly string[];
}

/**
 * How soon someone should act, from fields with named reasons (RULES.md, "Ordering, netting and verdicts", 6).
 * The customer's words raise it by one step and only where there is something to act on: never tone alone.
 */
export function urgencyOf({ history, findings, verdict, asOf, urgentWords }: UrgencyInput): Urgency {
  let level = 'low' as UrgencyLevel;
  const reasons: string[] = [];
  const raise = (to: UrgencyLevel, reason: string): void => {
    if (LEVELS.indexOf(to) > LEVELS.indexOf(level)) level = to;
    reasons.push(reason);
  };

  for (const dispute of history.disputes) {
    if (!OPEN_DISPUTE.has(dispute.status)) continue;
    const hours = dispute.due_by === null ? null : Math.floor((dispute.due_by - asOf) / 3600);
    if (hours !== null && hours <= HOURS_AHEAD) {
      raise('urgent', `Dispute ${dispute.id} must be answered within ${Math.max(0, hours)} hours.`);
    } else raise('high', `Dispute ${dispute.id} is open.`);
  }

  const errors = findings.filter((finding) => finding.classification === 'billing_error');
  if (errors.length > 0) raise('normal', 'The customer was charged in error.');
  else if (verdict === 'likely_error') raise('normal', 'The customer was probably charged in error.');
  else if (verdict === 'payment_issue') raise('normal', 'A payment is failing or waiting.');
  else if (verdict === 'cannot_tell') raise('normal', 'The history is incomplete, so nobody can answer yet.');

  const usual = usualInvoiceAmount(history);
  const largest = errors.reduce((max, finding) => Math.max(max, finding.amount?.amount ?? 0), 0);
  const currency = errors.find((finding) => finding.amount?.amount === largest)?.amount?.currency;
  if (currency !== undefined && largest > 0 && usual !== null && largest >= usual) {
    raise('high', `The amount, ${formatMoney({ amount: largest, currency })}, is at least a usual invoice.`);
  }
  if (errors.some((finding) => finding.category === 'tax')) raise('high', 'It is a tax fault.');

  const nextCharge = nextChargeAt(history, asOf);
  if (
    errors.some((finding) => finding.repeats === true) &&
    nextCharge !== null &&
    nextCharge - asOf <= HOURS_AHEAD * 3600
  ) {
    raise('urgent', `The next invoice, within ${HOURS_AHEAD} hours, will repeat it.`);
  }
  if (
    urgentWords.length > 0 &&
    (errors.length > 0 || verdict === 'payment_issue' || verdict === 'likely_error')
  ) {
    raise(
      level === 'high' ? 'urgent' : 'high',
      `The customer writes of ${urgentWords.slice(0, 3).join(', ')}.`,
    );
  }
  if (reasons.length === 0) {
    reasons.push(
      verdict === 'no_anomaly' ? 'Nothing needs correcting.' : 'An explanation is all that is due.',
    );
  }
  return { level, reasons };
}

/** Median of the last three paid subscription invoices in their own currency; null when there are none. */
function usualInvoiceAmount(history: BillingHistory): number | null {
  const totals = history.invoices
    .filter((invoice) => invoice.status === 'paid' && invoice.subscription !== null && invoice.total > 0)
    .sort((a, b) => b.created - a.created)
    .slice(0, 3)
    .map((invoice) => invoice.total)
    .sort((a, b) => a - b);
  return totals[Math.floor(totals.length / 2)] ?? null;
}

function nextChargeAt(history: BillingHistory, asOf: number): number | null {
  const ends = history.subscriptions
    .filter((subscription) => subscription.status === 'active' || subscription.status === 'trialing')
    .filter((subscription) => !subscription.cancel_at_period_end)
    .flatMap((subscription) => subscription.items.map((item) => item.current_period_end))
    .filter((end): end is number => end !== null && end >= asOf);
  return ends.length === 0 ? null : Math.min(...ends);
}
