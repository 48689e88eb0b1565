import type { Subscription } from '../billing-history.ts';

const DAY_SECONDS = 86_400;

/**
 * True when the billing date was moved to the start of `later`, within the period `earlier`: the subscription is anchored
 * there since. Periods that merely overlap by less than a day are neighbours.
 */
export function isMovedDate(
  subscription: Pick<Subscription, 'billing_cycle_anchor'> | undefined,
  earlier: { readonly start: number; readonly end: number },
  later: { readonly start: number },
): boolean {
  return (
    subscription?.billing_cycle_anchor === later.start &&
    later.start - earlier.start > DAY_SECONDS &&
    earlier.end - later.start > DAY_SECONDS
  );
}
