import type { Subscription } from '../../../ledger/wire.ts';
import { StripeRefusal } from '../../errors.ts';
import { booleanParam, type Params } from '../../params.ts';
import type { Desk } from '../desk.ts';
import type { WriteEndpoint } from '../endpoint.ts';
import { choiceParam, metadataParam } from '../values.ts';
import { cancellationDetails } from './cancellation-details.ts';
import { discountsParam, replaceDiscounts } from './discounts.ts';

const PRORATIONS = ['always_invoice', 'create_prorations', 'none'] as const;
const ENDED: readonly string[] = ['canceled', 'incomplete_expired'];

/** `POST /v1/subscriptions/:id`: discounts, metadata and the end of the period; what changes prices is left out. */
export const updateSubscription: WriteEndpoint = {
  method: 'POST',
  path: '/v1/subscriptions/:id',
  kind: 'subscription',
  answers: 'subscription',
  takes: ['cancel_at_period_end', 'cancellation_details', 'discounts', 'metadata', 'proration_behavior'],
  leavesOut: [
    'add_invoice_items',
    'application_fee_percent',
    'automatic_tax',
    'billing_cycle_anchor',
    'billing_schedules',
    'billing_thresholds',
    'cancel_at',
    'collection_method',
    'days_until_due',
    'default_payment_method',
    'default_source',
    'default_tax_rates',
    'description',
    'invoice_settings',
    'items',
    'off_session',
    'on_behalf_of',
    'pause_collection',
    'payment_behavior',
    'payment_settings',
    'pending_invoice_item_interval',
    'proration_date',
    'transfer_data',
    'trial_end',
    'trial_from_plan',
    'trial_settings',
  ],
  prepare: (params, id) => {
    choiceParam(params, 'proration_behavior', PRORATIONS);
    const discounts = discountsParam(params);
    const atEnd = booleanParam(params, 'cancel_at_period_end');
    const details = cancellationDetails(params);
    const metadata = changedMetadata(params);
    return (desk) => {
      const subscription = desk.edit('subscription', id, 'path');
      if (ENDED.includes(subscription.status) && (discounts !== undefined || atEnd !== undefined)) {
        throw new StripeRefusal(
          400,
          'A canceled subscription can only update its cancellation_details and metadata.',
        );
      }
      if (discounts !== undefined) {
        const place = { customer: String(subscription.customer), subscription: id, item: null };
        subscription.discounts = replaceDiscounts(desk, subscription.discounts.map(String), discounts, place);
      }
      if (atEnd !== undefined) cancelAtEnd(desk, subscription, atEnd);
      Object.assign(subscription.cancellation_details ?? {}, details);
      subscription.metadata = metadata(subscription.metadata);
      desk.tell('customer.subscription.updated', subscription);
      return subscription;
    };
  },
};

/** `POST /v1/subscription_items/:id`: discounts and metadata; what changes prices is left out. */
export const updateSubscriptionItem: WriteEndpoint = {
  method: 'POST',
  path: '/v1/subscription_items/:id',
  kind: 'subscription_item',
  answers: 'subscription_item',
  takes: ['discounts', 'metadata', 'proration_behavior'],
  leavesOut: [
    'billing_thresholds',
    'current_trial',
    'off_session',
    'payment_behavior',
    'price',
    'price_data',
    'proration_date',
    'quantity',
    'tax_rates',
  ],
  prepare: (params, id) => {
    choiceParam(params, 'proration_behavior', PRORATIONS);
    const discounts = discountsParam(params);
    const metadata = changedMetadata(params);
    return (desk) => {
      const { item, subscription } = desk.editItem(id);
      if (discounts !== undefined) {
        const place = { customer: String(subscription.customer), subscription: subscription.id, item: id };
        item.discounts = replaceDiscounts(desk, item.discounts.map(String), discounts, place);
      }
      item.metadata = metadata(item.metadata);
      desk.tell('customer.subscription.updated', subscription);
      return item;
    };
  },
};

/** What becomes of metadata: new keys are added, keys sent empty go, and all of it sent empty clears it. */
function changedMetadata(params: Params): (before: Record<string, string>) => Record<string, string> {
  if (params['metadata'] === '') return () => ({});
  const added = metadataParam(params);
  const sent = params['metadata'];
  const gone = typeof sent === 'object' ? Object.entries(sent).filter(([, value]) => value === '') : [];
  return (before) => {
    const after = { ...before, ...added };
    for (const [key] of gone) delete after[key];
    return after;
  };
}

function cancelAtEnd(desk: Desk, subscription: Subscription, atEnd: boolean): void {
  subscription.cancel_at_period_end = atEnd;
  const ends = subscription.items.data.map((item) => item.current_period_end);
  subscription.cancel_at = atEnd ? Math.max(...ends) : null;
  subscription.canceled_at = atEnd ? desk.now : null;
  subscription.cancellation_details = {
    comment: null,
    feedback: null,
    feedback_option: null,
    reason: atEnd ? 'cancellation_requested' : null,
  };
}
