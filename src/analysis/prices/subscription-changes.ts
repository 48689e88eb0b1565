import type { BillingEvent, BillingHistory, Invoice, InvoiceLine } from '../billing-history.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../history-index.ts';
import { billedUnits } from './billed-units.ts';
import { addTo } from './grouping.ts';
import { changesItems } from './item-events.ts';

/** Items created this soon after their subscription were ordered with it. */
const SAME_ORDER_SECONDS = 60;

/** What an invoice bills for one item of a subscription, for a period or the rest of one: never usage. */
export interface ItemFee {
  readonly invoice: Invoice;
  /** One line, or one for each tier and flat fee; largest first. */
  readonly lines: readonly InvoiceLine[];
  /** The largest of them: item, price and period are the same on all. */
  readonly line: InvoiceLine;
  /** Minor units before discounts and exclusive taxes. */
  readonly amount: number;
  readonly quantity: number;
  /** What the same change credited for the state before, minor units, not positive. */
  readonly credited: number;
}

/** A change of what a subscription bills, as its invoices show it. */
export interface SubscriptionChange {
  readonly kind: 'change_plan' | 'add_on' | 'change_quantity';
  readonly subscription: string;
  readonly customer: string | null;
  readonly item: string;
  /** What was billed for the item, or for the one it replaced, before; null for an add-on. */
  readonly before: ItemFee | null;
  /** Unix seconds: when it was made, at the earliest; exact where a proration or an event tells. */
  readonly madeAt: number;
  readonly isExact: boolean;
  /** What the changed item billed from the change until the next one, oldest first; the first is the change's own. */
  readonly billed: readonly [ItemFee, ...ItemFee[]];
}

interface ItemState {
  readonly fee: ItemFee;
  /** Where the fees of its latest change are gathered; null while it never changed. */
  readonly billed: ItemFee[] | null;
}

/**
 * Changes of plan, added items and raised quantities of every subscription, oldest first, read from what was billed: the
 * same item at another price or in a larger number, a new item in the place of another, or a new item beside the others.
 */
export function subscriptionChanges(
  history: BillingHistory,
  index: HistoryIndex,
): readonly SubscriptionChange[] {
  const updates = updatesBySubscription(history);
  const subscriptions = new Set(
    history.invoices.flatMap(({ lines }) => lines.flatMap(({ subscription }) => subscription ?? [])),
  );
  return [...subscriptions].sort().flatMap((id) => changesOf(id, index, updates.get(id) ?? []));
}

function changesOf(
  subscription: string,
  index: HistoryIndex,
  updates: readonly BillingEvent[],
): readonly SubscriptionChange[] {
  const changes: SubscriptionChange[] = [];
  const items = new Map<string, ItemState>();
  let previous: Invoice | null = null;
  for (const invoice of index.invoicesOfSubscription(subscription)) {
    if (!isEffectiveInvoice(invoice)) continue;
    const fees = itemFees(invoice, subscription, index);
    for (const fee of fees) {
      const item = fee.line.subscription_item ?? '';
      const known = items.get(item);
      const replaced = known === undefined ? replacedBy(fee, fees, items, index) : null;
      const former = known ?? replaced?.state;
      const kind = previous === null ? null : kindOf(fee, former?.fee, index);
      const own = withCredit(fee, replaced?.item ?? item);
      if (kind === null || previous === null) {
        known?.billed?.push(own);
        items.set(item, { fee, billed: known?.billed ?? null });
      } else {
        const billed: [ItemFee, ...ItemFee[]] = [own];
        const { customer } = invoice;
        const before = former?.fee ?? null;
        changes.push({
          kind,
          subscription,
          customer,
          item,
          before,
          ...changedAt(fee, previous, updates),
          billed,
        });
        items.set(item, { fee, billed });
      }
      if (replaced !== null) items.delete(replaced.item);
    }
    if (fees.length > 0) previous = invoice;
  }
  return changes;
}

/** The fees of an invoice in the order in which they took effect: prorations before the period they lead to. */
function itemFees(invoice: Invoice, subscription: string, index: HistoryIndex): readonly ItemFee[] {
  const whole = billedUnits(invoice, index).map(({ lines, amount, quantity }) => ({
    lines,
    amount,
    quantity,
  }));
  const rest = invoice.lines
    .filter((line) => line.proration && line.price !== null)
    .map((line) => ({ lines: [line], amount: line.amount, quantity: line.quantity }));
  return [...whole, ...rest]
    .flatMap(({ lines, amount, quantity }): ItemFee[] => {
      const [line] = lines;
      if (line === undefined || amount <= 0 || line.subscription !== subscription) return [];
      if (line.subscription_item === null || !isLicensed(line, index)) return [];
      return [{ invoice, lines, line, amount, quantity: quantity ?? 1, credited: 0 }];
    })
    .sort((a, b) => a.line.period.start - b.line.period.start || (a.line.id < b.line.id ? -1 : 1));
}

function isLicensed(line: InvoiceLine, index: HistoryIndex): boolean {
  const price = index.price(line.price);
  return price === undefined || (price.type === 'recurring' && price.recurring?.usage_type !== 'metered');
}

function kindOf(
  fee: ItemFee,
  former: ItemFee | undefined,
  index: HistoryIndex,
): SubscriptionChange['kind'] | null {
  if (former === undefined) return wasThereFromTheStart(fee.line, index) ? null : 'add_on';
  if (former.line.price !== fee.line.price) return 'change_plan';
  return fee.quantity > former.quantity ? 'change_quantity' : null;
}

/** An item as old as its subscription was ordered with it, even if something else was billed first. */
function wasThereFromTheStart(line: InvoiceLine, index: HistoryIndex): boolean {
  const found = index.subscriptionItem(line.subscription_item);
  if (found === undefined || found.item.created === null) return false;
  return found.item.created - found.subscription.created <= SAME_ORDER_SECONDS;
}

/** The item a new one took the place of: credited beside it, or neither billed nor on the subscription any more. */
function replacedBy(
  { line, invoice }: ItemFee,
  fees: readonly ItemFee[],
  items: ReadonlyMap<string, ItemState>,
  index: HistoryIndex,
): { readonly item: string; readonly state: ItemState } | null {
  const credited = creditsBeside(line, invoice).map(({ subscription_item }) => subscription_item);
  const gone = [...items.keys()].filter(
    (item) =>
      !line.proration &&
      !fees.some((other) => other.line.subscription_item === item) &&
      index.subscriptionItem(item) === undefined,
  );
  const item =
    credited.find((one) => one !== line.subscription_item) ?? (gone.length === 1 ? gone[0] : undefined);
  const state = items.get(item ?? '');
  return item === undefined || item === null || state === undefined ? null : { item, state };
}

/** The fee with what its change credited for the item that was there before. */
function withCredit(fee: ItemFee, item: string): ItemFee {
  const credits = creditsBeside(fee.line, fee.invoice).filter((line) => line.subscription_item === item);
  return { ...fee, credited: credits.reduce((sum, line) => sum + line.amount, 0) };
}

function creditsBeside({ subscription, period }: InvoiceLine, invoice: Invoice): readonly InvoiceLine[] {
  return invoice.lines.filter(
    (other) =>
      other.proration &&
      other.amount < 0 &&
      other.subscription === subscription &&
      other.period.start === period.start,
  );
}

function changedAt(
  { line }: ItemFee,
  previous: Invoice,
  updates: readonly BillingEvent[],
): { readonly madeAt: number; readonly isExact: boolean } {
  if (line.proration) return { madeAt: line.period.start, isExact: true };
  const update = updates.findLast(
    ({ created }) => created > previous.created && created <= line.period.start,
  );
  return update === undefined
    ? { madeAt: previous.created, isExact: false }
    : { madeAt: update.created, isExact: true };
}

/** Stripe's events about changed items, oldest first, by subscription. */
function updatesBySubscription(history: BillingHistory): ReadonlyMap<string, readonly BillingEvent[]> {
  const found = new Map<string, BillingEvent[]>();
  for (const event of byCreation(history.events)) {
    if (event.subject === null || !changesItems(event)) continue;
    addTo(found, event.subject, event);
  }
  return found;
}
