import { DAY } from '../arithmetic.ts';
import type { Book } from '../book.ts';
import type { Events } from '../events.ts';
import { minimumCharge } from '../merchant.ts';
import { anInvoicePayment } from '../objects/invoice.ts';
import type { Payment, Payments } from '../payments.ts';
import type { Customer, Invoice, InvoicePayment, PaymentMethod, Subscription } from '../wire.ts';
import type { Balances } from './balances.ts';
import { Dunning } from './dunning.ts';
import type { BillingContext } from './hooks.ts';
import type { Payer } from './plan.ts';

/** Finalises invoices and collects what is due on them. */
export class Collection {
  private readonly book: Book;
  private readonly payments: Payments;
  private readonly balances: Balances;
  private readonly events: Events;
  private readonly dunning: Dunning;
  /** Payments made or asked for, by invoice. */
  private readonly asked = new Map<string, InvoicePayment[]>();

  constructor(book: Book, payments: Payments, balances: Balances, events: Events) {
    this.book = book;
    this.payments = payments;
    this.balances = balances;
    this.events = events;
    this.dunning = new Dunning(book, events);
  }

  /** Says what ends a subscription whose payments Stripe gave up on. */
  onGiveUp(end: (subscription: Subscription) => void): void {
    this.dunning.onGiveUp = end;
  }

  /** Finalises a draft: it gets its number, the customer balance changes what is due, and the rest is collected. */
  finalize(
    payer: Payer,
    invoice: Invoice,
    context: BillingContext,
    paused: Subscription['pause_collection'],
  ): void {
    const { customer } = payer;
    const sequence = customer.next_invoice_sequence ?? 1;
    invoice.number = `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`;
    customer.next_invoice_sequence = sequence + 1;
    customer.currency = invoice.currency;
    invoice.status = 'open';
    invoice.status_transitions.finalized_at = this.book.now;
    invoice.effective_at = this.book.now;
    invoice.automatically_finalizes_at = null;
    if (paused !== null && payer.hooks.every((hook) => hook.collectsWhilePaused?.(context) !== true)) {
      if (this.dunning.writeOff(invoice, paused.behavior)) return;
    }
    this.applyBalance(payer, invoice, context);
    this.events.emit('invoice.finalized', invoice);
    if (invoice.amount_due === 0) {
      this.markPaid(payer.subscription, invoice);
      invoice.attempted = true;
      return;
    }
    if (invoice.collection_method === 'send_invoice') {
      invoice.due_date ??= this.book.now + 30 * DAY;
      this.events.emit('invoice.sent', invoice);
      this.dunning.watchDueDate(payer, invoice, invoice.due_date);
      return;
    }
    if (invoice.auto_advance) this.collect(payer, invoice, context);
  }

  /**
   * Charges the card until it goes through, as often as the payer lets it fail; then gives up or succeeds as planned.
   */
  collect(payer: Payer, invoice: Invoice, context: BillingContext): void {
    const { customer } = payer;
    const due = invoice.amount_remaining;
    const amount = payer.hooks.reduce((sum, hook) => hook.charge?.(sum, context) ?? sum, due);
    if (payer.method === null) {
      this.dunning.failed(payer, invoice, null);
      return;
    }
    const intent = this.payments.intend(
      {
        customer,
        method: payer.method,
        amount,
        currency: invoice.currency,
        description:
          invoice.billing_reason === 'subscription_create' ? 'Subscription creation' : 'Subscription update',
        presentment: payer.presentment,
      },
      'automatic',
    );
    const payment = this.record(invoice, intent.id, amount);
    const attempt = (): void => {
      if (invoice.status !== 'open' || (invoice.attempted && !invoice.auto_advance)) return;
      const next = payer.declines.shift();
      const method = (invoice.attempted ? payer.backup : null) ?? payer.method;
      if (method === null) return;
      const first = !invoice.attempted;
      invoice.attempted = true;
      invoice.attempt_count += 1;
      if (next !== undefined) {
        this.payments.attempt(intent, customer, method, next.decline);
        this.dunning.failed(payer, invoice, next.decline, first);
        if (payer.declines.length === 0 && payer.afterDeclines !== 'pay') {
          this.dunning.giveUp(payer, invoice);
          return;
        }
        invoice.next_payment_attempt = this.book.now + next.retryAfterSeconds;
        this.book.schedule(invoice.next_payment_attempt, () => this.events.by('stripe', attempt));
        return;
      }
      const charge = this.payments.attempt(intent, customer, method, 'captured');
      this.settle(payer.subscription, invoice, payment, charge.amount_captured);
      this.events.change('customer.updated', customer, () => {
        customer.delinquent = false;
      });
    };
    attempt();
  }

  /** Charges a card for an invoice once, beside whatever else is going on with it. */
  chargeOnce(
    payer: Payer,
    invoice: Invoice,
    request: { readonly amount: number; readonly method: PaymentMethod },
  ): Payment {
    const made = this.payments.pay({
      customer: payer.customer,
      method: request.method,
      amount: request.amount,
      currency: invoice.currency,
      description: `Payment for invoice ${invoice.number}`,
      presentment: payer.presentment,
    });
    const payment = this.record(invoice, made.intent.id, request.amount, !invoice.attempted);
    invoice.attempted = true;
    this.settle(payer.subscription, invoice, payment, request.amount);
    return made;
  }

  /** Writes down that a payment was made or asked for. */
  record(invoice: Invoice, intent: string, amount: number, isDefault = true): InvoicePayment {
    const payment = this.book.add(
      anInvoicePayment({
        id: this.book.id('invoice_payment'),
        invoice,
        intent,
        amount,
        created: this.book.now,
      }),
    );
    payment.is_default = isDefault;
    const list = this.asked.get(invoice.id);
    if (list === undefined) this.asked.set(invoice.id, [payment]);
    else list.push(payment);
    return payment;
  }

  /** Gives up what was asked for and not paid, as when the invoice is void or paid otherwise. */
  cancelOpen(invoice: Invoice): void {
    for (const payment of this.asked.get(invoice.id) ?? []) {
      if (payment.status !== 'open') continue;
      payment.status = 'canceled';
      payment.status_transitions.canceled_at = this.book.now;
      const intent = this.book.find(String(payment.payment.payment_intent));
      if (intent?.object === 'payment_intent') this.payments.cancelIntent(intent, 'void_invoice');
    }
  }

  /** Counts a payment that came in. What is more than was due is overpaid; an invoice that is void stays void. */
  settle(subscription: Subscription | null, invoice: Invoice, payment: InvoicePayment, amount: number): void {
    payment.status = 'paid';
    payment.amount_paid = amount;
    payment.status_transitions.paid_at = this.book.now;
    const toward = Math.min(amount, invoice.amount_remaining);
    invoice.amount_paid += toward;
    invoice.amount_remaining -= toward;
    invoice.amount_overpaid += amount - toward;
    if (invoice.amount_remaining === 0 && (invoice.status === 'open' || invoice.status === 'uncollectible')) {
      this.markPaid(subscription, invoice);
    }
    this.events.emit('invoice_payment.paid', payment);
  }

  markPaid(subscription: Subscription | null, invoice: Invoice): void {
    invoice.status = 'paid';
    invoice.status_transitions.paid_at = this.book.now;
    invoice.next_payment_attempt = null;
    invoice.auto_advance = false;
    this.cancelOpen(invoice);
    this.events.emit('invoice.paid', invoice);
    const waits = ['past_due', 'incomplete', 'unpaid'];
    if (subscription === null || !waits.includes(subscription.status)) return;
    this.events.change('customer.subscription.updated', subscription, () => {
      subscription.status = 'active';
    });
  }

  /** What the customer's balance would make of an invoice nobody wrote down. */
  previewBalance(customer: Customer, invoice: Invoice): Invoice {
    const before = this.balances.of(customer, invoice.currency);
    const after = Math.min(0, invoice.total + before);
    invoice.starting_balance = before;
    invoice.ending_balance = after;
    invoice.amount_due = Math.max(0, invoice.total - (after - before));
    invoice.amount_remaining = invoice.amount_due;
    return invoice;
  }

  /**
   * The customer's balance changes what is due: credit lowers it, what the customer owes raises it, an invoice below
   * zero becomes credit. What then is less than Stripe charges at all is carried over to the next invoice.
   */
  private applyBalance(payer: Payer, invoice: Invoice, context: BillingContext): void {
    const { customer } = payer;
    const { currency, total } = invoice;
    const before = this.balances.of(customer, currency);
    const after = Math.min(0, total + before);
    const moved = payer.hooks.reduce((sum, hook) => hook.balance?.(sum, context) ?? sum, after - before);
    invoice.starting_balance = before;
    invoice.ending_balance = before + moved;
    if (moved !== 0) {
      this.balances.move({
        customer,
        type: 'applied_to_invoice',
        amount: moved,
        currency,
        invoice: invoice.id,
      });
    }
    invoice.amount_due = Math.max(0, total - moved);
    const due = invoice.amount_due;
    if (due > 0 && due < minimumCharge(currency) && invoice.collection_method === 'charge_automatically') {
      this.balances.move({ customer, type: 'invoice_too_small', amount: due, currency, invoice: invoice.id });
      invoice.ending_balance += due;
      invoice.amount_due = 0;
    }
    invoice.amount_remaining = invoice.amount_due;
  }
}
