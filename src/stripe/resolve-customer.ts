import { normaliseEmail } from '../analysis/identity.ts';
import type { CustomerQuery, CustomerSummary, MatchedBy, Resolution } from '../check/ports.ts';
import type { Calls } from './calls.ts';
import { StripeFailure } from './failure.ts';
import { isId, isRaw, itemsOf, type Raw, refOf } from './mapping/raw.ts';
import { shareTaxId } from './one-person.ts';
import { parseQuery, type QueryObject, shown } from './parse-query.ts';

export { parseQuery } from './parse-query.ts';

/** Customers shown when an e-mail address fits several. */
export const MAX_MATCHES = 100;
/** Further records of one person that are read with the first: each costs eight calls. */
const MAX_TWINS = 3;

/** Parts of a customer that Stripe leaves out unless asked. */
const CUSTOMER_PARTS = ['tax_ids', 'discount.source.coupon'] as const;
export const expandCustomer = (prefix: '' | 'data.' | 'customer.'): string[] =>
  CUSTOMER_PARTS.map((part) => `${prefix}${part}`);

/** Who is meant: known whole, known by id (to be read with the rest), or not to be found. */
export type Found =
  | {
      readonly kind: 'whole';
      readonly customer: Raw;
      /** Other records of the same person, to be read and judged together. */
      readonly twins: readonly Raw[];
      readonly matched_by: MatchedBy;
      readonly verified: boolean;
    }
  | {
      readonly kind: 'by_id';
      readonly id: string;
      readonly matched_by: MatchedBy;
      readonly verified: boolean;
    }
  | Unresolved;

export interface Unresolved {
  readonly kind: 'unresolved';
  readonly resolution: Resolution;
}

/**
 * Finds the customer a query means with at most one wave of calls, none at all for a `cus_` id.
 * @throws {StripeFailure} when Stripe cannot answer.
 */
export async function findCustomer(query: CustomerQuery, calls: Calls): Promise<Found> {
  const parsed = parseQuery(query.text);
  const ofTicket = query.from_ticket ? ({ matched_by: 'ticket', verified: false } as const) : null;
  switch (parsed.kind) {
    case 'empty':
      return notFound('Nobody was named: give a Stripe id or an e-mail address.');
    case 'refused':
      return notFound(parsed.message);
    case 'email':
      return findByEmail(parsed.email, calls, ofTicket);
    case 'id': {
      const match = ofTicket ?? ({ matched_by: 'id', verified: true } as const);
      if (parsed.object === 'customer') return { kind: 'by_id', id: parsed.id, ...match };
      return findByObject(parsed.id, parsed.object, calls, match);
    }
  }
}

async function findByObject(
  id: string,
  object: QueryObject,
  calls: Calls,
  match: { readonly matched_by: MatchedBy; readonly verified: boolean },
): Promise<Found> {
  try {
    const customer = customerOf(await retrieve(id, object, calls));
    if (customer === null) {
      return notFound(
        `${id} belongs to no customer in Stripe: ask for the customer's own id or e-mail address.`,
      );
    }
    if (isRaw(customer)) return wholeCustomer(customer, match);
    return { kind: 'by_id', id: customer, ...match };
  } catch (error) {
    const message = error instanceof StripeFailure ? absence(id, error) : null;
    if (message === null) throw error;
    return notFound(message);
  }
}

/** The sentence for an id Stripe does not have (in this mode), or null when something else went wrong. */
export function absence(id: string, failure: StripeFailure): string | null {
  if (failure.kind === 'missing')
    return `Stripe has no ${id}: check the id, and that it belongs to this account.`;
  return failure.kind === 'other_mode' ? `${id} was not found. ${failure.message}` : null;
}

/** The object with its customer, whole where that is not too deep to ask for. */
async function retrieve(id: string, object: QueryObject, calls: Calls): Promise<unknown> {
  const { sdk } = calls;
  const expand = ['customer', ...expandCustomer('customer.')];
  const get = (what: string, permission: string, send: Parameters<typeof calls.run>[2]): Promise<unknown> =>
    calls.run(what, permission, send);
  switch (object) {
    case 'invoice':
      return get('invoice', 'Invoices', (options) => sdk.invoices.retrieve(id, { expand }, options));
    case 'charge':
      return get('charge', 'Charges and Refunds', (options) => sdk.charges.retrieve(id, { expand }, options));
    case 'payment_intent':
      return get('payment intent', 'PaymentIntents', (options) =>
        sdk.paymentIntents.retrieve(id, { expand }, options),
      );
    case 'subscription':
      return get('subscription', 'Subscriptions', (options) =>
        sdk.subscriptions.retrieve(id, { expand }, options),
      );
    case 'credit_note':
      return get('credit note', 'Credit notes', (options) =>
        sdk.creditNotes.retrieve(id, { expand }, options),
      );
    case 'refund':
      return get('refund', 'Charges and Refunds', (options) =>
        sdk.refunds.retrieve(id, { expand: ['charge', 'payment_intent'] }, options),
      );
    case 'dispute':
      return get('dispute', 'Disputes', (options) =>
        sdk.disputes.retrieve(id, { expand: ['charge', 'payment_intent'] }, options),
      );
    case 'customer':
      return null;
  }
}

/** The customer an object belongs to: whole, by id, or null. Refunds and disputes belong through their payment. */
function customerOf(object: unknown): Raw | string | null {
  if (!isRaw(object)) return null;
  const { customer } = object;
  if (isRaw(customer) && isId(customer['id'])) return customer;
  if (isId(customer)) return customer;
  for (const key of ['charge', 'payment_intent']) {
    const payment = object[key];
    const through = isRaw(payment) ? refOf(payment['customer']) : null;
    if (through !== null) return through;
  }
  return null;
}

async function findByEmail(
  email: string,
  calls: Calls,
  ofTicket: { readonly matched_by: MatchedBy; readonly verified: boolean } | null,
): Promise<Found> {
  const exact = await customersWith(email, calls);
  if (exact.length > 0) return oneOf(exact, ofTicket?.matched_by ?? 'email');
  const alike = await customersLike(email, calls);
  if (alike.length > 0) return oneOf(alike, ofTicket?.matched_by ?? 'email_normalised');
  return notFound(
    `No customer in Stripe has the e-mail address ${shown(email)}: ask with a Stripe id (cus_…, in_…, ch_…) instead.`,
  );
}

async function customersWith(email: string, calls: Calls): Promise<Raw[]> {
  const page = await calls.run('customers', 'Customers', (options) =>
    calls.sdk.customers.list({ email, limit: MAX_MATCHES, expand: expandCustomer('data.') }, options),
  );
  return rawsOf(page.data);
}

/**
 * Customers whose stored address is another spelling of the same mailbox: in one wave, the lower-case and untagged
 * addresses exactly, and a search for stored capitals and tags. Search is not offered to every account (India), and
 * lags behind; what it cannot answer is left to the lists.
 */
async function customersLike(email: string, calls: Calls): Promise<Raw[]> {
  const wanted = normaliseEmail(email);
  const spellings = [...new Set([wanted, email.toLowerCase()])].filter((spelling) => spelling !== email);
  const pages = await Promise.all([
    ...spellings.map((spelling) => customersWith(spelling, calls)),
    searchMailbox(wanted, calls),
  ]);
  const found = new Map<string, Raw>();
  for (const customer of pages.flat()) {
    const { id, email: stored } = customer;
    if (isId(id) && typeof stored === 'string' && normaliseEmail(stored) === wanted) found.set(id, customer);
  }
  return [...found.values()];
}

async function searchMailbox(normalised: string, calls: Calls): Promise<Raw[]> {
  const [local = '', domain = ''] = normalised.split('@');
  const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
  // Stripe matches parts of a text from three characters on.
  const query =
    local.length >= 3
      ? `email~${quoted(local)} AND email~${quoted(`@${domain}`)}`
      : `email:${quoted(normalised)}`;
  try {
    const page = await calls.run('customers', 'Customers', (options) =>
      calls.sdk.customers.search({ query, limit: MAX_MATCHES, expand: expandCustomer('data.') }, options),
    );
    return rawsOf(page.data);
  } catch (error) {
    const unanswerable =
      error instanceof StripeFailure && ['missing', 'forbidden', 'broken'].includes(error.kind);
    if (unanswerable) return [];
    throw error;
  }
}

function rawsOf(objects: readonly unknown[]): Raw[] {
  return objects.filter(isRaw).filter((object) => object['deleted'] !== true);
}

/** The one person, or all of them to choose from: never silently the first. */
function oneOf(customers: readonly Raw[], matched_by: MatchedBy): Found {
  const [oldest, ...twins] = [...customers].sort((a, b) => createdOf(a) - createdOf(b));
  const taxIds = customers.map((customer) =>
    itemsOf(customer['tax_ids']).flatMap((taxId) => (isRaw(taxId) ? String(taxId['value']) : [])),
  );
  const isOne = twins.length <= MAX_TWINS && shareTaxId(taxIds);
  if (oldest !== undefined && (twins.length === 0 || isOne)) {
    return wholeCustomer(oldest, { matched_by, verified: false }, twins);
  }
  return {
    kind: 'unresolved',
    resolution: { kind: 'ambiguous', customers: customers.map(summaryOf), matched_by },
  };
}

function wholeCustomer(
  customer: Raw,
  match: { readonly matched_by: MatchedBy; readonly verified: boolean },
  twins: readonly Raw[] = [],
): Found {
  if (customer['deleted'] === true) return deleted(refOf(customer) ?? 'The customer');
  return { kind: 'whole', customer, twins, ...match };
}

const createdOf = ({ created }: Raw): number => (typeof created === 'number' ? created : 0);

export function deleted(id: string): Unresolved {
  return {
    kind: 'unresolved',
    resolution: {
      kind: 'deleted',
      id,
      message: `${id} was deleted in Stripe: look at its payments in the Stripe Dashboard.`,
    },
  };
}

export function notFound(message: string): Unresolved {
  return { kind: 'unresolved', resolution: { kind: 'not_found', message } };
}

/** A raw customer, as much as tells records apart. */
export function summaryOf(customer: Raw): CustomerSummary {
  const text = (key: string): string | null => {
    const value = customer[key];
    return typeof value === 'string' ? value.slice(0, 255) : null;
  };
  return {
    id: refOf(customer) ?? '',
    email: text('email'),
    name: text('name'),
    created: typeof customer['created'] === 'number' ? customer['created'] : 0,
    livemode: customer['livemode'] === true,
    currency: text('currency'),
  };
}
