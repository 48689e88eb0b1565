import type { Subscription } from '../billing-history.ts';
import type { CustomerRequest, Policy } from '../policy.ts';
import type { BilledUnits } from '../prices/billed-units.ts';
import { shownText } from '../wording.ts';
import type { QuantityChange } from './quantity-changes.ts';

/** What one item was billed for a number of units for time to come. */
export type SeatFee = BilledUnits & { readonly quantity: number };

/**
 * What the customer asked for (policy file, `requests`, kind `change_quantity`), as changes of the items it concerns: from
 * what was last billed before to what was asked for. A request for more stands against an earlier one for less. Requests
 * that do not say how many, or for which of several items, are named in `reasons`.
 */
export function requestedReductions(
  subscription: Subscription,
  fees: readonly (readonly [string, readonly SeatFee[]])[],
  subscriptions: readonly Subscription[],
  { requests }: Policy,
): { readonly changes: readonly QuantityChange[]; readonly reasons: readonly string[] } {
  if (requests === undefined) {
    const hasSeats = fees.some(([, ofItem]) => ofItem.some(({ quantity }) => quantity > 1));
    const reason =
      'policy section requests is missing: whether the customer asked for fewer seats is not known';
    return { changes: [], reasons: hasSeats ? [reason] : [] };
  }
  const changes: QuantityChange[] = [];
  const reasons: string[] = [];
  for (const request of requests) {
    if (!concerns(request, subscription)) continue;
    const billed = fees.flatMap(([item, ofItem]) => {
      const before = ofItem.findLast(({ invoice }) => invoice.created <= request.at);
      const isItsPrice = request.price === undefined || before?.lines[0]?.price === request.price;
      return before === undefined || !isItsPrice ? [] : [{ item, quantity: before.quantity }];
    });
    const { quantity } = request;
    if (quantity === undefined || !billed.some((one) => one.quantity > quantity)) {
      // For more, or for nobody knows how many: an earlier request for fewer is over.
      const evidence = [{ object: 'policy', id: request.ref }];
      for (const { item, quantity: before } of billed) {
        changes.push({ at: request.at, item, before, after: before + 1, evidence });
      }
      continue;
    }
    const [only, ...others] = billed;
    const several = subscriptions.filter(({ customer }) => customer === subscription.customer).length > 1;
    if (only === undefined || others.length > 0 || (request.subscription === undefined && several)) {
      reasons.push(`${shownText(request.ref)} does not say which item of which subscription it is about`);
      continue;
    }
    const evidence = [{ object: 'policy', id: request.ref }];
    changes.push({ at: request.at, item: only.item, before: only.quantity, after: quantity, evidence });
  }
  return { changes, reasons };
}

function concerns(request: CustomerRequest, { id, customer, created }: Subscription): boolean {
  return (
    (request.kind === 'change_quantity' || request.kind === 'add_on') &&
    request.customer === customer &&
    (request.subscription === undefined || request.subscription === id) &&
    request.at >= created
  );
}
