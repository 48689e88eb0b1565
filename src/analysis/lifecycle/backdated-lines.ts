import type { Subscription } from '../billing-history.ts';
import {
  type HistoryIndex,
  isEffectiveInvoice,
  isPeriodFee,
  largestFirst,
  lineTotal,
} from '../history-index.ts';
import type { PeriodFee } from './period-fees.ts';

const DAY_SECONDS = 86_400;

/** Whether the subscription starts more than a day before it was made. */
export function isBackdated({ start_date, created }: Subscription): boolean {
  return start_date < created - DAY_SECONDS;
}

/**
 * What a back-dated subscription billed for time before it was made, oldest invoice first: whole periods as fees, parts of
 * one as prorations; in classic billing mode one proration for all (docs.stripe.com/billing/subscriptions/backdating).
 */
export function backdatedLines(index: HistoryIndex, subscription: Subscription): readonly PeriodFee[] {
  const { id, created, start_date } = subscription;
  if (!isBackdated(subscription)) return [];
  return index
    .invoicesOfSubscription(id)
    .filter(isEffectiveInvoice)
    .flatMap((invoice) =>
      largestFirst(
        invoice.lines.filter(
          (line) =>
            line.subscription === id &&
            lineTotal(line) > 0 &&
            line.period.start >= start_date &&
            line.period.start < created &&
            (line.proration ? invoice.billing_reason === 'subscription_create' : isPeriodFee(line, index)),
        ),
      ).map((line) => ({ invoice, line })),
    );
}
