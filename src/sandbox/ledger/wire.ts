import type Stripe from 'stripe';

/**
 * The SDK's types as they go over the wire: decimals are strings there. Lists that Stripe leaves out until they are
 * expanded (`payments`, `refunds`, …) are never stored on an object; the server puts them in.
 */
export type Wire<T> = T extends Stripe.Decimal
  ? string
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer U)[]
      ? Wire<U>[]
      : { [K in keyof T]: Wire<T[K]> };

export type Customer = Wire<Stripe.Customer>;
export type PaymentMethod = Wire<Stripe.PaymentMethod>;
export type Product = Wire<Stripe.Product>;
export type Price = Wire<Stripe.Price>;
export type Plan = Wire<Stripe.Plan>;
export type TaxRate = Wire<Stripe.TaxRate>;
export type Coupon = Wire<Stripe.Coupon>;
export type PromotionCode = Wire<Stripe.PromotionCode>;
export type Discount = Wire<Stripe.Discount>;
export type Subscription = Wire<Stripe.Subscription>;
export type SubscriptionItem = Wire<Stripe.SubscriptionItem>;
export type Invoice = Wire<Stripe.Invoice>;
export type InvoiceLine = Wire<Stripe.InvoiceLineItem>;
export type InvoiceItem = Wire<Stripe.InvoiceItem>;
export type InvoicePayment = Wire<Stripe.InvoicePayment>;
export type PaymentIntent = Wire<Stripe.PaymentIntent>;
export type Charge = Wire<Stripe.Charge>;
export type Refund = Wire<Stripe.Refund>;
export type CreditNote = Wire<Stripe.CreditNote>;
export type CreditNoteLine = Wire<Stripe.CreditNoteLineItem>;
export type BalanceTransaction = Wire<Stripe.BalanceTransaction>;
export type CustomerBalanceTransaction = Wire<Stripe.CustomerBalanceTransaction>;
export type SetupIntent = Wire<Stripe.SetupIntent>;
export type TaxId = Wire<Stripe.TaxId>;
export type Dispute = Wire<Stripe.Dispute>;
export type Meter = Wire<Stripe.Billing.Meter>;
export type CreditGrant = Wire<Stripe.Billing.CreditGrant>;
export type CreditBalanceTransaction = Wire<Stripe.Billing.CreditBalanceTransaction>;

/** A summary as Stripe lists it, with the customer it was asked for (which Stripe's own answer leaves out). */
export type MeterEventSummary = Wire<Stripe.Billing.MeterEventSummary> & { readonly customer: string };

type SchedulePhase = Wire<Stripe.SubscriptionSchedule['phases'][number]>;
/** A schedule, its phases reduced to what decides what is billed when. */
export type SubscriptionSchedule = Omit<Wire<Stripe.SubscriptionSchedule>, 'phases' | 'default_settings'> & {
  phases: (Pick<
    SchedulePhase,
    'currency' | 'start_date' | 'end_date' | 'proration_behavior' | 'metadata' | 'trial_end'
  > & {
    readonly items: readonly { readonly price: string; readonly quantity: number }[];
  })[];
};

/** The part of a Checkout session that says what was sold. */
export type CheckoutSession = Pick<
  Wire<Stripe.Checkout.Session>,
  | 'id'
  | 'object'
  | 'amount_subtotal'
  | 'amount_total'
  | 'created'
  | 'currency'
  | 'customer'
  | 'invoice'
  | 'livemode'
  | 'metadata'
  | 'mode'
  | 'payment_intent'
  | 'payment_status'
  | 'status'
  | 'subscription'
> & {
  readonly discounts: readonly { readonly coupon: string | null; readonly promotion_code: string | null }[];
};

/** The part of a quote that says what was offered. */
export type Quote = Pick<
  Wire<Stripe.Quote>,
  | 'id'
  | 'object'
  | 'amount_subtotal'
  | 'amount_total'
  | 'created'
  | 'currency'
  | 'customer'
  | 'description'
  | 'expires_at'
  | 'invoice'
  | 'livemode'
  | 'metadata'
  | 'number'
  | 'status'
  | 'subscription'
>;

/** The part of a cash balance entry that says what came in. */
export type CustomerCashBalanceTransaction = Pick<
  Wire<Stripe.CustomerCashBalanceTransaction>,
  | 'id'
  | 'object'
  | 'created'
  | 'currency'
  | 'customer'
  | 'ending_balance'
  | 'livemode'
  | 'net_amount'
  | 'type'
>;

/** A change as Stripe tells it; `request.id` is null when nobody's API call caused it. */
export interface LedgerEvent {
  readonly id: string;
  readonly object: 'event';
  readonly api_version: string;
  readonly created: number;
  readonly data: {
    readonly object: unknown;
    readonly previous_attributes?: Readonly<Record<string, unknown>>;
  };
  readonly livemode: boolean;
  readonly pending_webhooks: number;
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null };
  readonly type: string;
}

/** Every kind of object the ledger writes. */
export type LedgerObject =
  | Customer
  | PaymentMethod
  | Product
  | Price
  | TaxRate
  | Coupon
  | PromotionCode
  | Discount
  | Subscription
  | Invoice
  | InvoiceItem
  | InvoicePayment
  | PaymentIntent
  | Charge
  | Refund
  | CreditNote
  | BalanceTransaction
  | CustomerBalanceTransaction
  | SetupIntent
  | TaxId
  | Dispute
  | Meter
  | MeterEventSummary
  | CreditGrant
  | CreditBalanceTransaction
  | SubscriptionSchedule
  | CheckoutSession
  | Quote
  | CustomerCashBalanceTransaction
  | LedgerEvent;

export type LedgerObjectOf<Name extends LedgerObject['object']> = Extract<
  LedgerObject,
  { readonly object: Name }
>;

/** A list as Stripe embeds it, complete; the server cuts it to the length Stripe embeds. */
export function listOf<T>(
  data: T[],
  url: string,
): { object: 'list'; data: T[]; has_more: boolean; url: string } {
  return { object: 'list', data, has_more: false, url };
}
