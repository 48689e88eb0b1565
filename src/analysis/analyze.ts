import { formatMoney } from '../money.ts';
import type { BillingHistory, Recurring } from './billing-history.ts';
import { claimAgainstHistory } from './claim/claim-against-history.ts';
import { asOfHistory } from './engine/as-of.ts';
import { fingerprint } from './engine/fingerprint.ts';
import { holdUnproved } from './engine/hold-unproved.ts';
import { lookAhead } from './engine/look-ahead.ts';
import { mergeFindings } from './engine/merge-findings.ts';
import { type Candidate, type RunOutcome, runRules } from './engine/run-rules.ts';
import { urgencyOf } from './engine/urgency.ts';
import { verdictOf } from './engine/verdict.ts';
import type { Analysis, Category, Classification, Finding } from './finding.ts';
import { HistoryIndex } from './history-index.ts';
import type { Policy } from './policy.ts';
import type { Rule } from './rule.ts';
import { RULES } from './rules/index.ts';
import type { Ticket } from './ticket/ticket.ts';
import { claimOf } from './ticket/ticket-claim.ts';
import { claimsOf, urgentWords } from './ticket/ticket-words.ts';

export interface AnalysisInput {
  readonly history: BillingHistory;
  readonly policy: Policy;
  /** Unix seconds. */
  readonly asOf: number;
  readonly ticket: Ticket | null;
  /** The catalogue, unless a test brings its own. */
  readonly rules?: readonly Rule[];
}

export interface AnalysisOutcome {
  readonly analysis: Analysis;
  /** Rules that threw, for the log. */
  readonly crashes: RunOutcome['crashes'];
}

const CLASSIFICATION_ORDER: readonly Classification[] = [
  'billing_error',
  'likely_error',
  'payment_issue',
  'valid_but_confusing',
  'leakage',
  'notice',
];

/**
 * Judges a billing history: the same input always gives the same answer, whatever the order of its objects.
 * Takes and returns structured-clonable values; never throws on data.
 */
export function analyze(input: AnalysisInput): AnalysisOutcome {
  const { policy, asOf, ticket, rules = RULES } = input;
  const history = asOfHistory(input.history, asOf);
  const index = new HistoryIndex(history);
  const claims = claimsOf(ticket);
  const explainSince = asOf - 2 * longestPeriodSeconds(history, index);
  const claim = claimOf(ticket, asOf);
  const context = {
    asOf,
    policy,
    claim,
    isWorthExplaining: (time: number, category: Category) => time >= explainSince || claims.has(category),
  };
  const run = runRules(rules, history, { ...context, index });
  const merged = mergeFindings(run.candidates, index);
  const judged = withoutStaleExplanations(
    lookAhead(merged.candidates, history, context)
      .map(({ rule, finding }) => ({ rule, finding: holdUnproved(finding, index) }))
      .map((candidate) => name(withinMaximum(candidate, policy), claims)),
    explainSince,
  ).sort(byImportance);
  const verdict = verdictOf(judged, history.gaps, index);
  const findings =
    verdict === 'cannot_tell' ? judged.map((finding) => ({ ...finding, correction: null })) : judged;
  const urgency = urgencyOf({ history, findings, verdict, asOf, urgentWords: urgentWords(ticket) });
  return {
    analysis: {
      as_of: asOf,
      verdict,
      urgency,
      findings,
      skipped: [...run.skipped, ...merged.skipped],
      gaps: history.gaps.map((gap) => gap.message),
      claim:
        ticket === null || claim === null
          ? null
          : claimAgainstHistory({ history, index, findings, asOf, ticket, claim, categories: claims, rules }),
      counts: {
        invoices: history.invoices.length,
        charges: history.charges.length,
        refunds: history.refunds.length,
        subscriptions: history.subscriptions.length,
        rules: rules.length,
      },
    },
    crashes: run.crashes,
  };
}

function name({ rule, finding }: Candidate, claims: ReadonlySet<Category>): Finding {
  const { explains: _, yields: __, category = rule.category, ...rest } = finding;
  return {
    ...rest,
    rule: rule.id,
    category,
    about_ticket: claims.has(category),
    fingerprint: fingerprint(rule.id, finding.customer, finding.at_issue),
  };
}

/**
 * The customer's words may point at old events too. Those are noise once an error answers the question, or once
 * something recent of another kind does: the reader has one question.
 */
function withoutStaleExplanations(findings: readonly Finding[], since: number): Finding[] {
  const isError = ({ classification }: Finding): boolean =>
    classification === 'billing_error' || classification === 'likely_error';
  const answers = findings.filter(
    (finding) => finding.about_ticket && (isError(finding) || finding.occurred_at >= since),
  );
  const answered = answers.some(isError);
  return findings.filter((finding) => {
    if (finding.classification !== 'valid_but_confusing' || finding.occurred_at >= since) return true;
    if (answered) return false;
    return answers.length === 0 || answers.some(({ category }) => category === finding.category);
  });
}

/** Above the policy's `approvals.maximum` nothing is drafted, only escalated. */
function withinMaximum(candidate: Candidate, policy: Policy): Candidate {
  const { finding } = candidate;
  const { correction } = finding;
  if (correction === null || correction.amount === null || correction.currency === null) return candidate;
  const { amount, currency } = correction;
  const maximum = policy.approvals?.maximum?.[currency];
  if (maximum === undefined || amount <= maximum) return candidate;
  const limit = formatMoney({ amount: maximum, currency });
  return {
    ...candidate,
    finding: {
      ...finding,
      correction: {
        kind: 'escalate',
        target: correction.target,
        amount: null,
        currency: null,
        reason: correction.reason,
        justification: `${correction.justification} Above ${limit} the policy lets nothing be drafted: decide in person.`,
        alternatives: [{ kind: correction.kind, why_not: `The policy's maximum is ${limit}.` }],
        steps: [{ kind: 'escalate', target: correction.target, amount: null, currency: null, params: {} }],
      },
    },
  };
}

function byImportance(a: Finding, b: Finding): number {
  return (
    CLASSIFICATION_ORDER.indexOf(a.classification) - CLASSIFICATION_ORDER.indexOf(b.classification) ||
    Number(b.about_ticket) - Number(a.about_ticket) ||
    (b.amount?.amount ?? 0) - (a.amount?.amount ?? 0) ||
    b.occurred_at - a.occurred_at ||
    (a.fingerprint < b.fingerprint ? -1 : 1)
  );
}

const DAY_SECONDS = 86_400;
const INTERVAL_DAYS: Record<Recurring['interval'], number> = { day: 1, week: 7, month: 31, year: 366 };

/** The longest billing period among the customer's subscriptions; a month when there is none. */
function longestPeriodSeconds(history: BillingHistory, index: HistoryIndex): number {
  let days = 0;
  for (const subscription of history.subscriptions) {
    for (const item of subscription.items) {
      const recurring = index.price(item.price)?.recurring;
      if (recurring == null) continue;
      days = Math.max(days, INTERVAL_DAYS[recurring.interval] * recurring.interval_count);
    }
  }
  return (days === 0 ? INTERVAL_DAYS.month : days) * DAY_SECONDS;
}
