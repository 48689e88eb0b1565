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
  const explanations = explanationsByMoney(candidates, index);
  const others: Candidate[] = [];
  const kept = new KeptErrors();
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
    const explanation = explains(explanations, finding, units);
    if (explanation !== undefined) {
      skipped.push({
        rule: rule.id,
        reason: `explained by ${explanation.rule.id}: ${explanation.finding.title}`,
      });
      continue;
    }
    const primary = kept.overlapping(units);
    if (primary === undefined) kept.add(candidate, units);
    else context.push(asContext(candidate, primary));
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
  return { candidates: [...kept.candidates, ...others, ...context], skipped };
}

/** The errors reported so far, found again by the money they are about. */
class KeptErrors {
  readonly candidates: Candidate[] = [];
  private readonly byMoney = new Map<string, { place: number; units: UnitSet }[]>();

  add(candidate: Candidate, units: UnitSet): void {
    const entry = { place: this.candidates.length, units };
    this.candidates.push(candidate);
    for (const key of units.keys()) {
      const alike = this.byMoney.get(key);
      if (alike === undefined) this.byMoney.set(key, [entry]);
      else alike.push(entry);
    }
  }

  /** The first error reported about any of this money. */
  overlapping(units: UnitSet): Candidate | undefined {
    const meeting = [...units.keys()]
      .flatMap((key) => this.byMoney.get(key) ?? [])
      .filter((entry) => overlaps(entry.units, units));
    return meeting.length === 0 ? undefined : this.candidates[Math.min(...meeting.map(({ place }) => place))];
  }
}

/** The reported error that leaves an explanation nothing to say, if there is one. */
function yieldsTo(finding: RuleFinding, kept: KeptErrors, index: HistoryIndex): Candidate | undefined {
  return finding.yields === true ? kept.overlapping(unitSet(finding.at_issue, index)) : undefined;
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

interface Explanation {
  readonly candidate: Candidate;
  /** The money it accounts for. */
  readonly units: UnitSet;
}

/** Explanations by the money they account for, each under every part of it, in their order. */
function explanationsByMoney(
  candidates: readonly Candidate[],
  index: HistoryIndex,
): ReadonlyMap<string, readonly Explanation[]> {
  const byMoney = new Map<string, Explanation[]>();
  for (const candidate of candidates) {
    const { classification, explains: explained = [] } = candidate.finding;
    if (!isExplanation(classification) || explained.length === 0) continue;
    const explanation = { candidate, units: unitSet(explained, index) };
    for (const key of explanation.units.keys()) {
      const alike = byMoney.get(key);
      if (alike === undefined) byMoney.set(key, [explanation]);
      else alike.push(explanation);
    }
  }
  return byMoney;
}

/** The first explanation that accounts for all of an error's money, and is as well proved. */
function explains(
  explanations: ReadonlyMap<string, readonly Explanation[]>,
  error: RuleFinding,
  errorUnits: UnitSet,
): Candidate | undefined {
  // Whatever covers all of the money is listed under each part of it.
  const [anyPart = ''] = errorUnits.keys();
  return explanations.get(anyPart)?.find(
    ({ candidate, units }) =>
      // What is proved is not talked away by what is only probable.
      CONFIDENCE_RANK[candidate.finding.confidence] <= CONFIDENCE_RANK[error.confidence] &&
      covers(units, errorUnits),
  )?.candidate;
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
