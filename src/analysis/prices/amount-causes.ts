import { lineTotal } from '../history-index.ts';
import type { BilledUnits } from './billed-units.ts';
import type { Renewal } from './renewals.ts';

/** Why an item of a renewal costs other than on the renewal before. */
export type Cause =
  | 'price'
  | 'quantity'
  | 'usage'
  | 'discount'
  | 'tax'
  | 'new_line'
  | 'gone_line'
  | 'unexplained';

export interface ItemChange {
  readonly cause: Cause;
  /** Null for an item that is gone. */
  readonly now: BilledUnits | null;
  /** Null for an item that is new. */
  readonly before: BilledUnits | null;
  /** Minor units, discounts and taxes included; positive where it became dearer. */
  readonly difference: number;
}

/** What an item comes to, discounts and taxes included, minor units. */
export const totalOf = ({ lines }: BilledUnits): number =>
  lines.reduce((sum, line) => sum + lineTotal(line), 0);

/** What a renewal comes to, without what is not recurring. */
export const recurringTotal = ({ recurring }: Renewal): number =>
  recurring.reduce((sum, units) => sum + totalOf(units), 0);

/** The items whose totals differ between two renewals, each with the first cause that accounts for it. */
export function itemChanges(before: Renewal, now: Renewal): readonly ItemChange[] {
  const former = new Map(before.recurring.map((units) => [units.item, units]));
  const changed = now.recurring.flatMap((units): ItemChange[] => {
    const old = former.get(units.item) ?? null;
    former.delete(units.item);
    const difference = totalOf(units) - (old === null ? 0 : totalOf(old));
    return difference === 0 ? [] : [{ cause: causeOf(old, units), now: units, before: old, difference }];
  });
  const gone = [...former.values()].flatMap((old): ItemChange[] => {
    const difference = -totalOf(old);
    return difference === 0 ? [] : [{ cause: 'gone_line', now: null, before: old, difference }];
  });
  return [...changed, ...gone];
}

function causeOf(before: BilledUnits | null, now: BilledUnits): Cause {
  if (before === null) return 'new_line';
  if (now.lines[0]?.price !== before.lines[0]?.price) return 'price';
  if (now.quantity !== before.quantity) {
    return now.price?.recurring?.usage_type === 'metered' ? 'usage' : 'quantity';
  }
  // The same price and quantity make the same amount; only what comes after it may differ.
  if (now.amount !== before.amount) return 'unexplained';
  return discountOf(now) === discountOf(before) ? 'tax' : 'discount';
}

const discountOf = ({ lines }: BilledUnits): number =>
  lines.reduce(
    (sum, line) => sum + line.discount_amounts.reduce((total, { amount }) => total + amount, 0),
    0,
  );
