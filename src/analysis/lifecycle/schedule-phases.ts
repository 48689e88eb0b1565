import type { SubscriptionSchedule } from '../billing-history.ts';

/** What one item of a subscription is to be from a moment on. */
export interface PlannedPhase {
  /** Unix seconds. */
  readonly start: number;
  readonly price: string;
  readonly quantity: number;
  /** Whether the change is to be prorated; Stripe's default is yes. */
  readonly prorates: boolean;
}

/** The phases of a schedule for one item, oldest first; at least two. */
export type PlannedItem = readonly [PlannedPhase, ...PlannedPhase[]];

export interface SchedulePlan {
  /** Items that change. */
  readonly items: readonly PlannedItem[];
  /** Unix seconds: from then on the schedule says nothing any more. */
  readonly until: number;
}

/**
 * The phases of a schedule by item: from one phase to the next the one item that differs is taken for the changed one.
 * A text says why that cannot be told. Null for a schedule that changes nothing, or never ran.
 */
export function schedulePlan(schedule: SubscriptionSchedule): SchedulePlan | string | null {
  const { id, status, ended_at, phases } = schedule;
  const ordered = [...phases].sort((a, b) => a.start_date - b.start_date);
  const last = ordered[ordered.length - 1];
  if (last === undefined || status === 'not_started') return null;
  const hasEnded = status === 'released' || status === 'canceled';
  if (hasEnded && ended_at == null) return `when schedule ${id} was ${status} is not known`;
  const until = Math.min(last.end_date, hasEnded ? (ended_at ?? last.end_date) : last.end_date);
  let current: PlannedPhase[][] = [];
  for (const [place, phase] of ordered.entries()) {
    const next: PlannedPhase[] = [];
    for (const { price, quantity } of phase.items) {
      if (price === null) return `a phase of schedule ${id} names no price`;
      const prorates = phase.proration_behavior !== 'none';
      next.push({ start: phase.start_date, price, quantity: quantity ?? 1, prorates });
    }
    if (place === 0) {
      current = next.map((one) => [one]);
      continue;
    }
    const added = next.filter((one) => !current.some((item) => isSame(item.at(-1), one)));
    const gone = current.filter((item) => !next.some((one) => isSame(item.at(-1), one)));
    const [only] = added;
    const [item] = gone;
    if (added.length === 0 && gone.length === 0) continue;
    if (added.length !== 1 || gone.length !== 1 || only === undefined || item === undefined) {
      return `schedule ${id} changes several items at once`;
    }
    item.push(only);
  }
  const items = current.flatMap(([first, ...later]): PlannedItem[] =>
    first === undefined || later.length === 0 ? [] : [[first, ...later]],
  );
  return items.length === 0 ? null : { items, until };
}

const isSame = (a: PlannedPhase | undefined, b: PlannedPhase): boolean =>
  a?.price === b.price && a.quantity === b.quantity;

/** The phase that is to run at `at`; undefined before the first. */
export function phaseAt(item: PlannedItem, at: number): PlannedPhase | undefined {
  return item.findLast(({ start }) => start <= at);
}

const ON_TIME_SECONDS = 3600;

/**
 * The schedule that has a change of a subscription from one price to another for another time than `at`, more than an
 * hour away; null where none has.
 */
export function plannedOtherwise(
  schedules: readonly SubscriptionSchedule[],
  change: { readonly subscription: string; readonly from: string; readonly to: string; readonly at: number },
): { readonly schedule: string; readonly start: number } | null {
  for (const schedule of schedules) {
    const plan = schedule.subscription === change.subscription ? schedulePlan(schedule) : null;
    if (plan === null || typeof plan === 'string' || change.at >= plan.until) continue;
    const starts = plan.items.flatMap((item) =>
      item.flatMap(({ price, start }, place) =>
        place > 0 && price === change.to && item[place - 1]?.price === change.from ? start : [],
      ),
    );
    const isOnTime = starts.some((start) => Math.abs(start - change.at) <= ON_TIME_SECONDS);
    const [start] = starts;
    if (start !== undefined && !isOnTime) return { schedule: schedule.id, start };
  }
  return null;
}
