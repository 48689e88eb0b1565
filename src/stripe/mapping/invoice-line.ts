import type { InvoiceLine } from '../../analysis/billing-history.ts';
import type { MappingContext } from './context.ts';
import { type Fields, isId } from './raw.ts';
import { toDiscountAmounts, toTaxes } from './tax.ts';

interface LinePlace {
  readonly invoice: string;
  readonly index: number;
  readonly currency: string;
  readonly period_start: number;
  readonly period_end: number;
}

/**
 * One invoice line. Now price and origin stand under `pricing` and `parent`; before 2025-03-31.basil under `price`
 * (before that `plan`), `subscription`, `proration` and `proration_details`.
 */
export function toInvoiceLine(fields: Fields, place: LinePlace, context: MappingContext): InvoiceLine {
  const origin = originOf(fields);
  const details = fields.child('pricing')?.child('price_details') ?? null;
  const price = details?.ref('price') ?? fields.ref('price') ?? fields.ref('plan');
  const proration = origin?.maybeFlag('proration') ?? fields.flag('proration');
  return {
    id: isId(fields.raw['id']) ? fields.raw['id'] : `${place.invoice}:line:${place.index}`,
    invoice: place.invoice,
    amount: fields.requiredInt('amount'),
    currency: fields.currency() ?? place.currency,
    description: fields.text('description'),
    quantity: fields.count('quantity'),
    price,
    product:
      details?.ref('product') ??
      fields.child('price')?.ref('product') ??
      fields.child('plan')?.ref('product') ??
      context.productOf(price),
    unit_amount_decimal: unitAmount(fields, price, proration, context),
    period: fields.period('period') ?? { start: place.period_start, end: place.period_end },
    proration,
    credited_items: creditedItems(origin, fields),
    subscription: origin?.ref('subscription') ?? fields.ref('subscription'),
    subscription_item: origin?.ref('subscription_item') ?? fields.ref('subscription_item'),
    invoice_item: origin?.ref('invoice_item') ?? fields.ref('invoice_item'),
    discountable: fields.maybeFlag('discountable') ?? true,
    discount_amounts: toDiscountAmounts(fields, 'discount_amounts'),
    discounts: fields.refs('discounts'),
    taxes: toTaxes(fields, 'taxes', 'tax_amounts').map((tax) => {
      const percentage = context.taxPercentageOf(tax.tax_rate);
      return percentage === null ? tax : { ...tax, percentage };
    }),
    pretax_credit_amounts: fields
      .children('pretax_credit_amounts')
      .map((credit) => ({ amount: credit.requiredInt('amount'), type: credit.text('type') ?? 'unknown' })),
    metadata: fields.metadata(),
  };
}

function originOf(fields: Fields): Fields | null {
  const parent = fields.child('parent');
  if (parent === null) return null;
  const item = parent.child('invoice_item_details');
  const subscription = parent.child('subscription_item_details');
  return parent.raw['type'] === 'invoice_item_details' ? (item ?? subscription) : (subscription ?? item);
}

/** What one unit cost. A proration has no such amount: Stripe states none now, and did not mean one before. */
function unitAmount(
  fields: Fields,
  price: string | null,
  proration: boolean,
  context: MappingContext,
): string | null {
  const pricing = fields.child('pricing');
  if (pricing !== null) return pricing.decimal('unit_amount_decimal');
  if (proration) return null;
  return (
    fields.child('price')?.decimal('unit_amount_decimal') ??
    fields.child('plan')?.decimal('amount_decimal') ??
    fields.child('price')?.decimal('unit_amount') ??
    fields.child('plan')?.decimal('amount') ??
    context.unitAmountOf(price)
  );
}

function creditedItems(origin: Fields | null, fields: Fields): InvoiceLine['credited_items'] {
  const details = origin?.child('proration_details') ?? fields.child('proration_details');
  const credited = details?.child('credited_items') ?? null;
  if (credited === null) return null;
  return { invoice: credited.ref('invoice'), invoice_line_items: credited.refs('invoice_line_items') };
}
