import type { Discount, Subscription } from '../billing-history.ts';
import { type CorrectionWords, combineCorrections } from '../correction.ts';
import type { Correction, Json } from '../finding.ts';
import { billsAgain, draftSetting } from '../over-charge.ts';

/** Discounts to take off one place that the next invoice will meet. */
export interface Removal {
  readonly target: { readonly object: 'subscription' | 'subscription_item'; readonly id: string };
  readonly gone: readonly Discount[];
  /** Discounts of the same place that stay. */
  readonly stay: readonly Discount[];
}

/**
 * Where unwanted discounts still hang on subscriptions that bill again: on the subscription or on its items. A
 * customer's discount is left to a person, for it reaches everything else the customer buys.
 */
export function removalsOf(
  subscriptions: Iterable<Subscription>,
  isUnwanted: (discount: Discount, subscription: Subscription) => boolean,
): readonly Removal[] {
  return [...new Set(subscriptions)].filter(billsAgain).flatMap((subscription) => {
    const places: readonly { target: Removal['target']; all: readonly Discount[] }[] = [
      { target: { object: 'subscription', id: subscription.id }, all: subscription.discounts },
      ...[...subscription.items].sort(byId).map((item) => ({
        target: { object: 'subscription_item' as const, id: item.id },
        all: item.discounts,
      })),
    ];
    return places.flatMap(({ target, all }) => {
      const gone = all.filter((discount) => isUnwanted(discount, subscription)).sort(byId);
      const stay = all.filter((discount) => !gone.includes(discount)).sort(byId);
      return gone.length === 0 ? [] : [{ target, gone, stay }];
    });
  });
}

/** Takes the discounts off from now on, without proration: nothing already billed changes. Null for no removals. */
export function draftRemoval(
  removals: readonly Removal[],
  words: Omit<CorrectionWords, 'reason' | 'alternatives'>,
): Correction | null {
  const whole: CorrectionWords = {
    ...words,
    reason: 'order_change',
    alternatives: [
      {
        kind: 'escalate',
        why_not: 'Billing the difference afterwards needs approval, and is never drafted.',
      },
    ],
  };
  const drafts = removals.map(({ target, stay }) => {
    const kept: Json = stay.map(({ id }) => ({ discount: id }));
    // An empty string is how Stripe's API is told to clear a list.
    const params = { discounts: stay.length === 0 ? '' : kept, proration_behavior: 'none' };
    return draftSetting('remove_discount', target.id, params, whole);
  });
  return combineCorrections(drafts, whole);
}

const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
