import type { Discount } from '../../analysis/billing-history.ts';
import type { Collection } from './collect.ts';
import { Fields, isId, isRaw, itemsOf, refOf } from './raw.ts';

/**
 * A discount of any age: `source.coupon` (now) or an embedded `coupon` (before 2025-09-30.clover). Discounts before
 * 2020-08-27 had no id; theirs is made from coupon and owner.
 */
export function toDiscount(fields: Fields): Discount {
  const coupon = fields.child('source')?.ref('coupon') ?? fields.ref('coupon');
  const subscription = fields.ref('subscription');
  const customer = fields.ref('customer');
  const id = fields.raw['id'];
  return {
    id: isId(id) ? id : `discount:${coupon ?? 'unknown'}:${subscription ?? customer ?? 'unknown'}`,
    coupon,
    promotion_code: fields.ref('promotion_code'),
    customer,
    subscription,
    subscription_item: fields.ref('subscription_item'),
    invoice: fields.ref('invoice'),
    invoice_item: fields.ref('invoice_item'),
    start: fields.time('start'),
    end: fields.time('end'),
  };
}

function unknownDiscount(id: string): Discount {
  return {
    id,
    coupon: null,
    promotion_code: null,
    customer: null,
    subscription: null,
    subscription_item: null,
    invoice: null,
    invoice_item: null,
    start: null,
    end: null,
  };
}

type OwnerKey = 'customer' | 'subscription' | 'subscription_item' | 'invoice';

/** Every discount object found anywhere, and who owns it. */
export class DiscountPool {
  private readonly byId = new Map<string, Discount>();
  private readonly byOwner = new Map<string, Discount[]>();

  constructor(collection: Collection) {
    for (const [id, { raw }] of collection.byKind.get('discount') ?? []) {
      if (raw['deleted'] === true) continue;
      const discount = attempt(raw);
      if (discount === null) continue;
      this.byId.set(id, discount);
      const owner = ownerOf(discount);
      if (owner === null) continue;
      const list = this.byOwner.get(owner);
      if (list === undefined) this.byOwner.set(owner, [discount]);
      else list.push(discount);
    }
  }

  get(id: string): Discount | undefined {
    return this.byId.get(id);
  }

  /**
   * The discounts of one owner: those its `discounts` list (or old single `discount`) names, each once. Those found
   * elsewhere that name it count only where it was read without either: an invoice also remembers what was taken off since.
   */
  of(owner: Fields, kind: OwnerKey): Discount[] {
    const result = new Map<string, Discount>();
    const add = (value: unknown): void => {
      const id = refOf(value);
      const known = id === null ? undefined : this.byId.get(id);
      const discount =
        known ?? (isRaw(value) ? attempt(value) : null) ?? (id === null ? null : unknownDiscount(id));
      if (discount !== null && !result.has(discount.id)) result.set(discount.id, discount);
    };
    for (const value of itemsOf(owner.raw['discounts'])) add(value);
    add(owner.raw['discount']);
    if (Array.isArray(owner.raw['discounts']) || owner.raw['discount'] !== undefined)
      return [...result.values()];
    const id = refOf(owner.raw);
    for (const discount of id === null ? [] : (this.byOwner.get(`${kind} ${id}`) ?? [])) add(discount.id);
    return [...result.values()];
  }
}

function attempt(raw: Readonly<Record<string, unknown>>): Discount | null {
  try {
    return toDiscount(new Fields(raw));
  } catch {
    // A discount with a malformed time: its id is still worth keeping, which the caller does.
    return null;
  }
}

/** The narrowest owner a discount names. An invoice's discount may also name the subscription it came from. */
function ownerOf(discount: Discount): string | null {
  if (discount.invoice !== null || discount.invoice_item !== null) {
    return discount.invoice === null ? null : `invoice ${discount.invoice}`;
  }
  if (discount.subscription_item !== null) return `subscription_item ${discount.subscription_item}`;
  if (discount.subscription !== null) return `subscription ${discount.subscription}`;
  return discount.customer === null ? null : `customer ${discount.customer}`;
}
