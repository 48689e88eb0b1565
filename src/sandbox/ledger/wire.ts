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
  | SetupIntent;

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
