import type { Invoice, InvoiceLine, Metadata, Subscription } from '../billing-history.ts';
import { byCreation, type HistoryIndex, lineTotal } from '../history-index.ts';
import type { Policy } from '../policy.ts';

/**
 * Two subscriptions of one customer that sell the same thing: whether both are meant, and which one is in excess
 * (POLICY.md, `multiple_subscriptions`).
 */

/** One subscription with what is needed to compare it with the customer's others. */
export interface Billed {
  readonly subscription: Subscription;
  readonly products: ReadonlySet<string>;
  /** Paid recurring lines on which money is left, oldest first. */
  readonly paid: readonly PaidLine[];
}

export interface PaidLine {
  readonly line: InvoiceLine;
  readonly invoice: Invoice;
  /** Unix seconds: the line's period, cut where the subscription ended. */
  readonly start: number;
  readonly end: number;
}

/** Every subscription that ever ran, oldest first. */
export function billedSubscriptions(index: HistoryIndex): Billed[] {
  return byCreation(index.history.subscriptions)
    .filter(({ status }) => status !== 'incomplete' && status !== 'incomplete_expired')
    .sort((a, b) => a.start_date - b.start_date)
    .map((subscription) => {
      const lines = recurringLines(subscription, index);
      return {
        subscription,
        products: productsOf(subscription, lines, index),
        paid: lines.flatMap((one) => (isPaid(one, index) ? cut(one, subscription) : [])),
      };
    });
}

interface Line {
  readonly line: InvoiceLine;
  readonly invoice: Invoice;
}

function recurringLines(subscription: Subscription, index: HistoryIndex): Line[] {
  return index.invoicesOfSubscription(subscription.id).flatMap((invoice) =>
    invoice.lines.flatMap((line) => {
      const isOwn = line.subscription === subscription.id && line.invoice_item === null && !line.proration;
      const price = index.price(line.price);
      const isUsage = price?.recurring?.usage_type === 'metered';
      return isOwn && !isUsage && price?.type !== 'one_time' ? [{ line, invoice }] : [];
    }),
  );
}

/** Paid with money, or credit, that is not returned yet. */
function isPaid({ line, invoice }: Line, index: HistoryIndex): boolean {
  return (
    invoice.status === 'paid' &&
    lineTotal(line) - index.creditedOnLine(line.id) > 0 &&
    invoice.total - index.returnedOnInvoice(invoice) > 0
  );
}

function cut({ line, invoice }: Line, { ended_at }: Subscription): PaidLine[] {
  const end = Math.min(line.period.end, ended_at ?? line.period.end);
  return end > line.period.start ? [{ line, invoice, start: line.period.start, end }] : [];
}

function productsOf(
  subscription: Subscription,
  lines: readonly Line[],
  index: HistoryIndex,
): ReadonlySet<string> {
  const ofItems = subscription.items.map(({ price }) => index.price(price)?.product);
  const ofLines = lines.map(({ line }) => line.product ?? index.price(line.price)?.product);
  return new Set([...ofItems, ...ofLines].filter((product) => typeof product === 'string'));
}

/** Products of `a` and `b` of which a customer needs one: shared, or in one group of exclusive products. */
export function conflictingProducts(a: Billed, b: Billed, policy: Policy): ReadonlySet<string> {
  const groups = policy.multiple_subscriptions?.exclusive_products ?? [];
  const conflicts = new Set<string>();
  for (const one of a.products) {
    for (const other of b.products) {
      const exclude = one === other || groups.some((group) => group.includes(one) && group.includes(other));
      if (exclude) conflicts.add(one).add(other);
    }
  }
  return conflicts;
}

/** True when both sell `products` at the same price and interval, whatever the ids of the prices. */
export function onSameTerms(
  a: Billed,
  b: Billed,
  products: ReadonlySet<string>,
  index: HistoryIndex,
): boolean {
  return termsOf(a, products, index) === termsOf(b, products, index);
}

function termsOf({ subscription }: Billed, products: ReadonlySet<string>, index: HistoryIndex): string {
  const terms = subscription.items.flatMap((item) => {
    const price = index.price(item.price);
    if (price === undefined) return [`${item.price}`];
    if (price.product === null || !products.has(price.product)) return [];
    const { interval = null, interval_count = null } = price.recurring ?? {};
    const amount = price.unit_amount_decimal ?? price.id;
    return [[price.product, price.currency, amount, interval, interval_count].join(' ')];
  });
  return terms.sort().join(' + ');
}

/** Whether both are meant: `unknown` where one fact outside Stripe decides. */
export type Intent = 'both_meant' | 'one_meant' | 'unknown';

export function intentOf(a: Billed, b: Billed, policy: Policy, index: HistoryIndex): Intent {
  const section = policy.multiple_subscriptions;
  if (section?.allowed === true) return 'both_meant';
  const [x, y] = [metadataOf(a, index), metadataOf(b, index)];
  if (section === undefined) {
    const differ = Object.keys(x).some((key) => namesPlace(key) && isOther(x[key], y[key]));
    const described = isOther(a.subscription.description ?? '', b.subscription.description ?? '');
    return differ || described ? 'both_meant' : 'unknown';
  }
  if (section.metadata_keys.some((key) => isOther(x[key], y[key]))) return 'both_meant';
  const isHalfKnown = section.metadata_keys.some((key) => isGiven(x[key]) !== isGiven(y[key]));
  return isHalfKnown ? 'unknown' : 'one_meant';
}

/** The subscription's own value of a key, else its items', else the customer's. */
function metadataOf({ subscription }: Billed, index: HistoryIndex): Metadata {
  const [item] = subscription.items.length === 1 ? subscription.items : [];
  return { ...index.customer(subscription.customer)?.metadata, ...item?.metadata, ...subscription.metadata };
}

const PLACES = new Set(
  (
    'workspace seat site team project tenant org organization organisation location domain subdomain store shop ' +
    'user member instance environment property device vehicle student child license licence company brand branch ' +
    'department office account app website host server'
  ).split(' '),
);

/** True for a metadata key that names what a subscription is for, e.g. `workspace_id`, `siteUrl`. */
function namesPlace(key: string): boolean {
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.split(/[^a-z]+/).some((word) => PLACES.has(word));
}

const isGiven = (value: string | undefined): boolean => value !== undefined && value.trim() !== '';

function isOther(a: string | undefined, b: string | undefined): boolean {
  return isGiven(a) && isGiven(b) && a?.trim().toLowerCase() !== b?.trim().toLowerCase();
}

/** True when it stops by itself at the end of the running period, so that nothing is charged again. */
export function isSetToEnd({ subscription }: Billed): boolean {
  const { ended_at, cancel_at, cancel_at_period_end } = subscription;
  if (ended_at !== null) return false;
  return cancel_at_period_end || (cancel_at !== null && cancel_at <= periodEnd(subscription));
}

/** When the running period ends (the latest of its items'), or 0 when the history does not say. */
export function periodEnd({ items }: Subscription): number {
  return Math.max(0, ...items.map(({ current_period_end }) => current_period_end ?? 0));
}

/** Seconds that two spans have in common. */
export function overlapSeconds(
  a: { readonly start: number; readonly end: number },
  b: { readonly start: number; readonly end: number },
): number {
  return Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
}
