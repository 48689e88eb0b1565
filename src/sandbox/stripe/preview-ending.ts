import { notBuilt, StripeRefusal } from './errors.ts';
import { booleanParam, hashParam, type Params, stringParam } from './params.ts';
import type { Work } from './writes/endpoint.ts';
import { billFinally } from './writes/subscriptions/final-invoice.ts';
import { creditsForUnusedTime } from './writes/subscriptions/unused-time.ts';

const OFFERED = new Set(['subscription', 'subscription_details', 'expand']);
const DETAILS = new Set(['cancel_now', 'proration_behavior']);
const BEHAVIORS = ['create_prorations', 'none'];

/**
 * The last invoice of a subscription as it would be if it ended now (`subscription_details[cancel_now]`), or null when that
 * is not asked. @throws {StripeRefusal} 501 for anything else of `subscription_details`.
 */
export function previewedEnding(params: Params): Work | null {
  const details = hashParam(params, 'subscription_details');
  if (details === undefined || booleanParam(details, 'cancel_now') !== true) return null;
  const beyond = [
    ...Object.keys(params).filter((name) => !OFFERED.has(name)),
    ...Object.keys(details).filter((name) => !DETAILS.has(name)),
  ];
  const behavior = stringParam(details, 'proration_behavior') ?? 'create_prorations';
  if (beyond.length > 0 || !BEHAVIORS.includes(behavior)) {
    throw notBuilt(`previews of an ending with ${[...beyond, behavior].join(', ')}`);
  }
  return (desk) => {
    const subscription = desk.edit('subscription', stringParam(params, 'subscription') ?? '', {
      param: 'subscription',
      status: 404,
    });
    const credits = behavior === 'none' ? [] : creditsForUnusedTime(desk, subscription);
    const invoice = billFinally(desk, subscription, credits);
    if (invoice !== null) return invoice;
    throw new StripeRefusal(404, `No upcoming invoices for customer: ${String(subscription.customer)}`, {
      code: 'invoice_upcoming_none',
    });
  };
}
