import type { LineDraft } from '../compose/draft.ts';
import type { Customer, Invoice, InvoiceItem, InvoiceLine, InvoicePayment, TaxRate } from '../wire.ts';
import { listOf } from '../wire.ts';

export interface InvoiceLineSpec {
  readonly draft: LineDraft;
  readonly invoice: string;
  readonly currency: string;
  readonly discountAmounts: NonNullable<InvoiceLine['discount_amounts']>;
  readonly pretaxCredits: NonNullable<InvoiceLine['pretax_credit_amounts']>;
  readonly taxes: NonNullable<InvoiceLine['taxes']>;
}

export function anInvoiceLine(spec: InvoiceLineSpec): InvoiceLine {
  const { draft } = spec;
  return {
    id: draft.id,
    object: 'line_item',
    amount: draft.amount,
    currency: spec.currency,
    description: draft.description,
    discount_amounts: spec.discountAmounts,
    discountable: draft.discountable,
    discounts: (draft.discounts ?? []).map(({ discount }) => discount.id),
    invoice: spec.invoice,
    livemode: false,
    metadata: { ...draft.metadata },
    parent: lineParent(draft),
    period: { ...draft.period },
    pretax_credit_amounts: spec.pretaxCredits,
    pricing:
      draft.price === null
        ? null
        : {
            price_details: { price: draft.price.id, product: draft.price.product },
            type: 'price_details',
            unit_amount_decimal: draft.proration === null ? draft.price.unitAmount : null,
          },
    quantity: draft.quantity,
    quantity_decimal: String(draft.quantity),
    subscription: draft.subscription?.id ?? null,
    subtotal: draft.amount,
    taxes: spec.taxes,
  };
}

function lineParent(draft: LineDraft): InvoiceLine['parent'] {
  const proration = draft.proration !== null;
  const credited =
    draft.proration === null || typeof draft.proration === 'string'
      ? null
      : { invoice: draft.proration.invoice, invoice_line_items: [...draft.proration.lines] };
  if (draft.subscription !== null) {
    return {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: draft.invoiceItem,
        proration,
        proration_details: { credited_items: credited },
        subscription: draft.subscription.id,
        subscription_item: draft.subscription.item,
      },
      type: 'subscription_item_details',
    };
  }
  return {
    invoice_item_details: {
      invoice_item: draft.invoiceItem ?? '',
      proration,
      proration_details: { credited_items: credited },
      subscription: null,
    },
    subscription_item_details: null,
    type: 'invoice_item_details',
  };
}

export interface InvoiceSpec {
  readonly id: string;
  readonly customer: Customer;
  readonly subscription: { readonly id: string; readonly metadata: Readonly<Record<string, string>> } | null;
  readonly currency: string;
  readonly reason: NonNullable<Invoice['billing_reason']>;
  readonly created: number;
  readonly period: { readonly start: number; readonly end: number };
  readonly discounts: readonly string[];
  readonly taxRates: readonly TaxRate[];
  readonly taxIds?: NonNullable<Invoice['customer_tax_ids']>;
  readonly paymentMethod: string | null;
  readonly accountName: string;
  readonly accountCountry: string;
}

/** A draft without lines; the ledger fills in what it adds up to. */
export function anInvoice(spec: InvoiceSpec): Invoice {
  const { customer } = spec;
  return {
    id: spec.id,
    object: 'invoice',
    account_country: spec.accountCountry,
    account_name: spec.accountName,
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: spec.reason,
    collection_method: 'charge_automatically',
    created: spec.created,
    currency: spec.currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: null,
    customer_shipping: customer.shipping,
    customer_tax_exempt: customer.tax_exempt ?? null,
    customer_tax_ids: [...(spec.taxIds ?? [])],
    default_payment_method: spec.paymentMethod,
    default_source: null,
    default_tax_rates: [...spec.taxRates],
    description: null,
    discounts: [...spec.discounts],
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: listOf<InvoiceLine>([], `/v1/invoices/${spec.id}/lines`),
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent:
      spec.subscription === null
        ? null
        : {
            quote_details: null,
            subscription_details: {
              metadata: { ...spec.subscription.metadata },
              subscription: spec.subscription.id,
            },
            type: 'subscription_details',
          },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: spec.period.end,
    period_start: spec.period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: {
      finalized_at: null,
      marked_uncollectible_at: null,
      paid_at: null,
      voided_at: null,
    },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: null,
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: spec.created,
  };
}

export function anInvoicePayment(spec: {
  readonly id: string;
  readonly invoice: Invoice;
  readonly intent: string;
  readonly amount: number;
  readonly created: number;
}): InvoicePayment {
  return {
    id: spec.id,
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: spec.amount,
    created: spec.created,
    currency: spec.invoice.currency,
    invoice: spec.invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: spec.intent, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  };
}

/** The invoice item behind a line that is not a plain subscription cycle line. */
export function anInvoiceItem(spec: {
  readonly id: string;
  readonly customer: string;
  readonly invoice: string | null;
  readonly date: number;
  readonly currency: string;
  readonly line: LineDraft;
}): InvoiceItem {
  const { line } = spec;
  const proration = line.proration !== null;
  return {
    id: spec.id,
    object: 'invoiceitem',
    amount: line.amount,
    currency: spec.currency,
    customer: spec.customer,
    customer_account: null,
    date: spec.date,
    description: line.description,
    discountable: line.discountable,
    discounts: (line.discounts ?? []).map(({ discount }) => discount.id),
    invoice: spec.invoice,
    livemode: false,
    metadata: { ...line.metadata },
    net_amount: line.amount,
    parent:
      line.subscription === null
        ? null
        : {
            subscription_details: {
              subscription: line.subscription.id,
              subscription_item: line.subscription.item,
            },
            type: 'subscription_details',
          },
    period: { ...line.period },
    pricing:
      line.price === null
        ? null
        : {
            price_details: { price: line.price.id, product: line.price.product },
            type: 'price_details',
            unit_amount_decimal: line.price.unitAmount,
          },
    proration,
    quantity: line.quantity,
    quantity_decimal: String(line.quantity),
    tax_rates: [...(line.taxRates ?? [])],
    test_clock: null,
  };
}
