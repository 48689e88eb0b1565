import type { BillingHistory } from '../billing-history.ts';
import type { HistoryIndex } from '../history-index.ts';
import { addTo } from './grouping.ts';
import { type BilledUsage, billedUsage } from './metered-usage.ts';

/** Stripe's moments of one threshold, as lines and summaries give them, differ by seconds. */
const SAME_MOMENT_SECONDS = 60;

/** Usage billed at thresholds within a period, and what the period's own invoice billed after them. */
export interface ThresholdUsage {
  /** Oldest first, never empty. */
  readonly atThreshold: readonly BilledUsage[];
  /** Units billed at thresholds. */
  readonly units: number;
  /** The line that closed the period; null while it is running. */
  readonly closing: BilledUsage | null;
  /** True when the closing line begins where the last threshold ended: usage before that is not on it. */
  readonly goesOn: boolean;
}

/** Every period of a metered item in which a threshold invoice was issued, by customer, item and price. */
export function thresholdUsage(history: BillingHistory, index: HistoryIndex): readonly ThresholdUsage[] {
  const byItem = new Map<string, BilledUsage[]>();
  for (const one of billedUsage(history, index)) {
    const { invoice, item, lines } = one.billed;
    const key = JSON.stringify([invoice.customer, item, lines[0]?.price]);
    addTo(byItem, key, one);
  }
  return [...byItem.values()].flatMap(periodsOf);
}

function periodsOf(usage: readonly BilledUsage[]): readonly ThresholdUsage[] {
  const found: ThresholdUsage[] = [];
  let open: BilledUsage[] = [];
  const close = (closing: BilledUsage | null): void => {
    const last = open[open.length - 1];
    if (last !== undefined) {
      const goesOn =
        closing !== null && closing.billed.period.start >= last.billed.period.end - SAME_MOMENT_SECONDS;
      const units = open.reduce((sum, { quantity }) => sum + quantity, 0);
      found.push({ atThreshold: open, units, closing, goesOn });
    }
    open = [];
  };
  for (const one of usage) {
    if (one.billed.invoice.billing_reason === 'subscription_threshold') open.push(one);
    else close(one);
  }
  close(null);
  return found;
}
