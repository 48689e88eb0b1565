import type { StoredObject, StripeStore } from './store.ts';

/**
 * Which fields of which object can be expanded, and what they lead to. `expandable`: an id (or a list of ids) that
 * becomes the object. `includable`: left out altogether until it is expanded. `list`: a list Stripe embeds, cut to
 * ten. `embedded`: a whole object that is always there. `hash`: a plain part of the object with fields of its own.
 */
export type Field =
  | { readonly type: 'expandable'; readonly kind: string }
  | { readonly type: 'embedded'; readonly kind: string }
  | { readonly type: 'list'; readonly kind: string }
  | {
      readonly type: 'includable_list';
      readonly kind: string;
      readonly find: (store: StripeStore, owner: StoredObject) => readonly StoredObject[];
      readonly url: (owner: StoredObject) => string;
    }
  | { readonly type: 'includable'; readonly value: (owner: StoredObject) => unknown }
  | { readonly type: 'hash'; readonly fields: Fields };
export type Fields = Readonly<Record<string, Field>>;

const to = (kind: string): Field => ({ type: 'expandable', kind });
const embedded = (kind: string): Field => ({ type: 'embedded', kind });
const list = (kind: string): Field => ({ type: 'list', kind });
const hash = (fields: Fields): Field => ({ type: 'hash', fields });
/** Included as it is stored, or as `absent` when the object has none. */
const included = (name: string, absent: unknown): Field => ({
  type: 'includable',
  value: (owner) => owner[name] ?? absent,
});
const includedList = (
  kind: string,
  find: (store: StripeStore, owner: StoredObject) => readonly StoredObject[],
  url: (owner: StoredObject) => string,
): Field => ({ type: 'includable_list', kind, find, url });

const ENDED = new Set(['canceled', 'incomplete_expired']);

export const SCHEMA: Readonly<Record<string, Fields>> = {
  balance_transaction: { source: to('*') },
  'billing.credit_grant': { customer: to('customer'), test_clock: to('*') },
  charge: {
    application: to('*'),
    application_fee: to('*'),
    balance_transaction: to('balance_transaction'),
    customer: to('customer'),
    failure_balance_transaction: to('balance_transaction'),
    on_behalf_of: to('*'),
    payment_intent: to('payment_intent'),
    refunds: includedList(
      'refund',
      (store, charge) => store.referringTo('refund', 'charge', charge.id),
      (charge) => `/v1/charges/${charge.id}/refunds`,
    ),
    review: to('*'),
    source_transfer: to('*'),
    transfer: to('*'),
  },
  'checkout.session': {
    customer: to('customer'),
    discounts: hash({ coupon: to('coupon'), promotion_code: to('promotion_code') }),
    invoice: to('invoice'),
    line_items: included('line_items', null),
    payment_intent: to('payment_intent'),
    payment_link: to('*'),
    setup_intent: to('setup_intent'),
    subscription: to('subscription'),
  },
  coupon: {
    applies_to: included('applies_to', { products: [] }),
    currency_options: included('currency_options', {}),
  },
  credit_note: {
    customer: to('customer'),
    customer_balance_transaction: to('customer_balance_transaction'),
    discount_amounts: hash({ discount: to('discount') }),
    invoice: to('invoice'),
    lines: list('credit_note_line_item'),
    refunds: hash({ refund: to('refund') }),
  },
  credit_note_line_item: { discount_amounts: hash({ discount: to('discount') }) },
  customer: {
    cash_balance: included('cash_balance', null),
    default_source: to('*'),
    discount: embedded('discount'),
    invoice_credit_balance: {
      type: 'includable',
      value: (customer) =>
        customer['invoice_credit_balance'] ??
        (typeof customer['currency'] === 'string' ? { [customer['currency']]: customer['balance'] } : {}),
    },
    invoice_settings: hash({ default_payment_method: to('payment_method') }),
    sources: includedList(
      '*',
      () => [],
      (customer) => `/v1/customers/${customer.id}/sources`,
    ),
    subscriptions: includedList(
      'subscription',
      (store, customer) =>
        store
          .referringTo('subscription', 'customer', customer.id)
          .filter((subscription) => !ENDED.has(String(subscription['status']))),
      (customer) => `/v1/customers/${customer.id}/subscriptions`,
    ),
    tax: included('tax', null),
    tax_ids: includedList(
      'tax_id',
      (store, customer) => store.referringTo('tax_id', 'customer', customer.id),
      (customer) => `/v1/customers/${customer.id}/tax_ids`,
    ),
    test_clock: to('*'),
  },
  customer_balance_transaction: {
    checkout_session: to('checkout.session'),
    credit_note: to('credit_note'),
    customer: to('customer'),
    invoice: to('invoice'),
  },
  discount: {
    customer: to('customer'),
    promotion_code: to('promotion_code'),
    source: hash({ coupon: to('coupon') }),
  },
  dispute: { charge: to('charge'), payment_intent: to('payment_intent') },
  invoice: {
    account_tax_ids: to('tax_id'),
    application: to('*'),
    confirmation_secret: included('confirmation_secret', null),
    customer: to('customer'),
    default_payment_method: to('payment_method'),
    default_source: to('*'),
    discounts: to('discount'),
    from_invoice: hash({ invoice: to('invoice') }),
    latest_revision: to('invoice'),
    lines: list('line_item'),
    on_behalf_of: to('*'),
    parent: hash({
      quote_details: hash({ quote: to('quote') }),
      subscription_details: hash({ subscription: to('subscription') }),
    }),
    payments: includedList(
      'invoice_payment',
      (store, invoice) => store.referringTo('invoice_payment', 'invoice', invoice.id),
      (invoice) => `/v1/invoice_payments?invoice=${invoice.id}`,
    ),
    test_clock: to('*'),
    total_discount_amounts: hash({ discount: to('discount') }),
  },
  invoice_payment: {
    invoice: to('invoice'),
    payment: hash({
      charge: to('charge'),
      payment_intent: to('payment_intent'),
      payment_record: to('*'),
    }),
  },
  invoiceitem: {
    customer: to('customer'),
    discounts: to('discount'),
    invoice: to('invoice'),
    pricing: hash({ price_details: hash({ price: to('price') }) }),
    test_clock: to('*'),
  },
  line_item: {
    discount_amounts: hash({ discount: to('discount') }),
    discounts: to('discount'),
    pricing: hash({ price_details: hash({ price: to('price') }) }),
    subscription: to('subscription'),
  },
  payment_intent: {
    application: to('*'),
    customer: to('customer'),
    latest_charge: to('charge'),
    on_behalf_of: to('*'),
    payment_method: to('payment_method'),
    review: to('*'),
    source: to('*'),
  },
  payment_method: { customer: to('customer') },
  price: {
    currency_options: included('currency_options', {}),
    product: to('product'),
    tiers: included('tiers', null),
  },
  product: { default_price: to('price'), tax_code: to('*') },
  promotion_code: { customer: to('customer'), promotion: hash({ coupon: to('coupon') }) },
  quote: {
    customer: to('customer'),
    discounts: to('discount'),
    invoice: to('invoice'),
    line_items: included('line_items', null),
    subscription: to('subscription'),
    subscription_schedule: to('subscription_schedule'),
  },
  refund: {
    balance_transaction: to('balance_transaction'),
    charge: to('charge'),
    customer: to('customer'),
    failure_balance_transaction: to('balance_transaction'),
    payment_intent: to('payment_intent'),
    payment_method: to('payment_method'),
    source_transfer_reversal: to('*'),
    transfer_reversal: to('*'),
  },
  setup_intent: {
    application: to('*'),
    customer: to('customer'),
    latest_attempt: to('*'),
    mandate: to('*'),
    on_behalf_of: to('*'),
    payment_method: to('payment_method'),
    single_use_mandate: to('*'),
  },
  subscription: {
    application: to('*'),
    customer: to('customer'),
    default_payment_method: to('payment_method'),
    default_source: to('*'),
    discounts: to('discount'),
    items: list('subscription_item'),
    latest_invoice: to('invoice'),
    on_behalf_of: to('*'),
    pending_setup_intent: to('setup_intent'),
    schedule: to('subscription_schedule'),
    test_clock: to('*'),
  },
  subscription_item: { discounts: to('discount'), price: embedded('price') },
  subscription_schedule: { customer: to('customer'), subscription: to('subscription'), test_clock: to('*') },
  tax_id: { customer: to('customer'), owner: hash({ customer: to('customer') }) },
};
