import { isId, isRaw, itemsOf, type Raw } from './raw.ts';
import { atOnce, inSteps, type Sliced } from './slices.ts';

/** Kinds of Stripe objects a history is made of (CONTRACT.md, "History file"); `plan` is read as a price. */
export const KINDS = [
  'customer',
  'subscription',
  'subscription_schedule',
  'invoice',
  'invoiceitem',
  'invoice_payment',
  'charge',
  'payment_intent',
  'setup_intent',
  'payment_method',
  'refund',
  'credit_note',
  'customer_balance_transaction',
  'customer_cash_balance_transaction',
  'dispute',
  'discount',
  'coupon',
  'promotion_code',
  'price',
  'plan',
  'product',
  'tax_rate',
  'tax_id',
  'checkout.session',
  'quote',
  'event',
  'billing.credit_grant',
  'billing.meter_event_summary',
] as const;

export type Kind = (typeof KINDS)[number];
const KNOWN: ReadonlySet<string> = new Set(KINDS);

export function isKind(value: unknown): value is Kind {
  return typeof value === 'string' && KNOWN.has(value);
}

/** Objects nested deeper than this inside another are not looked for; Stripe nests at most about eight levels. */
export const MAX_NESTING_LEVELS = 24;

/** Parts that hold no objects of the customer's own: free data, and a change that has not happened. */
const NOT_SEARCHED = new Set(['metadata', 'pending_update']);

/** One copy of an object, and where it was found. */
export interface Copy {
  readonly raw: Raw;
  /** JSON path, e.g. `objects[3].latest_charge`. */
  readonly path: string;
  readonly nested: boolean;
}

/** Every object found, one per id, and the previews of invoices apart. */
export interface Collection {
  readonly byKind: ReadonlyMap<Kind, ReadonlyMap<string, Copy>>;
  readonly previews: readonly Copy[];
  /** Kinds given at the top that are not read, with how often. */
  readonly unknownKinds: ReadonlyMap<string, number>;
  /** Things given at the top that are no Stripe objects at all: no `object`, or no `id`. */
  readonly nameless: readonly { readonly path: string; readonly expected: string }[];
}

/**
 * Finds every object at the top and nested inside others, and settles on one copy of each: the top-level one, else
 * the most recent and most complete. Keys that copy lacks are filled in from the others. The result does not
 * depend on the order objects are given in.
 */
export function* collecting(objects: readonly unknown[]): Sliced<Collection> {
  const copies = new Map<Kind, Map<string, Copy[]>>(KINDS.map((kind) => [kind, new Map()]));
  const previews = new Map<string, Copy>();
  const unknownKinds = new Map<string, number>();
  const nameless: { path: string; expected: string }[] = [];

  const take = (copy: Copy): void => {
    const { raw } = copy;
    const kind = raw['object'];
    if (!isKind(kind)) return;
    if (kind === 'invoice' && isPreview(raw)) {
      const id = previewId(raw);
      const known = previews.get(id);
      if (known === undefined || known.nested) previews.set(id, copy);
      return;
    }
    // A discount of old API versions, and nothing else we read, may have no id of its own: its owner keeps it.
    if (!isId(raw['id'])) return;
    const ofKind = copies.get(kind);
    const list = ofKind?.get(raw['id']);
    if (list === undefined) ofKind?.set(raw['id'], [copy]);
    else list.push(copy);
  };

  yield* inSteps(objects.entries(), ([index, raw]) => {
    const path = `objects[${index}]`;
    if (!isRaw(raw)) nameless.push({ path, expected: 'an object' });
    else if (typeof raw['object'] !== 'string')
      nameless.push({ path: `${path}.object`, expected: 'a string' });
    else if (!isKind(raw['object'])) {
      const kind = raw['object'].slice(0, 60);
      unknownKinds.set(kind, (unknownKinds.get(kind) ?? 0) + 1);
    } else if (!isId(raw['id']) && !isPreview(raw))
      nameless.push({ path: `${path}.id`, expected: 'a string' });
    search(raw, path, take);
  });

  const byKind = new Map<Kind, Map<string, Copy>>();
  for (const [kind, ofKind] of copies) {
    const settled = new Map<string, Copy>();
    yield* inSteps(ofKind, ([id, list]) => settled.set(id, settle(kind, list)));
    byKind.set(kind, settled);
  }
  return { byKind, previews: [...previews.values()], unknownKinds, nameless };
}

/** {@link collecting}, at once. */
export function collect(objects: readonly unknown[]): Collection {
  return atOnce(collecting(objects));
}

/** Previews, and discounts before 2020-08-27, had no id of their own. */
export function mayLackId(raw: Raw): boolean {
  return raw['object'] === 'discount' || (raw['object'] === 'invoice' && isPreview(raw));
}

/** Stored previews carry `preview: true`; Stripe's own carry an id that no invoice has. */
export function isPreview(raw: Raw): boolean {
  const id = raw['id'];
  return raw['preview'] === true || (typeof id === 'string' && id.startsWith('upcoming_'));
}

/** Stripe's `upcoming_…` id, or `preview:<subscription>`. */
export function previewId(raw: Raw): string {
  if (isId(raw['id'])) return raw['id'];
  const parent = isRaw(raw['parent']) ? raw['parent']['subscription_details'] : null;
  const subscription = isRaw(parent) ? parent['subscription'] : raw['subscription'];
  return `preview:${isId(subscription) ? subscription : 'customer'}`;
}

function search(root: unknown, rootPath: string, take: (copy: Copy) => void): void {
  const stack: { value: unknown; path: string; level: number }[] = [
    { value: root, path: rootPath, level: 0 },
  ];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { value, path, level } = next;
    if (level > MAX_NESTING_LEVELS) continue;
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        if (typeof item === 'object' && item !== null)
          stack.push({ value: item, path: `${path}[${index}]`, level: level + 1 });
      });
    } else if (isRaw(value)) {
      const isEvent = value['object'] === 'event';
      if (typeof value['object'] === 'string') take({ raw: value, path, nested: level > 0 });
      for (const [key, item] of Object.entries(value)) {
        if (typeof item !== 'object' || item === null || NOT_SEARCHED.has(key)) continue;
        // An event holds its object as it was then, or as it was before that.
        if (isEvent && key === 'data') continue;
        stack.push({ value: item, path: `${path}.${key}`, level: level + 1 });
      }
    }
  }
}

/** Deleting one of these undoes it; anything else, once used, stays in the history it was used in. */
const UNDONE_BY_DELETION: ReadonlySet<Kind> = new Set(['customer', 'invoice', 'invoiceitem']);

function settle(kind: Kind, all: readonly Copy[]): Copy {
  const [only] = all;
  if (all.length === 1 && only !== undefined) return only;
  const whole = all.filter(({ raw }) => raw['deleted'] !== true);
  const copies = whole.length > 0 && !UNDONE_BY_DELETION.has(kind) ? whole : all;
  const ranked = copies
    .map((copy) => ({ copy, recency: recencyOf(kind, copy.raw), size: sizeOf(copy.raw), text: '' }))
    .sort((a, b) => {
      if (a.copy.nested !== b.copy.nested) return a.copy.nested ? 1 : -1;
      for (let i = 0; i < a.recency.length; i += 1) {
        const difference = (b.recency[i] ?? 0) - (a.recency[i] ?? 0);
        if (difference !== 0) return difference;
      }
      if (a.size !== b.size) return b.size - a.size;
      a.text ||= JSON.stringify(a.copy.raw);
      b.text ||= JSON.stringify(b.copy.raw);
      return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
    });
  const [best, ...others] = ranked.map(({ copy }) => copy);
  if (best === undefined) throw new TypeError('settle needs at least one copy');
  const raw: Record<string, unknown> = { ...best.raw };
  for (const other of others) {
    for (const [key, value] of Object.entries(other.raw)) {
      if (raw[key] === undefined) raw[key] = value;
      // The same list, embedded whole elsewhere: better than its beginning.
      else if (
        isCut(raw[key]) &&
        isRaw(value) &&
        !isCut(value) &&
        itemsOf(value).length > itemsOf(raw[key]).length
      )
        raw[key] = value;
    }
  }
  return { ...best, raw };
}

function isCut(value: unknown): boolean {
  return isRaw(value) && value['has_more'] === true;
}

function sizeOf(raw: Raw): number {
  return Object.values(raw).filter((value) => value !== null && value !== undefined).length;
}

const INVOICE_AGE = ['draft', 'open', 'uncollectible', 'paid', 'void'];
const INTENT_AGE = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'processing',
  'requires_capture',
  'succeeded',
  'canceled',
];
const REFUND_AGE = ['pending', 'requires_action', 'succeeded', 'failed', 'canceled'];

/** Stripe's objects carry no time of change; these fields only ever move one way. Larger is more recent. */
function recencyOf(kind: Kind, raw: Raw): readonly number[] {
  const number = (key: string): number => (typeof raw[key] === 'number' ? raw[key] : 0);
  const rank = (order: readonly string[]): number => order.indexOf(String(raw['status']));
  switch (kind) {
    case 'charge':
      return [number('amount_refunded'), raw['disputed'] === true ? 1 : 0, raw['captured'] === true ? 1 : 0];
    case 'invoice':
      return [rank(INVOICE_AGE), number('post_payment_credit_notes_amount'), number('amount_paid')];
    case 'payment_intent':
    case 'setup_intent':
      return [rank(INTENT_AGE), number('amount_received')];
    case 'refund':
      return [rank(REFUND_AGE)];
    case 'credit_note':
      return [rank(['issued', 'void'])];
    case 'invoice_payment':
      return [rank(['open', 'paid', 'canceled'])];
    case 'subscription':
      return [number('ended_at'), number('current_period_end'), number('canceled_at')];
    case 'coupon':
      return [raw['applies_to'] === undefined ? 0 : 1, number('times_redeemed')];
    default:
      return [];
  }
}
