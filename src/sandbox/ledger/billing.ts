import { assert } from '../../assert.ts';
import { addMonths, HOUR } from './arithmetic.ts';
import { Collection } from './billing/collection.ts';
import { SubscriptionDiscounts } from './billing/discounts.ts';
import { type Debit, LineDrafts } from './billing/line-drafts.ts';
import { monthsPerCycle, onlyItem, type Plan } from './billing/plan.ts';
import type { Book } from './book.ts';
import { composeInvoice, type LineDraft } from './compose-invoice.ts';
import { MERCHANT } from './merchant.ts';
import { planOf } from './objects/catalogue.ts';
import { anInvoice, anInvoiceItem } from './objects/invoice.ts';
import type { Decline } from './objects/payment.ts';
import { aSubscription } from './objects/subscription.ts';
import type { Payments } from './payments.ts';
import type {
  Coupon,
  Customer,
  Invoice,
  PaymentMethod,
  Price,
  Product,
  PromotionCode,
  Subscription,
  SubscriptionItem,
  TaxRate,
} from './wire.ts';

/** A renewal's draft is finalised about an hour after it was created. */
const DRAFT_SECONDS = HOUR + 7;

export interface SubscribeRequest {
  readonly customer: Customer;
  readonly method: PaymentMethod;
  readonly price: Price;
  readonly quantity?: number;
  readonly taxRates?: readonly TaxRate[];
  readonly coupon?: { readonly coupon: Coupon; readonly promotionCode?: PromotionCode };
  readonly metadata?: Readonly<Record<string, string>>;
  readonly description?: string;
}

/** Subscriptions and invoices as Stripe Billing makes them: cycles, discounts, taxes, proration, retries. */
export class Billing {
  private readonly book: Book;
  private readonly lines: LineDrafts;
  private readonly discounts: SubscriptionDiscounts;
  private readonly collection: Collection;
  private readonly plans = new Map<string, Plan>();
  /** Invoice items waiting for the next invoice, by subscription. */
  private readonly pending = new Map<string, LineDraft[]>();

  constructor(book: Book, payments: Payments, products: readonly Product[]) {
    this.book = book;
    this.lines = new LineDrafts(book, products);
    this.discounts = new SubscriptionDiscounts(book);
    this.collection = new Collection(book, payments);
  }

  /** Starts a subscription; its first invoice is paid at once. */
  subscribe(request: SubscribeRequest): Subscription {
    const { customer, method, price } = request;
    const subscription = this.book.add(
      aSubscription({
        id: this.book.id('subscription'),
        itemId: this.book.id('subscription_item'),
        customer: customer.id,
        paymentMethod: method.id,
        price,
        quantity: request.quantity ?? 1,
        taxRates: request.taxRates ?? [],
        metadata: request.metadata ?? {},
        description: request.description ?? null,
        start: this.book.now,
        periodEnd: addMonths(this.book.now, monthsPerCycle(price)),
      }),
    );
    this.plans.set(subscription.id, {
      subscription,
      customer,
      method,
      cycles: 0,
      declines: [],
      ignoreExemption: false,
      renewalsAfterEnd: 0,
    });
    if (request.coupon !== undefined) {
      this.discounts.attach(subscription, request.coupon.coupon, request.coupon.promotionCode);
    }
    const item = onlyItem(subscription);
    this.bill(subscription, [this.lines.cycle(subscription, item)], 'subscription_create', {
      start: this.book.now,
      end: this.book.now,
    });
    this.scheduleRenewal(subscription);
    return subscription;
  }

  /**
   * Changes price or quantity within the running period, prorated to the second from what was originally billed
   * (flexible billing mode). `always_invoice` bills the difference now, `create_prorations` on the next invoice.
   */
  changePlan(
    subscription: Subscription,
    change: { readonly price?: Price; readonly quantity?: number },
    behavior: 'always_invoice' | 'create_prorations' | 'none',
  ): Invoice | null {
    const item = onlyItem(subscription);
    const price = change.price ?? item.price;
    const quantity = change.quantity ?? item.quantity ?? 1;
    assert(monthsPerCycle(price) === monthsPerCycle(item.price), 'the ledger keeps the interval', {
      subscription: subscription.id,
    });
    assert(subscription.discounts.length === 0, 'the ledger prorates only what is not discounted', {
      subscription: subscription.id,
    });
    const credit =
      behavior === 'none'
        ? null
        : this.lines.unusedTime(subscription, item, this.runningDebit(subscription, item));
    item.price = structuredClone(price);
    item.plan = planOf(price);
    item.quantity = quantity;
    if (credit === null) return null;
    const lines = [credit, this.lines.remainingTime(subscription, item)];
    if (behavior === 'always_invoice') {
      return this.bill(subscription, lines, 'subscription_update', {
        start: item.current_period_start,
        end: this.book.now,
      });
    }
    for (const line of lines) this.addInvoiceItem(subscription, line, null);
    return null;
  }

  /** Ends the subscription at once. Nothing is credited (Stripe's default). */
  cancelNow(subscription: Subscription, comment: string | null = null): void {
    subscription.canceled_at = this.book.now;
    subscription.cancellation_details = {
      comment,
      feedback: null,
      feedback_option: null,
      reason: 'cancellation_requested',
    };
    this.end(subscription);
  }

  /** Lets the running period be the last. */
  cancelAtPeriodEnd(subscription: Subscription, comment: string | null = null): void {
    subscription.cancel_at_period_end = true;
    subscription.cancel_at = onlyItem(subscription).current_period_end;
    subscription.canceled_at = this.book.now;
    subscription.cancellation_details = {
      comment,
      feedback: null,
      feedback_option: null,
      reason: 'cancellation_requested',
    };
  }

  /** Lets the next payment of this subscription fail with these declines before it succeeds. */
  failNextPayment(
    subscription: Subscription,
    declines: readonly { readonly decline: Decline; readonly retryAfterSeconds: number }[],
  ): void {
    this.plan(subscription).declines.push(...declines);
  }

  /** Fault: from now on, tax this exempt customer. */
  ignoreExemption(subscription: Subscription): void {
    this.plan(subscription).ignoreExemption = true;
  }

  /** Fault: keep billing this many renewals after the subscription has ended. */
  renewAfterEnd(subscription: Subscription, renewals: number): void {
    this.plan(subscription).renewalsAfterEnd = renewals;
  }

  /** Invoices of a subscription, oldest first. */
  invoicesOf(subscription: Subscription): readonly Invoice[] {
    return this.book
      .all('invoice')
      .filter((invoice) => invoice.parent?.subscription_details?.subscription === subscription.id);
  }

  private renew(subscription: Subscription): void {
    const plan = this.plan(subscription);
    const item = onlyItem(subscription);
    if (subscription.cancel_at_period_end && subscription.ended_at === null) {
      this.end(subscription);
    }
    if (subscription.ended_at !== null) {
      if (plan.renewalsAfterEnd === 0) return;
      plan.renewalsAfterEnd -= 1;
    }
    plan.cycles += 1;
    const previous = { start: item.current_period_start, end: item.current_period_end };
    item.current_period_start = previous.end;
    item.current_period_end = addMonths(
      subscription.billing_cycle_anchor,
      (plan.cycles + 1) * monthsPerCycle(item.price),
    );
    const lines = [...this.takePendingItems(subscription), this.lines.cycle(subscription, item)];
    this.bill(subscription, lines, 'subscription_cycle', previous);
    this.scheduleRenewal(subscription);
  }

  private scheduleRenewal(subscription: Subscription): void {
    this.book.schedule(onlyItem(subscription).current_period_end, () => this.renew(subscription));
  }

  private end(subscription: Subscription): void {
    subscription.status = 'canceled';
    subscription.ended_at = this.book.now;
    subscription.discounts = [];
  }

  /** Makes an invoice: a renewal stays a draft for an hour, everything else is finalised and charged at once. */
  private bill(
    subscription: Subscription,
    drafts: readonly LineDraft[],
    reason: 'subscription_create' | 'subscription_cycle' | 'subscription_update',
    period: { readonly start: number; readonly end: number },
  ): Invoice {
    const plan = this.plan(subscription);
    const { customer, method, ignoreExemption } = plan;
    const applied = reason === 'subscription_update' ? [] : this.discounts.take(subscription);
    const taxRates = subscription.default_tax_rates ?? [];
    const invoice = this.book.add(
      anInvoice({
        id: this.book.id('invoice'),
        customer,
        subscription,
        currency: subscription.currency,
        reason,
        created: this.book.now,
        period,
        discounts: applied.map(({ discount }) => discount.id),
        taxRates,
        paymentMethod: method.id,
        accountName: MERCHANT.name,
        accountCountry: MERCHANT.country,
      }),
    );
    const lines = drafts.map((draft) => {
      if (draft.invoiceItem !== null) this.book.get('invoiceitem', draft.invoiceItem).invoice = invoice.id;
      return draft.proration !== null && draft.invoiceItem === null
        ? { ...draft, invoiceItem: this.addInvoiceItem(subscription, draft, invoice.id) }
        : draft;
    });
    const composed = composeInvoice({
      invoice: invoice.id,
      currency: invoice.currency,
      lines,
      discounts: applied,
      taxRates,
      exempt: customer.tax_exempt === 'exempt',
      ignoreExemption,
    });
    invoice.lines.data = composed.lines;
    invoice.subtotal = composed.subtotal;
    invoice.subtotal_excluding_tax = composed.subtotal;
    invoice.total = composed.total;
    invoice.total_excluding_tax = composed.total_excluding_tax;
    invoice.total_discount_amounts = composed.total_discount_amounts;
    invoice.total_taxes = composed.total_taxes;
    invoice.amount_due = Math.max(0, composed.total);
    invoice.amount_remaining = invoice.amount_due;
    subscription.latest_invoice = invoice.id;
    if (reason === 'subscription_cycle') {
      invoice.automatically_finalizes_at = this.book.now + HOUR;
      this.book.schedule(this.book.now + DRAFT_SECONDS, () => this.collection.finalize(plan, invoice));
    } else {
      this.collection.finalize(plan, invoice);
    }
    return invoice;
  }

  private takePendingItems(subscription: Subscription): LineDraft[] {
    const pending = this.pending.get(subscription.id) ?? [];
    this.pending.delete(subscription.id);
    return pending;
  }

  /** Writes the invoice item behind a line; without an invoice it waits for the next one. Returns its id. */
  private addInvoiceItem(subscription: Subscription, line: LineDraft, invoice: string | null): string {
    const item = this.book.add(
      anInvoiceItem({
        id: this.book.id('invoiceitem'),
        customer: this.plan(subscription).customer.id,
        invoice,
        date: this.book.now,
        currency: subscription.currency,
        line,
      }),
    );
    if (invoice === null) {
      const waiting = this.pending.get(subscription.id) ?? [];
      this.pending.set(subscription.id, [...waiting, { ...line, invoiceItem: item.id }]);
    }
    return item.id;
  }

  /** The line that billed the running period of an item, last. */
  private runningDebit(subscription: Subscription, item: SubscriptionItem): Debit {
    for (const invoice of [...this.invoicesOf(subscription)].reverse()) {
      for (const line of invoice.lines.data) {
        if (line.amount > 0 && line.period.end === item.current_period_end) return { invoice, line };
      }
    }
    throw new Error(`nothing was billed for the running period of ${item.id}`);
  }

  private plan(subscription: Subscription): Plan {
    const plan = this.plans.get(subscription.id);
    assert(plan !== undefined, 'the ledger started this subscription', { id: subscription.id });
    return plan;
  }
}
