import { allocate, percentage } from './arithmetic.ts';
import { anInvoiceLine } from './objects/invoice.ts';
import type { Coupon, Discount, Invoice, InvoiceLine, TaxRate } from './wire.ts';

/** What is to be billed on one line, before discounts and taxes. */
export interface LineDraft {
  readonly id: string;
  /** Minor units; negative for a credit. */
  readonly amount: number;
  readonly description: string;
  readonly price: { readonly id: string; readonly product: string; readonly unitAmount: string } | null;
  readonly quantity: number;
  readonly period: { readonly start: number; readonly end: number };
  readonly subscription: { readonly id: string; readonly item: string } | null;
  readonly invoiceItem: string | null;
  readonly proration: { readonly invoice: string; readonly lines: readonly string[] } | 'debit' | null;
  readonly discountable: boolean;
}

/** A coupon as it applies to this invoice. */
export interface AppliedDiscount {
  readonly discount: Discount;
  readonly coupon: Coupon;
}

export interface Composition {
  readonly lines: InvoiceLine[];
  readonly subtotal: number;
  readonly total: number;
  readonly total_excluding_tax: number;
  readonly total_discount_amounts: NonNullable<Invoice['total_discount_amounts']>;
  readonly total_taxes: NonNullable<Invoice['total_taxes']>;
}

/**
 * Adds an invoice up: discounts reduce each line one after another, exclusive taxes come on top of what is left.
 * A customer who is exempt gets Stripe's zero tax rows (`customer_exempt`); `ignoreExemption` is the fault of taxing
 * them all the same.
 */
export function composeInvoice(input: {
  readonly invoice: string;
  readonly currency: string;
  readonly lines: readonly LineDraft[];
  readonly discounts: readonly AppliedDiscount[];
  readonly taxRates: readonly TaxRate[];
  readonly exempt: boolean;
  readonly ignoreExemption?: boolean;
}): Composition {
  const discounted = input.lines.map((draft) => ({
    draft,
    left: draft.amount,
    discounts: [] as { amount: number; discount: string }[],
  }));
  for (const { discount, coupon } of input.discounts) {
    const open = discounted.filter((line) => line.draft.discountable && line.left > 0);
    const parts = discountParts(
      coupon,
      input.currency,
      open.map((line) => line.left),
    );
    open.forEach((line, at) => {
      const amount = parts[at] ?? 0;
      if (amount === 0) return;
      line.left -= amount;
      line.discounts.push({ amount, discount: discount.id });
    });
  }
  const taxed = !input.exempt || input.ignoreExemption === true;
  const lines = discounted.map(({ draft, left, discounts }) =>
    anInvoiceLine({
      draft,
      invoice: input.invoice,
      currency: input.currency,
      discountAmounts: discounts,
      taxes: input.taxRates.map((rate) => ({
        amount: taxed ? percentage(left, rate.percentage) : 0,
        tax_behavior: 'exclusive',
        tax_rate_details: { tax_rate: rate.id },
        taxability_reason: taxed ? 'standard_rated' : 'customer_exempt',
        taxable_amount: taxed ? left : 0,
        type: 'tax_rate_details',
      })),
    }),
  );
  const subtotal = sum(lines.map((line) => line.amount));
  const off = sum(lines.flatMap((line) => (line.discount_amounts ?? []).map((entry) => entry.amount)));
  const tax = sum(lines.flatMap((line) => (line.taxes ?? []).map((entry) => entry.amount)));
  return {
    lines,
    subtotal,
    total: subtotal - off + tax,
    total_excluding_tax: subtotal - off,
    total_discount_amounts: totalDiscounts(lines),
    total_taxes: totalTaxes(lines),
  };
}

function discountParts(coupon: Coupon, currency: string, amounts: readonly number[]): number[] {
  if (coupon.percent_off !== null) {
    const percent = coupon.percent_off;
    return amounts.map((amount) => percentage(amount, percent));
  }
  if (coupon.amount_off === null || coupon.currency !== currency) return amounts.map(() => 0);
  return allocate(Math.min(coupon.amount_off, sum(amounts)), amounts);
}

function totalDiscounts(lines: readonly InvoiceLine[]): Composition['total_discount_amounts'] {
  const totals = new Map<string, number>();
  for (const entry of lines.flatMap((line) => line.discount_amounts ?? [])) {
    const id = typeof entry.discount === 'string' ? entry.discount : entry.discount.id;
    totals.set(id, (totals.get(id) ?? 0) + entry.amount);
  }
  return [...totals].map(([discount, amount]) => ({ amount, discount }));
}

function totalTaxes(lines: readonly InvoiceLine[]): Composition['total_taxes'] {
  const totals = new Map<string, Composition['total_taxes'][number]>();
  for (const tax of lines.flatMap((line) => line.taxes ?? [])) {
    const key = `${String(tax.tax_rate_details?.tax_rate)} ${tax.taxability_reason}`;
    const before = totals.get(key);
    if (before === undefined) totals.set(key, { ...tax });
    else {
      before.amount += tax.amount;
      before.taxable_amount = (before.taxable_amount ?? 0) + (tax.taxable_amount ?? 0);
    }
  }
  return [...totals.values()];
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
