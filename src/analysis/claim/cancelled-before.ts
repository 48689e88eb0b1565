import type { Charge, Subscription } from '../billing-history.ts';
import type { Category } from '../finding.ts';
import { byCreation, isLiveSubscription, subscriptionsOf } from '../history-index.ts';
import { isoDate, listedInPart, shownText } from '../wording.ts';
import {
  type BillingRecord,
  borneOutBy,
  errorIn,
  paymentsOf,
  type Reply,
  refs,
  shownCharge,
  unlessIncomplete,
} from './record.ts';

const ENDINGS: ReadonlySet<Category> = new Set(['cancellation', 'trial', 'pause']);
/** Stripe's reasons for ending a subscription that no customer asked to end. */
const NOT_BY_REQUEST = new Set(['payment_failed', 'payment_disputed']);

/** "I had cancelled": when each subscription was cancelled, beside the newest payment. */
export function cancelledBefore(record: BillingRecord): Reply {
  const error = errorIn(record, ENDINGS);
  if (error !== undefined) return borneOutBy(error);
  const subscriptions = byCreation(record.history.subscriptions);
  if (subscriptions.length === 0)
    return { standing: 'open', says: 'No subscription is on record.', evidence: [] };
  const cancelled = subscriptions
    .flatMap(cancellationOf)
    .sort((a, b) => a.at - b.at)
    .at(-1);
  const payment = paymentsOf(record).at(-1);
  if (cancelled === undefined) return neverCancelled(record, subscriptions, payment);
  return sinceCancelled(record, cancelled, payment);
}

interface Cancellation {
  readonly subscription: Subscription;
  readonly at: number;
}

function cancellationOf(subscription: Subscription): readonly Cancellation[] {
  const { canceled_at: at, cancellation_details } = subscription;
  if (at === null || NOT_BY_REQUEST.has(cancellation_details?.reason ?? '')) return [];
  return [{ subscription, at }];
}

function neverCancelled(
  record: BillingRecord,
  subscriptions: readonly Subscription[],
  payment: Charge | undefined,
): Reply {
  const ids = subscriptions.map(({ id }) => id);
  const before = payment === undefined ? '' : ` before the payment of ${shownCharge(payment)} or after it`;
  const says = `No cancellation by the customer is on record${before}: ${listedInPart(
    subscriptions.map(({ id, status }) => `${shownText(id)} is ${status.replaceAll('_', ' ')}`),
  )}.`;
  return { standing: unlessIncomplete(record), says, evidence: refs('subscription', ...ids) };
}

function sinceCancelled(
  { history, index }: BillingRecord,
  { subscription, at }: Cancellation,
  payment: Charge | undefined,
): Reply {
  const done = `${shownText(subscription.id)} was cancelled on ${isoDate(at)}`;
  const evidence = refs('subscription', subscription.id);
  if (payment === undefined) {
    return { standing: 'borne_out', says: `${done}, and no payment is on record.`, evidence };
  }
  const withPayment = [...evidence, ...refs('charge', payment.id)];
  if (payment.created < at) {
    const says = `${done}, after the newest payment of ${shownCharge(payment)}.`;
    return { standing: 'contradicted', says, evidence: withPayment };
  }
  const invoice = index.invoiceOfCharge(payment.id);
  const billed = invoice === undefined ? new Set<string>() : subscriptionsOf(invoice);
  const other = history.subscriptions.find(
    (one) => one.id !== subscription.id && billed.has(one.id) && isLiveSubscription(one),
  );
  if (other !== undefined && !billed.has(subscription.id)) {
    const says = `${done}; the payment of ${shownCharge(payment)} is for ${shownText(other.id)}, which was not.`;
    return {
      standing: cancellationOf(other).length > 0 ? 'open' : 'contradicted',
      says,
      evidence: [...withPayment, ...refs('subscription', other.id)],
    };
  }
  const says = `${done}, before the newest payment of ${shownCharge(payment)}.`;
  return { standing: 'borne_out', says, evidence: withPayment };
}
