import type { Address, Metadata } from './customer.ts';
import type { Discount } from './discount.ts';

export type InvoiceStatus = 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';

export interface Invoice {
  readonly object: 'invoice';
  /** For a preview Stripe's `upcoming_…` id, or a made-up `preview:<subscription>`. */
  readonly id: string;
  readonly customer: string | null;
  readonly created: number;
  readonly number: string | null;
  readonly status: InvoiceStatus;
  readonly billing_reason: string | null;
  readonly collection_method: 'charge_automatically' | 'send_invoice';
  readonly currency: string;
  readonly subscription: string | null;
  readonly quote: string | null;
  readonly description: string | null;
  readonly subtotal: number;
  readonly total: number;
  readonly total_excluding_tax: number | null;
  readonly amount_due: number;
  readonly amount_paid: number;
  readonly amount_remaining: number;
  readonly amount_overpaid: number;
  readonly paid_out_of_band: boolean;
  readonly starting_balance: number;
  readonly ending_balance: number | null;
  readonly pre_payment_credit_notes_amount: number;
  readonly post_payment_credit_notes_amount: number;
  readonly total_taxes: readonly TaxAmount[];
  readonly total_discount_amounts: readonly DiscountAmount[];
  readonly discounts: readonly Discount[];
  readonly lines: readonly InvoiceLine[];
  readonly payments: readonly InvoicePayment[];
  readonly customer_tax_exempt: 'none' | 'exempt' | 'reverse' | null;
  readonly customer_tax_ids: readonly { readonly type: string; readonly value: string | null }[];
  readonly customer_address: Address | null;
  readonly customer_shipping_address: Address | null;
  readonly customer_email: string | null;
  readonly automatic_tax: { readonly enabled: boolean; readonly status: string | null };
  readonly default_tax_rates: readonly string[];
  readonly period_start: number;
  readonly period_end: number;
  readonly finalized_at: number | null;
  readonly paid_at: number | null;
  readonly voided_at: number | null;
  readonly marked_uncollectible_at: number | null;
  readonly due_date: number | null;
  readonly next_payment_attempt: number | null;
  readonly attempt_count: number;
  readonly auto_advance: boolean;
  readonly metadata: Metadata;
}

export interface InvoiceLine {
  readonly id: string;
  readonly invoice: string;
  readonly amount: number;
  readonly currency: string;
  readonly description: string | null;
  readonly quantity: number | null;
  readonly price: string | null;
  readonly product: string | null;
  readonly unit_amount_decimal: string | null;
  readonly period: { readonly start: number; readonly end: number };
  readonly proration: boolean;
  /** Lines this (negative) proration line gives credit for. */
  readonly credited_items: {
    readonly invoice: string | null;
    readonly invoice_line_items: readonly string[];
  } | null;
  readonly subscription: string | null;
  readonly subscription_item: string | null;
  readonly invoice_item: string | null;
  readonly discountable: boolean;
  readonly discount_amounts: readonly DiscountAmount[];
  readonly discounts: readonly string[];
  readonly taxes: readonly TaxAmount[];
  readonly pretax_credit_amounts: readonly { readonly amount: number; readonly type: string }[];
  readonly metadata: Metadata;
}

export interface TaxAmount {
  readonly amount: number;
  readonly tax_rate: string | null;
  readonly inclusive: boolean;
  readonly taxability_reason: string | null;
  readonly taxable_amount: number | null;
  /** Of the rate, as a decimal string, e.g. "8.875"; on invoice lines whose tax rate is in the history. */
  readonly percentage?: string;
}

export interface DiscountAmount {
  readonly amount: number;
  /** Discount id (`di_…`). */
  readonly discount: string | null;
}

export interface InvoiceItem {
  readonly object: 'invoiceitem';
  readonly id: string;
  readonly customer: string;
  readonly invoice: string | null;
  readonly subscription: string | null;
  readonly subscription_item: string | null;
  readonly date: number;
  readonly amount: number;
  readonly currency: string;
  readonly description: string | null;
  readonly proration: boolean;
  readonly price: string | null;
  readonly product: string | null;
  readonly quantity: number | null;
  readonly period: { readonly start: number; readonly end: number };
  readonly metadata: Metadata;
}

/** One payment made or tried toward an invoice. */
export interface InvoicePayment {
  readonly object: 'invoice_payment';
  readonly id: string;
  readonly invoice: string;
  readonly status: 'open' | 'paid' | 'canceled';
  readonly amount_paid: number | null;
  readonly amount_requested: number;
  readonly currency: string;
  readonly created: number;
  readonly paid_at: number | null;
  readonly charge: string | null;
  readonly payment_intent: string | null;
  readonly payment_record: string | null;
}

export interface TaxRate {
  readonly object: 'tax_rate';
  readonly id: string;
  readonly created: number | null;
  readonly active: boolean;
  readonly display_name: string | null;
  readonly inclusive: boolean;
  /** Decimal string, e.g. "19" or "8.875". */
  readonly percentage: string;
  readonly effective_percentage: string | null;
  readonly country: string | null;
  readonly state: string | null;
  readonly jurisdiction: string | null;
  readonly tax_type: string | null;
}
