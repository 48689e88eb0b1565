import type { BillingEvent, Subscription } from '../billing-history.ts';
import { byCreation, type HistoryIndex } from '../history-index.ts';
import { fieldOf } from '../untrusted-json.ts';
import { type PeriodFee, periodFees } from './period-fees.ts';

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;

/** A trial that moved the day on which a subscription is charged. */
export interface TrialMove {
  /** Unix seconds: when the next charge was due before. */
  readonly formerAt: number;
  /** The first fee after the trial. */
  readonly fee: PeriodFee;
  /** The event that says so; null where the fees do. */
  readonly event: string | null;
}

/**
 * How a trial moved the billing date, once it has ended and its first fee is billed: its end was brought forward or put
 * off (Stripe's events, kept for 30 days), or it was granted while a paid period ran. Null where a trial ended as it was
 * first set up: that moved nothing.
 */
export function trialMove(
  subscription: Subscription,
  events: readonly BillingEvent[],
  index: HistoryIndex,
): TrialMove | null {
  const { trial_start: start, trial_end: end } = subscription;
  if (end === null) return null;
  const fees = periodFees(index, subscription);
  const fee = fees.find(
    ({ line: { period } }) => period.start >= end && period.start < end + DAY_SECONDS && period.end > end,
  );
  if (fee === undefined) return null;
  const moved = byCreation(events).find(({ subject, created, type, data }) => {
    if (type !== 'customer.subscription.updated' || subject !== subscription.id || created > end)
      return false;
    const before = previousTrialEnd(data.previous_attributes);
    return before !== null && Math.abs(before - end) > HOUR_SECONDS;
  });
  if (moved !== undefined) {
    const formerAt = previousTrialEnd(moved.data.previous_attributes) ?? end;
    return { formerAt, fee, event: moved.id };
  }
  if (start === null) return null;
  const paidUntil = fees
    .filter(({ line: { period } }) => period.start < start && period.end > start)
    .map(({ line }) => line.period.end);
  const formerAt = Math.max(0, ...paidUntil);
  return formerAt > 0 && Math.abs(formerAt - end) > HOUR_SECONDS ? { formerAt, fee, event: null } : null;
}

/** `previous_attributes.trial_end`; null when the event did not change it, or there was none. */
function previousTrialEnd(previous: unknown): number | null {
  const end = fieldOf(previous, 'trial_end');
  return typeof end === 'number' && Number.isSafeInteger(end) ? end : null;
}
