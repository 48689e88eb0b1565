/** Raw Stripe objects as the current API answers them, cut to the keys a test needs. */
export type RawObject = Record<string, unknown>;

const CREATED = 1_790_000_000;

export const rawCustomer = (parts: RawObject = {}): RawObject => ({
  id: 'cus_Acme',
  object: 'customer',
  created: CREATED,
  email: 'jane@acme.example',
  name: 'Acme',
  currency: 'usd',
  balance: 0,
  livemode: false,
  discount: null,
  metadata: {},
  ...parts,
});

export const rawCharge = (parts: RawObject = {}): RawObject => ({
  id: 'ch_1',
  object: 'charge',
  amount: 4900,
  amount_captured: 4900,
  amount_refunded: 0,
  captured: true,
  created: CREATED,
  currency: 'usd',
  customer: 'cus_Acme',
  disputed: false,
  paid: true,
  payment_intent: 'pi_1',
  refunded: false,
  refunds: rawList([]),
  status: 'succeeded',
  metadata: {},
  ...parts,
});

export const rawRefund = (parts: RawObject = {}): RawObject => ({
  id: 're_1',
  object: 'refund',
  amount: 1000,
  charge: 'ch_1',
  created: CREATED + 60,
  currency: 'usd',
  payment_intent: 'pi_1',
  status: 'succeeded',
  metadata: {},
  ...parts,
});

export const rawLine = (parts: RawObject = {}): RawObject => ({
  id: 'il_1',
  object: 'line_item',
  amount: 4900,
  currency: 'usd',
  description: 'Pro',
  discount_amounts: [],
  discounts: [],
  period: { start: CREATED, end: CREATED + 2_592_000 },
  quantity: 1,
  taxes: [],
  parent: {
    type: 'subscription_item_details',
    subscription_item_details: { subscription: 'sub_1', subscription_item: 'si_1', proration: false },
  },
  pricing: {
    type: 'price_details',
    price_details: { price: 'price_Pro', product: 'prod_Pro' },
    unit_amount_decimal: '4900',
  },
  metadata: {},
  ...parts,
});

export const rawInvoice = (parts: RawObject = {}): RawObject => ({
  id: 'in_1',
  object: 'invoice',
  amount_due: 4900,
  amount_paid: 4900,
  amount_remaining: 0,
  created: CREATED,
  currency: 'usd',
  customer: 'cus_Acme',
  discounts: [],
  lines: rawList([rawLine()]),
  parent: { type: 'subscription_details', subscription_details: { subscription: 'sub_1' } },
  payments: rawList([rawPayment()]),
  period_start: CREATED,
  period_end: CREATED,
  status: 'paid',
  status_transitions: { finalized_at: CREATED, paid_at: CREATED },
  subtotal: 4900,
  total: 4900,
  metadata: {},
  ...parts,
});

export const rawPayment = (parts: RawObject = {}): RawObject => ({
  id: 'inpay_1',
  object: 'invoice_payment',
  amount_paid: 4900,
  amount_requested: 4900,
  created: CREATED,
  currency: 'usd',
  invoice: 'in_1',
  payment: { type: 'payment_intent', payment_intent: 'pi_1' },
  status: 'paid',
  status_transitions: { paid_at: CREATED },
  ...parts,
});

export const rawIntent = (parts: RawObject = {}): RawObject => ({
  id: 'pi_1',
  object: 'payment_intent',
  amount: 4900,
  amount_received: 4900,
  created: CREATED,
  currency: 'usd',
  customer: 'cus_Acme',
  latest_charge: 'ch_1',
  status: 'succeeded',
  metadata: {},
  ...parts,
});

export const rawSubscription = (parts: RawObject = {}): RawObject => ({
  id: 'sub_1',
  object: 'subscription',
  created: CREATED,
  currency: 'usd',
  customer: 'cus_Acme',
  discounts: [],
  items: rawList([
    {
      id: 'si_1',
      object: 'subscription_item',
      created: CREATED,
      current_period_start: CREATED,
      current_period_end: CREATED + 2_592_000,
      discounts: [],
      price: rawPrice(),
      quantity: 1,
    },
  ]),
  latest_invoice: 'in_1',
  start_date: CREATED,
  status: 'active',
  metadata: {},
  ...parts,
});

export const rawPrice = (parts: RawObject = {}): RawObject => ({
  id: 'price_Pro',
  object: 'price',
  active: true,
  billing_scheme: 'per_unit',
  created: CREATED,
  currency: 'usd',
  product: 'prod_Pro',
  recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed', meter: null },
  type: 'recurring',
  unit_amount: 4900,
  unit_amount_decimal: '4900',
  metadata: {},
  ...parts,
});

export const rawDispute = (parts: RawObject = {}): RawObject => ({
  id: 'dp_1',
  object: 'dispute',
  amount: 4900,
  charge: 'ch_1',
  created: CREATED + 100,
  currency: 'usd',
  payment_intent: 'pi_1',
  reason: 'fraudulent',
  status: 'needs_response',
  evidence_details: { due_by: CREATED + 999 },
  is_charge_refundable: false,
  ...parts,
});

export const rawCoupon = (parts: RawObject = {}): RawObject => ({
  id: 'SPRING',
  object: 'coupon',
  created: CREATED,
  duration: 'forever',
  percent_off: 12.5,
  valid: true,
  metadata: {},
  ...parts,
});

export const rawDiscount = (parts: RawObject = {}): RawObject => ({
  id: 'di_1',
  object: 'discount',
  customer: 'cus_Acme',
  subscription: 'sub_1',
  start: CREATED,
  end: null,
  source: { type: 'coupon', coupon: rawCoupon() },
  ...parts,
});

export function rawList(data: readonly unknown[], has_more = false): RawObject {
  return { object: 'list', data, has_more, url: '/v1/x' };
}
