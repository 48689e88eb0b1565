import type { BillingHistory, Gap } from '../analysis/billing-history.ts';
import { collecting } from './mapping/collect.ts';
import { mapping } from './mapping/map-objects.ts';
import { boundGaps, cutShortGaps, faultGaps, referenceGaps, unknownKindsGap } from './mapping/missing.ts';
import { atOnce, inSlices, type Sliced } from './mapping/slices.ts';

export interface HistoryFacts {
  /** Unix seconds: when the objects were read. */
  readonly exportedAt: number;
  readonly livemode: boolean;
  /** The version the objects came in. The shapes themselves tell, so it decides nothing. */
  readonly apiVersion?: string;
  /** What whoever read the objects knows to be missing. */
  readonly gaps?: readonly Gap[];
}

/**
 * Raw Stripe objects of any API version, flat or nested in one another, as one {@link BillingHistory}.
 *
 * Never throws on data: what cannot be used is left out and named in `gaps`, as is every object that is referred
 * to, could hold money, and is not there.
 */
export function toBillingHistory(objects: readonly unknown[], facts: HistoryFacts): BillingHistory {
  return atOnce(reading(objects, facts));
}

/** {@link toBillingHistory} in slices: ten thousand invoices hold up nobody else's request. */
export function toBillingHistoryInSlices(
  objects: readonly unknown[],
  facts: HistoryFacts,
): Promise<BillingHistory> {
  return inSlices(reading(objects, facts));
}

function* reading(objects: readonly unknown[], facts: HistoryFacts): Sliced<BillingHistory> {
  const collection = yield* collecting(objects);
  const { history, faults, cutShort } = yield* mapping(collection, facts);
  yield;
  const known = facts.gaps ?? [];
  const named = new Set(known.flatMap((gap) => (gap.scope === null ? [] : [gap.scope])));
  const nameless: Gap[] = collection.nameless.map(({ path, expected }) => ({
    message: `An object was left out, because ${path} is malformed (expected ${expected}).`,
    could_hold_money: true,
    scope: null,
  }));
  return {
    ...history,
    gaps: boundGaps([
      ...known,
      ...nameless,
      ...faultGaps(faults),
      ...cutShortGaps(history, cutShort, named),
      ...referenceGaps(history),
      ...unknownKindsGap(collection.unknownKinds),
    ]),
  };
}
