import { periodBoundary } from '../arithmetic/calendar.ts';
import type { Invoice, InvoiceLine } from '../billing-history.ts';
import type { HistoryIndex } from '../history-index.ts';

/** A day on top of a billing interval: invoices are made up to an hour after a period ends, and finalised later. */
const GRACE_SECONDS = 86_400;
const MONTHLY = { interval: 'month', interval_count: 1 } as const;

/** How an invoice stands to a change of a subscription that it bills. */
export interface Residual {
  /** More than one billing interval passed between the change and the invoice. */
  readonly isLate: boolean;
  /** The invoice belongs to another subscription. */
  readonly isElsewhere: boolean;
  /** Unix seconds: when the subscription had ended before the invoice was made; null when it had not. */
  readonly endedAt: number | null;
}

/** Whether a proration from the moment `line.period.start` reached its invoice as Stripe usually brings it there. */
export function residualOf(
  invoice: Invoice,
  line: InvoiceLine,
  subscription: string,
  index: HistoryIndex,
): Residual {
  const at = line.period.start;
  const interval = index.price(line.price)?.recurring ?? MONTHLY;
  const { ended_at: endedAt = null, created = at } = index.subscription(subscription) ?? {};
  // Time before the subscription was made is billed with it (a back-dated start).
  const changed = Math.max(at, created);
  return {
    isLate: invoice.created > periodBoundary(changed, interval, 1) + GRACE_SECONDS,
    isElsewhere: invoice.subscription !== null && invoice.subscription !== subscription,
    endedAt: endedAt !== null && at < endedAt && invoice.created >= endedAt ? endedAt : null,
  };
}

/** True for what needs no word: billed by the subscription itself, within an interval, while it ran. */
export function isUsual({ isLate, isElsewhere, endedAt }: Residual): boolean {
  return !isLate && !isElsewhere && endedAt === null;
}
