import { assert } from '../assert.ts';
import type { BillingHistory, HistoryList } from './billing-history.ts';
import type { Category, CorrectionKind, RuleFinding } from './finding.ts';
import type { HistoryIndex } from './history-index.ts';
import type { Policy } from './policy.ts';
import type { TicketClaim } from './ticket/ticket-claim.ts';

/** Everything a rule may know besides the history. */
export interface RuleContext {
  /** Unix seconds: the moment to judge as of. Objects created later are not in the history. */
  readonly asOf: number;
  readonly policy: Policy;
  readonly index: HistoryIndex;
  /** The rule's own thresholds: the policy file's, else the rule's defaults. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** The figures the customer's words name; null without a ticket. They say where to look, and prove nothing. */
  readonly claim: TicketClaim | null;
  /**
   * Whether an explanation of an event at `time` is due: within the last two billing periods, or the customer's
   * words point at `category` (RULES.md, last section but one).
   */
  isWorthExplaining(time: number, category: Category): boolean;
}

/** A rule's answer: findings, or why it cannot decide, or both when only part could be decided. */
export interface RuleOutcome {
  readonly findings: readonly RuleFinding[];
  /** Why (part of) the question could not be decided, naming the missing fact or policy section. */
  readonly skipped?: string;
}

export interface Rule {
  readonly id: string;
  readonly version: number;
  /** Rows of the domain catalogue it covers, e.g. `A1`. */
  readonly rows: readonly string[];
  readonly category: Category;
  readonly title: string;
  /** Lists of the history it reads. */
  readonly needs: readonly HistoryList[];
  readonly proposes: readonly CorrectionKind[];
  /** Threshold names and defaults; the policy file's `rules.<id>` may set them. */
  readonly thresholds?: Readonly<Record<string, number>>;
  /** Pure. Never mutates its input; the order of objects in the history does not matter. */
  check(history: BillingHistory, context: RuleContext): RuleOutcome | readonly RuleFinding[];
}

/** Declares a rule and checks its own description at start. */
export function defineRule(rule: Rule): Rule {
  assert(/^[a-z0-9]+(-[a-z0-9]+)*$/.test(rule.id), 'a rule id is lower-case words joined by hyphens', {
    id: rule.id,
  });
  assert(rule.rows.length > 0, 'a rule covers at least one row', { id: rule.id });
  assert(Number.isInteger(rule.version) && rule.version >= 1, 'a rule version is a positive integer', {
    id: rule.id,
  });
  return Object.freeze(rule);
}
