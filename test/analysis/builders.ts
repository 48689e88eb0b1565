import {
  type BillingHistory,
  type Charge,
  type Coupon,
  type CreditNote,
  type Customer,
  type CustomerBalanceTransaction,
  type Discount,
  type Dispute,
  emptyHistory,
  type Invoice,
  type InvoiceLine,
  type InvoicePayment,
  type PaymentIntent,
  type Price,
  type Refund,
  type Subscription,
  type SubscriptionItem,
} from '../../src/analysis/billing-history.ts';

/** Unix seconds of an ISO 8601 moment; a bare date is midnight UTC. */
export const at = (iso: string): number => {
  const milliseconds = Date.parse(iso.length === 10 ? `${iso}T00:00:00Z` : iso);
  if (Number.isNaN(milliseconds)) throw new Error(`not a moment: ${iso}`);
  return milliseconds / 1000;
};

/** The moment the cases are judged as of, unless a case says otherwise. */
export const NOW = at('2026-11-20T09:00:00Z');
export const CUSTOMER = 'cus_Acme';

export const aHistory = (parts: Partial<BillingHistory>): BillingHistory => ({
  ...emptyHistory(NOW),
  customers: [aCustomer()],
  ...parts,
});

export const aCustomer = (parts: Partial<Customer> = {}): Customer => ({
  object: 'customer',
  id: CUSTOMER,
  created: at('2025-01-01'),
  deleted: false,
  livemode: false,
  email: 'jane@acme.example',
  name: 'Jane Roe',
  description: null,
  phone: null,
  address: null,
  shipping_address: null,
  balance: 0,
  currency: 'usd',
  delinquent: false,
  tax_exempt: 'none',
  discount: null,
  preferred_locales: [],
  metadata: {},
  default_payment_method: null,
  ...parts,
});

/** A succeeded, captured card payment of 49.00 USD without an invoice. */
export const aCharge = (parts: Partial<Charge> = {}): Charge => {
  const amount = parts.amount ?? 4900;
  const captured = parts.captured ?? (parts.status ?? 'succeeded') === 'succeeded';
  return {
    object: 'charge',
    id: 'ch_1',
    customer: CUSTOMER,
    created: at('2026-11-10T10:00:00Z'),
    status: 'succeeded',
    amount,
    amount_captured: captured ? amount : 0,
    amount_refunded: 0,
    captured,
    refunded: false,
    disputed: false,
    paid: (parts.status ?? 'succeeded') === 'succeeded',
    currency: 'usd',
    description: null,
    payment_intent: null,
    invoice: null,
    payment_method: null,
    payment_method_type: 'card',
    card: { brand: 'visa', last4: '4242', country: 'US', fingerprint: 'fp_1', capture_before: null },
    failure_code: null,
    failure_message: null,
    outcome: null,
    statement_descriptor: null,
    presentment: null,
    metadata: {},
    ...parts,
  };
};

export const aPaymentIntent = (parts: Partial<PaymentIntent> = {}): PaymentIntent => ({
  object: 'payment_intent',
  id: 'pi_1',
  customer: CUSTOMER,
  created: at('2026-11-10T10:00:00Z'),
  status: 'succeeded',
  amount: 4900,
  amount_capturable: 0,
  amount_received: (parts.status ?? 'succeeded') === 'succeeded' ? (parts.amount ?? 4900) : 0,
  currency: 'usd',
  capture_method: 'automatic',
  canceled_at: null,
  cancellation_reason: null,
  description: null,
  latest_charge: null,
  invoice: null,
  last_payment_error: null,
  metadata: {},
  ...parts,
});

export const aRefund = (parts: Partial<Refund> = {}): Refund => ({
  object: 'refund',
  id: 're_1',
  created: at('2026-11-11T10:00:00Z'),
  amount: 4900,
  currency: 'usd',
  charge: 'ch_1',
  payment_intent: null,
  status: 'succeeded',
  reason: null,
  failure_reason: null,
  pending_reason: null,
  destination: null,
  metadata: {},
  ...parts,
});

export const aLine = (parts: Partial<InvoiceLine> = {}): InvoiceLine => ({
  id: 'il_1',
  invoice: 'in_1',
  amount: 4900,
  currency: 'usd',
  description: '1 × Pro (at $49.00 / month)',
  quantity: 1,
  price: 'price_Pro',
  product: 'prod_Pro',
  unit_amount_decimal: parts.proration === true ? null : '4900',
  period: { start: at('2026-11-10'), end: at('2026-12-10') },
  proration: false,
  credited_items: null,
  subscription: 'sub_1',
  subscription_item: 'si_1',
  invoice_item: null,
  discountable: true,
  discount_amounts: [],
  discounts: [],
  taxes: [],
  pretax_credit_amounts: [],
  metadata: {},
  ...parts,
});

export const aPayment = (parts: Partial<InvoicePayment> = {}): InvoicePayment => {
  const invoice = parts.invoice ?? 'in_1';
  const created = parts.created ?? at('2026-11-10T10:00:00Z');
  return {
    object: 'invoice_payment',
    id: `inpay_${invoice}`,
    invoice,
    status: 'paid',
    amount_paid: 4900,
    amount_requested: 4900,
    currency: 'usd',
    created,
    paid_at: created,
    charge: null,
    payment_intent: `pi_${invoice}`,
    payment_record: null,
    ...parts,
  };
};

/**
 * A paid subscription invoice; totals, payment and line references follow from its lines unless given.
 * Its payment names the payment intent `pi_<invoice id>`; see {@link paidBy} for the charge.
 */
export const anInvoice = (parts: Partial<Invoice> = {}): Invoice => {
  const id = parts.id ?? 'in_1';
  const created = parts.created ?? at('2026-11-10T10:00:00Z');
  const currency = parts.currency ?? 'usd';
  const lines = (parts.lines ?? [aLine()]).map((line) => ({ ...line, invoice: id, currency }));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const subtotal = sum(lines.map((line) => line.amount));
  const discount = sum(lines.flatMap((line) => line.discount_amounts.map((entry) => entry.amount)));
  const tax = sum(
    lines.flatMap((line) => line.taxes.filter((entry) => !entry.inclusive).map((entry) => entry.amount)),
  );
  const total = parts.total ?? subtotal - discount + tax;
  const status = parts.status ?? 'paid';
  const due = Math.max(0, parts.amount_due ?? total);
  const paid = status === 'paid' ? due : 0;
  return {
    object: 'invoice',
    id,
    customer: CUSTOMER,
    created,
    number: `A-${id}`,
    status,
    billing_reason: 'subscription_cycle',
    collection_method: 'charge_automatically',
    currency,
    subscription: lines.find((line) => line.subscription !== null)?.subscription ?? null,
    quote: null,
    description: null,
    subtotal,
    total,
    total_excluding_tax: total - tax,
    amount_due: due,
    amount_paid: paid,
    amount_remaining: status === 'open' ? due : 0,
    amount_overpaid: 0,
    paid_out_of_band: false,
    starting_balance: 0,
    ending_balance: 0,
    pre_payment_credit_notes_amount: 0,
    post_payment_credit_notes_amount: 0,
    total_taxes: lines.flatMap((line) => line.taxes),
    total_discount_amounts: lines.flatMap((line) => line.discount_amounts),
    discounts: [],
    payments:
      status === 'paid' && paid > 0
        ? [aPayment({ invoice: id, amount_paid: paid, amount_requested: paid, currency, created })]
        : [],
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    customer_address: null,
    customer_shipping_address: null,
    customer_email: 'jane@acme.example',
    automatic_tax: { enabled: false, status: null },
    default_tax_rates: [],
    period_start: created,
    period_end: created,
    finalized_at: status === 'draft' ? null : created,
    paid_at: status === 'paid' ? created : null,
    voided_at: null,
    marked_uncollectible_at: null,
    due_date: null,
    next_payment_attempt: null,
    attempt_count: status === 'paid' ? 1 : 0,
    auto_advance: false,
    metadata: {},
    ...parts,
    lines,
  };
};

/** The charge that paid `invoice`. */
export const paidBy = (invoice: Invoice, parts: Partial<Charge> = {}): Charge =>
  aCharge({
    id: `ch_${invoice.id}`,
    customer: invoice.customer,
    payment_intent: `pi_${invoice.id}`,
    amount: invoice.amount_paid,
    currency: invoice.currency,
    created: invoice.created,
    ...parts,
  });

export const anItem = (parts: Partial<SubscriptionItem> = {}): SubscriptionItem => ({
  id: 'si_1',
  created: at('2026-01-10'),
  price: 'price_Pro',
  quantity: 1,
  current_period_start: at('2026-11-10'),
  current_period_end: at('2026-12-10'),
  discounts: [],
  tax_rates: [],
  metadata: {},
  ...parts,
});

/** An active monthly subscription to `price_Pro`, started 2026-01-10. */
export const aSubscription = (parts: Partial<Subscription> = {}): Subscription => ({
  object: 'subscription',
  id: 'sub_1',
  customer: CUSTOMER,
  created: at('2026-01-10'),
  start_date: parts.created ?? at('2026-01-10'),
  status: 'active',
  currency: 'usd',
  description: null,
  collection_method: 'charge_automatically',
  billing_cycle_anchor: at('2026-01-10'),
  billing_mode: { type: 'flexible', proration_discounts: 'included' },
  cancel_at: null,
  cancel_at_period_end: false,
  canceled_at: null,
  ended_at: null,
  cancellation_details: null,
  trial_start: null,
  trial_end: null,
  pause_collection: null,
  items: [anItem()],
  discounts: [],
  default_tax_rates: [],
  automatic_tax_enabled: false,
  latest_invoice: null,
  schedule: null,
  metadata: {},
  ...parts,
});

/** 49.00 USD a month. */
export const aPrice = (parts: Partial<Price> = {}): Price => ({
  object: 'price',
  id: 'price_Pro',
  created: at('2025-01-01'),
  active: true,
  product: 'prod_Pro',
  currency: 'usd',
  type: 'recurring',
  recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed', meter: null },
  billing_scheme: 'per_unit',
  unit_amount: 4900,
  unit_amount_decimal: String(parts.unit_amount ?? 4900),
  tiers_mode: null,
  tiers: null,
  transform_quantity: null,
  tax_behavior: 'exclusive',
  currency_options: {},
  nickname: null,
  lookup_key: null,
  metadata: {},
  ...parts,
});

export const aDiscount = (parts: Partial<Discount> = {}): Discount => ({
  id: 'di_1',
  coupon: 'WELCOME20',
  promotion_code: null,
  customer: CUSTOMER,
  subscription: 'sub_1',
  subscription_item: null,
  invoice: null,
  invoice_item: null,
  start: at('2026-01-10'),
  end: null,
  ...parts,
});

/** 20 % for ever. */
export const aCoupon = (parts: Partial<Coupon> = {}): Coupon => ({
  object: 'coupon',
  id: 'WELCOME20',
  created: at('2025-12-01'),
  name: 'Welcome 20',
  percent_off: parts.amount_off === undefined || parts.amount_off === null ? '20' : null,
  amount_off: null,
  currency: null,
  currency_options: {},
  duration: 'forever',
  duration_in_months: null,
  redeem_by: null,
  valid: true,
  applies_to_products: null,
  applies_to_known: true,
  metadata: {},
  ...parts,
});

/** A credit note on `in_1` whose money went back to the card. */
export const aCreditNote = (parts: Partial<CreditNote> = {}): CreditNote => {
  const amount = parts.amount ?? 4900;
  return {
    object: 'credit_note',
    id: 'cn_1',
    invoice: 'in_1',
    customer: CUSTOMER,
    created: at('2026-11-12T10:00:00Z'),
    number: 'A-CN-1',
    status: 'issued',
    reason: null,
    currency: 'usd',
    amount,
    pre_payment_amount: 0,
    post_payment_amount: amount - (parts.pre_payment_amount ?? 0),
    out_of_band_amount: 0,
    refunds: [],
    customer_balance_transaction: null,
    lines: [],
    total_taxes: [],
    memo: null,
    voided_at: null,
    ...parts,
  };
};

export const aBalanceEntry = (
  parts: Partial<CustomerBalanceTransaction> = {},
): CustomerBalanceTransaction => ({
  object: 'customer_balance_transaction',
  id: 'cbtxn_1',
  customer: CUSTOMER,
  created: at('2026-11-12T10:00:00Z'),
  type: 'adjustment',
  amount: -4900,
  currency: 'usd',
  ending_balance: -4900,
  invoice: null,
  credit_note: null,
  description: null,
  metadata: {},
  ...parts,
});

export const aDispute = (parts: Partial<Dispute> = {}): Dispute => ({
  object: 'dispute',
  id: 'dp_1',
  charge: 'ch_1',
  payment_intent: null,
  created: at('2026-11-15'),
  amount: 4900,
  currency: 'usd',
  status: 'needs_response',
  reason: 'fraudulent',
  due_by: at('2026-11-29'),
  is_charge_refundable: false,
  ...parts,
});
