import { FAILURE_REASON } from '../analysis/payments/failure-reason.ts';
import { formatMoney } from '../money.ts';
import type { SeenObject } from './made-in-stripe.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Banks send refunds back for about that long. */
const FOLLOWED_FOR_MS = 30 * DAY_MS;

/** Money that went out and is back: a refund that failed at the bank, or was cancelled before it arrived. */
export interface Reversal {
  readonly refunds: readonly SeenObject[];
  /** What happened and what to do. */
  readonly sentence: string;
}

/** What of the money that a correction returned did not stay with the customer, or null. */
export function reversalOf(objects: readonly SeenObject[]): Reversal | null {
  const refunds = objects
    .filter(({ object, status }) => object === 'refund' && (status === 'failed' || status === 'canceled'))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  if (refunds.length === 0) return null;
  const happened = refunds.map((refund) => `${whatBecameOf(refund)}.`).join(' ');
  return { refunds, sentence: `${happened} ${WHAT_TO_DO}` };
}

const WHAT_TO_DO =
  'The customer does not have that money: it is back on the Stripe balance. Check the customer again and return it another way.';

function whatBecameOf({ id, amount, currency, status, failure_reason }: SeenObject): string {
  const refund = `The refund of ${formatMoney({ amount, currency })} (${id})`;
  if (status === 'canceled') return `${refund} was cancelled before it arrived`;
  const why = FAILURE_REASON[failure_reason ?? ''];
  return `${refund} failed${why === undefined ? '' : ` because ${why}`}`;
}

/**
 * When to look again at what was carried out at `settledAtMs`, news or none: after an hour, then every day, for 30 days.
 * Null when that is over.
 */
export function nextLookMs(settledAtMs: number, nowMs: number): number | null {
  const firstMs = settledAtMs + HOUR_MS;
  const nextMs = nowMs < firstMs ? firstMs : nowMs + DAY_MS;
  return nextMs - settledAtMs > FOLLOWED_FOR_MS ? null : nextMs;
}
