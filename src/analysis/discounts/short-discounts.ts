import { percentOf } from '../../money.ts';
import { type StackedDiscount, stackDiscounts } from '../arithmetic/discounts.ts';
import type { BillingHistory, Coupon, Discount, Invoice, InvoiceLine } from '../billing-history.ts';
import { creditNetOfLine } from '../correction.ts';
import type { EvidenceRef } from '../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../history-index.ts';
import type { OverCharge } from '../over-charge.ts';
import { discountByLine, missingDiscount, sum, termsOf } from './discount-gap.ts';

/** A discount that took off less than it should have. */
export interface ShortDiscount {
  /** `terms`: less than the coupon grants. `stated`: as granted, but less than its name or a record of the sale says. */
  readonly variant: 'terms' | 'stated';
  readonly discount: Discount;
  readonly coupon: Coupon;
  /** The percentage that is stated, decimal string; null for `terms`. */
  readonly stated: string | null;
  /** Where it is stated, in words. */
  readonly source: string;
  readonly evidence: readonly EvidenceRef[];
  readonly overCharges: OverCharge[];
}

/** Keys of metadata that state what was granted, in percent. */
const PERCENT_KEYS = ['promised_percent', 'discount_percent', 'percent_off', 'promised_discount_percent'];
/** "25%", "25 % off", "25OFF", "25 percent": a number alone may mean anything. */
const PERCENT_WORDS = /(?<![\d.,])(\d{1,3}(?:\.\d{1,2})?)\s?(?:%|percent|pct|off\b)/i;

/**
 * Invoices on which discounts took off less than their coupons grant in the invoice's currency, or on which one, alone on
 * its lines, took off less than its coupon's name, its code, or the metadata of coupon, quote, session or subscription states.
 */
export function shortDiscounts(history: BillingHistory, index: HistoryIndex): readonly ShortDiscount[] {
  const found = new Map<string, ShortDiscount>();
  const codes = new Map(history.promotion_codes.map((code) => [code.id, code]));
  const sold = recordsOfSale(history);
  for (const invoice of byCreation(history.invoices)) {
    if (!isEffectiveInvoice(invoice)) continue;
    for (const { id, over } of shortStacks(invoice, index)) {
      const discount = index.discount(id);
      const coupon = index.coupon(discount?.coupon ?? null);
      if (discount === undefined || coupon === undefined) continue;
      const key = `terms ${id} ${invoice.currency}`;
      const entry = found.get(key) ?? { ...BY_TERMS, discount, coupon, overCharges: [] };
      entry.overCharges.push(over);
      found.set(key, entry);
    }
    for (const [id, lines] of soleDiscounts(invoice)) {
      const discount = index.discount(id);
      const coupon = index.coupon(discount?.coupon ?? null);
      if (discount === undefined || coupon === undefined || isAnother(coupon, discount)) continue;
      const add = (
        short: Omit<ShortDiscount, 'overCharges' | 'discount' | 'coupon'>,
        over: OverCharge,
      ): void => {
        const key = `${short.variant} ${id} ${invoice.currency}`;
        const entry = found.get(key) ?? { ...short, discount, coupon, overCharges: [] };
        entry.overCharges.push(over);
        found.set(key, entry);
      };
      const due = discountByLine(termsOf(coupon), invoice.currency, lines);
      const short = due === null ? null : missingDiscount(invoice, lines, due);
      if (short !== null) {
        add(BY_TERMS, short);
        continue;
      }
      const statement = statedPercent(coupon, codes.get(discount.promotion_code ?? ''), sold(invoice, lines));
      if (statement === null || coupon.percent_off === null) continue;
      if (Number(statement.stated) <= Number(coupon.percent_off)) continue;
      const over = beyond(invoice, lines, statement.stated);
      if (over !== null) add({ variant: 'stated', ...statement }, over);
    }
  }
  return [...found.values()];
}

const BY_TERMS = { variant: 'terms', stated: null, source: 'its coupon', evidence: [] } as const;

/**
 * Lines that several discounts reduced by less than their coupons grant together in whatever order: amounts first and
 * percentages of what they leave take the least. Named by the discount that lacks most. Empty where a coupon is not known.
 */
function shortStacks(
  invoice: Invoice,
  index: HistoryIndex,
): readonly { readonly id: string; readonly over: OverCharge }[] {
  const { currency } = invoice;
  const reduced = invoice.lines.filter((line) => line.discount_amounts.some(({ amount }) => amount !== 0));
  const ids = new Set(
    reduced.flatMap((line) => line.discount_amounts.flatMap(({ discount }) => discount ?? [])),
  );
  const isPlain = (line: InvoiceLine): boolean => line.amount > 0 && !line.proration;
  const isStacked = reduced.some((line) => line.discount_amounts.length > 1);
  if (!isStacked || !reduced.every(isPlain)) return [];
  const stack: StackedDiscount[] = [];
  for (const id of [...ids].sort()) {
    const discount = index.discount(id);
    const coupon = index.coupon(discount?.coupon ?? null);
    if (discount === undefined || coupon === undefined || isAnother(coupon, discount)) return [];
    const lines = reduced.filter((line) => line.discount_amounts.some((entry) => entry.discount === id));
    stack.push({ id, terms: termsOf(coupon), products: null, lines: lines.map((line) => line.id) });
  }
  stack.sort((a, b) => Number(a.terms.percent !== null) - Number(b.terms.percent !== null));
  const lines = reduced.map(({ id, amount, product }) => ({ id, amount, product, discountable: true }));
  const { shares, ignored } = stackDiscounts(lines, stack, currency);
  if (ignored.length > 0) return [];
  const due = reduced.map(({ id }) =>
    sum(shares.filter(({ line }) => line === id).map(({ amount }) => amount)),
  );
  const over = missingDiscount(invoice, reduced, due);
  // Each discount is rounded on each line.
  if (over === null || sum(over.credits.map(({ net }) => net)) <= stack.length * reduced.length) return [];
  const lacking = stack.map(({ id }) => {
    const given = reduced.flatMap((line) => line.discount_amounts.filter((entry) => entry.discount === id));
    const granted = shares.filter(({ discount }) => discount === id);
    return { id, amount: sum(granted.map(({ amount }) => amount)) - sum(given.map(({ amount }) => amount)) };
  });
  const [most] = lacking.sort((a, b) => b.amount - a.amount || (a.id < b.id ? -1 : 1));
  return most === undefined ? [] : [{ id: most.id, over }];
}

/** By discount, the lines that it alone reduced. Prorations follow the lines they adjust. */
function soleDiscounts(invoice: Invoice): ReadonlyMap<string, readonly InvoiceLine[]> {
  const byDiscount = new Map<string, InvoiceLine[]>();
  const mixed = new Set<string>();
  for (const line of invoice.lines) {
    const applied = line.discount_amounts.filter(({ amount }) => amount !== 0);
    for (const { discount } of applied) {
      if (discount === null) continue;
      if (applied.length > 1 || line.proration || line.amount <= 0) mixed.add(discount);
      byDiscount.set(discount, [...(byDiscount.get(discount) ?? []), line]);
    }
  }
  return new Map([...byDiscount].filter(([id]) => !mixed.has(id)));
}

/** True when the coupon was deleted and made anew under its id after the discount began: its terms then are not known. */
const isAnother = (coupon: Coupon, discount: Discount): boolean =>
  coupon.created !== null && discount.start !== null && coupon.created > discount.start;

interface Statement {
  readonly stated: string;
  readonly source: string;
  readonly evidence: readonly EvidenceRef[];
}

interface RecordOfSale {
  readonly object: string;
  readonly id: string;
  readonly metadata: Readonly<Record<string, string>>;
}

function statedPercent(
  coupon: Coupon,
  code:
    | { readonly id: string; readonly code: string; readonly metadata: Readonly<Record<string, string>> }
    | undefined,
  records: readonly RecordOfSale[],
): Statement | null {
  for (const { object, id, metadata } of records) {
    const stated = percentIn(metadata);
    if (stated !== null)
      return { stated, source: `the metadata of ${object} ${id}`, evidence: [{ object, id }] };
  }
  const own = percentIn(coupon.metadata);
  if (own !== null) return { stated: own, source: `the metadata of coupon ${coupon.id}`, evidence: [] };
  const promotion = code === undefined ? [] : [{ object: 'promotion_code', id: code.id }];
  const ofCode = code === undefined ? null : (percentIn(code.metadata) ?? percentInWords(code.code));
  if (ofCode !== null) return { stated: ofCode, source: 'its promotion code', evidence: promotion };
  const named = percentInWords(coupon.name ?? coupon.id);
  return named === null ? null : { stated: named, source: 'its name', evidence: [] };
}

function percentIn(metadata: Readonly<Record<string, string>>): string | null {
  const value = PERCENT_KEYS.map((key) => metadata[key])
    .find((text) => text !== undefined)
    ?.trim();
  return value !== undefined && /^\d{1,3}(\.\d{1,2})?$/.test(value) && Number(value) <= 100 ? value : null;
}

function percentInWords(text: string): string | null {
  const value = PERCENT_WORDS.exec(text.slice(0, 200))?.[1];
  return value !== undefined && Number(value) > 0 && Number(value) <= 100 ? value : null;
}

/** Quotes and sessions that sold the lines' subscription or made the invoice, and the subscription itself. */
function recordsOfSale(
  history: BillingHistory,
): (invoice: Invoice, lines: readonly InvoiceLine[]) => readonly RecordOfSale[] {
  const bySale = new Map<string, RecordOfSale[]>();
  const add = (key: string | null, record: RecordOfSale): void => {
    if (key !== null) bySale.set(key, [...(bySale.get(key) ?? []), record]);
  };
  for (const record of [...byCreation(history.quotes), ...byCreation(history.checkout_sessions)]) {
    add(record.subscription, record);
    if (record.invoice !== record.subscription) add(record.invoice, record);
  }
  for (const subscription of byCreation(history.subscriptions)) add(subscription.id, subscription);
  return (invoice, lines) => {
    const keys = new Set([invoice.id, ...lines.map(({ subscription }) => subscription)]);
    return [...keys].flatMap((key) => (key === null ? [] : (bySale.get(key) ?? [])));
  };
}

/** What a stated percentage would have taken off beyond what was given. */
function beyond(invoice: Invoice, lines: readonly InvoiceLine[], percent: string): OverCharge | null {
  const credits = lines.flatMap((line) => {
    const given = sum(line.discount_amounts.map(({ amount }) => amount));
    const missing = percentOf(line.amount, percent) - given;
    return missing > 0 ? [creditNetOfLine(line, Math.min(missing, line.amount - given))] : [];
  });
  return credits.length === 0 ? null : { invoice, credits };
}
