import type { BillingHistory, Customer } from './billing-history.ts';
import type { HistoryIndex } from './history-index.ts';

/**
 * What ties two customer records to one person or company: a tax id or a card that both use proves it; an e-mail
 * address alone may be a household's, an agency's or a reseller's.
 */
export type IdentityTie = 'tax_id' | 'card' | 'email' | 'email_normalised';

/** Another record of the same person. */
export interface Twin {
  readonly customer: string;
  readonly tie: IdentityTie;
  /** True when more than an e-mail address ties the records: only then may money move between them. */
  readonly proved: boolean;
}

const STRENGTH: readonly IdentityTie[] = ['tax_id', 'card', 'email', 'email_normalised'];

/** Lower case, without the plus tag: the form under which two spellings of one mailbox are the same. */
export function normaliseEmail(email: string): string {
  const [local = '', domain = ''] = email.toLowerCase().split('@');
  const plus = local.indexOf('+');
  return `${plus > 0 ? local.slice(0, plus) : local}@${domain}`;
}

/** A person's or company's name as it is compared: letters and digits only, in lower case. */
export function normaliseName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/**
 * The other records of `customer`'s person, each with its strongest tie, by id (RULES.md, "Ordering, netting and
 * verdicts", 1). Records tied to a twin but not to the customer are not followed: a shared card or address must not
 * join strangers in a chain.
 */
export function twinsOf(customer: Customer, history: BillingHistory): readonly Twin[] {
  if (history.customers.length < 2) return [];
  const ties = tiesOf(history);
  const own = ties.get(customer.id) ?? [];
  return history.customers
    .flatMap((other): Twin[] => {
      if (other.id === customer.id || other.deleted) return [];
      const shared = new Set(ties.get(other.id) ?? []);
      const [best] = own
        .filter((tie) => shared.has(tie))
        .map((tie) => tie.slice(0, tie.indexOf(' ')) as IdentityTie)
        .sort((a, b) => STRENGTH.indexOf(a) - STRENGTH.indexOf(b));
      if (best === undefined) return [];
      return [{ customer: other.id, tie: best, proved: best === 'tax_id' || best === 'card' }];
    })
    .sort((a, b) => (a.customer < b.customer ? -1 : 1));
}

/** {@link twinsOf} for rules, computed once for each history. */
export function twinsInHistory(index: HistoryIndex, customer: string | null): readonly Twin[] {
  const record = index.customer(customer);
  if (record === undefined) return [];
  let known = computed.get(index);
  if (known === undefined) {
    known = new Map();
    computed.set(index, known);
  }
  let twins = known.get(record.id);
  if (twins === undefined) {
    twins = twinsOf(record, index.history);
    known.set(record.id, twins);
  }
  return twins;
}

const computed = new WeakMap<HistoryIndex, Map<string, readonly Twin[]>>();

/** `<tie> <value>` of everything that may tie a record to another, by customer. */
function tiesOf(history: BillingHistory): ReadonlyMap<string, readonly string[]> {
  const ties = new Map<string, Set<string>>();
  const add = (customer: string | null, tie: IdentityTie, value: string | null | undefined): void => {
    if (customer === null || value === null || value === undefined || value === '') return;
    const of = ties.get(customer) ?? new Set();
    ties.set(customer, of.add(`${tie} ${value}`));
  };
  for (const { id, email } of history.customers) {
    if (email === null) continue;
    add(id, 'email', email.toLowerCase());
    add(id, 'email_normalised', normaliseEmail(email));
  }
  for (const { customer, type, value } of history.tax_ids) {
    add(customer, 'tax_id', `${type} ${value.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase()}`);
  }
  const owners = new Map(history.payment_methods.map(({ id, customer }) => [id, customer]));
  for (const { customer, status, card, payment_method: method } of history.charges) {
    // Charging another customer's card is the fault `anothers-card-charged` looks for, and proves no identity.
    const owner = owners.get(method ?? '') ?? customer;
    if (status === 'succeeded' && owner === customer) add(customer, 'card', card?.fingerprint);
  }
  for (const { customer, card } of history.payment_methods) add(customer, 'card', card?.fingerprint);
  return new Map([...ties].map(([customer, values]) => [customer, [...values]]));
}
