import type { BillingHistory, Invoice, InvoiceLine } from '../billing-history.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../history-index.ts';
import { type BilledUnits, billedUnits } from './billed-units.ts';
import { addTo } from './grouping.ts';

/** Periods whose lengths differ by no more than this are of one interval: months have 28 to 31 days. */
const SAME_LENGTH_SECONDS = 4 * 86_400;

/** What one invoice bills a subscription for its coming or past period. */
export interface Renewal {
  readonly invoice: Invoice;
  readonly subscription: string;
  /** Recurring fees and usage, by item and price; no prorations, no one-offs. Never empty. */
  readonly recurring: readonly BilledUnits[];
  /** Seconds of the longest period on it, its interval. */
  readonly length: number;
}

/** Renewals of each subscription, oldest first, in order of the subscriptions' ids. */
export function renewals(
  history: BillingHistory,
  index: HistoryIndex,
): ReadonlyMap<string, readonly Renewal[]> {
  const found = new Map<string, Renewal[]>();
  for (const invoice of byCreation(history.invoices)) {
    if (!isEffectiveInvoice(invoice) || invoice.billing_reason === 'subscription_threshold') continue;
    const bySubscription = new Map<string, BilledUnits[]>();
    for (const units of billedUnits(invoice, index)) {
      if (units.item === null || units.subscription === null || !isRecurring(units)) continue;
      addTo(bySubscription, units.subscription, units);
    }
    for (const [subscription, recurring] of bySubscription) {
      const length = Math.max(...recurring.map(({ period }) => period.end - period.start));
      addTo(found, subscription, { invoice, subscription, recurring, length });
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isRecurring({ price, lines }: BilledUnits): boolean {
  return lines.every((line: InvoiceLine) => line.invoice_item === null) && price?.type !== 'one_time';
}

/** True when two renewals are for periods of the same interval. */
export function sameInterval(a: Renewal, b: Renewal): boolean {
  return Math.abs(a.length - b.length) <= SAME_LENGTH_SECONDS;
}
