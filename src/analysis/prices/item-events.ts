import type { BillingEvent } from '../billing-history.ts';

interface ItemTerms {
  readonly id: unknown;
  readonly price: unknown;
  readonly quantity: unknown;
}

/**
 * Whether an event tells that a subscription's items became others, or were billed at another price or quantity. A
 * renewal is told in the same words since periods belong to items (2025-03-31.basil): `previous_attributes.items` with
 * nothing new but the period is no change of what was ordered. What cannot be read counts as a change.
 */
export function changesItems({ type, data }: BillingEvent): boolean {
  const { previous_attributes: before, object: after } = data;
  if (type !== 'customer.subscription.updated') return false;
  if (field(before, 'plan') !== undefined || field(before, 'quantity') !== undefined) return true;
  if (field(before, 'items') === undefined) return false;
  const [former, now] = [itemsOf(before), itemsOf(after)];
  if (former === null || now === null || former.length !== now.length) return true;
  const byId = new Map(now.map((item) => [item.id, item]));
  return former.some(({ id, price, quantity }) => {
    const item = byId.get(id);
    // Fields that the event does not name did not change.
    return (
      item === undefined ||
      (price !== undefined && price !== item.price) ||
      (quantity !== undefined && quantity !== item.quantity)
    );
  });
}

function itemsOf(value: unknown): readonly ItemTerms[] | null {
  const items = field(field(value, 'items'), 'data');
  if (!Array.isArray(items)) return null;
  return items.map((item: unknown) => {
    const price = field(item, 'price') ?? field(item, 'plan');
    return {
      id: field(item, 'id'),
      price: typeof price === 'string' ? price : field(price, 'id'),
      quantity: field(item, 'quantity'),
    };
  });
}

/** A field of untrusted JSON; undefined when it is not there. */
function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
