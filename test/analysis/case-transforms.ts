import type { BillingHistory } from '../../src/analysis/billing-history.ts';
import {
  aCharge,
  aCustomer,
  aLine,
  anInvoice,
  anItem,
  aPrice,
  aSubscription,
  at,
  paidBy,
} from './builders.ts';

/** Changes to a rule's input that must not change its answer, or only as predicted. All return copies. */

/** Freezes a value and everything in it; returns it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}

/** Lists whose order carries meaning in Stripe's API; every other list may come in any order. */
const ORDERED_LISTS = new Set(['tiers', 'phases', 'preferred_locales', 'previous_attributes', 'data']);

/** The same history with every list, nested ones included, in another order. */
export function shuffled(history: BillingHistory, seed: number): BillingHistory {
  const random = mulberry32(seed);
  const visit = (value: unknown, key: string): unknown => {
    if (ORDERED_LISTS.has(key)) return value;
    if (Array.isArray(value)) {
      const list = value.map((part) => visit(part, ''));
      for (let last = list.length - 1; last > 0; last -= 1) {
        const other = Math.floor(random() * (last + 1));
        [list[last], list[other]] = [list[other], list[last]];
      }
      return list;
    }
    return isRecord(value) ? mapValues(value, visit) : value;
  };
  return visit(history, '') as BillingHistory;
}

/** Stripe's id prefixes: what a reference may name although the history lacks the object. */
const STRIPE_ID =
  /^(sub_sched|cus|sub|si|in|il|ii|inpay|ch|py|pi|seti|pm|re|pyr|cn|cnli|cbtxn|ccsbtxn|dp|du|di|promo|price|prod|txr|txi|cs|qt|evt|credgr|mtr)_\w+$/;

/** A text substitution of every Stripe id in `values` (and every `id` field) by another with the same prefix. */
export function renamingOf(values: unknown, seed: number): (text: string) => string {
  const random = mulberry32(seed);
  const names = new Map<string, string>();
  for (const id of [...idsIn(values)].sort()) {
    const prefix = /^(sub_sched_|[a-z]+_|preview:)?/.exec(id)?.[0] ?? '';
    const suffix = Math.floor(random() * 2 ** 32).toString(36);
    names.set(id, `${prefix}R${suffix}x${names.size}`);
  }
  if (names.size === 0) return (text) => text;
  const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(`(?<!\\w)(?:${longestFirst.map(escapeRegExp).join('|')})(?!\\w)`, 'g');
  return (text) => text.replace(pattern, (id) => names.get(id) ?? id);
}

function idsIn(values: unknown): Set<string> {
  const ids = new Set<string>();
  const visit = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      if ((key === 'id' && value !== '') || STRIPE_ID.test(value)) ids.add(value);
    } else if (Array.isArray(value)) {
      for (const part of value) visit(part, '');
    } else if (isRecord(value)) {
      for (const [name, part] of Object.entries(value)) visit(part, name);
    }
  };
  visit(values, '');
  return ids;
}

/** Applies `change` to every string of a value; object keys stay. */
export function mapStrings<T>(value: T, change: (text: string) => string): T {
  const visit = (part: unknown): unknown => {
    if (typeof part === 'string') return change(part);
    if (Array.isArray(part)) return part.map(visit);
    return isRecord(part) ? mapValues(part, visit) : part;
  };
  return visit(value) as T;
}

/**
 * Twenty-eight years, in days: within 1901-2099 the calendar repeats exactly (weekdays, month lengths, leap
 * years), so that a rule which counts in months or business days must answer the same.
 */
export const CALENDAR_CYCLE_DAYS = 10_227;

const DAY_SECONDS = 86_400;
const TIME_FIELD =
  /^(at|asOf|created|date|start|end|from|until|redeem_by|due_by|expected_by|capture_before|billing_cycle_anchor|next_payment_attempt|\w+_(at|start|end|date|until|time))$/;
/** No amount in the cases is as large; no time in them lies before (2001). */
const TIME_MIN = 1e9;

/** The same value with every time, and every ISO date in its texts, moved by whole days. */
export function timeShifted<T>(value: T, days: number): T {
  const shift = days * DAY_SECONDS;
  const visit = (part: unknown, key: string): unknown => {
    if (typeof part === 'number') {
      if (TIME_FIELD.test(key)) return part + shift;
      if (part >= TIME_MIN && part < 3 * TIME_MIN)
        throw new Error(`is "${key}" a time? Name it in TIME_FIELD`);
      return part;
    }
    if (typeof part === 'string')
      return part.replace(/\b\d{4}-\d{2}-\d{2}\b/g, (date) => movedDate(date, shift));
    if (Array.isArray(part)) return part.map((entry) => visit(entry, key));
    return isRecord(part) ? mapValues(part, visit) : part;
  };
  return visit(value, '') as T;
}

function movedDate(date: string, shift: number): string {
  const milliseconds = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(milliseconds) ? date : new Date(milliseconds + shift * 1000).toISOString().slice(0, 10);
}

/** `history` and a second customer to whom nothing remarkable happened. */
export function withOrdinaryStranger(history: BillingHistory): BillingHistory {
  const customer = 'cus_Stranger';
  const subscription = aSubscription({
    id: 'sub_Stranger',
    customer,
    items: [anItem({ id: 'si_Stranger', price: 'price_Stranger' })],
    latest_invoice: 'in_StrangerNov',
  });
  const invoices = [
    ['Oct', '2026-10-10', '2026-11-10'],
    ['Nov', '2026-11-10', '2026-12-10'],
  ].map(([name = '', start = '', end = '']) =>
    anInvoice({
      id: `in_Stranger${name}`,
      customer,
      created: at(`${start}T10:00:00Z`),
      customer_email: 'sam@stranger.example',
      lines: [
        aLine({
          id: `il_Stranger${name}`,
          price: 'price_Stranger',
          product: 'prod_Stranger',
          subscription: subscription.id,
          subscription_item: 'si_Stranger',
          period: { start: at(start), end: at(end) },
        }),
      ],
    }),
  );
  const card = { ...aCharge().card, brand: 'visa', last4: '1881', country: 'US', capture_before: null };
  return {
    ...history,
    customers: [
      ...history.customers,
      aCustomer({ id: customer, email: 'sam@stranger.example', name: 'Sam Stranger' }),
    ],
    subscriptions: [...history.subscriptions, subscription],
    prices: [...history.prices, aPrice({ id: 'price_Stranger', product: 'prod_Stranger' })],
    invoices: [...history.invoices, ...invoices],
    charges: [
      ...history.charges,
      ...invoices.map((invoice) => paidBy(invoice, { card: { ...card, fingerprint: 'fp_Stranger' } })),
    ],
  };
}

/** Small, fast, seeded: the same order on every machine (mulberry32, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues(
  record: Record<string, unknown>,
  change: (value: unknown, key: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
