import { isMetered } from '../../../ledger/billing/plan.ts';
import type { Subscription } from '../../../ledger/wire.ts';
import { noSuch, notBuilt } from '../../errors.ts';
import { booleanParam } from '../../params.ts';
import type { Desk } from '../desk.ts';
import type { WriteEndpoint } from '../endpoint.ts';
import { cancellationDetails } from './cancellation-details.ts';
import { addItem, billFinally, pendingItems } from './final-invoice.ts';
import { creditsForUnusedTime } from './unused-time.ts';

const ENDED: readonly string[] = ['canceled', 'incomplete_expired'];

/** `DELETE /v1/subscriptions/:id` (API reference, "Cancel a subscription"): at once; neither prorated nor invoiced unless asked. */
export const cancelSubscription: WriteEndpoint = {
  method: 'DELETE',
  path: '/v1/subscriptions/:id',
  kind: 'subscription',
  answers: 'subscription',
  takes: ['cancellation_details', 'invoice_now', 'prorate'],
  prepare: (params, id) => {
    const prorate = booleanParam(params, 'prorate') ?? false;
    const invoiceNow = booleanParam(params, 'invoice_now') ?? false;
    const details = cancellationDetails(params);
    return (desk) => {
      const subscription = desk.edit('subscription', id, 'path');
      if (ENDED.includes(subscription.status)) throw noSuch('subscription', id, { path: true });
      if (invoiceNow && subscription.items.data.some((item) => isMetered(item.price))) {
        throw notBuilt('DELETE /v1/subscriptions/:id with invoice_now for metered prices');
      }
      const credits = prorate ? creditsForUnusedTime(desk, subscription) : [];
      if (invoiceNow) billFinally(desk, subscription, credits);
      else for (const line of credits) addItem(desk, subscription, line, null);
      if (!prorate && !invoiceNow) dropPendingProrations(desk, subscription);
      end(desk, subscription);
      Object.assign(subscription.cancellation_details ?? {}, details);
      stopCollecting(desk, String(subscription.customer));
      return subscription;
    };
  },
};

function end(desk: Desk, subscription: Subscription): void {
  subscription.status = 'canceled';
  subscription.canceled_at = desk.now;
  subscription.ended_at = desk.now;
  subscription.discounts = [];
  subscription.cancellation_details = {
    comment: null,
    feedback: null,
    feedback_option: null,
    reason: 'cancellation_requested',
  };
  desk.tell('customer.subscription.deleted', subscription);
}

/** Without a proration and without a final invoice, Stripe removes the prorations that wait. */
function dropPendingProrations(desk: Desk, subscription: Subscription): void {
  for (const { id, proration } of pendingItems(desk, subscription)) {
    if (!proration) continue;
    const item = desk.open('invoiceitem', id);
    desk.tell('invoiceitem.deleted', item);
    desk.remove(item);
  }
}

/** Stripe stops collecting the customer's finalised invoices by itself. */
function stopCollecting(desk: Desk, customer: string): void {
  for (const { id, status } of desk.referring('invoice', 'customer', customer)) {
    if (status !== 'open') continue;
    const invoice = desk.open('invoice', id);
    invoice.auto_advance = false;
    invoice.next_payment_attempt = null;
  }
}
