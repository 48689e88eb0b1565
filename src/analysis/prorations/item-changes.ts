import type { BillingEvent, BillingHistory } from '../billing-history.ts';
import { byCreation } from '../history-index.ts';

/** What an event says of one subscription item before a change: fields it does not name did not change. */
export interface FormerItem {
  readonly event: BillingEvent;
  readonly item: string;
  readonly price: string | null;
  readonly quantity: number | null;
}

/** Items as they were before each `customer.subscription.updated` event, oldest first, by subscription. */
export function formerItems(history: BillingHistory): ReadonlyMap<string, readonly FormerItem[]> {
  const found = new Map<string, FormerItem[]>();
  for (const event of byCreation(history.events)) {
    if (event.type !== 'customer.subscription.updated' || event.subject === null) continue;
    for (const former of itemsIn(event.data.previous_attributes)) {
      const entry = { event, ...former };
      const alike = found.get(event.subject);
      if (alike === undefined) found.set(event.subject, [entry]);
      else alike.push(entry);
    }
  }
  return found;
}

/** `items.data[]` of `previous_attributes`: untrusted, of any shape. */
function itemsIn(previous: unknown): readonly Omit<FormerItem, 'event'>[] {
  const data = field(field(previous, 'items'), 'data');
  if (!Array.isArray(data)) return [];
  return data.flatMap((one: unknown) => {
    const item = field(one, 'id');
    if (typeof item !== 'string') return [];
    const price = field(one, 'price') ?? field(one, 'plan');
    const id = typeof price === 'string' ? price : field(price, 'id');
    const quantity = field(one, 'quantity');
    return [
      {
        item,
        price: typeof id === 'string' ? id : null,
        quantity: typeof quantity === 'number' && Number.isSafeInteger(quantity) ? quantity : null,
      },
    ];
  });
}

function field(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
