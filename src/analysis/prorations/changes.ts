import type { BillingHistory, Invoice, InvoiceLine } from '../billing-history.ts';
import { byCreation, isEffectiveInvoice } from '../history-index.ts';

/** A line with the invoice it stands on. */
export interface BilledLine {
  readonly invoice: Invoice;
  readonly line: InvoiceLine;
}

/** The proration lines of one subscription that begin at one moment: what one change of it was billed and credited. */
export interface ProrationChange {
  readonly subscription: string;
  /** Unix seconds. */
  readonly at: number;
  readonly credits: readonly BilledLine[];
  readonly charges: readonly BilledLine[];
}

/** Every change that left proration lines on paid or open invoices, by moment, whichever invoice they came with. */
export function prorationChanges(history: BillingHistory): readonly ProrationChange[] {
  const found = new Map<
    string,
    { subscription: string; at: number; credits: BilledLine[]; charges: BilledLine[] }
  >();
  for (const invoice of byCreation(history.invoices)) {
    if (!isEffectiveInvoice(invoice)) continue;
    for (const line of invoice.lines) {
      const subscription = line.subscription ?? invoice.subscription;
      if (!line.proration || line.amount === 0 || subscription === null) continue;
      const at = line.period.start;
      const key = `${subscription} ${at}`;
      const change = found.get(key) ?? { subscription, at, credits: [], charges: [] };
      (line.amount < 0 ? change.credits : change.charges).push({ invoice, line });
      found.set(key, change);
    }
  }
  const changes = [...found.values()];
  for (const { credits, charges } of changes) {
    credits.sort(largestFirst);
    charges.sort(largestFirst);
  }
  return changes.sort((a, b) => a.at - b.at || (a.subscription < b.subscription ? -1 : 1));
}

const largestFirst = (a: BilledLine, b: BilledLine): number =>
  Math.abs(b.line.amount) - Math.abs(a.line.amount) || (a.line.id < b.line.id ? -1 : 1);
