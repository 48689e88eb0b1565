import type { Money } from '../../money.ts';
import type { BillingHistory, Charge } from '../billing-history.ts';
import { byCreation, type HistoryIndex, lineTotal } from '../history-index.ts';
import { isCheckAmount } from '../payments/card-checks.ts';
import { type ClaimedAmount, minorUnitsOf } from './claimed-amounts.ts';

/** Newest payments or invoices of which sums are tried: pairs and runs in time, so the work is bounded by its square. */
const SUMMED_MAX = 100;

/** Every amount a history holds, and what could be made of them: to see whether an amount a customer names is here. */
export interface AmountsOnRecord {
  /** Amounts of objects, by currency, in minor units. */
  readonly single: ReadonlyMap<string, ReadonlySet<number>>;
  /** Sums of several payments or invoices, by currency. */
  readonly sums: ReadonlyMap<string, ReadonlySet<number>>;
  /** True when a card was saved: its bank may have shown 0 or 1. */
  readonly hasSavedCard: boolean;
}

/** Reads every amount once. Time and memory are linear in the history, but for the bounded sums. */
export function amountsOnRecord(history: BillingHistory, index: HistoryIndex): AmountsOnRecord {
  const single = new Map<string, Set<number>>();
  const sums = new Map<string, Set<number>>();
  const paid = history.charges.filter(({ status }) => status !== 'failed');
  for (const { amount, currency } of everyAmount(history, index)) add(single, currency, amount);
  for (const { amount, currency } of sumsOf(byCreation(paid))) add(sums, currency, amount);
  const billed = byCreation(history.invoices).map((invoice) => ({ ...invoice, amount: invoice.total }));
  for (const { amount, currency } of sumsOf(billed)) add(sums, currency, amount);
  return { single, sums, hasSavedCard: history.setup_intents.length > 0 };
}

function add(amounts: Map<string, Set<number>>, currency: string, amount: number): void {
  const known = amounts.get(currency);
  if (known === undefined) amounts.set(currency, new Set([Math.abs(amount)]));
  else known.add(Math.abs(amount));
}

function* everyAmount(history: BillingHistory, index: HistoryIndex): Generator<Money> {
  const of = (currency: string | null, ...amounts: (number | null)[]): Money[] =>
    currency === null ? [] : amounts.flatMap((amount) => (amount === null ? [] : [{ amount, currency }]));
  for (const charge of history.charges) {
    const { currency, amount, amount_captured, amount_refunded, presentment } = charge;
    yield* of(currency, amount, amount_captured, amount_refunded, index.netOfCharge(charge));
    if (presentment !== null) yield presentment;
  }
  for (const intent of history.payment_intents)
    yield* of(intent.currency, intent.amount, intent.amount_received);
  for (const invoice of [...history.invoices, ...history.invoice_previews]) {
    const { currency, subtotal, total, total_excluding_tax, amount_due, amount_paid, amount_remaining } =
      invoice;
    yield* of(currency, subtotal, total, total_excluding_tax, amount_due, amount_paid, amount_remaining);
    for (const line of invoice.lines) yield* of(currency, line.amount, lineTotal(line));
    for (const part of [...invoice.total_taxes, ...invoice.total_discount_amounts])
      yield* of(currency, part.amount);
  }
  for (const item of history.invoice_items) yield* of(item.currency, item.amount);
  for (const refund of history.refunds) yield* of(refund.currency, refund.amount);
  for (const note of history.credit_notes) yield* of(note.currency, note.amount, note.post_payment_amount);
  for (const entry of history.customer_balance_transactions) yield* of(entry.currency, entry.amount);
  for (const entry of history.customer_cash_balance_transactions) yield* of(entry.currency, entry.net_amount);
  for (const dispute of history.disputes) yield* of(dispute.currency, dispute.amount);
  for (const session of history.checkout_sessions)
    yield* of(session.currency, session.amount_subtotal, session.amount_total);
  for (const quote of history.quotes) yield* of(quote.currency, quote.amount_total);
  for (const price of history.prices) yield* of(price.currency, price.unit_amount);
}

/** Sums of two, and of runs in time, among each customer's newest. `amounts` come oldest first. */
function* sumsOf(amounts: readonly (Money & { readonly customer: string | null })[]): Generator<Money> {
  const groups = new Map<string, { readonly currency: string; readonly values: number[] }>();
  for (const { amount, currency, customer } of amounts) {
    const key = `${customer} ${currency}`;
    const { values } = groups.get(key) ?? { values: [] };
    groups.set(key, { currency, values: [...values.slice(-(SUMMED_MAX - 1)), amount] });
  }
  for (const { currency, values } of groups.values()) {
    for (const [place, first] of values.entries()) {
      let run = first;
      for (const next of values.slice(place + 1)) {
        run += next;
        yield { amount: run, currency };
        yield { amount: first + next, currency };
      }
    }
  }
}

/**
 * True when `named` has an explanation at hand: an object of this amount, several that add up to it, an amount within
 * `nearPercent` of it (tax, a fee or the rate of the bank), or the check of a saved card. The sign of the currency is
 * not held against it: who writes "$" may mean the number.
 */
export function isOnRecord(named: ClaimedAmount, record: AmountsOnRecord, nearPercent: number): boolean {
  for (const [currency, amounts] of record.single) {
    const wanted = minorUnitsOf(named, currency);
    if (wanted === null) continue;
    if (amounts.has(wanted)) return true;
    for (const amount of amounts) {
      if (Math.abs(amount - wanted) * 100 <= amount * nearPercent) return true;
    }
  }
  for (const [currency, sums] of record.sums) {
    const wanted = minorUnitsOf(named, currency);
    if (wanted !== null && sums.has(wanted)) return true;
  }
  return (
    record.hasSavedCard &&
    named.currencies.some((currency) => {
      const wanted = minorUnitsOf(named, currency);
      return wanted !== null && isCheckAmount(wanted, currency);
    })
  );
}

/** The payment in another currency than the customer names that a bank may have turned into the amount, if there is one. */
export function convertible(
  named: ClaimedAmount,
  charges: readonly Charge[],
  near: (at: number) => boolean,
): Charge | undefined {
  return charges.find(
    ({ status, created, currency, presentment }) =>
      status !== 'failed' && near(created) && !named.currencies.includes(presentment?.currency ?? currency),
  );
}
