import {
  disagreeingTaxRates,
  emptyTimes,
  sharedGroups,
  sharedIds,
  unreachableLimits,
  unregisteredRates,
} from './company.ts';
import type { Contradiction, ContradictionCheck } from './contradiction.ts';
import {
  closedTwice,
  disagreeingSeats,
  duePromises,
  requestsAfterClosing,
  stackedPromises,
} from './customers.ts';
import { disagreeingPrices, unannouncedRises } from './prices.ts';

export type { Contradiction } from './contradiction.ts';

/** What `policy check` looks for in a policy whose every part is valid by itself. */
export const CONTRADICTION_CHECKS: readonly ContradictionCheck[] = [
  emptyTimes,
  disagreeingPrices,
  unannouncedRises,
  disagreeingSeats,
  duePromises,
  stackedPromises,
  closedTwice,
  requestsAfterClosing,
  disagreeingTaxRates,
  unregisteredRates,
  sharedGroups,
  unreachableLimits,
  sharedIds,
];

/** Every contradiction of a valid policy, in the order of {@link CONTRADICTION_CHECKS}. */
export function contradictionsIn(policy: Parameters<ContradictionCheck>[0]): readonly Contradiction[] {
  return CONTRADICTION_CHECKS.flatMap((check) => check(policy));
}
