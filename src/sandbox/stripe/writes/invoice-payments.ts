import type { Invoice } from '../../ledger/wire.ts';
import type { Desk } from './desk.ts';
import { cancelIntent } from './payment-intents.ts';

/** Stops what is still being tried for an invoice that needs no payment any more. */
export function cancelOpenPayments(desk: Desk, invoice: Invoice): void {
  for (const { id, status } of desk.referring('invoice_payment', 'invoice', invoice.id)) {
    if (status !== 'open') continue;
    const payment = desk.open('invoice_payment', id);
    payment.status = 'canceled';
    payment.status_transitions.canceled_at = desk.now;
    const found = desk.read('payment_intent', payment.payment.payment_intent);
    if (found === undefined || found.status === 'canceled' || found.status === 'succeeded') continue;
    cancelIntent(desk, desk.open('payment_intent', found.id), 'void_invoice');
  }
}

/** Lowers what is still being asked for an invoice to what is left of it. */
export function lowerOpenPayments(desk: Desk, invoice: Invoice): void {
  for (const { id, status, is_default } of desk.referring('invoice_payment', 'invoice', invoice.id)) {
    if (status !== 'open' || !is_default) continue;
    const payment = desk.open('invoice_payment', id);
    payment.amount_requested = invoice.amount_remaining;
    const found = desk.read('payment_intent', payment.payment.payment_intent);
    if (found === undefined || found.status === 'canceled' || found.status === 'succeeded') continue;
    desk.open('payment_intent', found.id).amount = invoice.amount_remaining;
  }
}

/** Marks an invoice paid because nothing is left of it. */
export function settleInvoice(desk: Desk, invoice: Invoice): void {
  invoice.status = 'paid';
  invoice.status_transitions.paid_at = desk.now;
  invoice.next_payment_attempt = null;
  invoice.auto_advance = false;
  cancelOpenPayments(desk, invoice);
  recoverSubscription(desk, invoice);
  desk.tell('invoice.paid', invoice);
}

/** A subscription that waited for this invoice, and for no other, waits no more. */
export function recoverSubscription(desk: Desk, invoice: Invoice): void {
  const id = subscriptionOf(invoice);
  const waiting = id === null ? undefined : desk.read('subscription', id);
  if (waiting === undefined || !['past_due', 'unpaid', 'incomplete'].includes(waiting.status)) return;
  const isOwed = desk
    .referring('invoice', 'customer', String(invoice.customer))
    .some((other) => other.id !== invoice.id && other.status === 'open' && subscriptionOf(other) === id);
  if (isOwed) return;
  const subscription = desk.open('subscription', waiting.id);
  // A first invoice that is void never started anything.
  const never = invoice.status === 'void' && subscription.status === 'incomplete';
  subscription.status = never ? 'incomplete_expired' : 'active';
  if (never) subscription.ended_at = desk.now;
  desk.tell('customer.subscription.updated', subscription);
}

export function subscriptionOf(invoice: Invoice): string | null {
  const subscription = invoice.parent?.subscription_details?.subscription;
  return typeof subscription === 'string' ? subscription : null;
}
