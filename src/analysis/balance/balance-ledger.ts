import type { BillingHistory, CustomerBalanceTransaction, Invoice } from '../billing-history.ts';
import { byCreation } from '../history-index.ts';

/** The balance of one customer in one currency, oldest entry first. Negative is the customer's credit. */
export type BalanceEntries = readonly CustomerBalanceTransaction[];

/** The balances of a history, by customer and currency: Stripe keeps one for each currency. */
export class BalanceLedgers {
  private readonly byOwner = new Map<string, CustomerBalanceTransaction[]>();
  private readonly appliedTo = new Map<string, CustomerBalanceTransaction[]>();

  constructor(history: BillingHistory) {
    for (const entry of byCreation(history.customer_balance_transactions)) {
      push(this.byOwner, key(entry.customer, entry.currency), entry);
      if (entry.type === 'applied_to_invoice' && entry.invoice !== null)
        push(this.appliedTo, entry.invoice, entry);
    }
    for (const [owner, entries] of this.byOwner) this.byOwner.set(owner, chained(entries));
  }

  all(): readonly BalanceEntries[] {
    return [...this.byOwner.values()];
  }

  /** Every entry of an invoice's customer in the invoice's currency. */
  ofInvoice(invoice: Invoice): BalanceEntries {
    return this.byOwner.get(key(invoice.customer ?? '', invoice.currency)) ?? [];
  }

  /** The entries that record what the balance did to an invoice. */
  appliedToInvoice(id: string): BalanceEntries {
    return this.appliedTo.get(id) ?? [];
  }
}

/** What a balance came to before `at`; null when no entry is that old. */
export function balanceBefore(entries: BalanceEntries, at: number): number | null {
  return entries[countBefore(entries, at) - 1]?.ending_balance ?? null;
}

/** More entries than this behind one balance are not named: the newest are. */
const SOURCES_MAX = 20;
/** How many entries back a balance is followed. */
const FOLLOWED_MAX = 1_000;

/**
 * The entries that made up `balance` before `at`, the newest of them: going back until their sum is reached. Empty when
 * they do not add up to it, as when older entries are not in the history. What was applied to `invoice` itself is
 * passed over: it bears the same second as the invoice.
 */
export function sourcesOf(
  entries: BalanceEntries,
  balance: number,
  at: number,
  invoice: string | null = null,
): BalanceEntries {
  const sources: CustomerBalanceTransaction[] = [];
  let sum = 0;
  const newest = countBefore(entries, at) - 1;
  for (let place = newest; place > newest - FOLLOWED_MAX && sum !== balance; place -= 1) {
    const entry = entries[place];
    if (entry === undefined) break;
    if (invoice !== null && entry.invoice === invoice && entry.type === 'applied_to_invoice') continue;
    sum += entry.amount;
    if (Math.sign(entry.amount) === Math.sign(balance)) sources.unshift(entry);
  }
  return sum === balance ? sources.slice(-SOURCES_MAX) : [];
}

/** How many entries, the oldest first, were created before `at`: by halving, for a ledger may be long. */
function countBefore(entries: BalanceEntries, at: number): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((entries[middle]?.created ?? at) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The newest balance on record. */
export function currentBalance(entries: BalanceEntries): number {
  return entries[entries.length - 1]?.ending_balance ?? 0;
}

/** More entries than this in one second are left in the order of their ids. */
const SAME_SECOND_MAX = 20;

/** Entries of one second put into the order in which each continues the balance of the one before. */
function chained(entries: readonly CustomerBalanceTransaction[]): CustomerBalanceTransaction[] {
  const ordered: CustomerBalanceTransaction[] = [];
  for (let start = 0; start < entries.length; ) {
    let end = start + 1;
    while (end < entries.length && entries[end]?.created === entries[start]?.created) end += 1;
    const group = entries.slice(start, end);
    while (group.length > 0) {
      const last = ordered[ordered.length - 1];
      const from = last?.ending_balance ?? null;
      const next =
        group.length > SAME_SECOND_MAX ? 0 : group.findIndex((entry) => continues(entry, from, group));
      ordered.push(...group.splice(Math.max(0, next), 1));
    }
    start = end;
  }
  return ordered;
}

/** True when the entry starts from `from`, or, where that is not known, from where no other of its second ends. */
function continues(
  entry: CustomerBalanceTransaction,
  from: number | null,
  group: readonly CustomerBalanceTransaction[],
): boolean {
  const start = entry.ending_balance - entry.amount;
  if (from !== null) return start === from;
  return !group.some((other) => other !== entry && other.ending_balance === start);
}

const key = (customer: string, currency: string): string => `${customer} ${currency}`;

function push(
  map: Map<string, CustomerBalanceTransaction[]>,
  at: string,
  entry: CustomerBalanceTransaction,
): void {
  const list = map.get(at);
  if (list === undefined) map.set(at, [entry]);
  else list.push(entry);
}
