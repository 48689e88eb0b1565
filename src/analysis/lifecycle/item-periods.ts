import type {
  BillingHistory,
  Invoice,
  InvoiceItem,
  InvoiceLine,
  Subscription,
  SubscriptionSchedule,
} from '../billing-history.ts';
import { type HistoryIndex, isEffectiveInvoice } from '../history-index.ts';
import type { Policy } from '../policy.ts';
import { type BilledUnits, billedUnits } from '../prices/billed-units.ts';
import { fieldOf } from '../untrusted-json.ts';
import type { PlannedItem } from './schedule-phases.ts';

const SAME_END_SECONDS = 3600;
const SAME_CHANGE_SECONDS = 60;

/** A proration on an invoice, or one that waits for it. */
type Proration = Pick<InvoiceLine, 'id' | 'amount' | 'price' | 'quantity' | 'period'> & {
  readonly discount_amounts?: InvoiceLine['discount_amounts'];
};

/** What one period of an item was billed: its fee, and the prorations within it. */
export interface ItemPeriod {
  readonly fee: BilledUnits;
  readonly period: { readonly start: number; readonly end: number };
  readonly prorations: readonly Proration[];
}

/** The periods billed for an item whose prices its schedule knows, oldest first. */
export function itemPeriods(
  history: BillingHistory,
  index: HistoryIndex,
  { id }: Subscription,
  item: PlannedItem,
): readonly ItemPeriod[] {
  const prices = new Set(item.map(({ price }) => price));
  const invoices = index.invoicesOfSubscription(id).filter(({ status }) => status !== 'void');
  const isOwn = (line: InvoiceLine | InvoiceItem): boolean =>
    line.proration && line.subscription === id && prices.has(line.price ?? '');
  const waiting = history.invoice_items.filter((one) => one.invoice === null && isOwn(one));
  const onInvoices = invoices.flatMap((invoice) =>
    // A draft has taken nothing yet.
    invoice.lines.filter((line) => isOwn(line) && (line.amount < 0 || isEffectiveInvoice(invoice))),
  );
  const prorations: readonly Proration[] = [
    ...onInvoices,
    // What waits is counted where it gives back more than it takes.
    ...(waiting.reduce((sum, { amount }) => sum + amount, 0) < 0 ? waiting : []),
  ];
  const byEnd = new Map<number, Proration[]>();
  for (const one of prorations) {
    const hour = Math.round(one.period.end / SAME_END_SECONDS);
    byEnd.set(hour, [...(byEnd.get(hour) ?? []), one]);
  }
  const feesOf = (invoice: Invoice): readonly BilledUnits[] =>
    billedUnits(invoice, index).filter(
      ({ lines, subscription, price, amount }) =>
        subscription === id &&
        amount > 0 &&
        prices.has(lines[0]?.price ?? '') &&
        price?.recurring?.usage_type !== 'metered' &&
        lines.every((line) => line.invoice_item === null),
    );
  return invoices.filter(isEffectiveInvoice).flatMap((invoice) =>
    feesOf(invoice).map((fee) => ({
      fee,
      period: fee.period,
      prorations: (byEnd.get(Math.round(fee.period.end / SAME_END_SECONDS)) ?? []).filter(
        ({ period }) => period.start > fee.period.start && period.start < fee.period.end,
      ),
    })),
  );
}

/**
 * True when it was no phase of the schedule that changed the item: the customer asked for it, or an API request made the
 * change (a schedule acts by itself).
 */
export function madeByHand(
  { kind, at }: { readonly kind: 'early' | 'late'; readonly at: number },
  schedule: SubscriptionSchedule,
  { id, customer }: Subscription,
  { requests = [] }: Policy,
  { history }: HistoryIndex,
): boolean {
  const isAsked = requests.some(
    (request) =>
      ['change_plan', 'change_quantity', 'add_on'].includes(request.kind) &&
      request.customer === customer &&
      (request.subscription === undefined || request.subscription === id) &&
      request.at > schedule.created &&
      request.at <= at,
  );
  if (isAsked || kind === 'late') return isAsked;
  return history.events.some(({ type, subject, request, created, data }) => {
    if (type !== 'customer.subscription.updated' || subject !== id || request === null) return false;
    const isItems = fieldOf(data.previous_attributes, 'items') !== undefined;
    return isItems && created > schedule.created + SAME_CHANGE_SECONDS && created <= at + SAME_CHANGE_SECONDS;
  });
}
