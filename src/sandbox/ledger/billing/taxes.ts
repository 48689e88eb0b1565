import type { AppliedTax, LineDraft } from '../compose/draft.ts';
import type { Customers } from '../customers.ts';
import type { Shop } from '../shop.ts';
import type { Customer, Invoice, TaxRate } from '../wire.ts';

/** Stripe's tax code of what is never taxed. */
const NONTAXABLE = 'txcd_00000000';

/** Which taxes an invoice's lines get: the rates somebody put on it, or those of the customer's place. */
export class Taxes {
  private readonly shop: Shop;
  private readonly customers: Customers;

  constructor(shop: Shop, customers: Customers) {
    this.shop = shop;
    this.customers = customers;
  }

  /** Taxes by rates set by hand, on the invoice or the line. */
  manual(
    line: LineDraft,
    invoiceRates: readonly TaxRate[],
    customer: Customer,
    ignoreExemption: boolean,
  ): AppliedTax[] {
    const reason = ignoreExemption ? 'standard_rated' : exemption(customer);
    return (line.taxRates ?? invoiceRates).map((rate) => this.row(rate, rate.inclusive, reason));
  }

  /**
   * Taxes as Stripe Tax decides them: the place is the shipping address, else the billing address; who is exempt or a
   * business abroad with a verified tax id is charged nothing, and neither is anybody where nothing is collected.
   */
  automatic(line: LineDraft, customer: Customer, ignoreExemption: boolean): AppliedTax[] {
    const address = customer.shipping?.address ?? customer.address ?? null;
    const country = address?.country ?? null;
    if (address === null || country === null) return [];
    const rates = this.shop.taxRates(country, address.state ?? null);
    const inclusive = line.taxBehavior === 'inclusive';
    if (rates.length === 0) {
      return [this.row(this.shop.zeroRate(country, address.state ?? null), inclusive, 'not_collecting')];
    }
    let reason: string = ignoreExemption ? 'standard_rated' : exemption(customer);
    if (reason === 'standard_rated' && !ignoreExemption && this.isBusinessAbroad(customer)) {
      reason = 'reverse_charge';
    }
    if (this.productTaxCode(line) === NONTAXABLE) reason = 'product_exempt';
    return rates.map((rate) => this.row(rate, inclusive, reason));
  }

  /** What an invoice says about automatic tax. */
  statusFor(customer: Customer, enabled: boolean): Invoice['automatic_tax'] {
    const known = (customer.shipping?.address ?? customer.address)?.country ?? null;
    return {
      disabled_reason: null,
      enabled,
      liability: enabled ? { type: 'self' } : null,
      provider: enabled ? 'stripe' : null,
      status: !enabled ? null : known === null ? 'requires_location_inputs' : 'complete',
    };
  }

  private row(rate: TaxRate, inclusive: boolean, reason: string): AppliedTax {
    return {
      rate,
      percentage: rate.percentage,
      inclusive,
      charged: reason === 'standard_rated',
      reason,
      ...(this.shop.isCompound(rate) ? { compound: true } : {}),
    };
  }

  private isBusinessAbroad(customer: Customer): boolean {
    return this.customers
      .taxIdsOf(customer)
      .some((id) => id.type.endsWith('_vat') && id.verification?.status === 'verified');
  }

  private productTaxCode(line: LineDraft): string | null {
    const product = line.price === null ? undefined : this.shop.product(line.price.product);
    return typeof product?.tax_code === 'string' ? product.tax_code : null;
  }
}

function exemption(customer: Customer): 'standard_rated' | 'customer_exempt' | 'reverse_charge' {
  if (customer.tax_exempt === 'exempt') return 'customer_exempt';
  return customer.tax_exempt === 'reverse' ? 'reverse_charge' : 'standard_rated';
}
