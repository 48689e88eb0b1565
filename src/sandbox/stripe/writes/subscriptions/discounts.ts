import { addMonths } from '../../../ledger/arithmetic.ts';
import { aDiscount } from '../../../ledger/objects/catalogue.ts';
import type { Coupon, Discount } from '../../../ledger/wire.ts';
import { invalidValue, StripeRefusal, unknownParameters } from '../../errors.ts';
import { hashParam, type Params, stringParam } from '../../params.ts';
import type { Desk } from '../desk.ts';
import type { Deleted } from '../endpoint.ts';

const SOURCES = ['coupon', 'discount', 'promotion_code'] as const;
type Source = (typeof SOURCES)[number];

/** One discount asked for: a new one of a coupon or promotion code, or one that is there already. */
export interface DiscountChoice {
  readonly by: Source;
  readonly id: string;
  readonly param: string;
}

/** Where a discount hangs. */
export interface Place {
  readonly customer: string;
  readonly subscription: string | null;
  readonly item: string | null;
}

/** The `discounts` parameter: an empty string clears the list, undefined (or an empty list) leaves it. */
export function discountsParam(params: Params): readonly DiscountChoice[] | undefined {
  const value = params['discounts'];
  if (value === undefined) return undefined;
  if (value === '') return [];
  if (!Array.isArray(value)) throw invalidValue('discounts', 'Invalid array');
  return value.map((entry, at) => {
    const param = `discounts[${at}]`;
    const hash = hashParam({ [param]: entry }, param) ?? {};
    const unknown = Object.keys(hash).filter((name) => !SOURCES.some((one) => one === name));
    if (unknown.length > 0) throw unknownParameters(unknown.map((name) => `${param}[${name}]`));
    const given = SOURCES.filter((name) => Object.hasOwn(hash, name));
    const [by] = given;
    if (by === undefined || given.length > 1) {
      throw invalidValue(param, 'You must provide exactly one of: coupon, discount, promotion_code.');
    }
    return { by, id: stringParam(hash, by) ?? '', param: `${param}[${by}]` };
  });
}

/** Puts the discounts asked for in place of those that are there; returns the ids of the new list. */
export function replaceDiscounts(
  desk: Desk,
  present: readonly string[],
  choices: readonly DiscountChoice[],
  place: Place,
): string[] {
  const ids = choices.map((choice) =>
    choice.by === 'discount' ? kept(present, choice) : attach(desk, choice, place),
  );
  for (const id of present) if (!ids.includes(id)) endDiscount(desk, id);
  return ids;
}

/** Ends a discount and tells of it; what Stripe answers when that is all that was asked. */
export function endDiscount(desk: Desk, id: string): Deleted {
  const discount = desk.open('discount', id);
  const { end: _end, ...fields } = structuredClone(discount);
  discount.end ??= desk.now;
  desk.tell('customer.discount.deleted', discount);
  return { ...fields, deleted: true };
}

function kept(present: readonly string[], { id, param }: DiscountChoice): string {
  if (!present.includes(id)) {
    throw new StripeRefusal(400, `No such discount: '${id}'`, { code: 'resource_missing', param });
  }
  return id;
}

function attach(desk: Desk, choice: DiscountChoice, place: Place): string {
  const { by, id, param } = choice;
  const code = by === 'promotion_code' ? desk.find('promotion_code', id, { param }) : null;
  const coupon = desk.find('coupon', code === null ? id : String(code.promotion.coupon), { param });
  if (!coupon.valid) {
    throw new StripeRefusal(400, `Coupon expired: ${coupon.id}`, { code: 'coupon_expired', param });
  }
  desk.open('coupon', coupon.id).times_redeemed += 1;
  const discount: Discount = aDiscount({
    id: desk.book.id('discount'),
    coupon: coupon.id,
    promotionCode: code?.id ?? null,
    customer: place.customer,
    subscription: place.subscription,
    start: desk.now,
    end: endOf(coupon, desk.now),
  });
  discount.subscription_item = place.item;
  desk.add(discount);
  desk.tell('customer.discount.created', discount);
  return discount.id;
}

const endOf = (coupon: Coupon, start: number): number | null =>
  coupon.duration_in_months === null ? null : addMonths(start, coupon.duration_in_months);
