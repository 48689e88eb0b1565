import { assert } from '../../assert.ts';
import { addMonths, DAY, formatAmount, HOUR, prorate } from './arithmetic.ts';
import type { Book } from './book.ts';
import { type AppliedDiscount, composeInvoice, type LineDraft } from './compose-invoice.ts';
import { MERCHANT } from './merchant.ts';
import { aDiscount, planOf } from './objects/catalogue.ts';
import { aBalanceEntry } from './objects/credit.ts';
import { anInvoice, anInvoiceItem, anInvoicePayment } from './objects/invoice.ts';
import type { Decline } from './objects/payment.ts';
import { aSubscription } from './objects/subscription.ts';
import type { Payments } from './payments.ts';
import type {
  Coupon,
  Customer,
  Discount,
  Invoice,
  InvoiceLine,
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

/** What the ledger knows about a subscription beyond the object Stripe shows. */
interface Plan {
  readonly subscription: Subscription;
  readonly customer: Customer;
  readonly method: PaymentMethod;
  cycles: number;
  /** Attempts that will fail, in order, and how long after each the next is made. */
  readonly declines: { decline: Decline; retryAfterSeconds: number }[];
  /** Fault: tax the customer although they are exempt. */
  ignoreExemption: boolean;
  /** Fault: how many renewals are still billed after the subscription ended. */
  renewalsAfterEnd: number;
}

/** Subscriptions and invoices as Stripe Billing makes them: cycles, discounts, taxes, proration, retries. */
export class Billing {
  private readonly book: Book;
  private readonly payments: Payments;
  private readonly products: ReadonlyMap<string, Product>;
  private readonly plans = new Map<string, Plan>();
  private readonly discounts = new Map<string, AppliedDiscount>();
  /** Invoice items waiting for the next invoice, by subscription. */
  private readonly pending = new Map<string, LineDraft[]>();

  constructor(book: Book, payments: Payments, products: readonly Product[]) {
    this.book = book;
    this.payments = payments;
    this.products = new Map(products.map((product) => [product.id, product]));
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
      this.applyCoupon(subscription, request.coupon.coupon, request.coupon.promotionCode);
    }
    const item = onlyItem(subscription);
    this.bill(subscription, [this.cycleLine(subscription, item)], 'subscription_create', {
      start: this.book.now,
      end: this.book.now,
    });
    this.scheduleRenewal(subscription);
    return subscription;
  }

  /** Attaches a coupon from now on, for as long as its duration says. */
  applyCoupon(subscription: Subscription, coupon: Coupon, promotionCode?: PromotionCode): Discount {
    const months = coupon.duration_in_months;
    const discount = this.book.add(
      aDiscount({
        id: this.book.id('discount'),
        coupon: coupon.id,
        promotionCode: promotionCode?.id ?? null,
        customer: this.plan(subscription).customer.id,
        subscription: subscription.id,
        start: this.book.now,
        end: months === null ? null : addMonths(this.book.now, months),
      }),
    );
    this.discounts.set(discount.id, { discount, coupon });
    subscription.discounts.push(discount.id);
    coupon.times_redeemed += 1;
    if (promotionCode !== undefined) promotionCode.times_redeemed += 1;
    return discount;
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
    const credit = behavior === 'none' ? null : this.unusedTime(subscription, item);
    item.price = structuredClone(price);
    item.plan = planOf(price);
    item.quantity = quantity;
    if (credit === null) return null;
    const lines = [credit, this.remainingTime(subscription, item)];
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
    const lines = [...this.takePendingItems(subscription), this.cycleLine(subscription, item)];
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
    const { customer, method, ignoreExemption } = this.plan(subscription);
    const applied = reason === 'subscription_update' ? [] : this.takeDiscounts(subscription);
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
      this.book.schedule(this.book.now + DRAFT_SECONDS, () => this.finalize(subscription, invoice));
    } else {
      this.finalize(subscription, invoice);
    }
    return invoice;
  }

  private finalize(subscription: Subscription, invoice: Invoice): void {
    const { customer } = this.plan(subscription);
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
    this.collect(subscription, invoice);
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

  private collect(subscription: Subscription, invoice: Invoice): void {
    const { customer, method } = this.plan(subscription);
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
      const next = this.plan(subscription).declines.shift();
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

  /** Discounts in force now. One used `once` is gone afterwards; one that has ended falls off. */
  private takeDiscounts(subscription: Subscription): AppliedDiscount[] {
    const attached = subscription.discounts.map((id) => {
      const applied = this.discounts.get(String(id));
      assert(applied !== undefined, 'the ledger made this discount', { id });
      return applied;
    });
    const live = attached.filter(({ discount }) => discount.end === null || this.book.now < discount.end);
    subscription.discounts = live
      .filter(({ coupon }) => coupon.duration !== 'once')
      .map(({ discount }) => discount.id);
    return live;
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

  private cycleLine(subscription: Subscription, item: SubscriptionItem): LineDraft {
    const quantity = item.quantity ?? 1;
    const unit = item.price.unit_amount ?? 0;
    const each = formatAmount(unit, item.price.currency, 'en-US');
    return {
      id: this.book.id('line_item'),
      amount: unit * quantity,
      description: `${quantity} × ${this.productName(item.price)} (at ${each} / ${item.price.recurring?.interval})`,
      price: priceOfLine(item.price),
      quantity,
      period: { start: item.current_period_start, end: item.current_period_end },
      subscription: { id: subscription.id, item: item.id },
      invoiceItem: null,
      proration: null,
      discountable: true,
    };
  }

  /** The credit for what was billed for the rest of the period. */
  private unusedTime(subscription: Subscription, item: SubscriptionItem): LineDraft {
    const { invoice, line } = this.runningDebit(subscription, item);
    const remaining = item.current_period_end - this.book.now;
    return {
      ...this.prorationLine(subscription, item, 'Unused time on'),
      amount: -prorate(line.amount, remaining, line.period.end - line.period.start),
      proration: { invoice: invoice.id, lines: [line.id] },
    };
  }

  private remainingTime(subscription: Subscription, item: SubscriptionItem): LineDraft {
    const full = (item.price.unit_amount ?? 0) * (item.quantity ?? 1);
    const remaining = item.current_period_end - this.book.now;
    return {
      ...this.prorationLine(subscription, item, 'Remaining time on'),
      amount: prorate(full, remaining, item.current_period_end - item.current_period_start),
      proration: 'debit',
    };
  }

  private prorationLine(
    subscription: Subscription,
    item: SubscriptionItem,
    words: 'Unused time on' | 'Remaining time on',
  ): Omit<LineDraft, 'amount' | 'proration'> {
    const quantity = item.quantity ?? 1;
    const what = `${quantity === 1 ? '' : `${quantity} × `}${this.productName(item.price)}`;
    const day = new Intl.DateTimeFormat('en-GB', {
      day: '2-digit',
      month: 'short',
      year: 'numeric',
      timeZone: 'UTC',
    }).format(this.book.now * 1000);
    return {
      id: this.book.id('line_item'),
      description: `${words} ${what} after ${day}`,
      price: priceOfLine(item.price),
      quantity,
      period: { start: this.book.now, end: item.current_period_end },
      subscription: { id: subscription.id, item: item.id },
      invoiceItem: null,
      discountable: false,
    };
  }

  /** The line that billed the running period of an item, last. */
  private runningDebit(
    subscription: Subscription,
    item: SubscriptionItem,
  ): { readonly invoice: Invoice; readonly line: InvoiceLine } {
    for (const invoice of [...this.invoicesOf(subscription)].reverse()) {
      for (const line of invoice.lines.data) {
        if (line.amount > 0 && line.period.end === item.current_period_end) return { invoice, line };
      }
    }
    throw new Error(`nothing was billed for the running period of ${item.id}`);
  }

  private productName(price: Price): string {
    const product = this.products.get(typeof price.product === 'string' ? price.product : price.product.id);
    return product?.name ?? 'Subscription';
  }

  private plan(subscription: Subscription): Plan {
    const plan = this.plans.get(subscription.id);
    assert(plan !== undefined, 'the ledger started this subscription', { id: subscription.id });
    return plan;
  }
}

/** Days between a failed payment and the next try, as Stripe's smart retries often choose. */
export const RETRY_AFTER_SECONDS = 3 * DAY;

export function onlyItem(subscription: Subscription): SubscriptionItem {
  const [item] = subscription.items.data;
  assert(item !== undefined, 'a subscription has an item', { id: subscription.id });
  return item;
}

function monthsPerCycle(price: Price): number {
  const { recurring } = price;
  assert(recurring !== null, 'a subscription has a recurring price', { id: price.id });
  return recurring.interval === 'year' ? 12 * recurring.interval_count : recurring.interval_count;
}

function priceOfLine(price: Price): NonNullable<LineDraft['price']> {
  return {
    id: price.id,
    product: typeof price.product === 'string' ? price.product : price.product.id,
    unitAmount: price.unit_amount_decimal ?? String(price.unit_amount ?? 0),
  };
}
