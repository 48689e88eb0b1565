import type { BillingHistory, Invoice, MeterEventSummary } from '../billing-history.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../history-index.ts';
import { type BilledUnits, billedUnits } from './billed-units.ts';
import { addTo } from './grouping.ts';

/** Meters count by the minute: bounds this close are the same. */
const MINUTE_SECONDS = 60;

/** Usage of a meter in a span, as Stripe's own summaries add it up. */
export interface MeteredUsage {
  /** Whole units, rounded up where the meter counts fractions: never less than what was used. */
  readonly units: number;
  readonly summaries: readonly MeterEventSummary[];
}

/** Usage billed for a metered price of a subscription item. */
export interface BilledUsage {
  readonly billed: BilledUnits;
  readonly meter: string;
  readonly quantity: number;
}

/** Metered lines of paid and open invoices that count their units, oldest invoice first. */
export function billedUsage(history: BillingHistory, index: HistoryIndex): readonly BilledUsage[] {
  return byCreation(history.invoices)
    .filter(isEffectiveInvoice)
    .flatMap((invoice: Invoice) =>
      billedUnits(invoice, index).flatMap((billed): BilledUsage[] => {
        const meter = billed.price?.recurring?.meter ?? null;
        const { quantity, period } = billed;
        if (billed.price?.recurring?.usage_type !== 'metered' || meter === null || quantity === null)
          return [];
        return period.end > period.start ? [{ billed, meter, quantity }] : [];
      }),
    );
}

/** Summaries by customer and meter, earliest first. Summaries name their customer only since they are told apart by it. */
export function summariesByMeter(
  history: BillingHistory,
): (customer: string | null, meter: string) => readonly MeterEventSummary[] {
  const only = history.customers.length === 1 ? history.customers[0]?.id : undefined;
  const found = new Map<string, MeterEventSummary[]>();
  for (const summary of history.meter_event_summaries) {
    const key = `${summary.customer ?? only} ${summary.meter}`;
    addTo(found, key, summary);
  }
  for (const summaries of found.values()) {
    summaries.sort(
      (a, b) => a.start_time - b.start_time || a.end_time - b.end_time || (a.id < b.id ? -1 : 1),
    );
  }
  return (customer, meter) => found.get(`${customer} ${meter}`) ?? [];
}

/**
 * The usage of a span: of the one summary that covers just it, else of the summaries that lie side by side across it.
 * Those that reach beyond its bounds count in full, so that usage is never taken for less than it was. Null when part of
 * the span is not covered.
 */
export function usageWithin(
  summaries: readonly MeterEventSummary[],
  { start, end }: { readonly start: number; readonly end: number },
): MeteredUsage | null {
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= MINUTE_SECONDS;
  const exact = summaries.filter((one) => near(one.start_time, start) && near(one.end_time, end));
  if (exact.length > 0) {
    // Read at different times, the later reading knows more: usage is not taken for less than any of them says.
    const units = Math.max(...exact.map(unitsOf));
    return { units, summaries: exact };
  }
  const beside: MeterEventSummary[] = [];
  let covered = start;
  for (const one of summaries) {
    if (one.end_time <= start + MINUTE_SECONDS || one.start_time >= end - MINUTE_SECONDS) continue;
    if (one.start_time > covered + MINUTE_SECONDS) return null;
    beside.push(one);
    covered = Math.max(covered, one.end_time);
  }
  if (beside.length === 0 || covered < end - MINUTE_SECONDS) return null;
  return { units: beside.reduce((sum, one) => sum + unitsOf(one), 0), summaries: beside };
}

const unitsOf = ({ aggregated_value }: MeterEventSummary): number => {
  const value = Number(aggregated_value);
  return Number.isFinite(value) ? Math.ceil(value) : Number.POSITIVE_INFINITY;
};
