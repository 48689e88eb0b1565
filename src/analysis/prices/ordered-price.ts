import type { BillingHistory, Metadata, Price, Subscription } from '../billing-history.ts';
import type { EvidenceRef } from '../finding.ts';
import { byCreation, type HistoryIndex } from '../history-index.ts';
import type { CustomerRequest, Policy } from '../policy.ts';
import { groupBy } from './grouping.ts';

/** A price that was ordered for a subscription, and from when on. */
export interface OrderedPrice {
  readonly price: Price;
  readonly source: 'request' | 'checkout' | 'quote' | 'metadata';
  /** Unix seconds: periods that begin from then on should cost it, until the next order. */
  readonly from: number;
  readonly evidence: EvidenceRef;
}

/** What can be read of the orders of one subscription. */
export interface Orders {
  /** Oldest first. */
  readonly prices: readonly OrderedPrice[];
  /** Prices that were ordered and are not in the history. */
  readonly unknown: readonly string[];
}

/** Keys under which shops note the price that was ordered, with what a price says of itself: id or lookup key. */
const PRICE_KEY =
  /^(?:ordered_|requested_|selected_|quoted_)?(?:price|price_id|plan|plan_id|lookup_key|price_lookup_key)$/i;

/**
 * The prices ordered for each subscription: by a request to change the plan (policy file), by the metadata of its checkout
 * session or quote, else by its own metadata.
 */
export function ordersBySubscription(
  history: BillingHistory,
  index: HistoryIndex,
  policy: Policy,
): ReadonlyMap<string, Orders> {
  const byName = pricesByName(history.prices);
  const sessions = groupBy(byCreation(history.checkout_sessions), ({ subscription }) => subscription);
  const quotes = groupBy(byCreation(history.quotes), ({ subscription }) => subscription);
  const requests = groupBy(policy.requests ?? [], ({ customer }) => customer);
  const orders = new Map<string, Orders>();
  for (const subscription of byCreation(history.subscriptions)) {
    const { id, customer, start_date: from } = subscription;
    const prices: OrderedPrice[] = [];
    const unknown: string[] = [];
    const sold = [
      ...(sessions.get(id) ?? []).map((session) => ({ source: 'checkout' as const, object: session })),
      ...(quotes.get(id) ?? []).map((quote) => ({ source: 'quote' as const, object: quote })),
      { source: 'metadata' as const, object: subscription },
    ];
    for (const { source, object } of sold) {
      const price = priceNamed(object.metadata, byName);
      const evidence = { object: object.object, id: object.id };
      // What the sale itself says counts before what the subscription says now.
      if (price !== null && prices.length === 0) prices.push({ price, source, from, evidence });
    }
    for (const request of changeRequests(requests.get(customer) ?? [], subscription)) {
      const price = index.price(request.price ?? null);
      if (price === undefined) unknown.push(request.price ?? '');
      else
        prices.push({
          price,
          source: 'request',
          from: request.at,
          evidence: { object: 'policy', id: request.ref },
        });
    }
    if (prices.length + unknown.length > 0) orders.set(id, { prices, unknown });
  }
  return orders;
}

function changeRequests(
  requests: readonly CustomerRequest[],
  { id }: Subscription,
): readonly CustomerRequest[] {
  return requests
    .filter(
      ({ kind, price, subscription = id }) =>
        kind === 'change_plan' && price !== undefined && subscription === id,
    )
    .sort((a, b) => a.at - b.at || (a.ref < b.ref ? -1 : 1));
}

/** Prices by id and lookup key; a name that two prices share names none. */
function pricesByName(prices: readonly Price[]): ReadonlyMap<string, Price | null> {
  const named = new Map<string, Price | null>();
  for (const price of prices) {
    for (const name of [price.id, price.lookup_key]) {
      if (name !== null && name !== '') named.set(name, named.has(name) ? null : price);
    }
  }
  return named;
}

function priceNamed(metadata: Metadata, byName: ReadonlyMap<string, Price | null>): Price | null {
  const found = new Set<Price>();
  for (const [key, value] of Object.entries(metadata)) {
    const price = PRICE_KEY.test(key) ? byName.get(value) : undefined;
    if (price !== undefined && price !== null) found.add(price);
  }
  const [only] = found;
  return found.size === 1 ? (only ?? null) : null;
}
