import type { Invoice, InvoiceLine, Subscription } from '../billing-history.ts';
import { type HistoryIndex, isEffectiveInvoice } from '../history-index.ts';

/** A subscription's newest invoice that asked for money, with its fees for a period. */
export interface LatestBill {
  readonly invoice: Invoice;
  readonly lines: readonly InvoiceLine[];
}

/** The newest paid or open invoice with a recurring, licensed line of the subscription; null when there is none. */
export function latestBill(index: HistoryIndex, subscription: Subscription): LatestBill | null {
  const invoices = index.invoicesOfSubscription(subscription.id);
  for (let place = invoices.length - 1; place >= 0; place -= 1) {
    const invoice = invoices[place];
    if (invoice === undefined || !isEffectiveInvoice(invoice)) continue;
    const lines = invoice.lines.filter(
      (line) =>
        line.subscription === subscription.id &&
        !line.proration &&
        line.invoice_item === null &&
        index.price(line.price)?.recurring?.usage_type !== 'metered',
    );
    if (lines.length > 0) return { invoice, lines };
  }
  return null;
}
