import type { BillingHistory, Customer } from '../analysis/billing-history.ts';
import { normaliseEmail, normaliseName, twinsOf } from '../analysis/identity.ts';

/**
 * True when several customer records are plainly one person's, so that nobody has to choose between them: a tax id or a
 * card ties all of them, or both were charged in one mailbox under one name. Two names in one mailbox may be a
 * household, an agency or a reseller; a record nothing was ever charged on is a choice, not a person.
 */
export function isOnePerson(customers: readonly Customer[], history: BillingHistory): boolean {
  const [first] = customers;
  if (first === undefined || customers.some(({ deleted }) => deleted)) return false;
  const twins = new Map(twinsOf(first, history).map((twin) => [twin.customer, twin]));
  const others = customers.filter(({ id }) => id !== first.id);
  if (others.every(({ id }) => twins.get(id)?.proved === true)) return true;
  const names = new Set(customers.map(({ name }) => normaliseName(name ?? '')));
  const mailboxes = new Set(customers.map(({ email }) => normaliseEmail(email ?? '')));
  const charged = new Set(history.charges.map(({ customer }) => customer));
  return (
    names.size === 1 && !names.has('') && mailboxes.size === 1 && customers.every(({ id }) => charged.has(id))
  );
}

/** True when one tax id stands on all records: what a list of customers alone can prove. */
export function shareTaxId(valuesByRecord: readonly (readonly string[])[]): boolean {
  const [first, ...others] = valuesByRecord;
  return (first ?? []).some((value) => others.every((values) => values.includes(value)));
}
