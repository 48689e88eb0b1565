import type { Analysis, Finding } from '../analysis/finding.ts';
import type { Ticket } from '../analysis/ticket/ticket.ts';
import { MAX_TICKET_CHARACTERS } from '../analysis/ticket/ticket-words.ts';
import { type Money, minorUnitDigits } from '../money.ts';
import type { CustomerClassification } from './templates/language.ts';

export const MAX_FINDINGS_TOLD = 3;
/** Two months: further explanations of older events would answer what nobody asked. */
const FURTHER_EXPLANATIONS_SECONDS = 62 * 86_400;

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

/**
 * In the order texts follow: what the ticket is about first, then by weight, then what names an amount the
 * customer names; otherwise as the engine ordered them.
 */
export function inTextOrder(findings: readonly Finding[], ticket: Ticket | null): readonly TellableFinding[] {
  const amounts = amountsNamed(ticket);
  return findings
    .filter(isTellable)
    .sort(
      (a, b) =>
        Number(b.about_ticket) - Number(a.about_ticket) ||
        RANK[a.classification] - RANK[b.classification] ||
        Number(namesOneOf(b, amounts)) - Number(namesOneOf(a, amounts)),
    );
}

/**
 * What the customer is told: what they asked about, plus proved errors and failing payments, which they would
 * want to know of. What is only likely, and what is right, is not volunteered beside that; and of several
 * explanations only recent ones beside the first, and of amounts the customer names where there are such. Leakage and
 * notices are never told.
 */
export function findingsToTell(
  { findings, as_of }: Pick<Analysis, 'findings' | 'as_of'>,
  ticket: Ticket | null,
): readonly ToldGroup[] {
  const ordered = inTextOrder(findings, ticket);
  const due = ordered.filter(
    ({ about_ticket, classification }) =>
      about_ticket || classification === 'billing_error' || classification === 'payment_issue',
  );
  const likely = ordered.filter(({ classification }) => classification === 'likely_error');
  const told = due.length > 0 ? due : likely.length > 0 ? likely : ordered;
  const amounts = amountsNamed(ticket);
  const anyNamed = told.some((finding) => namesOneOf(finding, amounts));
  const asked = told.filter(
    (finding, index) =>
      index === 0 ||
      finding.classification !== 'valid_but_confusing' ||
      (as_of - finding.occurred_at <= FURTHER_EXPLANATIONS_SECONDS &&
        (!anyNamed || namesOneOf(finding, amounts))),
  );
  const groups = new Map<string, { main: TellableFinding; alike: TellableFinding[] }>();
  for (const finding of asked) {
    const kind = `${finding.rule}/${finding.variant ?? ''}/${finding.classification}`;
    const group = groups.get(kind);
    if (group === undefined) groups.set(kind, { main: finding, alike: [] });
    else group.alike.push(finding);
  }
  return [...groups.values()].slice(0, MAX_FINDINGS_TOLD);
}

/** The digits of the numbers in the ticket, without separators: "1,200.50" is "120050". */
function amountsNamed(ticket: Ticket | null): ReadonlySet<string> {
  if (ticket === null) return new Set();
  const text = `${ticket.subject} ${ticket.body}`.slice(0, MAX_TICKET_CHARACTERS);
  const numbers = text.match(/\d(?:[\d.,'’\u00a0\u202f]*\d)?/g) ?? [];
  return new Set(numbers.map((number) => number.replace(/\D/g, '')));
}

/** Whether one of the finding's amounts is named, in full or without its zero cents. */
function namesOneOf({ facts }: Finding, amounts: ReadonlySet<string>): boolean {
  return Object.values(facts).some((fact) => {
    if (fact.kind !== 'money' || fact.amount === 0) return false;
    const minor = Math.abs(fact.amount);
    const unit = 10 ** minorUnitDigits(fact.currency);
    return amounts.has(String(minor)) || (minor % unit === 0 && amounts.has(String(minor / unit)));
  });
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
