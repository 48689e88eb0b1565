import type { Invoice } from '../billing-history.ts';
import type { HistoryIndex } from '../history-index.ts';

/**
 * Minor units recorded as paid on an invoice outside Stripe: its payment records or, where the API version knew none,
 * what was still open when the invoice was marked as paid so.
 */
export function paidOutside(index: HistoryIndex, invoice: Invoice): number {
  const { payments, paid_out_of_band, amount_due, paid_at } = invoice;
  const recorded = payments
    .filter(({ status, payment_record }) => status === 'paid' && payment_record !== null)
    .reduce((sum, { amount_paid }) => sum + (amount_paid ?? 0), 0);
  if (recorded > 0 || !paid_out_of_band) return recorded;
  const before = index
    .chargesOfInvoice(invoice.id)
    .filter(({ status, captured, created }) => status === 'succeeded' && captured && created < (paid_at ?? 0))
    .reduce((sum, { amount_captured }) => sum + amount_captured, 0);
  // A charge that fills the invoice by itself was still under way when somebody marked it.
  return before < amount_due ? amount_due - before : amount_due;
}

/** True when an invoice was paid outside Stripe and charged too: `paid-outside-and-charged` judges what was too much. */
export function isPaidBothWays(index: HistoryIndex, invoice: Invoice): boolean {
  return (
    paidOutside(index, invoice) > 0 &&
    index
      .chargesOfInvoice(invoice.id)
      .some((charge) => charge.currency === invoice.currency && index.netOfCharge(charge) > 0)
  );
}
