import type { Metadata } from './customer.ts';

export interface Charge {
  readonly object: 'charge';
  readonly id: string;
  readonly customer: string | null;
  readonly created: number;
  readonly status: 'failed' | 'pending' | 'succeeded';
  readonly amount: number;
  readonly amount_captured: number;
  /** The larger of Stripe's `amount_refunded` and the sum of live refunds known. */
  readonly amount_refunded: number;
  readonly captured: boolean;
  readonly refunded: boolean;
  readonly disputed: boolean;
  readonly paid: boolean;
  readonly currency: string;
  readonly description: string | null;
  readonly payment_intent: string | null;
  /** Only from API versions before 2025-03-31.basil; use the index's join instead. */
  readonly invoice: string | null;
  readonly payment_method: string | null;
  readonly payment_method_type: string | null;
  readonly card: {
    readonly brand: string | null;
    readonly last4: string | null;
    readonly country: string | null;
    readonly fingerprint: string | null;
    /** Unix seconds until which an uncaptured authorisation can be captured. */
    readonly capture_before: number | null;
  } | null;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly outcome: { readonly type: string | null; readonly reason: string | null } | null;
  readonly statement_descriptor: string | null;
  readonly presentment: { readonly amount: number; readonly currency: string } | null;
  readonly metadata: Metadata;
}

export interface PaymentIntent {
  readonly object: 'payment_intent';
  readonly id: string;
  readonly customer: string | null;
  readonly created: number;
  readonly status: string;
  readonly amount: number;
  readonly amount_capturable: number;
  readonly amount_received: number;
  readonly currency: string;
  readonly capture_method: string | null;
  readonly canceled_at: number | null;
  readonly cancellation_reason: string | null;
  readonly description: string | null;
  readonly latest_charge: string | null;
  /** Only from API versions before 2025-03-31.basil. */
  readonly invoice: string | null;
  readonly last_payment_error: { readonly code: string | null; readonly message: string | null } | null;
  readonly metadata: Metadata;
}

export interface SetupIntent {
  readonly object: 'setup_intent';
  readonly id: string;
  readonly customer: string | null;
  readonly created: number;
  readonly status: string;
  readonly usage: string | null;
  readonly payment_method: string | null;
}

export interface Dispute {
  readonly object: 'dispute';
  readonly id: string;
  readonly charge: string | null;
  readonly payment_intent: string | null;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly status: string;
  readonly reason: string | null;
  readonly due_by: number | null;
  readonly is_charge_refundable: boolean;
}
