import { lessPercent } from '../../money.ts';
import type { Invoice, InvoiceLine, Price } from '../billing-history.ts';
import type { HistoryIndex } from '../history-index.ts';
import { inForce, type PolicyPrice } from '../policy.ts';

const DAY_SECONDS = 86_400;

/** The price a line should have been billed at. */
export interface AgreedPrice {
  readonly entry: PolicyPrice;
  /** `contract` of the customer or subscription, `list`, or the `no_notice` list price from before an unannounced rise. */
  readonly kind: 'contract' | 'list' | 'no_notice';
  /** Decimal string of minor units a unit, before tax, its discount taken off. */
  readonly unit: string;
  /** The list price that was not announced in time, where it does not hold for this customer yet. */
  readonly unannounced: PolicyPrice | null;
}

/** The agreed price, or why it cannot be known, or null where the policy says nothing about the line. */
export type AgreedPriceAnswer = AgreedPrice | { readonly undecided: string } | null;

/**
 * What was agreed for a line when its invoice was created: the most specific entry of the policy's `prices` in force
 * then (subscription, then customer, then list; by price before by product; with an interval before without; the
 * latest). A list price raised without `noticeDays` of notice does not hold yet for whoever subscribed before.
 */
export function agreedPrice(
  prices: readonly PolicyPrice[],
  noticeDays: number | undefined,
  index: HistoryIndex,
  invoice: Invoice,
  line: InvoiceLine,
): AgreedPriceAnswer {
  const price = index.price(line.price);
  const about = prices.filter((entry) => isAbout(entry, index, invoice, line, price));
  const current = about.filter((entry) => inForce(entry, invoice.created));
  if (price === undefined && line.price !== null && current.some((entry) => entry.interval !== undefined)) {
    return { undecided: `price ${line.price} is not in the history, so its interval is not known` };
  }
  const entry = current
    .filter((candidate) => hasInterval(candidate, price))
    .reduce<PolicyPrice | null>(
      (best, other) => (best === null || beats(other, best, line) ? other : best),
      null,
    );
  if (entry === null) return null;
  if (isContract(entry)) return { entry, kind: 'contract', unit: agreedUnit(entry), unannounced: null };
  const list = about.filter((other) => !isContract(other) && hasInterval(other, price));
  const held = heldListPrice(entry, list, noticeDays, index, line);
  const unannounced = held === entry ? null : entry;
  return {
    entry: held,
    kind: unannounced === null ? 'list' : 'no_notice',
    unit: agreedUnit(held),
    unannounced,
  };
}

/** `unit_amount` less `discount_percent`. */
export function agreedUnit(entry: PolicyPrice): string {
  return lessPercent(entry.unit_amount_decimal, entry.discount_percent ?? 0);
}

export function isContract(entry: PolicyPrice): boolean {
  return entry.customer !== undefined || entry.subscription !== undefined;
}

function isAbout(
  entry: PolicyPrice,
  index: HistoryIndex,
  invoice: Invoice,
  line: InvoiceLine,
  price: Price | undefined,
): boolean {
  if (entry.currency !== invoice.currency) return false;
  if (entry.customer !== undefined && entry.customer !== invoice.customer) return false;
  const subscription = line.subscription ?? invoice.subscription;
  if (entry.subscription !== undefined && entry.subscription !== subscription) return false;
  const product = line.product ?? price?.product ?? null;
  if (entry.price === undefined) return product !== null && entry.product === product;
  if (entry.price === line.price) return true;
  // A contract names the price the customer should be on: being billed another one of that product breaks it.
  const named = index.price(entry.price);
  return isContract(entry) && named !== undefined && named.product === product && sameInterval(named, price);
}

function hasInterval(entry: PolicyPrice, price: Price | undefined): boolean {
  if (entry.interval === undefined) return true;
  const recurring = price?.recurring ?? null;
  return recurring?.interval === entry.interval && recurring.interval_count === entry.interval_count;
}

function sameInterval(a: Price, b: Price | undefined): boolean {
  return (
    a.recurring?.interval === b?.recurring?.interval &&
    a.recurring?.interval_count === b?.recurring?.interval_count
  );
}

function beats(a: PolicyPrice, b: PolicyPrice, line: InvoiceLine): boolean {
  const rank = (entry: PolicyPrice): readonly number[] => [
    entry.subscription !== undefined ? 2 : entry.customer !== undefined ? 1 : 0,
    entry.price !== undefined && entry.price === line.price ? 1 : 0,
    entry.interval !== undefined ? 1 : 0,
    entry.from ?? 0,
  ];
  const [x, y] = [rank(a), rank(b)];
  const place = x.findIndex((value, at) => value !== y[at]);
  return place >= 0 && (x[place] ?? 0) > (y[place] ?? 0);
}

/** The list price that holds for whoever subscribed when they did: `entry`, or what it raised without notice. */
function heldListPrice(
  entry: PolicyPrice,
  list: readonly PolicyPrice[],
  noticeDays: number | undefined,
  index: HistoryIndex,
  line: InvoiceLine,
): PolicyPrice {
  let held = entry;
  // Each turn goes back to an earlier `from`, so there are at most as many turns as entries.
  for (const _ of list) {
    const { from } = held;
    if (noticeDays === undefined || from === undefined || !subscribedBefore(index, line, from)) return held;
    const announced =
      held.notice_sent_at !== undefined && held.notice_sent_at <= from - noticeDays * DAY_SECONDS;
    const before = list
      .filter((other) => (other.from ?? Number.NEGATIVE_INFINITY) < from && inForce(other, from - 1))
      .reduce<PolicyPrice | null>(
        (best, other) => (best === null || beats(other, best, line) ? other : best),
        null,
      );
    if (announced || before === null || Number(agreedUnit(before)) >= Number(agreedUnit(held))) return held;
    held = before;
  }
  return held;
}

/** True when the line's subscription bought its product already before `moment`, as far as the history shows. */
function subscribedBefore(index: HistoryIndex, line: InvoiceLine, moment: number): boolean {
  const subscription = index.subscription(line.subscription);
  if (subscription === undefined || subscription.start_date >= moment) return false;
  const earlier = index
    .invoicesOfSubscription(subscription.id)
    .filter(({ created, status }) => created < moment && status !== 'draft' && status !== 'void')
    .flatMap(({ lines }) =>
      lines.filter((other) => other.subscription === subscription.id && !other.proration),
    );
  const product = (other: InvoiceLine): string | null =>
    other.product ?? index.price(other.price)?.product ?? null;
  return earlier.length === 0 || earlier.some((other) => product(other) === product(line));
}
