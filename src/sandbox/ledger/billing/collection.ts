import type { Book } from '../book.ts';
import { aBalanceEntry } from '../objects/credit.ts';
import { anInvoicePayment } from '../objects/invoice.ts';
import type { Payments } from '../payments.ts';
import type { Customer, Invoice, Subscription } from '../wire.ts';
import type { Plan } from './plan.ts';

/** Finalises invoices and collects what is due on them. */
export class Collection {
  private readonly book: Book;
  private readonly payments: Payments;

  constructor(book: Book, payments: Payments) {
    this.book = book;
    this.payments = payments;
  }

  /** Finalises a draft: it gets its number, the customer balance lowers it, and the rest is charged. */
  finalize(plan: Plan, invoice: Invoice): void {
    const { customer, subscription } = plan;
    const sequence = customer.next_invoice_sequence ?? 1;
    invoice.number = `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`;
    customer.next_invoice_sequence = sequence + 1;
    customer.currency = invoice.currency;
    invoice.status = 'open';
    invoice.status_transitions.finalized_at = this.book.now;
    invoice.effective_at = this.book.now;
    invoice.automatically_finalizes_at = null;
    this.applyBalance(customer, invoice);
    if (invoice.amount_due === 0) {
      this.markPaid(subscription, invoice);
      invoice.attempted = true;
      return;
    }
    this.collect(plan, invoice);
  }

  /** The customer's balance lowers what is due; an invoice below zero raises it. Negative = credit. */
  private applyBalance(customer: Customer, invoice: Invoice): void {
    const before = customer.balance;
    const moved = invoice.total < 0 ? invoice.total : Math.min(invoice.total, Math.max(0, -before));
    invoice.starting_balance = before;
    invoice.ending_balance = before + moved;
    customer.balance = before + moved;
    if (moved !== 0) {
      this.book.add(
        aBalanceEntry({
          id: this.book.id('customer_balance_transaction'),
          customer: customer.id,
          type: 'applied_to_invoice',
          amount: moved,
          currency: invoice.currency,
          endingBalance: customer.balance,
          invoice: invoice.id,
          creditNote: null,
          description: null,
          created: this.book.now,
        }),
      );
    }
    invoice.amount_due = Math.max(0, invoice.total - Math.max(0, moved));
    invoice.amount_remaining = invoice.amount_due;
  }

  /** Charges the card until it goes through, as often as the plan lets it fail. */
  private collect(plan: Plan, invoice: Invoice): void {
    const { customer, method, subscription } = plan;
    const intent = this.payments.intend(
      {
        customer,
        method,
        amount: invoice.amount_due,
        currency: invoice.currency,
        description:
          invoice.billing_reason === 'subscription_create' ? 'Subscription creation' : 'Subscription update',
      },
      'automatic',
    );
    const payment = this.book.add(
      anInvoicePayment({
        id: this.book.id('invoice_payment'),
        invoice,
        intent: intent.id,
        amount: invoice.amount_due,
        created: this.book.now,
      }),
    );
    const attempt = (): void => {
      const next = plan.declines.shift();
      invoice.attempted = true;
      invoice.attempt_count += 1;
      if (next !== undefined) {
        this.payments.attempt(intent, customer, method, next.decline);
        invoice.next_payment_attempt = this.book.now + next.retryAfterSeconds;
        if (subscription.ended_at === null) subscription.status = 'past_due';
        customer.delinquent = true;
        this.book.schedule(invoice.next_payment_attempt, attempt);
        return;
      }
      this.payments.attempt(intent, customer, method, 'captured');
      payment.status = 'paid';
      payment.amount_paid = invoice.amount_due;
      payment.status_transitions.paid_at = this.book.now;
      invoice.amount_paid = invoice.amount_due;
      invoice.amount_remaining = 0;
      customer.delinquent = false;
      this.markPaid(subscription, invoice);
    };
    attempt();
  }

  private markPaid(subscription: Subscription, invoice: Invoice): void {
    invoice.status = 'paid';
    invoice.status_transitions.paid_at = this.book.now;
    invoice.next_payment_attempt = null;
    invoice.auto_advance = false;
    if (subscription.status === 'past_due') subscription.status = 'active';
  }
}
