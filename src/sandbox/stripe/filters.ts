import { invalidValue, noSuch, otherMode, unknownParameters } from './errors.ts';
import { booleanParam, hashParam, listParam, type Params, rangeParam, stringParam } from './params.ts';
import type { StoredObject, StripeStore } from './store.ts';

type Test = (object: StoredObject) => boolean;

/** What a filter needs to know besides its own parameter. */
export interface FilterContext {
  readonly store: StripeStore;
  readonly livemode: boolean;
  /** True when the key sees the stored objects (same mode). */
  readonly visible: boolean;
}

/** Turns one parameter into a test; undefined when the parameter was not sent. */
export type Filter = (params: Params, name: string, context: FilterContext) => Test | undefined;

/** The field equals the value, to the letter. */
export const equals: Filter = (params, name) => {
  const value = stringParam(params, name);
  return value === undefined ? undefined : (object) => object[name] === value;
};

/** The field refers to an object, which must exist. */
export const refersTo =
  (kind: string): Filter =>
  (params, name, { store, livemode, visible }) => {
    const id = stringParam(params, name);
    if (id === undefined) return undefined;
    const found = store.find(kind, id);
    if (found !== undefined && !visible) throw otherMode(kind, id, livemode);
    if (found === undefined) throw noSuch(kind, id, { param: name });
    return (object) => object[name] === id;
  };

export const flag: Filter = (params, name) => {
  const value = booleanParam(params, name);
  return value === undefined ? undefined : (object) => object[name] === value;
};

/** A moment or a range of moments. */
export const moment: Filter = (params, name) => {
  const test = rangeParam(params, name);
  return test === undefined ? undefined : (object) => test(object[name]);
};

/** One of the values Stripe names; any other is refused. */
export const oneOf =
  (...values: readonly string[]): Filter =>
  (params, name) => {
    const value = stringParam(params, name);
    if (value === undefined) return undefined;
    if (!values.includes(value)) {
      const named = values.map((one) => `'${one}'`);
      throw invalidValue(
        name,
        `Invalid ${name}: must be one of ${named.slice(0, -1).join(', ')}, or ${named.at(-1)}`,
      );
    }
    return (object) => object[name] === value;
  };

/** `ids[]`: objects by id. */
export const byIds: Filter = (params, name) => {
  if (!Object.hasOwn(params, name)) return undefined;
  const ids = new Set(listParam(params, name));
  return (object) => ids.has(object.id);
};

/** A list of values of which the field is one (`lookup_keys[]`, `types[]`). */
export const amongst =
  (field: string): Filter =>
  (params, name) => {
    if (!Object.hasOwn(params, name)) return undefined;
    const values = new Set<unknown>(listParam(params, name));
    return (object) => values.has(object[field]);
  };

/** Accepted, and true of nothing the sandbox holds (test clocks, transfers, payouts). */
export const never: Filter = (params, name) => (Object.hasOwn(params, name) ? () => false : undefined);

const SUBSCRIPTION_STATUSES = [
  'active',
  'past_due',
  'unpaid',
  'canceled',
  'incomplete',
  'incomplete_expired',
  'trialing',
  'paused',
  'all',
  'ended',
];

/** Subscriptions: without `status` the cancelled ones are left out; `all` and `ended` are groups. */
export const subscriptionStatus: Filter = (params, name, context) => {
  const value = stringParam(params, name);
  if (value === undefined) return (object) => object['status'] !== 'canceled';
  if (value === 'all') return undefined;
  if (value === 'ended') {
    return (object) => object['status'] === 'canceled' || object['status'] === 'incomplete_expired';
  }
  return oneOf(...SUBSCRIPTION_STATUSES)(params, name, context);
};

/** Subscriptions with an item of that price. */
export const subscriptionPrice: Filter = (params, name) => {
  const price = stringParam(params, name);
  if (price === undefined) return undefined;
  return (object) =>
    itemsOf(object).some((item) => (item['price'] as StoredObject | undefined)?.id === price);
};

/** `current_period_start`, `current_period_end`: any item's. */
export const itemMoment: Filter = (params, name) => {
  const test = rangeParam(params, name);
  return test === undefined ? undefined : (object) => itemsOf(object).some((item) => test(item[name]));
};

/** Invoices of a subscription, by their parent. */
export const invoiceSubscription: Filter = (params, name, context) => {
  const exists = refersTo('subscription')(params, name, context);
  if (exists === undefined) return undefined;
  const id = stringParam(params, name);
  return (object) => {
    const parent = object['parent'] as { subscription_details?: { subscription?: unknown } | null } | null;
    return parent?.subscription_details?.subscription === id;
  };
};

/** Invoice items that wait for an invoice (`true`) or are on one (`false`). */
export const pending: Filter = (params, name) => {
  const value = booleanParam(params, name);
  return value === undefined ? undefined : (object) => (object['invoice'] === null) === value;
};

/** Invoice payments: `payment[type]` with `payment[payment_intent]`. */
export const invoicePaymentOf: Filter = (params, name) => {
  const payment = hashParam(params, name);
  if (payment === undefined) return undefined;
  const unknown = Object.keys(payment).filter(
    (key) => !['type', 'payment_intent', 'payment_record'].includes(key),
  );
  if (unknown.length > 0) throw unknownParameters(unknown.map((key) => `${name}[${key}]`));
  const type = stringParam(payment, 'type');
  if (type === undefined)
    throw invalidValue(`${name}[type]`, `Missing required param: ${name}[type].`, 'parameter_missing');
  const id = stringParam(payment, type);
  return (object) => {
    const own = object['payment'] as Readonly<Record<string, unknown>> | undefined;
    return own?.['type'] === type && (id === undefined || own[type] === id);
  };
};

/** Promotion codes of a coupon. */
export const promotionCoupon: Filter = (params, name) => {
  const coupon = stringParam(params, name);
  if (coupon === undefined) return undefined;
  return (object) => (object['promotion'] as { coupon?: unknown } | undefined)?.coupon === coupon;
};

/** Tax ids: `owner[type]=customer&owner[customer]=cus_…`. */
export const taxIdOwner: Filter = (params, name, context) => {
  const owner = hashParam(params, name);
  if (owner === undefined) return undefined;
  return refersTo('customer')(owner, 'customer', context);
};

function itemsOf(subscription: StoredObject): readonly StoredObject[] {
  return (subscription['items'] as { data?: readonly StoredObject[] } | undefined)?.data ?? [];
}
