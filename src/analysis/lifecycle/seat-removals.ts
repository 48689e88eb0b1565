import type { SubscriptionSchedule } from '../billing-history.ts';
import type { QuantityChange } from './quantity-changes.ts';
import type { SeatFee } from './seat-requests.ts';

const HOUR_SECONDS = 3600;

/** A fee at a number of units that had been lowered before its invoice was drafted. */
export interface BilledAfterRemoval {
  readonly fee: SeatFee;
  readonly removal: QuantityChange;
}

/**
 * Follows one item through time: what was removed, what was added again, what each renewal billed. `fees` are oldest
 * first. Fees for time before the removal are left out, and all that follow one at another number than the old.
 */
export function billedAfterRemoval(
  fees: readonly SeatFee[],
  changes: readonly QuantityChange[],
  schedules: readonly SubscriptionSchedule[],
): readonly BilledAfterRemoval[] {
  const pending = [...changes].sort((a, b) => a.at - b.at);
  let place = 0;
  let removed: Removed | null = null;
  const wrong: BilledAfterRemoval[] = [];
  for (const fee of fees) {
    // What changes while the draft waits to be finalised is for the next one.
    for (; place < pending.length; place += 1) {
      const change = pending[place];
      if (change === undefined || change.at >= fee.invoice.created) break;
      removed = afterChange(removed, change);
    }
    if (removed === null || fee.period.start < removed.change.at) continue;
    if (removed.former.has(fee.quantity) && !wasPlanned(fee, removed.change, schedules)) {
      wrong.push({ fee, removal: removed.change });
    } else {
      // It took effect, or something else did: what is billed later has another cause.
      removed = null;
    }
  }
  return wrong;
}

/** Units taken off an item and not added again since, and how many there were at any time before. */
interface Removed {
  readonly change: QuantityChange;
  readonly former: ReadonlySet<number>;
}

function afterChange(removed: Removed | null, change: QuantityChange): Removed | null {
  if (change.after > change.before) return null;
  if (removed === null) return { change, former: new Set([change.before]) };
  const former = new Set([...removed.former, change.before]);
  if (removed.change.after !== change.after) return { change, former };
  // Asked for first, then carried out: one removal, from when it was asked for.
  const { at, evidence } = removed.change;
  return { change: { ...change, at, evidence: [...evidence, ...change.evidence] }, former };
}

/** A phase of a schedule that began since set the old number again. */
function wasPlanned(
  { period, quantity, lines }: SeatFee,
  { at }: QuantityChange,
  schedules: readonly SubscriptionSchedule[],
): boolean {
  return schedules.some(({ phases }) =>
    phases.some(
      ({ start_date, items }) =>
        start_date > at &&
        start_date <= period.start + HOUR_SECONDS &&
        items.some((item) => item.quantity === quantity && item.price === lines[0]?.price),
    ),
  );
}
