import { HOUR } from '../arithmetic.ts';
import type { Book } from '../book.ts';
import type { Events } from '../events.ts';
import type { Decline } from '../objects/payment.ts';
import type { Invoice, Subscription } from '../wire.ts';
import type { Payer } from './plan.ts';

/** Hours within which a new subscription's first payment must come. */
const INCOMPLETE_HOURS = 23;

/** What becomes of invoices that are not paid, and of their subscriptions. */
export class Dunning {
  private readonly book: Book;
  private readonly events: Events;
  /** Set by the billing engine: ends a subscription whose payments Stripe gave up on. */
  onGiveUp: (subscription: Subscription) => void = () => {};

  constructor(book: Book, events: Events) {
    this.book = book;
    this.events = events;
  }

  /** A sent invoice that is not paid when it is due makes its subscription past due. */
  watchDueDate(payer: Payer, invoice: Invoice, dueDate: number): void {
    this.book.schedule(Math.max(dueDate, this.book.now), () => {
      if (invoice.status !== 'open') return;
      this.events.by('stripe', () => this.failed(payer, invoice, null));
      this.events.emit('invoice.overdue', invoice);
    });
  }

  /** A subscription whose first payment does not come within 23 hours never begins. */
  private expireIncomplete(subscription: Subscription, invoice: Invoice): void {
    this.book.schedule(this.book.now + INCOMPLETE_HOURS * HOUR, () => {
      if (subscription.status !== 'incomplete') return;
      this.writeOff(invoice, 'void');
      invoice.next_payment_attempt = null;
      this.events.by('stripe', () =>
        this.events.change('customer.subscription.updated', subscription, () => {
          subscription.status = 'incomplete_expired';
          subscription.ended_at = this.book.now;
        }),
      );
    });
  }

  /** What a pause makes of an invoice that would be collected. False: nothing. */
  writeOff(invoice: Invoice, behavior: string): boolean {
    if (behavior !== 'void' && behavior !== 'mark_uncollectible') return false;
    const isVoid = behavior === 'void';
    invoice.status = isVoid ? 'void' : 'uncollectible';
    invoice.status_transitions[isVoid ? 'voided_at' : 'marked_uncollectible_at'] = this.book.now;
    invoice.auto_advance = false;
    this.events.emit(isVoid ? 'invoice.voided' : 'invoice.marked_uncollectible', invoice);
    return true;
  }

  /** A payment failed, or did not come in time. */
  failed(payer: Payer, invoice: Invoice, decline: Decline | null, first = true): void {
    const { customer, subscription } = payer;
    if (subscription !== null && subscription.ended_at === null) {
      const firstInvoice =
        invoice.billing_reason === 'subscription_create' &&
        first &&
        invoice.collection_method !== 'send_invoice';
      if (firstInvoice) this.expireIncomplete(subscription, invoice);
      this.events.change('customer.subscription.updated', subscription, () => {
        if (subscription.status !== 'incomplete')
          subscription.status = firstInvoice ? 'incomplete' : 'past_due';
      });
    }
    this.events.change('customer.updated', customer, () => {
      customer.delinquent = true;
    });
    if (decline !== null) this.events.emit('invoice.payment_failed', invoice);
  }

  /** Stripe stops trying, and does with the subscription what the account's settings say. */
  giveUp(payer: Payer, invoice: Invoice): void {
    const { subscription } = payer;
    invoice.next_payment_attempt = null;
    const then = payer.afterDeclines;
    payer.afterDeclines = 'pay';
    if (then === 'uncollectible') {
      invoice.status = 'uncollectible';
      invoice.status_transitions.marked_uncollectible_at = this.book.now;
      invoice.auto_advance = false;
      this.events.emit('invoice.marked_uncollectible', invoice);
    }
    if (subscription === null) return;
    if (then === 'cancel') this.onGiveUp(subscription);
    if (then === 'unpaid') {
      this.events.change('customer.subscription.updated', subscription, () => {
        subscription.status = 'unpaid';
      });
    }
  }
}
