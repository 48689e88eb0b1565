import type {
  CreditGrant,
  CustomerBalanceTransaction,
  CustomerCashBalanceTransaction,
  MeterEventSummary,
} from './history/balance.ts';
import type { Customer, PaymentMethod, TaxId } from './history/customer.ts';
import type { Coupon, PromotionCode } from './history/discount.ts';
import type { Invoice, InvoiceItem, TaxRate } from './history/invoice.ts';
import type { CreditNote, Refund } from './history/money-back.ts';
import type { Charge, Dispute, PaymentIntent, SetupIntent } from './history/payment.ts';
import type { Price, Product } from './history/price.ts';
import type { BillingEvent, CheckoutSession, Quote } from './history/sale.ts';
import type { Subscription, SubscriptionSchedule } from './history/subscription.ts';

export type {
  CreditGrant,
  CustomerBalanceTransaction,
  CustomerCashBalanceTransaction,
  MeterEventSummary,
} from './history/balance.ts';
export type { Address, Customer, Metadata, PaymentMethod, TaxId } from './history/customer.ts';
export type { Coupon, Discount, PromotionCode } from './history/discount.ts';
export type {
  DiscountAmount,
  Invoice,
  InvoiceItem,
  InvoiceLine,
  InvoicePayment,
  InvoiceStatus,
  TaxAmount,
  TaxRate,
} from './history/invoice.ts';
export type { CreditNote, CreditNoteLine, Refund } from './history/money-back.ts';
export type { Charge, Dispute, PaymentIntent, SetupIntent } from './history/payment.ts';
export type { Price, PriceTier, Product, Recurring } from './history/price.ts';
export type { BillingEvent, CheckoutSession, Quote } from './history/sale.ts';
export type {
  Subscription,
  SubscriptionItem,
  SubscriptionSchedule,
  SubscriptionStatus,
} from './history/subscription.ts';

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
