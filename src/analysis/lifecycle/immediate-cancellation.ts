import type { InvoiceLine, Subscription } from '../billing-history.ts';
import { type HistoryIndex, lineTotal } from '../history-index.ts';
import { type PeriodFee, periodFees } from './period-fees.ts';

/** A subscription that was ended within a period the customer had paid for. */
export interface ImmediateCancellation {
  readonly subscription: Subscription;
  /** Unix seconds. */
  readonly at: number;
  /** The fees of the running period, paid. */
  readonly running: readonly PeriodFee[];
  /** Minor units that prorations gave back for the unused time, tax included; positive. */
  readonly credited: number;
}

/** Shorter rests of a period are not worth a word: a cancellation that came a moment before the renewal. */
const LEAST_UNUSED_SECONDS = 3600;

/** Null when it did not end by a person's cancellation within a paid period. */
export function immediateCancellation(
  subscription: Subscription,
  index: HistoryIndex,
): ImmediateCancellation | null {
  const { ended_at: at, canceled_at, cancellation_details, cancel_at_period_end } = subscription;
  if (at === null || canceled_at === null || cancel_at_period_end) return null;
  if (
    cancellation_details?.reason === 'payment_failed' ||
    cancellation_details?.reason === 'payment_disputed'
  )
    return null;
  const running = periodFees(index, subscription).filter(
    ({ invoice, line: { period } }) =>
      invoice.status === 'paid' && period.start <= at && period.end - at > LEAST_UNUSED_SECONDS,
  );
  if (running.length === 0) return null;
  return { subscription, at, running, credited: creditedUnused(subscription, at, index) };
}

/** What negative prorations for the time after the end gave back, on invoices and waiting. */
function creditedUnused({ id }: Subscription, at: number, index: HistoryIndex): number {
  const onInvoices = index
    .invoicesOfSubscription(id)
    .filter(({ status }) => status !== 'void')
    .flatMap(({ lines }) => lines.filter((line) => isUnusedTime(line, id, at)))
    .reduce((sum, line) => sum - lineTotal(line), 0);
  const waiting = index.history.invoice_items
    .filter(({ invoice, subscription, proration, amount, period }) => {
      return invoice === null && subscription === id && proration && amount < 0 && period.end > at;
    })
    .reduce((sum, { amount }) => sum - amount, 0);
  return onInvoices + waiting;
}

function isUnusedTime(line: InvoiceLine, subscription: string, at: number): boolean {
  return (
    line.subscription === subscription && line.proration && line.amount < 0 && line.period.start >= at - 60
  );
}
