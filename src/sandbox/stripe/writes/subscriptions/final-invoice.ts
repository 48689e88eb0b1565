import { composeInvoice, type LineDraft } from '../../../ledger/compose-invoice.ts';
import { MERCHANT } from '../../../ledger/merchant.ts';
import { anInvoice, anInvoiceItem } from '../../../ledger/objects/invoice.ts';
import type { Invoice, InvoiceItem, Subscription } from '../../../ledger/wire.ts';
import type { Desk } from '../desk.ts';
import { balanceOf, moveBalance } from '../move-balance.ts';

/** Items of a subscription that wait for its next invoice, oldest first. */
export function pendingItems(desk: Desk, subscription: Subscription): readonly InvoiceItem[] {
  return desk
    .referring('invoiceitem', 'customer', String(subscription.customer))
    .filter((item) => item.invoice === null)
    .filter((item) => item.parent?.subscription_details?.subscription === subscription.id)
    .toReversed();
}

/** Writes an invoice item for a line: of an invoice, or (null) waiting for one. */
export function addItem(
  desk: Desk,
  subscription: Subscription,
  line: LineDraft,
  invoice: string | null,
): InvoiceItem {
  const item = desk.add(
    anInvoiceItem({
      id: desk.book.id('invoiceitem'),
      customer: String(subscription.customer),
      invoice,
      date: desk.now,
      currency: subscription.currency,
      line,
    }),
  );
  desk.tell('invoiceitem.created', item);
  return item;
}

/**
 * The final invoice of a subscription: what waits and what is credited. Below zero it becomes customer credit; what is
 * still due on it stays open, for the sandbox charges no card.
 */
export function billFinally(
  desk: Desk,
  subscription: Subscription,
  credits: readonly LineDraft[],
): Invoice | null {
  const waiting = pendingItems(desk, subscription);
  if (waiting.length + credits.length === 0) return null;
  const customer = desk.open('customer', String(subscription.customer));
  const id = desk.book.id('invoice');
  const lines = [
    ...waiting.map((item) => lineOf(desk, item, subscription)),
    ...credits.map((line) => ({ ...line, invoiceItem: addItem(desk, subscription, line, id).id })),
  ];
  for (const item of waiting) desk.open('invoiceitem', item.id).invoice = id;
  const taxRates = subscription.default_tax_rates ?? [];
  const composed = composeInvoice({
    invoice: id,
    currency: subscription.currency,
    lines,
    discounts: [],
    taxRates,
    exempt: customer.tax_exempt === 'exempt',
  });
  const [first] = subscription.items.data;
  const invoice = anInvoice({
    id,
    customer,
    subscription,
    currency: subscription.currency,
    reason: 'subscription_update',
    created: desk.now,
    period: { start: first?.current_period_start ?? desk.now, end: desk.now },
    discounts: [],
    taxRates,
    paymentMethod: null,
    accountName: MERCHANT.name,
    accountCountry: MERCHANT.country,
  });
  invoice.lines.data = composed.lines;
  invoice.automatic_tax = { ...invoice.automatic_tax, enabled: subscription.automatic_tax.enabled };
  Object.assign(invoice, {
    subtotal: composed.subtotal,
    subtotal_excluding_tax: composed.subtotal_excluding_tax,
    total: composed.total,
    total_excluding_tax: composed.total_excluding_tax,
    total_discount_amounts: composed.total_discount_amounts,
    total_taxes: composed.total_taxes,
  });
  desk.add(invoice);
  finalize(desk, invoice);
  subscription.latest_invoice = id;
  return invoice;
}

function finalize(desk: Desk, invoice: Invoice): void {
  const customer = desk.open('customer', String(invoice.customer));
  const sequence = customer.next_invoice_sequence ?? 1;
  customer.next_invoice_sequence = sequence + 1;
  invoice.number = `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`;
  invoice.status = 'open';
  invoice.status_transitions.finalized_at = desk.now;
  invoice.effective_at = desk.now;
  invoice.auto_advance = false;
  const before = balanceOf(desk, customer, invoice.currency);
  const after = Math.min(0, invoice.total + before);
  invoice.starting_balance = before;
  invoice.ending_balance = after;
  if (after !== before) {
    moveBalance(desk, customer.id, {
      type: 'applied_to_invoice',
      amount: after - before,
      currency: invoice.currency,
      invoice: invoice.id,
    });
  }
  invoice.amount_due = Math.max(0, invoice.total - (after - before));
  invoice.amount_remaining = invoice.amount_due;
  desk.tell('invoice.created', invoice);
  desk.tell('invoice.finalized', invoice);
  if (invoice.amount_due > 0) return;
  invoice.status = 'paid';
  invoice.attempted = true;
  invoice.status_transitions.paid_at = desk.now;
  desk.tell('invoice.paid', invoice);
}

function lineOf(desk: Desk, item: InvoiceItem, subscription: Subscription): LineDraft {
  const price = item.pricing?.price_details;
  const taxRates = item.tax_rates ?? [];
  return {
    id: desk.book.id('line_item'),
    amount: item.amount,
    description: item.description ?? '',
    price:
      price === undefined
        ? null
        : {
            id: String(price.price),
            product: price.product,
            unitAmount: item.pricing?.unit_amount_decimal ?? '0',
          },
    quantity: item.quantity,
    period: item.period,
    subscription: { id: subscription.id, item: subscription.items.data[0]?.id ?? '' },
    invoiceItem: item.id,
    proration: item.proration ? (item.amount < 0 ? 'credit' : 'debit') : null,
    discountable: item.discountable,
    ...(taxRates.length === 0 ? {} : { taxRates }),
  };
}
