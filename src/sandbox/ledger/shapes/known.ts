import type { Coupon, Discount, InvoicePayment, LedgerObject, Price, TaxRate } from '../wire.ts';

/** A Stripe object of an older API version. */
export interface OldObject {
  readonly id: string;
  readonly object: string;
  readonly [field: string]: unknown;
}

/** Everything older shapes embed or name that newer ones keep elsewhere. */
export class Known {
  private readonly byId = new Map<string, LedgerObject>();
  private readonly paymentsByInvoice = new Map<string, InvoicePayment[]>();
  private readonly invoiceByIntent = new Map<string, string>();

  constructor(objects: readonly LedgerObject[]) {
    for (const object of objects) {
      this.byId.set(object.id, object);
      if (object.object === 'invoice_payment') this.note(object);
    }
  }

  price(id: unknown): Price | null {
    return this.find(id, 'price');
  }

  coupon(id: unknown): Coupon | null {
    return this.find(id, 'coupon');
  }

  discount(id: unknown): Discount | null {
    return this.find(id, 'discount');
  }

  taxRate(id: unknown): TaxRate | null {
    return this.find(id, 'tax_rate');
  }

  /** Payments toward an invoice, the default one first. */
  paymentsOf(invoice: string): readonly InvoicePayment[] {
    const payments = this.paymentsByInvoice.get(invoice) ?? [];
    return [...payments].sort((a, b) => Number(b.is_default) - Number(a.is_default));
  }

  invoiceOf(intent: unknown): string | null {
    return this.invoiceByIntent.get(String(intent)) ?? null;
  }

  latestCharge(intent: unknown): string | null {
    const found = this.byId.get(String(intent));
    return found?.object === 'payment_intent' ? (found.latest_charge as string | null) : null;
  }

  private find<Kind extends LedgerObject['object']>(
    id: unknown,
    kind: Kind,
  ): Extract<LedgerObject, { readonly object: Kind }> | null {
    const found = this.byId.get(String(id));
    return found?.object === kind ? (found as Extract<LedgerObject, { readonly object: Kind }>) : null;
  }

  private note(payment: InvoicePayment): void {
    const invoice = String(payment.invoice);
    const list = this.paymentsByInvoice.get(invoice);
    if (list === undefined) this.paymentsByInvoice.set(invoice, [payment]);
    else list.push(payment);
    const { payment_intent: intent } = payment.payment;
    if (intent !== undefined) this.invoiceByIntent.set(String(intent), invoice);
  }
}
