import type {
  BillingEvent,
  CheckoutSession,
  MeterEventSummary,
  Quote,
} from '../../analysis/billing-history.ts';
import { type Fields, refOf } from './raw.ts';

export function toCheckoutSession(fields: Fields): CheckoutSession {
  return {
    object: 'checkout.session',
    id: fields.id(),
    customer: fields.ref('customer'),
    created: fields.requiredTime('created'),
    status: fields.text('status'),
    mode: fields.text('mode'),
    subscription: fields.ref('subscription'),
    invoice: fields.ref('invoice'),
    payment_intent: fields.ref('payment_intent'),
    amount_subtotal: fields.int('amount_subtotal'),
    amount_total: fields.int('amount_total'),
    currency: fields.currency(),
    discounts: fields.children('discounts').map((discount) => ({
      coupon: discount.ref('coupon'),
      promotion_code: discount.ref('promotion_code'),
    })),
    metadata: fields.metadata(),
  };
}

export function toQuote(fields: Fields): Quote {
  return {
    object: 'quote',
    id: fields.id(),
    customer: fields.ref('customer'),
    created: fields.requiredTime('created'),
    status: fields.text('status') ?? 'unknown',
    amount_total: fields.int('amount_total'),
    currency: fields.currency(),
    subscription: fields.ref('subscription'),
    invoice: fields.ref('invoice'),
    expires_at: fields.time('expires_at'),
    metadata: fields.metadata(),
  };
}

export function toBillingEvent(fields: Fields): BillingEvent {
  const data = fields.child('data');
  const request = fields.raw['request'];
  return {
    object: 'event',
    id: fields.id(),
    created: fields.requiredTime('created'),
    type: fields.text('type') ?? 'unknown',
    subject: refOf(data?.raw['object']),
    // Before 2017-05-25 the request's id stood there by itself.
    request: refOf(request),
    data: {
      object: data?.raw['object'] ?? null,
      previous_attributes: data?.raw['previous_attributes'] ?? null,
    },
  };
}

export function toMeterEventSummary(fields: Fields): MeterEventSummary {
  return {
    object: 'billing.meter_event_summary',
    id: fields.id(),
    meter: fields.requiredRef('meter'),
    customer: fields.ref('customer'),
    start_time: fields.requiredTime('start_time'),
    end_time: fields.requiredTime('end_time'),
    aggregated_value: fields.decimal('aggregated_value') ?? '0',
  };
}
