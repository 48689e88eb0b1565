import type { BillingHistory, Invoice, InvoiceItem, InvoiceLine, Metadata } from '../billing-history.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice, lineTotal } from '../history-index.ts';

/** Something billed once, by an invoice item: on an invoice, or still waiting for one. */
export interface OneOff {
  /** Null while the item waits for its invoice. */
  readonly on: { readonly invoice: Invoice; readonly line: InvoiceLine } | null;
  readonly item: string;
  readonly customer: string | null;
  readonly currency: string;
  readonly amount: number;
  readonly price: string | null;
  readonly description: string;
  readonly quantity: number | null;
  readonly period: { readonly start: number; readonly end: number };
  /** Unix seconds: when the item was written, or its invoice made where the item is not in the history. */
  readonly at: number;
  readonly metadata: Metadata;
}

/** Every one-off that costs the customer something and was not given back, oldest first. Prorations are none. */
export function oneOffs(history: BillingHistory, index: HistoryIndex): readonly OneOff[] {
  const items = new Map(history.invoice_items.map((item) => [item.id, item]));
  const billed = byCreation(history.invoices).flatMap((invoice) =>
    isEffectiveInvoice(invoice)
      ? invoice.lines.flatMap((line) => onInvoice(invoice, line, items, index))
      : [],
  );
  const waiting = history.invoice_items.flatMap((item) => (item.invoice === null ? pending(item) : []));
  return [...billed, ...waiting].sort((a, b) => a.at - b.at || (a.item < b.item ? -1 : 1));
}

function onInvoice(
  invoice: Invoice,
  line: InvoiceLine,
  items: ReadonlyMap<string, InvoiceItem>,
  index: HistoryIndex,
): OneOff[] {
  const { invoice_item: id, proration, period, price, quantity } = line;
  if (id === null || proration || lineTotal(line) - index.creditedOnLine(line.id) <= 0) return [];
  const item = items.get(id);
  return [
    {
      on: { invoice, line },
      item: id,
      customer: invoice.customer,
      currency: invoice.currency,
      amount: line.amount,
      price,
      description: normalise(line.description),
      quantity,
      period,
      at: item?.date ?? invoice.created,
      metadata: { ...item?.metadata, ...line.metadata },
    },
  ];
}

function pending(item: InvoiceItem): OneOff[] {
  if (item.proration || item.amount <= 0) return [];
  const { id, customer, currency, amount, price, description, quantity, period, date, metadata } = item;
  return [
    {
      on: null,
      item: id,
      customer,
      currency,
      amount,
      price,
      description: normalise(description),
      quantity,
      period,
      at: date,
      metadata,
    },
  ];
}

function normalise(text: string | null): string {
  return (text ?? '').toLowerCase().replace(/\s+/g, ' ').trim();
}
