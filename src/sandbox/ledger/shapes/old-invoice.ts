import { planOf } from '../objects/catalogue.ts';
import type { Invoice, InvoiceItem, InvoiceLine } from '../wire.ts';
import type { Known, OldObject } from './known.ts';

type Tax = NonNullable<InvoiceLine['taxes']>[number];

/** `total_taxes` and `taxes` were `total_tax_amounts` and `tax_amounts`. */
export function oldTaxes(taxes: readonly Tax[] | null | undefined): readonly object[] {
  return (taxes ?? []).map((tax) => ({
    amount: tax.amount,
    inclusive: tax.tax_behavior === 'inclusive',
    tax_rate: tax.tax_rate_details?.tax_rate ?? null,
    taxability_reason: tax.taxability_reason,
    taxable_amount: tax.taxable_amount,
  }));
}

/** Charge, intent, subscription and tax stood on the invoice itself; payments and `parent` did not exist. */
export function oldInvoice(invoice: Invoice, known: Known): OldObject {
  const { parent, total_taxes: taxes, amount_paid_off_stripe: offStripe, ...rest } = invoice;
  const payments = known.paymentsOf(invoice.id);
  const intent =
    payments.find((payment) => payment.payment.payment_intent !== undefined)?.payment.payment_intent ?? null;
  const details = parent?.subscription_details ?? null;
  const tax = (taxes ?? []).reduce((sum, entry) => sum + entry.amount, 0);
  return {
    ...rest,
    charge: known.latestCharge(intent),
    discount: oldDiscount(invoice.discounts[0], known),
    lines: {
      ...invoice.lines,
      data: invoice.lines.data.map((line) => oldLine(line, known)),
    },
    paid: invoice.status === 'paid',
    paid_out_of_band: (offStripe ?? 0) > 0,
    payment_intent: intent,
    quote: parent?.quote_details?.quote ?? null,
    subscription: details?.subscription ?? null,
    subscription_details: details === null ? null : { metadata: details.metadata },
    tax: (taxes ?? []).length === 0 ? null : tax,
    total_tax_amounts: oldTaxes(taxes),
  };
}

/** Price, plan and origin stood on the line itself. */
function oldLine(line: InvoiceLine, known: Known): object {
  const { parent, pricing, taxes, subtotal: _subtotal, quantity_decimal: _decimal, ...rest } = line;
  const subscriptionItem = parent?.subscription_item_details ?? null;
  const invoiceItem = parent?.invoice_item_details ?? null;
  const price = known.price(pricing?.price_details?.price);
  return {
    ...rest,
    invoice_item: subscriptionItem?.invoice_item ?? invoiceItem?.invoice_item ?? undefined,
    plan: price === null || price.recurring === null ? null : planOf(price),
    price,
    proration: subscriptionItem?.proration ?? invoiceItem?.proration ?? false,
    proration_details: subscriptionItem?.proration_details ??
      invoiceItem?.proration_details ?? { credited_items: null },
    subscription: subscriptionItem?.subscription ?? invoiceItem?.subscription ?? null,
    ...(subscriptionItem === null ? {} : { subscription_item: subscriptionItem.subscription_item }),
    tax_amounts: oldTaxes(taxes),
    tax_rates: (taxes ?? []).flatMap((tax) => known.taxRate(tax.tax_rate_details?.tax_rate) ?? []),
    type:
      subscriptionItem !== null && subscriptionItem.invoice_item === null ? 'subscription' : 'invoiceitem',
  };
}

export function oldInvoiceItem(item: InvoiceItem, known: Known): OldObject {
  const { parent, pricing, quantity_decimal: _decimal, net_amount: _net, ...rest } = item;
  const price = known.price(pricing?.price_details?.price);
  const details = parent?.subscription_details ?? null;
  return {
    ...rest,
    plan: price === null || price.recurring === null ? null : planOf(price),
    price,
    subscription: details?.subscription ?? null,
    ...(details?.subscription_item === undefined ? {} : { subscription_item: details.subscription_item }),
    unit_amount: price?.unit_amount ?? null,
    unit_amount_decimal: pricing?.unit_amount_decimal ?? null,
  };
}

/** A discount held its coupon. */
export function oldDiscount(id: unknown, known: Known): object | null {
  const discount = known.discount(typeof id === 'object' && id !== null ? Reflect.get(id, 'id') : id);
  if (discount === null) return null;
  const { source, customer_account: _account, ...rest } = discount;
  return { ...rest, coupon: known.coupon(source.coupon) ?? source.coupon };
}
