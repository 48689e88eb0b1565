import { assert } from '../../assert.ts';
import { isMinorUnits } from '../../money.ts';
import type { BillingHistory } from '../billing-history.ts';
import type { Category, RuleFinding, SkippedRule } from '../finding.ts';
import type { HistoryIndex } from '../history-index.ts';
import type { Policy } from '../policy.ts';
import type { Rule, RuleOutcome } from '../rule.ts';
import type { TicketClaim } from '../ticket/ticket-claim.ts';

/** A rule's own finding together with the rule that made it. */
export interface Candidate {
  readonly rule: Rule;
  readonly finding: RuleFinding;
}

export interface RunOutcome {
  readonly candidates: readonly Candidate[];
  readonly skipped: readonly SkippedRule[];
  /** Rules that threw: each is in `skipped` too. A bug of ours, to be logged by the caller. */
  readonly crashes: readonly { readonly rule: string; readonly error: string }[];
}

export interface RunContext {
  readonly asOf: number;
  readonly policy: Policy;
  readonly index: HistoryIndex;
  readonly claim: TicketClaim | null;
  isWorthExplaining(time: number, category: Category): boolean;
}

/**
 * Runs every rule over one history. Never throws on data: a rule that cannot decide or crashes becomes `skipped`
 * with a reason, and the others still run.
 */
export function runRules(rules: readonly Rule[], history: BillingHistory, context: RunContext): RunOutcome {
  const candidates: Candidate[] = [];
  const skipped: SkippedRule[] = [];
  const crashes: { rule: string; error: string }[] = [];
  for (const rule of rules) {
    const settings = context.policy.rules?.[rule.id];
    if (settings?.enabled === false) {
      skipped.push({ rule: rule.id, reason: 'switched off in the policy file (rules section)' });
      continue;
    }
    const thresholds = { ...rule.thresholds, ...settings?.thresholds };
    try {
      const answer = rule.check(history, { ...context, thresholds });
      const outcome: RuleOutcome = 'findings' in answer ? answer : { findings: answer };
      for (const finding of outcome.findings) {
        checkFinding(rule, finding);
        candidates.push({ rule, finding });
      }
      if (outcome.skipped !== undefined) skipped.push({ rule: rule.id, reason: outcome.skipped });
    } catch (error) {
      crashes.push({
        rule: rule.id,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
      skipped.push({ rule: rule.id, reason: 'the rule failed on this history; the others ran' });
    }
  }
  return { candidates, skipped, crashes };
}

function checkFinding(rule: Rule, finding: RuleFinding): void {
  const values = { rule: rule.id, title: finding.title };
  assert(finding.at_issue.length > 0, 'a finding names the money at issue', values);
  assert(finding.evidence.length > 0, 'a finding cites evidence', values);
  assert(Number.isFinite(finding.occurred_at), 'a finding has a time', values);
  const { amount, correction } = finding;
  if (amount !== null)
    assert(isMinorUnits(amount.amount) && amount.amount > 0, 'an amount is positive', values);
  if (correction !== null && correction.amount !== null) {
    assert(
      isMinorUnits(correction.amount) && correction.amount > 0,
      'a correction amount is positive',
      values,
    );
    assert(
      amount !== null && correction.amount <= amount.amount && correction.currency === amount.currency,
      'a correction gives back no more than was over-charged',
      { ...values, amount, correction: correction.amount },
    );
  }
}
