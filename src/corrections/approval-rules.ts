import type { CorrectionKind } from '../analysis/finding.ts';
import type { Approvals } from '../analysis/policy.ts';
import { formatMoney } from '../money.ts';
import { countPeople, isSamePerson, type Person } from './people.ts';

const HOUR_MS = 3_600_000;
/** What `per_day` adds up, and what counts against splitting below `second_person_over`. */
const DAY_MS = 24 * HOUR_MS;
/** What `per_customer` adds up. */
const CUSTOMER_MS = 30 * DAY_MS;

/** A correction that somebody is about to approve. */
export interface ToApprove {
  readonly customer: string;
  readonly kinds: readonly CorrectionKind[];
  /** Minor units that go back; 0 where no money moves. */
  readonly amount: number;
  readonly currency: string | null;
  readonly requester: Person;
  /** Unix milliseconds. */
  readonly proposedAtMs: number;
  /** False while the customer was matched by an e-mail address alone. */
  readonly isIdentified: boolean;
  /** Who approved it so far. */
  readonly approvers: readonly Person[];
}

/** Money of an earlier correction that moved, or may have moved. */
export interface Spent {
  readonly customer: string;
  readonly amount: number;
  readonly currency: string;
  readonly approvers: readonly Person[];
  /** Unix milliseconds of its approval. */
  readonly atMs: number;
}

export type Judgement =
  | { readonly kind: 'approved' }
  /** This approval counts; another person's is needed. */
  | { readonly kind: 'needs_second'; readonly why: string }
  /** `sentence` is for the person who clicked. */
  | { readonly kind: 'refused'; readonly sentence: string };

/** When an undecided correction lapses, Unix milliseconds. */
export function expiresAtMs(proposedAtMs: number, { expires_after_hours }: Approvals): number {
  return proposedAtMs + expires_after_hours * HOUR_MS;
}

/**
 * Whether `approver` may approve, and whether that is enough (POLICY.md, `approvals`). Who belongs to the approvers is
 * asked before; here it is about this correction: not one's own, not late, within what one person, a day and a customer
 * may come to. Amounts of the last 24 hours add up, for the customer and for the approver, so that a large amount cannot be
 * split below the limit of one person.
 */
export function judgeApproval(
  correction: ToApprove,
  approver: Person,
  approvals: Approvals,
  spent: readonly Spent[],
  nowMs: number,
): Judgement {
  const refused = (sentence: string): Judgement => ({ kind: 'refused', sentence });
  const { amount, currency } = correction;
  if (isSamePerson(correction.requester, approver)) {
    return refused('You asked for this correction yourself, so somebody else has to approve it.');
  }
  if (correction.approvers.some((other) => isSamePerson(other, approver))) {
    return refused('You approved this correction already; a second person has to look at it.');
  }
  if (nowMs >= expiresAtMs(correction.proposedAtMs, approvals)) {
    return refused('This correction has expired: check the customer again and propose it anew.');
  }
  if (!correction.isIdentified && amount > 0) {
    return refused(
      'The customer was matched by e-mail address only: confirm who it is before money is returned.',
    );
  }
  const limit =
    currency === null || amount === 0 ? null : overLimit(correction, currency, approvals, spent, nowMs);
  if (limit !== null) return refused(limit);
  const why = needsTwo(correction, approver, approvals, spent, nowMs);
  if (why === null || countPeople([...correction.approvers, approver]) >= 2) return { kind: 'approved' };
  return { kind: 'needs_second', why };
}

/** Why nobody may approve it now; null where nothing forbids it. */
function overLimit(
  { amount, customer }: ToApprove,
  currency: string,
  { maximum, per_day, per_customer }: Approvals,
  spent: readonly Spent[],
  nowMs: number,
): string | null {
  const show = (value: number): string => formatMoney({ amount: value, currency });
  const most = maximum?.[currency];
  if (most !== undefined && amount > most) {
    return `${show(amount)} is above ${show(most)}, the most the policy lets be returned at once: escalate it.`;
  }
  const day = per_day?.[currency];
  const today = sumOf(spent, currency, nowMs - DAY_MS);
  if (day !== undefined && today + amount > day) {
    return `With ${show(today)} in the last 24 hours this would pass the policy's ${show(day)} a day: wait, or have the limit changed.`;
  }
  const each = per_customer?.[currency];
  const theirs = sumOf(
    spent.filter((one) => one.customer === customer),
    currency,
    nowMs - CUSTOMER_MS,
  );
  if (each !== undefined && theirs + amount > each) {
    return `With ${show(theirs)} in the last 30 days this would pass the policy's ${show(each)} for one customer: escalate it.`;
  }
  return null;
}

/** Why one person is not enough; null where one is. */
function needsTwo(
  { amount, currency, kinds, customer, approvers }: ToApprove,
  approver: Person,
  { second_person_over, always_two = [] }: Approvals,
  spent: readonly Spent[],
  nowMs: number,
): string | null {
  const kind = kinds.find((one) => always_two.includes(one));
  if (kind !== undefined) return `The policy wants two people for every ${kind.replaceAll('_', ' ')}.`;
  const over = currency === null ? undefined : second_person_over?.[currency];
  if (over === undefined || currency === null || amount === 0) return null;
  const show = (value: number): string => formatMoney({ amount: value, currency });
  if (amount > over) return `Above ${show(over)} the policy wants two people.`;
  const since = nowMs - DAY_MS;
  const people = [...approvers, approver];
  const sameCustomer = spent.filter((one) => one.customer === customer);
  const sameApprover = spent.filter((one) =>
    one.approvers.some((other) => people.some((person) => isSamePerson(other, person))),
  );
  const [theirs, yours] = [sameCustomer, sameApprover].map((list) => sumOf(list, currency, since));
  if (theirs !== undefined && theirs + amount > over) {
    return `With ${show(theirs)} for this customer in the last 24 hours it is above ${show(over)}: the policy wants two people.`;
  }
  if (yours !== undefined && yours + amount > over) {
    return `With the ${show(yours)} you approved in the last 24 hours it is above ${show(over)}: the policy wants two people.`;
  }
  return null;
}

function sumOf(spent: readonly Spent[], currency: string, sinceMs: number): number {
  return spent
    .filter((one) => one.currency === currency && one.atMs > sinceMs)
    .reduce((sum, { amount }) => sum + amount, 0);
}
