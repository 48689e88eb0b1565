import type { Subscription } from '../billing-history.ts';

/**
 * True when the subscription was cancelled while its trial ran. Stripe clears `canceled_at` when a cancellation is taken
 * back, so that one which still stands was meant.
 */
export function cancelledInTrial({ trial_end, canceled_at, cancellation_details }: Subscription): boolean {
  if (trial_end === null || canceled_at === null || canceled_at >= trial_end) return false;
  return cancellation_details?.reason !== 'payment_failed';
}
