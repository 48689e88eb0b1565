import type { Invoice, InvoiceItem, InvoicePayment, InvoiceStatus } from '../../analysis/billing-history.ts';
import type { MappingContext } from './context.ts';
import { toAddress } from './customer.ts';
import { toInvoiceLine } from './invoice-line.ts';
import { type Fields, isRaw, itemsOf, type Raw } from './raw.ts';
import { toDiscountAmounts, toTaxes } from './tax.ts';

const STATUSES = ['draft', 'open', 'paid', 'uncollectible', 'void'] as const;

/**
 * An invoice of any API version. `payments` are the InvoicePayment objects found for it anywhere; before
 * 2025-03-31.basil they did not exist and are made from `charge` and `payment_intent`.
 */
export function toInvoice(
  fields: Fields,
  id: string,
  foundPayments: readonly InvoicePayment[],
  context: MappingContext,
): Invoice {
  const status = toStatus(fields);
  const created = fields.time('created') ?? fields.requiredTime('date');
  const transitions = fields.child('status_transitions');
  const currency = fields.requiredCurrency();
  const total = fields.requiredInt('total');
  const amount_due = fields.int('amount_due') ?? Math.max(0, total);
  const period_start = fields.time('period_start') ?? created;
  const period_end = fields.time('period_end') ?? created;
  const parent = fields.child('parent');
  const automaticTax = fields.child('automatic_tax');
  const amount_paid = fields.int('amount_paid') ?? (status === 'paid' ? amount_due : 0);
  const paid_at = transitions?.time('paid_at') ?? null;
  const payments =
    foundPayments.length > 0
      ? foundPayments.map((payment) => withCharge(payment, context))
      : oldPayments(fields, { id, status, created, currency, amount_due, amount_paid, paid_at });
  return {
    object: 'invoice',
    id,
    customer: fields.ref('customer'),
    created,
    number: fields.text('number'),
    status,
    billing_reason: fields.text('billing_reason'),
    collection_method:
      fields.maybeOneOf('collection_method', ['charge_automatically', 'send_invoice']) ??
      fields.maybeOneOf('billing', ['charge_automatically', 'send_invoice']) ??
      'charge_automatically',
    currency,
    subscription: parent?.child('subscription_details')?.ref('subscription') ?? fields.ref('subscription'),
    quote: parent?.child('quote_details')?.ref('quote') ?? fields.ref('quote'),
    description: fields.text('description'),
    subtotal: fields.int('subtotal') ?? total,
    total,
    total_excluding_tax: fields.int('total_excluding_tax'),
    amount_due,
    amount_paid,
    amount_remaining: fields.int('amount_remaining') ?? amount_due - amount_paid,
    amount_overpaid: fields.int('amount_overpaid') ?? 0,
    paid_out_of_band:
      fields.flag('paid_out_of_band') ||
      (fields.int('amount_paid_off_stripe') ?? 0) > 0 ||
      payments.some((payment) => payment.status === 'paid' && payment.payment_record !== null),
    starting_balance: fields.int('starting_balance') ?? 0,
    ending_balance: fields.int('ending_balance'),
    pre_payment_credit_notes_amount: fields.int('pre_payment_credit_notes_amount') ?? 0,
    post_payment_credit_notes_amount: fields.int('post_payment_credit_notes_amount') ?? 0,
    total_taxes: toTaxes(fields, 'total_taxes', 'total_tax_amounts'),
    total_discount_amounts: toDiscountAmounts(fields, 'total_discount_amounts'),
    discounts: context.discounts.of(fields, 'invoice'),
    lines: fields
      .children('lines')
      .map((line, index) =>
        toInvoiceLine(line, { invoice: id, index, currency, period_start, period_end }, context),
      ),
    payments,
    customer_tax_exempt: fields.maybeOneOf('customer_tax_exempt', ['none', 'exempt', 'reverse']),
    customer_tax_ids: fields
      .children('customer_tax_ids')
      .map((taxId) => ({ type: taxId.text('type') ?? 'unknown', value: taxId.text('value') })),
    customer_address: toAddress(fields.child('customer_address')),
    customer_shipping_address: toAddress(fields.child('customer_shipping')?.child('address') ?? null),
    customer_email: fields.text('customer_email'),
    automatic_tax: {
      enabled: automaticTax?.flag('enabled') ?? false,
      status: automaticTax?.text('status') ?? null,
    },
    default_tax_rates: fields.refs('default_tax_rates'),
    period_start,
    period_end,
    finalized_at: transitions?.time('finalized_at') ?? null,
    paid_at,
    voided_at: transitions?.time('voided_at') ?? null,
    marked_uncollectible_at: transitions?.time('marked_uncollectible_at') ?? null,
    due_date: fields.time('due_date'),
    next_payment_attempt: fields.time('next_payment_attempt'),
    attempt_count: fields.int('attempt_count') ?? 0,
    auto_advance: fields.flag('auto_advance'),
    metadata: fields.metadata(),
  };
}

/** Invoices before 2018-11-08 had flags instead of a status; a preview has none. */
function toStatus(fields: Fields): InvoiceStatus {
  const status = fields.raw['status'];
  if (status !== null && status !== undefined) return fields.oneOf('status', STATUSES);
  if (fields.flag('paid')) return 'paid';
  if (fields.flag('forgiven')) return 'uncollectible';
  if (fields.flag('closed')) return 'void';
  return fields.has('closed') ? 'open' : 'draft';
}

export function toInvoicePayment(fields: Fields): InvoicePayment {
  const payment = fields.child('payment');
  const amount_paid = fields.int('amount_paid');
  const paid_at = fields.child('status_transitions')?.time('paid_at') ?? null;
  return {
    object: 'invoice_payment',
    id: fields.id(),
    invoice: fields.requiredRef('invoice'),
    status: fields.oneOf('status', ['open', 'paid', 'canceled']),
    amount_paid,
    amount_requested: fields.int('amount_requested') ?? amount_paid ?? 0,
    currency: fields.requiredCurrency(),
    created: fields.time('created') ?? paid_at ?? 0,
    paid_at,
    charge: payment?.ref('charge') ?? null,
    payment_intent: payment?.ref('payment_intent') ?? null,
    payment_record: payment?.ref('payment_record') ?? null,
  };
}

/** A payment that names only its intent gets the intent's charge, as old API versions said it directly. */
function withCharge(payment: InvoicePayment, context: MappingContext): InvoicePayment {
  if (payment.charge !== null || payment.status !== 'paid') return payment;
  return { ...payment, charge: context.chargeOf(payment.payment_intent)?.id ?? null };
}

function oldPayments(
  fields: Fields,
  invoice: Pick<Invoice, 'id' | 'status' | 'created' | 'currency' | 'amount_due' | 'amount_paid' | 'paid_at'>,
): InvoicePayment[] {
  const charge = fields.ref('charge');
  const payment_intent = fields.ref('payment_intent');
  if (charge === null && payment_intent === null) return [];
  const paid = invoice.status === 'paid' && !fields.flag('paid_out_of_band');
  return [
    {
      object: 'invoice_payment',
      id: `payment:${invoice.id}`,
      invoice: invoice.id,
      status: paid ? 'paid' : invoice.status === 'void' ? 'canceled' : 'open',
      amount_paid: paid ? invoice.amount_paid : null,
      amount_requested: invoice.amount_due,
      currency: invoice.currency,
      created: invoice.created,
      paid_at: paid ? invoice.paid_at : null,
      charge,
      payment_intent,
      payment_record: null,
    },
  ];
}

/** Embedded payments name their invoice only by where they stand; this says it on them. */
export function embeddedPayments(invoice: Raw): Raw[] {
  return itemsOf(invoice['payments'])
    .filter(isRaw)
    .map((payment) => (payment['invoice'] ? payment : { ...payment, invoice: invoice['id'] }));
}

export function toInvoiceItem(fields: Fields): InvoiceItem {
  const parent = fields.child('parent')?.child('subscription_details') ?? null;
  const details = fields.child('pricing')?.child('price_details') ?? null;
  const date = fields.time('date') ?? fields.requiredTime('created');
  return {
    object: 'invoiceitem',
    id: fields.id(),
    customer: fields.requiredRef('customer'),
    invoice: fields.ref('invoice'),
    subscription: parent?.ref('subscription') ?? fields.ref('subscription'),
    subscription_item: parent?.ref('subscription_item') ?? fields.ref('subscription_item'),
    date,
    amount: fields.requiredInt('amount'),
    currency: fields.requiredCurrency(),
    description: fields.text('description'),
    proration: fields.flag('proration'),
    price: details?.ref('price') ?? fields.ref('price') ?? fields.ref('plan'),
    product:
      details?.ref('product') ??
      fields.child('price')?.ref('product') ??
      fields.child('plan')?.ref('product') ??
      null,
    quantity: fields.count('quantity'),
    period: fields.period('period') ?? { start: date, end: date },
    metadata: fields.metadata(),
  };
}
