import type { Subscription, SubscriptionItem, SubscriptionSchedule } from '../../analysis/billing-history.ts';
import type { DiscountPool } from './discount.ts';
import type { Fields } from './raw.ts';

const STATUSES = [
  'active',
  'canceled',
  'incomplete',
  'incomplete_expired',
  'past_due',
  'paused',
  'trialing',
  'unpaid',
] as const;

export function toSubscription(fields: Fields, discounts: DiscountPool): Subscription {
  const created = fields.requiredTime('created');
  const mode = fields.child('billing_mode');
  const modeType = mode?.maybeOneOf('type', ['classic', 'flexible']) ?? null;
  const pause = fields.child('pause_collection');
  const cancellation = fields.child('cancellation_details');
  return {
    object: 'subscription',
    id: fields.id(),
    customer: fields.requiredRef('customer'),
    created,
    start_date: fields.time('start_date') ?? fields.time('start') ?? created,
    status: fields.oneOf('status', STATUSES),
    currency: fields.currency() ?? itemCurrency(fields),
    description: fields.text('description'),
    collection_method:
      fields.maybeOneOf('collection_method', ['charge_automatically', 'send_invoice']) ??
      fields.maybeOneOf('billing', ['charge_automatically', 'send_invoice']) ??
      'charge_automatically',
    billing_cycle_anchor: fields.time('billing_cycle_anchor'),
    billing_mode:
      mode === null || modeType === null
        ? null
        : {
            type: modeType,
            proration_discounts:
              mode.child('flexible')?.maybeOneOf('proration_discounts', ['included', 'itemized']) ?? null,
          },
    cancel_at: fields.time('cancel_at'),
    cancel_at_period_end: fields.flag('cancel_at_period_end'),
    canceled_at: fields.time('canceled_at'),
    ended_at: fields.time('ended_at'),
    cancellation_details:
      cancellation === null
        ? null
        : { reason: cancellation.text('reason'), comment: cancellation.text('comment') },
    trial_start: fields.time('trial_start'),
    trial_end: fields.time('trial_end'),
    pause_collection:
      pause === null
        ? null
        : {
            behavior: pause.oneOf('behavior', ['keep_as_draft', 'mark_uncollectible', 'void']),
            resumes_at: pause.time('resumes_at'),
          },
    items: toItems(fields, discounts),
    discounts: discounts.of(fields, 'subscription'),
    default_tax_rates: fields.refs('default_tax_rates'),
    automatic_tax_enabled: fields.child('automatic_tax')?.flag('enabled') ?? false,
    latest_invoice: fields.ref('latest_invoice'),
    schedule: fields.ref('schedule'),
    metadata: fields.metadata(),
  };
}

/** Before 2025-03-31.basil the period stood on the subscription, and long before that so did its only plan. */
function toItems(subscription: Fields, discounts: DiscountPool): SubscriptionItem[] {
  const period = {
    start: subscription.time('current_period_start'),
    end: subscription.time('current_period_end'),
  };
  const items = subscription.children('items').map((item) => ({
    id: item.id(),
    created: item.time('created'),
    price: item.ref('price') ?? item.ref('plan'),
    quantity: item.count('quantity'),
    current_period_start: item.time('current_period_start') ?? period.start,
    current_period_end: item.time('current_period_end') ?? period.end,
    discounts: discounts.of(item, 'subscription_item'),
    tax_rates: item.refs('tax_rates'),
    metadata: item.metadata(),
  }));
  const plan = subscription.ref('plan');
  if (items.length > 0 || plan === null) return items;
  return [
    {
      id: `item:${subscription.id()}`,
      created: null,
      price: plan,
      quantity: subscription.count('quantity'),
      current_period_start: period.start,
      current_period_end: period.end,
      discounts: [],
      tax_rates: [],
      metadata: {},
    },
  ];
}

/** Old subscriptions name no currency of their own: their items' prices do. */
function itemCurrency(fields: Fields): string | null {
  const [item] = fields.children('items');
  const price = item?.child('price') ?? item?.child('plan') ?? fields.child('plan') ?? null;
  return price?.currency() ?? null;
}

export function toSubscriptionSchedule(fields: Fields): SubscriptionSchedule {
  return {
    object: 'subscription_schedule',
    id: fields.id(),
    customer: fields.ref('customer'),
    subscription: fields.ref('subscription') ?? fields.ref('released_subscription'),
    status: fields.text('status') ?? 'unknown',
    created: fields.requiredTime('created'),
    ended_at: fields.time('released_at') ?? fields.time('canceled_at') ?? fields.time('completed_at'),
    phases: fields.children('phases').map((phase) => ({
      start_date: phase.requiredTime('start_date'),
      end_date: phase.requiredTime('end_date'),
      proration_behavior: phase.text('proration_behavior'),
      items: phase.children(phase.has('items') ? 'items' : 'plans').map((item) => ({
        price: item.ref('price') ?? item.ref('plan'),
        quantity: item.count('quantity'),
      })),
    })),
  };
}
