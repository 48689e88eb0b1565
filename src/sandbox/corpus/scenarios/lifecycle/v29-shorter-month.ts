import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { eventLabel, ownPrice, subscribeAt } from '../../staging.ts';

const row = 'V29';

const dayOf = (at: number): number => new Date(at * 1000).getUTCDate();

/** Months before the end in which the usual day may be looked for. */
const MAX_MONTHS_BACK = 14;

/** Explanations are for the last two billing periods. */
const RECENT_DAYS = 50;

interface Clamped {
  readonly start: number;
  /** The renewal on the last day of a month that lacks the usual day. */
  readonly renewed: number;
}

/**
 * A start on day `day` of a month, with a later renewal on the last day of a shorter one, at most `withinDays` before the
 * end; null where the calendar has none.
 */
function clamped({ end, random, start: from }: Stage, day: number, withinDays: number): Clamped | null {
  const time = random.int(6 * 3600, 20 * 3600);
  const now = new Date(end * 1000);
  const starts = Array.from({ length: MAX_MONTHS_BACK }, (_, back) => {
    const month = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, day) / 1000 + time;
    return dayOf(month) === day ? month : null;
  }).filter((start) => start !== null && start > from + DAY && start < end - 32 * DAY);
  const found = starts.flatMap((start) =>
    start === null
      ? []
      : Array.from({ length: MAX_MONTHS_BACK }, (_, months) => addMonths(start, months + 1)).flatMap(
          (renewed) =>
            dayOf(renewed) < day && renewed < end - 2 * 3600 && renewed > end - withinDays * DAY
              ? [{ start, renewed }]
              : [],
        ),
  );
  return found[random.int(0, Math.max(0, found.length - 1))] ?? null;
}

/** Renewed "early", because the month has no such day. */
function early(
  id: string,
  day: number,
  terms: (stage: Stage) => Partial<Omit<SubscribeRequest, 'customer' | 'method'>> = () => ({}),
): Scenario {
  return {
    id,
    row,
    kind: 'event',
    stage: (stage) => {
      const price = ownPrice(stage);
      const times = clamped(stage, day, RECENT_DAYS);
      // In some weeks of the year nothing of the kind has happened lately.
      if (times === null) return () => [];
      const subscription = subscribeAt(stage, times.start, { price, ...terms(stage) });
      return (): PlantedLabel => {
        const invoice = stage.ledger.billing
          .invoicesOf(subscription())
          .find(({ lines }) => lines.data.some(({ period }) => period.start === times.renewed));
        return eventLabel({ row, category: 'renewal', evidence: [subscription().id, invoice?.id ?? ''] });
      };
    },
  };
}

/** The customer asks about it in their own words. */
const askedAbout = (id: string, day: number): Scenario => ({
  id,
  row,
  kind: 'event',
  writes: true,
  stage: (stage) => {
    const price = ownPrice(stage);
    const times = clamped(stage, day, RECENT_DAYS);
    if (times === null) return () => [];
    const subscription = subscribeAt(stage, times.start, { price });
    return () => {
      const invoice = stage.ledger.billing
        .invoicesOf(subscription())
        .find(({ lines }) => lines.data.some(({ period }) => period.start === times.renewed));
      return eventLabel({
        row,
        category: 'renewal',
        evidence: [subscription().id, invoice?.id ?? ''],
        ticket: {
          subject: 'Renewed too early',
          body: 'My subscription renewed earlier than a month after the last time. Why is the renewal date different?',
        },
      });
    };
  },
});

export const SHORTER_MONTHS: readonly Scenario[] = [
  early('V29/day-31', 31),
  early('V29/day-31-seats-in-classic-mode', 31, ({ random }) => ({
    quantity: random.int(2, 9),
    billingMode: 'classic',
  })),
  askedAbout('V29/asked-about', 31),
  early('V29/day-30-in-february', 30),
];
