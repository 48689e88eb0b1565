import type {
  BillingHistory,
  Charge,
  Coupon,
  CreditNote,
  Customer,
  CustomerBalanceTransaction,
  Discount,
  Dispute,
  Invoice,
  InvoiceLine,
  PaymentIntent,
  Price,
  Product,
  Refund,
  Subscription,
  SubscriptionItem,
  TaxRate,
} from './billing-history.ts';

/** Dispute states in which the money is, or may yet be, taken back by the customer's bank. */
const CLOSED_DISPUTES_IN_OUR_FAVOUR = new Set(['won', 'warning_closed', 'prevented']);

/** True unless the refund never reached, and will not reach, the customer. */
export function isLiveRefund(refund: Refund): boolean {
  return refund.status !== 'failed' && refund.status !== 'canceled';
}

/** Discounts on a line, as Stripe applied them. */
export function lineDiscount(line: InvoiceLine): number {
  return line.discount_amounts.reduce((sum, discount) => sum + discount.amount, 0);
}

/** Taxes added on top of a line (inclusive taxes are part of its amount already). */
export function lineExclusiveTax(line: InvoiceLine): number {
  return line.taxes.reduce((sum, tax) => (tax.inclusive ? sum : sum + tax.amount), 0);
}

/** What the customer owes for a line: amount − discounts + exclusive taxes. */
export function lineTotal(line: InvoiceLine): number {
  return line.amount - lineDiscount(line) + lineExclusiveTax(line);
}

/**
 * True for the fee of one period, known beforehand: neither a one-off nor a proration, and not usage, which is billed
 * when its period is over. A price the history lacks is taken for a fee.
 */
export function isPeriodFee(line: InvoiceLine, index: HistoryIndex): boolean {
  if (line.proration || line.invoice_item !== null) return false;
  const price = index.price(line.price);
  return price === undefined || (price.type === 'recurring' && price.recurring?.usage_type !== 'metered');
}

/** Lines by what is owed for them, so that sums read the same whatever order the history came in. */
export function largestFirst(lines: readonly InvoiceLine[]): InvoiceLine[] {
  return [...lines].sort((a, b) => lineTotal(b) - lineTotal(a) || (a.id < b.id ? -1 : 1));
}

/** True while the subscription bills, or will bill again without anyone acting. */
export function isLiveSubscription(subscription: Subscription): boolean {
  return ['active', 'trialing', 'past_due', 'unpaid'].includes(subscription.status);
}

/** True when money of this invoice was asked for and not taken back by voiding or writing it off. */
export function isEffectiveInvoice(invoice: Invoice): boolean {
  return invoice.status === 'paid' || invoice.status === 'open';
}

/**
 * Joins over one history that rules need: which charge paid which invoice, what was returned, what each id names.
 * Built once per run; reading it is cheap. All lists come in order of creation, then id, so that the order of
 * objects in the history never shows.
 */
export class HistoryIndex {
  readonly history: BillingHistory;
  private readonly byId = {
    customer: new Map<string, Customer>(),
    subscription: new Map<string, Subscription>(),
    subscriptionItem: new Map<string, { item: SubscriptionItem; subscription: Subscription }>(),
    invoice: new Map<string, Invoice>(),
    line: new Map<string, { line: InvoiceLine; invoice: Invoice }>(),
    charge: new Map<string, Charge>(),
    paymentIntent: new Map<string, PaymentIntent>(),
    price: new Map<string, Price>(),
    product: new Map<string, Product>(),
    coupon: new Map<string, Coupon>(),
    taxRate: new Map<string, TaxRate>(),
    discount: new Map<string, Discount>(),
  };
  private readonly invoicesOfSubscriptionMap = new Map<string, Invoice[]>();
  private readonly chargesOfInvoiceMap = new Map<string, Charge[]>();
  private readonly invoiceOfChargeMap = new Map<string, Invoice>();
  private readonly refundsOfChargeMap = new Map<string, Refund[]>();
  private readonly creditNotesOfInvoiceMap = new Map<string, CreditNote[]>();
  private readonly creditedOnLineMap = new Map<string, number>();
  private readonly overpaidToBalanceMap = new Map<string, number>();
  private readonly disputesOfChargeMap = new Map<string, Dispute[]>();
  private readonly adjustmentsMap = new Map<string, CustomerBalanceTransaction[]>();

  constructor(history: BillingHistory) {
    this.history = history;
    this.indexObjects(history);
    this.joinPayments(history);
    this.joinReturns(history);
  }

  customer(id: string | null): Customer | undefined {
    return id === null ? undefined : this.byId.customer.get(id);
  }
  subscription(id: string | null): Subscription | undefined {
    return id === null ? undefined : this.byId.subscription.get(id);
  }
  subscriptionItem(id: string | null): { item: SubscriptionItem; subscription: Subscription } | undefined {
    return id === null ? undefined : this.byId.subscriptionItem.get(id);
  }
  invoice(id: string | null): Invoice | undefined {
    return id === null ? undefined : this.byId.invoice.get(id);
  }
  line(id: string | null): { line: InvoiceLine; invoice: Invoice } | undefined {
    return id === null ? undefined : this.byId.line.get(id);
  }
  charge(id: string | null): Charge | undefined {
    return id === null ? undefined : this.byId.charge.get(id);
  }
  paymentIntent(id: string | null): PaymentIntent | undefined {
    return id === null ? undefined : this.byId.paymentIntent.get(id);
  }
  price(id: string | null): Price | undefined {
    return id === null ? undefined : this.byId.price.get(id);
  }
  product(id: string | null): Product | undefined {
    return id === null ? undefined : this.byId.product.get(id);
  }
  coupon(id: string | null): Coupon | undefined {
    return id === null ? undefined : this.byId.coupon.get(id);
  }
  taxRate(id: string | null): TaxRate | undefined {
    return id === null ? undefined : this.byId.taxRate.get(id);
  }
  /** A discount seen on a customer, subscription, subscription item or invoice. */
  discount(id: string | null): Discount | undefined {
    return id === null ? undefined : this.byId.discount.get(id);
  }

  /** Invoices of a subscription, drafts and void ones included, oldest first. */
  invoicesOfSubscription(id: string): readonly Invoice[] {
    return this.invoicesOfSubscriptionMap.get(id) ?? [];
  }

  /** Charges made or tried toward an invoice, failed ones included, oldest first. */
  chargesOfInvoice(id: string): readonly Charge[] {
    return this.chargesOfInvoiceMap.get(id) ?? [];
  }

  /** The invoice a charge was made for, or undefined for a one-off payment. */
  invoiceOfCharge(id: string): Invoice | undefined {
    return this.invoiceOfChargeMap.get(id);
  }

  /** Refunds of a charge, failed ones included, oldest first. */
  refundsOfCharge(id: string): readonly Refund[] {
    return this.refundsOfChargeMap.get(id) ?? [];
  }

  /** Issued (not void) credit notes of an invoice, oldest first. */
  creditNotesOfInvoice(id: string): readonly CreditNote[] {
    return this.creditNotesOfInvoiceMap.get(id) ?? [];
  }

  /** What was paid on an invoice beyond its amount and Stripe put on the balance (`invoice_overpaid`); positive. */
  overpaidToBalance(invoiceId: string): number {
    return this.overpaidToBalanceMap.get(invoiceId) ?? 0;
  }

  disputesOfCharge(id: string): readonly Dispute[] {
    return this.disputesOfChargeMap.get(id) ?? [];
  }

  /** Captured and neither refunded nor lost to a dispute, in minor units. */
  netOfCharge(charge: Charge): number {
    if (charge.status !== 'succeeded' || !charge.captured) return 0;
    return Math.max(0, charge.amount_captured - charge.amount_refunded - this.lostToDispute(charge));
  }

  /** What Stripe would still let us refund: nothing while a dispute is open or lost. */
  refundableOnCharge(charge: Charge): number {
    if (this.hasBlockingDispute(charge)) return 0;
    return this.netOfCharge(charge);
  }

  /** True while a dispute of the charge is open or lost: no correction may touch it. */
  hasBlockingDispute(charge: Charge): boolean {
    const disputes = this.disputesOfCharge(charge.id);
    if (disputes.length === 0) return charge.disputed;
    return disputes.some((dispute) => !CLOSED_DISPUTES_IN_OUR_FAVOUR.has(dispute.status));
  }

  /** Still refundable on the charges that paid an invoice. */
  refundableOnInvoice(invoice: Invoice): number {
    return this.chargesOfInvoice(invoice.id).reduce(
      (sum, charge) => sum + this.refundableOnCharge(charge),
      0,
    );
  }

  /**
   * Everything given back on an invoice: issued credit notes (before and after payment) and refunds made without
   * a credit note. A credit note's own refund is counted once.
   */
  returnedOnInvoice(invoice: Invoice): number {
    const notes = this.creditNotesOfInvoice(invoice.id);
    const credited = notes.reduce((sum, note) => sum + note.amount, 0);
    const refundedByNotes = notes.reduce(
      (sum, note) => sum + note.refunds.reduce((total, refund) => total + refund.amount_refunded, 0),
      0,
    );
    const refunded = this.chargesOfInvoice(invoice.id).reduce(
      (sum, charge) => sum + charge.amount_refunded + this.lostToDispute(charge),
      0,
    );
    return credited + Math.max(0, refunded - refundedByNotes);
  }

  /** Credited on one line by issued credit notes, taxes included. Bare refunds are not attributed to lines. */
  creditedOnLine(lineId: string): number {
    return this.creditedOnLineMap.get(lineId) ?? 0;
  }

  /** Refunds on an invoice that no credit note explains: they may have settled any of its lines. */
  unattributedReturnOnInvoice(invoice: Invoice): number {
    const attributed = invoice.lines.reduce((sum, line) => sum + this.creditedOnLine(line.id), 0);
    return Math.max(0, this.returnedOnInvoice(invoice) - attributed);
  }

  /** Credit booked by hand on the customer's balance (`adjustment`, negative) after `since`, oldest first. */
  balanceAdjustmentsSince(customer: string | null, since: number): readonly CustomerBalanceTransaction[] {
    if (customer === null) return [];
    return (this.adjustmentsMap.get(customer) ?? []).filter(({ created }) => created >= since);
  }

  private lostToDispute(charge: Charge): number {
    return this.disputesOfCharge(charge.id).reduce(
      (sum, dispute) => (dispute.status === 'lost' ? sum + dispute.amount : sum),
      0,
    );
  }

  private indexObjects(history: BillingHistory): void {
    const { byId } = this;
    for (const customer of history.customers) {
      byId.customer.set(customer.id, customer);
      this.addDiscounts(customer.discount === null ? [] : [customer.discount]);
    }
    for (const subscription of history.subscriptions) {
      byId.subscription.set(subscription.id, subscription);
      this.addDiscounts(subscription.discounts);
      for (const item of subscription.items) {
        byId.subscriptionItem.set(item.id, { item, subscription });
        this.addDiscounts(item.discounts);
      }
    }
    for (const invoice of byCreation(history.invoices)) {
      byId.invoice.set(invoice.id, invoice);
      this.addDiscounts(invoice.discounts);
      for (const line of invoice.lines) byId.line.set(line.id, { line, invoice });
      for (const subscription of subscriptionsOf(invoice)) {
        push(this.invoicesOfSubscriptionMap, subscription, invoice);
      }
    }
    for (const charge of history.charges) byId.charge.set(charge.id, charge);
    for (const intent of history.payment_intents) byId.paymentIntent.set(intent.id, intent);
    for (const price of history.prices) byId.price.set(price.id, price);
    for (const product of history.products) byId.product.set(product.id, product);
    for (const coupon of history.coupons) byId.coupon.set(coupon.id, coupon);
    for (const rate of history.tax_rates) byId.taxRate.set(rate.id, rate);
  }

  private addDiscounts(discounts: readonly Discount[]): void {
    for (const discount of discounts) this.byId.discount.set(discount.id, discount);
  }

  private joinPayments(history: BillingHistory): void {
    const invoiceOfIntent = new Map<string, Invoice>();
    const invoiceOfCharge = new Map<string, Invoice>();
    for (const invoice of history.invoices) {
      for (const payment of invoice.payments) {
        if (payment.payment_intent !== null) invoiceOfIntent.set(payment.payment_intent, invoice);
        if (payment.charge !== null) invoiceOfCharge.set(payment.charge, invoice);
      }
    }
    for (const intent of history.payment_intents) {
      const invoice = this.invoice(intent.invoice);
      if (invoice !== undefined && !invoiceOfIntent.has(intent.id)) invoiceOfIntent.set(intent.id, invoice);
    }
    for (const charge of byCreation(history.charges)) {
      const invoice =
        invoiceOfCharge.get(charge.id) ??
        this.invoice(charge.invoice) ??
        (charge.payment_intent === null ? undefined : invoiceOfIntent.get(charge.payment_intent));
      if (invoice === undefined) continue;
      this.invoiceOfChargeMap.set(charge.id, invoice);
      push(this.chargesOfInvoiceMap, invoice.id, charge);
    }
  }

  private joinReturns(history: BillingHistory): void {
    const chargeOfIntent = new Map<string, Charge>();
    for (const charge of byCreation(history.charges)) {
      if (charge.payment_intent !== null && charge.status === 'succeeded') {
        chargeOfIntent.set(charge.payment_intent, charge);
      }
    }
    const chargeId = (ref: { charge: string | null; payment_intent: string | null }): string | undefined =>
      ref.charge ?? (ref.payment_intent === null ? undefined : chargeOfIntent.get(ref.payment_intent)?.id);
    for (const refund of byCreation(history.refunds)) push(this.refundsOfChargeMap, chargeId(refund), refund);
    for (const dispute of byCreation(history.disputes))
      push(this.disputesOfChargeMap, chargeId(dispute), dispute);
    for (const entry of byCreation(history.customer_balance_transactions)) {
      if (entry.type === 'adjustment' && entry.amount < 0) push(this.adjustmentsMap, entry.customer, entry);
    }
    for (const { type, invoice, amount } of history.customer_balance_transactions) {
      if (type !== 'invoice_overpaid' || invoice === null) continue;
      this.overpaidToBalanceMap.set(invoice, this.overpaidToBalance(invoice) - amount);
    }
    for (const note of byCreation(history.credit_notes)) {
      if (note.status !== 'issued') continue;
      push(this.creditNotesOfInvoiceMap, note.invoice, note);
      for (const line of note.lines) {
        if (line.invoice_line_item === null) continue;
        const taxes = line.taxes.reduce((sum, tax) => (tax.inclusive ? sum : sum + tax.amount), 0);
        const before = this.creditedOnLineMap.get(line.invoice_line_item) ?? 0;
        this.creditedOnLineMap.set(line.invoice_line_item, before + line.amount + taxes);
      }
    }
  }
}

/** Every subscription an invoice bills: its own, and those of its lines. */
export function subscriptionsOf(invoice: Invoice): ReadonlySet<string> {
  const ids = new Set<string>();
  if (invoice.subscription !== null) ids.add(invoice.subscription);
  for (const line of invoice.lines) if (line.subscription !== null) ids.add(line.subscription);
  return ids;
}

/** A copy ordered by creation, then id: the same whatever order the history came in. */
export function byCreation<T extends { readonly id: string; readonly created: number }>(
  objects: readonly T[],
): T[] {
  return [...objects].sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function push<V>(map: Map<string, V[]>, key: string | undefined, value: V): void {
  if (key === undefined) return;
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
