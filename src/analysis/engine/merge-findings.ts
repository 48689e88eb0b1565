import { formatMoney } from '../../money.ts';
import type { Classification, Confidence, RuleFinding, SkippedRule } from '../finding.ts';
import type { HistoryIndex } from '../history-index.ts';
import { covers, overlaps, type UnitSet, unitSet } from './money-units.ts';
import type { Candidate } from './run-rules.ts';

const CONFIDENCE_RANK: Record<Confidence, number> = { certain: 0, high: 1, medium: 2, low: 3 };

const isError = (classification: Classification): boolean =>
  classification === 'billing_error' || classification === 'likely_error';

const isExplanation = (classification: Classification): boolean =>
  classification === 'valid_but_confusing' || classification === 'payment_issue';

export interface Merged {
  readonly candidates: readonly Candidate[];
  readonly skipped: readonly SkippedRule[];
}

/**
 * One finding per unit of money (RULES.md, "Ordering, netting and verdicts"): credit booked by hand on the balance
 * settles the error it equals, an explanation that accounts for all of an error's money replaces it, and of errors
 * about the same money the best proved one stays; the others become context (`notice`, without amount). An explanation
 * that `yields` is left out when an error about its money stays.
 */
export function mergeFindings(candidates: readonly Candidate[], index: HistoryIndex): Merged {
  const skipped: SkippedRule[] = [];
  const explanations = candidates.filter(({ finding }) => isExplanation(finding.classification));
  const others: Candidate[] = [];
  const kept: { candidate: Candidate; units: UnitSet }[] = [];
  const context: Candidate[] = [];
  const spentCredits = new Set<string>();

  for (const candidate of candidates
    .filter(({ finding }) => isError(finding.classification))
    .sort(bestProvedFirst)) {
    const { rule, finding } = candidate;
    const units = unitSet(finding.at_issue, index);
    const credit = settlingCredit(finding, index, spentCredits);
    if (credit !== undefined) {
      spentCredits.add(credit);
      skipped.push({ rule: rule.id, reason: `already settled by the balance credit ${credit}` });
      continue;
    }
    const explanation = explanations.find((other) => explains(other.finding, finding, units, index));
    if (explanation !== undefined) {
      skipped.push({
        rule: rule.id,
        reason: `explained by ${explanation.rule.id}: ${explanation.finding.title}`,
      });
      continue;
    }
    const primary = kept.find((other) => overlaps(other.units, units));
    if (primary === undefined) kept.push({ candidate, units });
    else context.push(asContext(candidate, primary.candidate));
  }
  for (const candidate of candidates.filter(({ finding }) => !isError(finding.classification))) {
    const error = yieldsTo(candidate.finding, kept, index);
    if (error === undefined) others.push(candidate);
    else
      skipped.push({
        rule: candidate.rule.id,
        reason: `answered by ${error.rule.id}: ${error.finding.title}`,
      });
  }
  return { candidates: [...kept.map(({ candidate }) => candidate), ...others, ...context], skipped };
}

/** The reported error that leaves an explanation nothing to say, if there is one. */
function yieldsTo(
  finding: RuleFinding,
  kept: readonly { readonly candidate: Candidate; readonly units: UnitSet }[],
  index: HistoryIndex,
): Candidate | undefined {
  if (finding.yields !== true) return undefined;
  const units = unitSet(finding.at_issue, index);
  return kept.find((error) => overlaps(error.units, units))?.candidate;
}

function bestProvedFirst(a: Candidate, b: Candidate): number {
  const x = a.finding;
  const y = b.finding;
  return (
    Number(x.classification === 'likely_error') - Number(y.classification === 'likely_error') ||
    CONFIDENCE_RANK[x.confidence] - CONFIDENCE_RANK[y.confidence] ||
    (y.amount?.amount ?? 0) - (x.amount?.amount ?? 0) ||
    compare(a.rule.id, b.rule.id) ||
    compare(idsOf(x), idsOf(y))
  );
}

function explains(
  explanation: RuleFinding,
  error: RuleFinding,
  errorUnits: UnitSet,
  index: HistoryIndex,
): boolean {
  if (explanation.explains === undefined || explanation.explains.length === 0) return false;
  // What is proved is not talked away by what is only probable.
  if (CONFIDENCE_RANK[explanation.confidence] > CONFIDENCE_RANK[error.confidence]) return false;
  return covers(unitSet(explanation.explains, index), errorUnits);
}

/** A manual balance credit of exactly the amount, or one whose words name an object of the finding. */
function settlingCredit(
  finding: RuleFinding,
  index: HistoryIndex,
  spent: ReadonlySet<string>,
): string | undefined {
  const { amount } = finding;
  if (amount === null) return undefined;
  const entries = index.balanceAdjustmentsSince(finding.customer, finding.occurred_at);
  return entries.find((entry) => {
    if (spent.has(entry.id) || entry.currency !== amount.currency) return false;
    return -entry.amount === amount.amount;
  })?.id;
}

function asContext(candidate: Candidate, primary: Candidate): Candidate {
  const { finding } = candidate;
  const amount = finding.amount === null ? '' : ` (${formatMoney(finding.amount)})`;
  return {
    rule: candidate.rule,
    finding: {
      ...finding,
      classification: 'notice',
      message: `${finding.message} The same money${amount} is reported under "${primary.finding.title}".`,
      amount: null,
      correction: null,
    },
  };
}

const idsOf = (finding: RuleFinding): string =>
  finding.at_issue
    .map((unit) => unit.id)
    .sort()
    .join(' ');

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
