import type { Metadata } from './customer.ts';
import type { TaxAmount } from './invoice.ts';

export interface Refund {
  readonly object: 'refund';
  readonly id: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly charge: string | null;
  readonly payment_intent: string | null;
  readonly status: 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled';
  readonly reason: string | null;
  readonly failure_reason: string | null;
  readonly pending_reason: string | null;
  readonly destination: {
    readonly type: string | null;
    /** For cards: `refund`, `reversal` or `pending`. */
    readonly card_type: string | null;
    /** Acquirer reference number or the like, for the customer's bank. */
    readonly reference: string | null;
    readonly reference_status: string | null;
  } | null;
  readonly metadata: Metadata;
}

export interface CreditNote {
  readonly object: 'credit_note';
  readonly id: string;
  readonly invoice: string;
  readonly customer: string | null;
  readonly created: number;
  readonly number: string | null;
  readonly status: 'issued' | 'void';
  readonly reason: string | null;
  readonly currency: string;
  readonly amount: number;
  readonly pre_payment_amount: number;
  readonly post_payment_amount: number;
  readonly out_of_band_amount: number;
  readonly refunds: readonly { readonly refund: string | null; readonly amount_refunded: number }[];
  readonly customer_balance_transaction: string | null;
  readonly lines: readonly CreditNoteLine[];
  readonly total_taxes: readonly TaxAmount[];
  readonly memo: string | null;
  readonly voided_at: number | null;
}

export interface CreditNoteLine {
  readonly id: string;
  /** After discounts, before exclusive taxes. */
  readonly amount: number;
  readonly type: 'invoice_line_item' | 'custom_line_item';
  readonly invoice_line_item: string | null;
  readonly description: string | null;
  readonly quantity: number | null;
  readonly taxes: readonly TaxAmount[];
}
