import { assert } from '../../../../assert.ts';
import { addMonths, DAY, HOUR } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { eventLabel, ownPrice, subscribeAt } from '../../staging.ts';

const row = 'V29';

const dayOf = (at: number): number => new Date(at * 1000).getUTCDate();

/** How a subscription is billed: on which day, every how many months. */
interface Rhythm {
  readonly day: number;
  readonly months: number;
}

/** Long enough to hold a shorter month among the last two renewals, whatever the season. */
const QUARTERLY: Rhythm = { day: 31, months: 3 };

/** Months before the end in which the start is looked for. */
const MAX_MONTHS_BACK = 14;
/** Explanations are for the last two billing periods: so many days of each month of them. */
const RECENT_DAYS_A_MONTH = 50;

interface Clamped {
  readonly months: number;
  readonly start: number;
  /** The renewal on the last day of a month that lacks the usual day. */
  readonly renewed: number;
}

/** Starts on the usual day, with a recent renewal on the last day of a shorter month. */
function clamped(stage: Stage, { day, months }: Rhythm): readonly Clamped[] {
  const { end, random } = stage;
  const time = random.int(6 * HOUR, 20 * HOUR);
  const now = new Date(end * 1000);
  const since = end - RECENT_DAYS_A_MONTH * months * DAY;
  const backwards = Array.from({ length: MAX_MONTHS_BACK }, (_, back) => back);
  return backwards.flatMap((back) => {
    const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, day) / 1000 + time;
    if (dayOf(start) !== day || start <= stage.start + DAY) return [];
    return backwards
      .map((renewal) => addMonths(start, months * (renewal + 1)))
      .filter((renewed) => dayOf(renewed) < day && renewed > since && renewed < end - 2 * HOUR)
      .map((renewed) => ({ months, start, renewed }));
  });
}

/** Renewed "early", because the month has no such day; by the quarter where no month lately was short enough. */
function early(
  id: string,
  rhythm: Rhythm,
  terms: (stage: Stage) => Partial<Omit<SubscribeRequest, 'customer' | 'method'>> = () => ({}),
  ticket?: { readonly subject: string; readonly body: string },
): Scenario {
  return {
    id,
    row,
    kind: 'event',
    ...(ticket === undefined ? {} : { writes: true }),
    stage: (stage) => {
      const found = [rhythm, QUARTERLY]
        .map((one) => clamped(stage, one))
        .find((candidates) => candidates.length > 0);
      const times = found?.[stage.random.int(0, found.length - 1)];
      assert(times !== undefined, 'some month of the last two quarters was shorter', { end: stage.end });
      const price = ownPrice(stage, { intervalCount: times.months });
      const subscription = subscribeAt(stage, times.start, { price, ...terms(stage) });
      return () => {
        const invoice = stage.ledger.billing
          .invoicesOf(subscription())
          .find(({ lines }) => lines.data.some(({ period }) => period.start === times.renewed));
        return eventLabel({
          row,
          category: 'renewal',
          evidence: [subscription().id, invoice?.id ?? ''],
          ...(ticket === undefined ? {} : { ticket }),
        });
      };
    },
  };
}

const MONTHLY: Rhythm = { day: 31, months: 1 };

export const SHORTER_MONTHS: readonly Scenario[] = [
  early('V29/day-31', MONTHLY),
  early('V29/day-31-seats-in-classic-mode', MONTHLY, ({ random }) => ({
    quantity: random.int(2, 9),
    billingMode: 'classic',
  })),
  early('V29/asked-about', MONTHLY, () => ({}), {
    subject: 'Renewed too early',
    body: 'My subscription renewed earlier than a month after the last time. Why is the renewal date different?',
  }),
  early('V29/day-30-in-february', { day: 30, months: 1 }),
  early('V29/by-the-quarter', QUARTERLY),
];
