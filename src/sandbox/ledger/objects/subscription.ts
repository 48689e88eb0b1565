import type { Price, Subscription, SubscriptionItem, TaxRate } from '../wire.ts';
import { listOf } from '../wire.ts';
import { planOf } from './catalogue.ts';

export interface SubscriptionSpec {
  readonly id: string;
  readonly itemId: string;
  readonly customer: string;
  readonly paymentMethod: string | null;
  readonly price: Price;
  readonly quantity: number;
  readonly taxRates: readonly TaxRate[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly description: string | null;
  readonly start: number;
  readonly periodEnd: number;
}

export function aSubscription(spec: SubscriptionSpec): Subscription {
  return {
    id: spec.id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: spec.start,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible', updated_at: spec.start },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: 'charge_automatically',
    created: spec.start,
    currency: spec.price.currency,
    customer: spec.customer,
    customer_account: null,
    days_until_due: null,
    default_payment_method: spec.paymentMethod,
    default_source: null,
    default_tax_rates: [...spec.taxRates],
    description: spec.description,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: listOf(
      [aSubscriptionItem({ ...spec, taxRates: [] })],
      `/v1/subscription_items?subscription=${spec.id}`,
    ),
    latest_invoice: null,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: { ...spec.metadata },
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: spec.start,
    status: 'active',
    test_clock: null,
    transfer_data: null,
    trial_end: null,
    trial_settings: {
      end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' },
    },
    trial_start: null,
  };
}

/** An item of a subscription, with the period it is in. */
export function aSubscriptionItem(
  spec: Pick<SubscriptionSpec, 'id' | 'itemId' | 'price' | 'quantity' | 'start' | 'periodEnd' | 'taxRates'>,
): SubscriptionItem {
  return {
    id: spec.itemId,
    object: 'subscription_item',
    billing_thresholds: null,
    created: spec.start,
    current_period_end: spec.periodEnd,
    current_period_start: spec.start,
    current_trial: null,
    discounts: [],
    metadata: {},
    plan: planOf(spec.price),
    price: structuredClone(spec.price),
    quantity: spec.quantity,
    subscription: spec.id,
    tax_rates: [...spec.taxRates],
  };
}
