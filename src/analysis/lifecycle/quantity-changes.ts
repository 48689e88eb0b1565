import type { BillingEvent, BillingHistory, InvoiceItem, InvoiceLine } from '../billing-history.ts';
import type { EvidenceRef } from '../finding.ts';
import { byCreation } from '../history-index.ts';
import { fieldOf } from '../untrusted-json.ts';

/** An event and a proration this close together tell of one change. */
const SAME_CHANGE_SECONDS = 60;

/** A change of how many units of an item a subscription has, as Stripe's objects show it. */
export interface QuantityChange {
  /** Unix seconds. */
  readonly at: number;
  /** Id of the subscription item. */
  readonly item: string;
  readonly before: number;
  readonly after: number;
  readonly evidence: readonly EvidenceRef[];
}

/**
 * Changes of quantity by subscription item, oldest first: from Stripe's events (kept for 30 days), and from pairs of
 * prorations that credit one quantity of a price and charge another from the same second on. A change without proration
 * that is older than the events does not show.
 */
export function quantityChanges(history: BillingHistory): ReadonlyMap<string, readonly QuantityChange[]> {
  const changes = [...changesByEvents(history.events), ...changesByProrations(history)].sort(
    (a, b) => a.at - b.at || a.before - b.before || (a.item < b.item ? -1 : 1),
  );
  const found = new Map<string, QuantityChange[]>();
  for (const change of changes) {
    const list = found.get(change.item) ?? [];
    found.set(change.item, list);
    const place = placeOfSame(list, change);
    const same = list[place];
    if (same === undefined) list.push(change);
    else list[place] = { ...same, evidence: [...same.evidence, ...change.evidence] };
  }
  return found;
}

/** Where the list, oldest first, has the same change already; -1 when it has not. */
function placeOfSame(list: readonly QuantityChange[], { at, before, after }: QuantityChange): number {
  for (let place = list.length - 1; place >= 0; place -= 1) {
    const other = list[place];
    if (other === undefined || at - other.at > SAME_CHANGE_SECONDS) return -1;
    if (other.before === before && other.after === after) return place;
  }
  return -1;
}

function changesByEvents(events: readonly BillingEvent[]): readonly QuantityChange[] {
  return byCreation(events).flatMap(({ id, type, created, data }) => {
    if (type !== 'customer.subscription.updated') return [];
    const before = quantitiesIn(data.previous_attributes);
    const after = quantitiesIn(data.object);
    return [...before].flatMap(([item, quantity]) => {
      const now = after.get(item);
      if (now === undefined || now === quantity) return [];
      const evidence = [{ object: 'event', id }];
      return [{ at: created, item, before: quantity, after: now, evidence }];
    });
  });
}

/** Quantity by subscription item in the untrusted JSON of a subscription, or of what it was. */
function quantitiesIn(value: unknown): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const items = fieldOf(fieldOf(value, 'items'), 'data');
  if (!Array.isArray(items)) return found;
  for (const item of items) {
    const id = fieldOf(item, 'id');
    const quantity = fieldOf(item, 'quantity');
    if (typeof id === 'string' && typeof quantity === 'number' && Number.isSafeInteger(quantity)) {
      found.set(id, quantity);
    }
  }
  return found;
}

/** One side of a proration pair: a line on an invoice, or an item that waits for one. */
interface Side {
  readonly ref: EvidenceRef;
  readonly amount: number;
  readonly quantity: number;
}

function changesByProrations(history: BillingHistory): readonly QuantityChange[] {
  const pairs = new Map<string, { at: number; item: string; sides: Side[] }>();
  const add = (line: InvoiceLine | InvoiceItem, ref: EvidenceRef): void => {
    const { proration, subscription_item: item, price, quantity, amount, period } = line;
    if (!proration || item === null || price === null || quantity === null || amount === 0) return;
    const key = JSON.stringify([item, price, period.start]);
    const pair = pairs.get(key) ?? { at: period.start, item, sides: [] };
    pair.sides.push({ ref, amount, quantity });
    pairs.set(key, pair);
  };
  for (const { status, lines } of history.invoices) {
    if (status === 'void') continue;
    for (const line of lines) add(line, { object: 'line_item', id: line.id });
  }
  for (const item of history.invoice_items) {
    if (item.invoice === null) add(item, { object: 'invoiceitem', id: item.id });
  }
  return [...pairs.values()].flatMap(({ at, item, sides }) => {
    const credited = new Set(sides.flatMap(({ amount, quantity }) => (amount < 0 ? quantity : [])));
    const charged = new Set(sides.flatMap(({ amount, quantity }) => (amount > 0 ? quantity : [])));
    const [before, after] = [[...credited][0], [...charged][0]];
    // Several quantities on one side do not say which one it was.
    if (credited.size !== 1 || charged.size !== 1 || before === undefined || after === undefined) return [];
    if (before === after) return [];
    const evidence = sides.map(({ ref }) => ref).sort((a, b) => (a.id < b.id ? -1 : 1));
    return [{ at, item, before, after, evidence }];
  });
}
