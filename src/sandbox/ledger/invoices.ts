import { assert } from '../../assert.ts';
import type { Balances } from './billing/balances.ts';
import type { Collection } from './billing/collection.ts';
import type { Discounts } from './billing/discounts.ts';
import type { InvoiceItems } from './billing/invoice-items.ts';
import type { Invoicing } from './billing/invoicing.ts';
import type { LineDrafts } from './billing/line-drafts.ts';
import { aPayer } from './billing/plan.ts';
import { type InvoiceRequest, type LineRequest, singleLine } from './billing/single-lines.ts';
import type { CouponChoice } from './billing/subscribe-request.ts';
import type { Book } from './book.ts';
import type { LineDraft } from './compose/draft.ts';
import type { Events } from './events.ts';
import type { Payment } from './payments.ts';
import type { Customer, Invoice, InvoiceItem, PaymentMethod, Subscription } from './wire.ts';

export type { InvoiceRequest, LineRequest } from './billing/single-lines.ts';

/** Invoices made and settled by hand. */
export class Invoices {
  private readonly book: Book;
  private readonly events: Events;
  private readonly lines: LineDrafts;
  private readonly items: InvoiceItems;
  private readonly invoicing: Invoicing;
  private readonly collection: Collection;
  private readonly discounts: Discounts;
  private readonly balances: Balances;

  constructor(parts: {
    readonly book: Book;
    readonly events: Events;
    readonly lines: LineDrafts;
    readonly items: InvoiceItems;
    readonly invoicing: Invoicing;
    readonly collection: Collection;
    readonly discounts: Discounts;
    readonly balances: Balances;
  }) {
    this.book = parts.book;
    this.events = parts.events;
    this.lines = parts.lines;
    this.items = parts.items;
    this.invoicing = parts.invoicing;
    this.collection = parts.collection;
    this.discounts = parts.discounts;
    this.balances = parts.balances;
  }

  /** Makes a draft. Nothing happens with it until it is finalised. */
  draft(customer: Customer, request: InvoiceRequest): Invoice {
    const payer = aPayer(customer, request.method ?? null, request.subscription ?? null);
    if (request.hooks !== undefined) payer.hooks.push(request.hooks);
    const pending = request.includePending === true ? this.items.take(customer, request.currency, null) : [];
    const drafts = (request.lines ?? []).map((line) =>
      singleLine(this.book, this.lines, line, request.currency),
    );
    const sheet = this.invoicing.draft(
      {
        payer,
        lines: [...pending, ...drafts],
        reason: 'manual',
        period: { start: this.book.now, end: this.book.now },
        currency: request.currency,
        discounts: this.discounts.live(customer),
        taxRates: request.taxRates ?? [],
        automaticTax: request.automaticTax ?? false,
      },
      (lines, invoice) => lines.map((line) => this.behind(line, customer, invoice)),
    );
    const { invoice } = sheet;
    invoice.default_payment_method = request.method?.id ?? null;
    invoice.auto_advance = false;
    invoice.description = request.description ?? null;
    invoice.metadata = { ...request.metadata };
    if (request.collectionMethod === 'send_invoice') {
      invoice.collection_method = 'send_invoice';
      invoice.due_date = this.book.now + (request.daysUntilDue ?? 30) * 86_400;
    }
    for (const choice of request.coupons ?? []) this.discount(invoice, choice);
    return invoice;
  }

  /** Makes an invoice, finalises it and (unless it is sent) charges it at once. */
  bill(customer: Customer, request: InvoiceRequest): Invoice {
    const invoice = this.draft(customer, request);
    invoice.auto_advance = true;
    this.finalize(invoice);
    return invoice;
  }

  /** Puts another line on a draft. */
  addLine(invoice: Invoice, request: LineRequest): void {
    const { lines, payer } = this.invoicing.sheet(invoice);
    const line = this.behind(
      singleLine(this.book, this.lines, request, invoice.currency),
      payer.customer,
      invoice,
    );
    this.invoicing.redraft(invoice, { lines: [...lines, line] });
  }

  /** Replaces the lines of a draft. */
  editLines(invoice: Invoice, edit: (lines: readonly LineDraft[]) => readonly LineDraft[]): void {
    this.invoicing.redraft(invoice, { lines: edit(this.invoicing.sheet(invoice).lines) });
  }

  /** Puts a discount on a draft. */
  discount(invoice: Invoice, choice: CouponChoice): void {
    const { discounts } = this.invoicing.sheet(invoice);
    const applied = this.discounts.attachToInvoice(invoice, choice.coupon, choice.promotionCode);
    this.invoicing.redraft(invoice, { discounts: [...discounts, applied] });
  }

  /** A line for the customer's next invoice, of this subscription or (without) of any. */
  addPending(
    customer: Customer,
    request: LineRequest & { readonly currency: string; readonly subscription?: Subscription },
  ): InvoiceItem {
    const draft = singleLine(this.book, this.lines, request, request.currency);
    return this.items.wait(draft, customer, request.currency, request.subscription ?? null);
  }

  /** Lets a pending item go to another subscription's next invoice (null: to any). */
  movePending(item: InvoiceItem, subscription: Subscription | null): void {
    this.items.move(item, subscription);
  }

  deletePending(item: InvoiceItem): void {
    this.items.remove(item);
  }

  finalize(invoice: Invoice): void {
    assert(invoice.status === 'draft', 'only drafts are finalised', { id: invoice.id });
    this.invoicing.finalize(this.invoicing.sheet(invoice), 'now');
  }

  /** Tries to collect an open invoice now. */
  collect(invoice: Invoice, method: PaymentMethod | null = null): void {
    const { payer, reason } = this.invoicing.sheet(invoice);
    if (method !== null) payer.method = method;
    invoice.auto_advance = true;
    this.collection.collect(payer, invoice, this.invoicing.context(payer, invoice, reason));
  }

  /** Charges a card for an invoice: all that is open, or part of it. */
  pay(invoice: Invoice, method: PaymentMethod, amount: number = invoice.amount_remaining): Payment {
    assert(invoice.status === 'open' || invoice.status === 'uncollectible', 'the invoice can be paid', {
      id: invoice.id,
      status: invoice.status,
    });
    return this.chargeFor(invoice, method, amount);
  }

  /** Marks an invoice paid with money that did not pass through Stripe. */
  payOutOfBand(invoice: Invoice): void {
    const { payer } = this.invoicing.sheet(invoice);
    const amount = invoice.amount_remaining;
    const payment = this.collection.record(invoice, '', amount);
    payment.payment = { payment_record: this.book.id('payment_record'), type: 'payment_record' };
    invoice.amount_paid_off_stripe = amount;
    this.collection.settle(payer.subscription, invoice, payment, amount);
  }

  /**
   * Fault: charges for an invoice that needs no payment any more: paid already (the excess is overpaid), or void. With
   * `toBalance` the excess becomes customer credit, as Stripe does it, and nothing is wrong.
   */
  payAgain(
    invoice: Invoice,
    method: PaymentMethod,
    options: { readonly amount?: number; readonly toBalance?: boolean } = {},
  ): Payment {
    const { customer } = this.invoicing.sheet(invoice).payer;
    const amount = options.amount ?? (invoice.amount_paid === 0 ? invoice.amount_due : invoice.amount_paid);
    const before = invoice.amount_overpaid;
    const payment = this.chargeFor(invoice, method, amount);
    const excess = invoice.amount_overpaid - before;
    if (options.toBalance === true && excess > 0) {
      const { currency } = invoice;
      this.balances.move({
        customer,
        type: 'invoice_overpaid',
        amount: -excess,
        currency,
        invoice: invoice.id,
      });
    }
    return payment;
  }

  /** Counts a payment made otherwise (its own intent) toward an invoice. */
  attachPayment(invoice: Invoice, payment: Payment): void {
    const { payer } = this.invoicing.sheet(invoice);
    const { charge, intent } = payment;
    const record = this.collection.record(invoice, intent.id, charge.amount_captured, false);
    this.collection.settle(payer.subscription, invoice, record, charge.amount_captured);
  }

  void(invoice: Invoice): void {
    assert(invoice.status === 'open' || invoice.status === 'uncollectible', 'an open invoice is voided', {
      id: invoice.id,
    });
    invoice.status = 'void';
    invoice.status_transitions.voided_at = this.book.now;
    this.stop(invoice);
    this.invoicing.giveCreditsBack(invoice);
    const moved = (invoice.ending_balance ?? 0) - invoice.starting_balance;
    if (moved !== 0) {
      const { customer } = this.invoicing.sheet(invoice).payer;
      const { currency } = invoice;
      this.balances.move({
        customer,
        type: 'unapplied_from_invoice',
        amount: -moved,
        currency,
        invoice: invoice.id,
      });
    }
    this.events.emit('invoice.voided', invoice);
  }

  markUncollectible(invoice: Invoice): void {
    assert(invoice.status === 'open', 'an open invoice is written off', { id: invoice.id });
    invoice.status = 'uncollectible';
    invoice.status_transitions.marked_uncollectible_at = this.book.now;
    this.stop(invoice);
    this.events.emit('invoice.marked_uncollectible', invoice);
  }

  /** Deletes a draft and the items on it. */
  delete(invoice: Invoice): void {
    assert(invoice.status === 'draft', 'only drafts are deleted', { id: invoice.id });
    invoice.auto_advance = false;
    this.book.remove(invoice);
    for (const item of [...this.book.all('invoiceitem')]) {
      if (item.invoice === invoice.id) this.book.remove(item);
    }
    this.invoicing.forget(invoice);
  }

  private chargeFor(invoice: Invoice, method: PaymentMethod, amount: number): Payment {
    const { payer } = this.invoicing.sheet(invoice);
    return this.collection.chargeOnce(payer, invoice, { amount, method });
  }

  private stop(invoice: Invoice): void {
    invoice.auto_advance = false;
    invoice.next_payment_attempt = null;
    this.collection.cancelOpen(invoice);
  }

  private behind(line: LineDraft, customer: Customer, invoice: Invoice): LineDraft {
    if (line.invoiceItem === null) return this.items.behind(line, customer, invoice.currency, invoice);
    this.book.get('invoiceitem', line.invoiceItem).invoice = invoice.id;
    return line;
  }
}
