/**
 * A customer's billing history in Stripe's words, normalised by `stripe/to-billing-history` to one shape
 * (API version 2026-10-28.endive) whatever version the objects came from.
 *
 * Amounts are integers in minor units, times are Unix seconds UTC, references are plain ids, decimal numbers
 * are strings, and what Stripe left out is `null` or an empty list. Every list may be in any order. Metadata,
 * names and descriptions are untrusted text. The whole value survives structured cloning.
 */
export interface BillingHistory {
  readonly livemode: boolean;
  /** The moment the history was read. */
  readonly exported_at: number;
  readonly customers: readonly Customer[];
  readonly subscriptions: readonly Subscription[];
  readonly subscription_schedules: readonly SubscriptionSchedule[];
  readonly invoices: readonly Invoice[];
  /** Previews of the next invoice; never read as drafts. */
  readonly invoice_previews: readonly Invoice[];
  readonly invoice_items: readonly InvoiceItem[];
  readonly charges: readonly Charge[];
  readonly payment_intents: readonly PaymentIntent[];
  readonly setup_intents: readonly SetupIntent[];
  readonly payment_methods: readonly PaymentMethod[];
  readonly refunds: readonly Refund[];
  readonly credit_notes: readonly CreditNote[];
  readonly customer_balance_transactions: readonly CustomerBalanceTransaction[];
  readonly customer_cash_balance_transactions: readonly CustomerCashBalanceTransaction[];
  readonly disputes: readonly Dispute[];
  readonly coupons: readonly Coupon[];
  readonly promotion_codes: readonly PromotionCode[];
  readonly prices: readonly Price[];
  readonly products: readonly Product[];
  readonly tax_rates: readonly TaxRate[];
  readonly tax_ids: readonly TaxId[];
  readonly checkout_sessions: readonly CheckoutSession[];
  readonly quotes: readonly Quote[];
  readonly events: readonly BillingEvent[];
  readonly credit_grants: readonly CreditGrant[];
  readonly meter_event_summaries: readonly MeterEventSummary[];
  /** What could not be read, or was left out. */
  readonly gaps: readonly Gap[];
}

/** Something the history lacks. */
export interface Gap {
  /** One sentence for a person, naming the object or list. */
  readonly message: string;
  /** True when what is missing could be a payment, refund or credit, so that it could change a verdict. */
  readonly could_hold_money: boolean;
  /** Id of the one object the gap belongs to, or null when the whole history is affected. */
  readonly scope: string | null;
}

export type Metadata = Readonly<Record<string, string>>;

export interface Address {
  readonly country: string | null;
  readonly state: string | null;
  readonly postal_code: string | null;
}

export interface Customer {
  readonly object: 'customer';
  readonly id: string;
  readonly created: number;
  readonly deleted: boolean;
  readonly livemode: boolean;
  readonly email: string | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly phone: string | null;
  readonly address: Address | null;
  readonly shipping_address: Address | null;
  readonly balance: number;
  readonly currency: string | null;
  readonly delinquent: boolean;
  readonly tax_exempt: 'none' | 'exempt' | 'reverse';
  readonly discount: Discount | null;
  readonly preferred_locales: readonly string[];
  readonly metadata: Metadata;
  readonly default_payment_method: string | null;
}

/** A live or ended application of a coupon. */
export interface Discount {
  readonly id: string;
  readonly coupon: string | null;
  readonly promotion_code: string | null;
  readonly customer: string | null;
  readonly subscription: string | null;
  readonly subscription_item: string | null;
  readonly invoice: string | null;
  readonly invoice_item: string | null;
  readonly start: number | null;
  readonly end: number | null;
}

export interface Coupon {
  readonly object: 'coupon';
  readonly id: string;
  readonly created: number | null;
  readonly name: string | null;
  /** Decimal string, e.g. "12.5". */
  readonly percent_off: string | null;
  readonly amount_off: number | null;
  readonly currency: string | null;
  readonly currency_options: Readonly<Record<string, { readonly amount_off: number }>>;
  readonly duration: 'forever' | 'once' | 'repeating';
  readonly duration_in_months: number | null;
  readonly redeem_by: number | null;
  readonly valid: boolean;
  /** Product ids the coupon is limited to; null when not limited, or not known (see `applies_to_known`). */
  readonly applies_to_products: readonly string[] | null;
  /** False while Stripe was not asked for `applies_to` (it is left out unless expanded). */
  readonly applies_to_known: boolean;
  readonly metadata: Metadata;
}

export interface PromotionCode {
  readonly object: 'promotion_code';
  readonly id: string;
  readonly created: number;
  readonly code: string;
  readonly coupon: string | null;
  readonly customer: string | null;
  readonly active: boolean;
  readonly expires_at: number | null;
  readonly max_redemptions: number | null;
  readonly times_redeemed: number;
  readonly metadata: Metadata;
}

export interface Recurring {
  readonly interval: 'day' | 'week' | 'month' | 'year';
  readonly interval_count: number;
  readonly usage_type: 'licensed' | 'metered';
  readonly meter: string | null;
}

export interface PriceTier {
  /** Inclusive upper bound in units; null for the last tier. */
  readonly up_to: number | null;
  readonly unit_amount_decimal: string | null;
  readonly flat_amount_decimal: string | null;
}

export interface Price {
  readonly object: 'price';
  readonly id: string;
  readonly created: number | null;
  readonly active: boolean;
  readonly product: string | null;
  readonly currency: string;
  readonly type: 'one_time' | 'recurring';
  readonly recurring: Recurring | null;
  readonly billing_scheme: 'per_unit' | 'tiered';
  readonly unit_amount: number | null;
  readonly unit_amount_decimal: string | null;
  readonly tiers_mode: 'graduated' | 'volume' | null;
  readonly tiers: readonly PriceTier[] | null;
  readonly transform_quantity: { readonly divide_by: number; readonly round: 'up' | 'down' } | null;
  readonly tax_behavior: 'inclusive' | 'exclusive' | 'unspecified';
  readonly currency_options: Readonly<
    Record<
      string,
      {
        readonly unit_amount_decimal: string | null;
        readonly tax_behavior: string | null;
        /** Only where the price is tiered and Stripe was asked for them. */
        readonly tiers?: readonly PriceTier[];
      }
    >
  >;
  readonly nickname: string | null;
  readonly lookup_key: string | null;
  readonly metadata: Metadata;
}

export interface Product {
  readonly object: 'product';
  readonly id: string;
  readonly active: boolean;
  readonly name: string;
  readonly default_price: string | null;
  readonly tax_code: string | null;
  readonly metadata: Metadata;
}

export type SubscriptionStatus =
  | 'active'
  | 'canceled'
  | 'incomplete'
  | 'incomplete_expired'
  | 'past_due'
  | 'paused'
  | 'trialing'
  | 'unpaid';

export interface Subscription {
  readonly object: 'subscription';
  readonly id: string;
  readonly customer: string;
  readonly created: number;
  readonly start_date: number;
  readonly status: SubscriptionStatus;
  readonly currency: string | null;
  readonly description: string | null;
  readonly collection_method: 'charge_automatically' | 'send_invoice';
  readonly billing_cycle_anchor: number | null;
  /** Null for API versions that had no billing mode (classic). */
  readonly billing_mode: {
    readonly type: 'classic' | 'flexible';
    readonly proration_discounts: 'included' | 'itemized' | null;
  } | null;
  readonly cancel_at: number | null;
  readonly cancel_at_period_end: boolean;
  readonly canceled_at: number | null;
  readonly ended_at: number | null;
  readonly cancellation_details: { readonly reason: string | null; readonly comment: string | null } | null;
  readonly trial_start: number | null;
  readonly trial_end: number | null;
  readonly pause_collection: {
    readonly behavior: 'keep_as_draft' | 'mark_uncollectible' | 'void';
    readonly resumes_at: number | null;
  } | null;
  readonly items: readonly SubscriptionItem[];
  readonly discounts: readonly Discount[];
  readonly default_tax_rates: readonly string[];
  readonly automatic_tax_enabled: boolean;
  readonly latest_invoice: string | null;
  readonly schedule: string | null;
  readonly metadata: Metadata;
}

export interface SubscriptionItem {
  readonly id: string;
  readonly created: number | null;
  readonly price: string | null;
  readonly quantity: number | null;
  /** The item's own period; for API versions before 2025-03-31.basil the subscription's. */
  readonly current_period_start: number | null;
  readonly current_period_end: number | null;
  readonly discounts: readonly Discount[];
  readonly tax_rates: readonly string[];
  readonly metadata: Metadata;
}

export interface SubscriptionSchedule {
  readonly object: 'subscription_schedule';
  readonly id: string;
  readonly customer: string | null;
  readonly subscription: string | null;
  readonly status: string;
  readonly created: number;
  /** When it let go of its subscription: released, canceled or completed; null while it has not. */
  readonly ended_at?: number | null;
  readonly phases: readonly {
    readonly start_date: number;
    readonly end_date: number;
    readonly proration_behavior: string | null;
    readonly items: readonly { readonly price: string | null; readonly quantity: number | null }[];
  }[];
}

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

export interface PaymentMethod {
  readonly object: 'payment_method';
  readonly id: string;
  readonly customer: string | null;
  readonly created: number;
  readonly type: string;
  readonly card: Charge['card'];
}

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

export interface CustomerBalanceTransaction {
  readonly object: 'customer_balance_transaction';
  readonly id: string;
  readonly customer: string;
  readonly created: number;
  readonly type: string;
  /** Negative gives the customer credit. */
  readonly amount: number;
  readonly currency: string;
  readonly ending_balance: number;
  readonly invoice: string | null;
  readonly credit_note: string | null;
  readonly description: string | null;
  readonly metadata: Metadata;
}

export interface CustomerCashBalanceTransaction {
  readonly object: 'customer_cash_balance_transaction';
  readonly id: string;
  readonly customer: string;
  readonly created: number;
  readonly type: string;
  readonly net_amount: number;
  readonly currency: string;
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

export interface TaxId {
  readonly object: 'tax_id';
  readonly id: string;
  readonly customer: string | null;
  readonly created: number;
  readonly type: string;
  readonly value: string;
  readonly country: string | null;
  readonly verification_status: string | null;
}

export interface CheckoutSession {
  readonly object: 'checkout.session';
  readonly id: string;
  readonly customer: string | null;
  readonly created: number;
  readonly status: string | null;
  readonly mode: string | null;
  readonly subscription: string | null;
  readonly invoice: string | null;
  readonly payment_intent: string | null;
  readonly amount_subtotal: number | null;
  readonly amount_total: number | null;
  readonly currency: string | null;
  readonly discounts: readonly { readonly coupon: string | null; readonly promotion_code: string | null }[];
  readonly metadata: Metadata;
}

export interface Quote {
  readonly object: 'quote';
  readonly id: string;
  readonly customer: string | null;
  readonly created: number;
  readonly status: string;
  readonly amount_total: number | null;
  readonly currency: string | null;
  readonly subscription: string | null;
  readonly invoice: string | null;
  readonly expires_at: number | null;
  readonly metadata: Metadata;
}

export interface BillingEvent {
  readonly object: 'event';
  readonly id: string;
  readonly created: number;
  readonly type: string;
  /** Id of `data.object`. */
  readonly subject: string | null;
  /** Null when the event came from Stripe itself; otherwise the id of the request that caused it. */
  readonly request: string | null;
  /** `data.object` and `data.previous_attributes`, as JSON. Untrusted and unnormalised. */
  readonly data: { readonly object: unknown; readonly previous_attributes: unknown };
}

export interface CreditGrant {
  readonly object: 'billing.credit_grant';
  readonly id: string;
  readonly customer: string | null;
  readonly created: number;
  readonly name: string | null;
  readonly amount: { readonly amount: number; readonly currency: string } | null;
  readonly category: string | null;
  readonly effective_at: number | null;
  readonly expires_at: number | null;
  readonly voided_at: number | null;
  /** Prices it is limited to; empty for all metered prices, or where `scope_known` is false. */
  readonly applicable_prices: readonly string[];
  /** False when it is limited in a way that is neither prices nor all metered prices. */
  readonly scope_known: boolean;
  readonly priority: number | null;
}

export interface MeterEventSummary {
  readonly object: 'billing.meter_event_summary';
  readonly id: string;
  readonly meter: string;
  readonly customer: string | null;
  readonly start_time: number;
  readonly end_time: number;
  /** Decimal string. */
  readonly aggregated_value: string;
}

/** Field of {@link BillingHistory} that holds a list of objects. */
export type HistoryList = Exclude<keyof BillingHistory, 'livemode' | 'exported_at' | 'gaps'>;

/** A history with nothing in it, to build on. */
export function emptyHistory(exportedAt: number, livemode = false): BillingHistory {
  return {
    livemode,
    exported_at: exportedAt,
    customers: [],
    subscriptions: [],
    subscription_schedules: [],
    invoices: [],
    invoice_previews: [],
    invoice_items: [],
    charges: [],
    payment_intents: [],
    setup_intents: [],
    payment_methods: [],
    refunds: [],
    credit_notes: [],
    customer_balance_transactions: [],
    customer_cash_balance_transactions: [],
    disputes: [],
    coupons: [],
    promotion_codes: [],
    prices: [],
    products: [],
    tax_rates: [],
    tax_ids: [],
    checkout_sessions: [],
    quotes: [],
    events: [],
    credit_grants: [],
    meter_event_summaries: [],
    gaps: [],
  };
}
