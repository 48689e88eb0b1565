import { addBusinessDays } from '../arithmetic/business-days.ts';
import type { Charge, Refund } from '../billing-history.ts';
import type { HistoryIndex } from '../history-index.ts';
import type { Policy } from '../policy.ts';

/**
 * Thresholds of the rule `refund-in-transit`. Stripe: refunds take 5 to 10 business days to appear on a customer's
 * statement (docs.stripe.com/refunds).
 */
export const TRANSIT_THRESHOLDS = { usual_business_days: 10 };

/** The charge a refund gives money back for; older refunds name only the payment intent. */
export function chargeOfRefund(refund: Refund, index: HistoryIndex): Charge | undefined {
  return (
    index.charge(refund.charge) ??
    index.charge(index.paymentIntent(refund.payment_intent)?.latest_charge ?? null)
  );
}

/**
 * True while a refund can be under way without anything being wrong: sent to a card, or still pending, and younger
 * than the usual time. Releasing an uncaptured hold is no refund, and a cash balance is credited at once.
 */
export function isInTransit(refund: Refund, index: HistoryIndex, policy: Policy, asOf: number): boolean {
  const charge = chargeOfRefund(refund, index);
  if (charge !== undefined && !charge.captured) return false;
  const type = refund.destination?.type ?? charge?.payment_method_type ?? 'card';
  if (type === 'customer_cash_balance') return false;
  if (refund.status !== 'pending' && !(refund.status === 'succeeded' && type === 'card')) return false;
  return asOf < expectedBy(refund, policy);
}

/** When the customer's bank should show a refund at the latest, in Unix seconds. */
export function expectedBy(refund: Refund, policy: Policy): number {
  return addBusinessDays(refund.created, usualBusinessDays(policy));
}

/** How long a refund usually takes, from the policy's threshold of `refund-in-transit`. */
export function usualBusinessDays(policy: Policy): number {
  // Read here and not from the context, so that every rule draws the same line.
  return (
    policy.rules?.['refund-in-transit']?.thresholds['usual_business_days'] ??
    TRANSIT_THRESHOLDS.usual_business_days
  );
}

const PENDING_REASON: Readonly<Record<string, string>> = {
  charge_pending: 'the payment itself has not settled yet',
  insufficient_funds: 'the Stripe balance is too low to pay it',
  processing: 'it is being processed',
};

/** Stripe's reason why a refund is pending, in words; undefined where it gives none. */
export function pendingReason({ pending_reason }: Refund): string | undefined {
  return PENDING_REASON[pending_reason ?? ''];
}
