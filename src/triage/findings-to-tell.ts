import type { Finding } from '../analysis/finding.ts';
import type { Money } from '../money.ts';
import type { CustomerClassification } from './templates/language.ts';

export const MAX_FINDINGS_TOLD = 3;

/** A finding a customer may hear about. */
export type TellableFinding = Finding & { readonly classification: CustomerClassification };

/** Findings of one kind, told together. */
export interface ToldGroup {
  readonly main: TellableFinding;
  readonly alike: readonly TellableFinding[];
}

const RANK: Readonly<Record<CustomerClassification, number>> = {
  billing_error: 0,
  likely_error: 1,
  payment_issue: 2,
  valid_but_confusing: 3,
};

/** In the order texts follow: what the ticket is about first, then by weight; otherwise as the engine ordered them. */
export function inTextOrder(findings: readonly Finding[]): readonly TellableFinding[] {
  return findings
    .filter(isTellable)
    .sort(
      (a, b) =>
        Number(b.about_ticket) - Number(a.about_ticket) || RANK[a.classification] - RANK[b.classification],
    );
}

/**
 * What the customer is told: what they asked about, plus proved errors and failing payments, which they would
 * want to know of. What is only likely, and what is right, is not volunteered beside that. Leakage and notices
 * are never told.
 */
export function findingsToTell(findings: readonly Finding[]): readonly ToldGroup[] {
  const ordered = inTextOrder(findings);
  const due = ordered.filter(
    ({ about_ticket, classification }) =>
      about_ticket || classification === 'billing_error' || classification === 'payment_issue',
  );
  const likely = ordered.filter(({ classification }) => classification === 'likely_error');
  const told = due.length > 0 ? due : likely.length > 0 ? likely : ordered;
  const groups = new Map<string, { main: TellableFinding; alike: TellableFinding[] }>();
  for (const finding of told) {
    const kind = `${finding.rule}/${finding.variant ?? ''}/${finding.classification}`;
    const group = groups.get(kind);
    if (group === undefined) groups.set(kind, { main: finding, alike: [] });
    else group.alike.push(finding);
  }
  return [...groups.values()].slice(0, MAX_FINDINGS_TOLD);
}

/** The money a finding speaks of: what was over-charged, else the amount its texts name. */
export function statedAmount({ amount, facts }: Finding): Money | null {
  if (amount !== null) return amount;
  const fact = facts['amount'];
  return fact?.kind === 'money' ? { amount: Math.abs(fact.amount), currency: fact.currency } : null;
}

function isTellable(finding: Finding): finding is TellableFinding {
  return finding.classification !== 'leakage' && finding.classification !== 'notice';
}
