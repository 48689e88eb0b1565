import {
  amongst,
  byIds,
  equals,
  type Filter,
  flag,
  invoicePaymentOf,
  invoiceSubscription,
  itemMoment,
  moment,
  never,
  oneOf,
  pending,
  promotionCoupon,
  refersTo,
  subscriptionPrice,
  subscriptionStatus,
  taxIdOwner,
} from './filters.ts';

/** A list endpoint: what it lists, and exactly the filters it takes. */
export interface ListEndpoint {
  readonly path: string;
  readonly kind: string;
  readonly filters: Readonly<Record<string, Filter>>;
  /** Parameters that must be sent. */
  readonly required?: readonly string[];
  /** False where single objects are not read under this path. */
  readonly retrievable?: boolean;
}

const customer = refersTo('customer');
const collectionMethod = oneOf('charge_automatically', 'send_invoice');

/** Every list the sandbox offers. Which of them take `customer` is Stripe's choice, not ours. */
export const LISTS: readonly ListEndpoint[] = [
  {
    path: '/v1/customers',
    kind: 'customer',
    filters: { created: moment, email: equals, test_clock: never },
  },
  {
    path: '/v1/subscriptions',
    kind: 'subscription',
    filters: {
      automatic_tax: never,
      collection_method: collectionMethod,
      created: moment,
      current_period_end: itemMoment,
      current_period_start: itemMoment,
      customer,
      customer_account: never,
      price: subscriptionPrice,
      status: subscriptionStatus,
      test_clock: never,
    },
  },
  {
    path: '/v1/subscription_items',
    kind: 'subscription_item',
    filters: { subscription: refersTo('subscription') },
    required: ['subscription'],
  },
  {
    path: '/v1/subscription_schedules',
    kind: 'subscription_schedule',
    filters: {
      canceled_at: moment,
      completed_at: moment,
      created: moment,
      customer,
      customer_account: never,
      released_at: moment,
      scheduled: never,
    },
  },
  {
    path: '/v1/invoices',
    kind: 'invoice',
    filters: {
      collection_method: collectionMethod,
      created: moment,
      customer,
      customer_account: never,
      due_date: moment,
      status: oneOf('draft', 'open', 'paid', 'uncollectible', 'void'),
      subscription: invoiceSubscription,
    },
  },
  {
    path: '/v1/invoice_payments',
    kind: 'invoice_payment',
    filters: {
      created: moment,
      invoice: refersTo('invoice'),
      payment: invoicePaymentOf,
      status: oneOf('open', 'paid', 'canceled'),
    },
  },
  {
    path: '/v1/invoiceitems',
    kind: 'invoiceitem',
    filters: { created: moment, customer, customer_account: never, invoice: refersTo('invoice'), pending },
  },
  {
    path: '/v1/charges',
    kind: 'charge',
    filters: {
      created: moment,
      customer,
      payment_intent: refersTo('payment_intent'),
      transfer_group: equals,
    },
  },
  {
    path: '/v1/payment_intents',
    kind: 'payment_intent',
    filters: { created: moment, customer, customer_account: never },
  },
  {
    path: '/v1/setup_intents',
    kind: 'setup_intent',
    filters: {
      attach_to_self: flag,
      created: moment,
      customer,
      customer_account: never,
      payment_method: refersTo('payment_method'),
    },
  },
  {
    path: '/v1/payment_methods',
    kind: 'payment_method',
    filters: { allow_redisplay: equals, customer, customer_account: never, type: equals },
  },
  {
    path: '/v1/refunds',
    kind: 'refund',
    filters: { charge: refersTo('charge'), created: moment, payment_intent: refersTo('payment_intent') },
  },
  {
    path: '/v1/credit_notes',
    kind: 'credit_note',
    filters: { created: moment, customer, customer_account: never, invoice: refersTo('invoice') },
  },
  {
    path: '/v1/disputes',
    kind: 'dispute',
    filters: { charge: refersTo('charge'), created: moment, payment_intent: refersTo('payment_intent') },
  },
  { path: '/v1/coupons', kind: 'coupon', filters: { created: moment } },
  {
    path: '/v1/promotion_codes',
    kind: 'promotion_code',
    filters: {
      active: flag,
      code: equals,
      coupon: promotionCoupon,
      created: moment,
      customer,
      customer_account: never,
    },
  },
  {
    path: '/v1/prices',
    kind: 'price',
    filters: {
      active: flag,
      created: moment,
      currency: equals,
      lookup_keys: amongst('lookup_key'),
      product: refersTo('product'),
      type: oneOf('one_time', 'recurring'),
    },
  },
  {
    path: '/v1/products',
    kind: 'product',
    filters: { active: flag, created: moment, ids: byIds, shippable: flag, url: equals },
  },
  { path: '/v1/tax_rates', kind: 'tax_rate', filters: { active: flag, created: moment, inclusive: flag } },
  { path: '/v1/tax_ids', kind: 'tax_id', filters: { owner: taxIdOwner } },
  {
    path: '/v1/balance_transactions',
    kind: 'balance_transaction',
    filters: { created: moment, currency: equals, payout: never, source: equals, type: equals },
  },
  {
    path: '/v1/checkout/sessions',
    kind: 'checkout.session',
    filters: {
      created: moment,
      customer,
      customer_account: never,
      customer_details: never,
      payment_intent: refersTo('payment_intent'),
      payment_link: never,
      status: oneOf('open', 'complete', 'expired'),
      subscription: refersTo('subscription'),
    },
  },
  {
    path: '/v1/quotes',
    kind: 'quote',
    filters: {
      customer,
      customer_account: never,
      status: oneOf('draft', 'open', 'accepted', 'canceled'),
      test_clock: never,
    },
  },
  {
    path: '/v1/billing/credit_grants',
    kind: 'billing.credit_grant',
    filters: { customer, customer_account: never },
  },
  {
    path: '/v1/billing/credit_balance_transactions',
    kind: 'billing.credit_balance_transaction',
    filters: { credit_grant: refersTo('billing.credit_grant'), customer, customer_account: never },
  },
  {
    path: '/v1/events',
    kind: 'event',
    filters: { created: moment, delivery_success: never, type: equals, types: amongst('type') },
  },
];

/** A list under one object: `GET /v1/<owner>/:id/<name>`. */
export interface NestedList {
  readonly path: string;
  readonly ownerKind: string;
  readonly kind: string;
  /** Field of the listed objects that holds the owner's id; null: they are embedded in the owner's list of this name. */
  readonly field: string | null;
  readonly embedded?: string;
  readonly filters?: Readonly<Record<string, Filter>>;
}

export const NESTED_LISTS: readonly NestedList[] = [
  {
    path: '/v1/customers/:id/balance_transactions',
    ownerKind: 'customer',
    kind: 'customer_balance_transaction',
    field: 'customer',
    filters: { created: moment, invoice: refersTo('invoice') },
  },
  {
    path: '/v1/customers/:id/cash_balance_transactions',
    ownerKind: 'customer',
    kind: 'customer_cash_balance_transaction',
    field: 'customer',
  },
  { path: '/v1/customers/:id/tax_ids', ownerKind: 'customer', kind: 'tax_id', field: 'customer' },
  {
    path: '/v1/customers/:id/payment_methods',
    ownerKind: 'customer',
    kind: 'payment_method',
    field: 'customer',
    filters: { allow_redisplay: equals, type: equals },
  },
  {
    path: '/v1/invoices/:id/lines',
    ownerKind: 'invoice',
    kind: 'line_item',
    field: null,
    embedded: 'lines',
  },
  {
    path: '/v1/credit_notes/:id/lines',
    ownerKind: 'credit_note',
    kind: 'credit_note_line_item',
    field: null,
    embedded: 'lines',
  },
  { path: '/v1/charges/:id/refunds', ownerKind: 'charge', kind: 'refund', field: 'charge' },
];
