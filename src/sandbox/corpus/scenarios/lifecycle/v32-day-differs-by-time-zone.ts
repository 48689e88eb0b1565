import { assert } from '../../../../assert.ts';
import { addMonths, DAY, formatAmount, HOUR } from '../../../ledger/arithmetic.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { eventLabel, ownPrice, subscribeAt } from '../../staging.ts';
import { paidOrder } from '../payments/one-off.ts';

const row = 'V32';
const category = 'renewal';

/** Hours of the day, UTC, at which it is another day all over a country, and which one: the day before or after. */
const OTHER_DAY: Readonly<
  Record<string, { readonly from: number; readonly until: number; readonly by: -1 | 1 }>
> = {
  US: { from: 0, until: 4, by: -1 },
  CA: { from: 0, until: 2.5, by: -1 },
  DE: { from: 23, until: 24, by: 1 },
  AT: { from: 23, until: 24, by: 1 },
  FR: { from: 23, until: 24, by: 1 },
  NL: { from: 23, until: 24, by: 1 },
  CH: { from: 23, until: 24, by: 1 },
  KW: { from: 21, until: 24, by: 1 },
  AU: { from: 16, until: 24, by: 1 },
  SG: { from: 16, until: 24, by: 1 },
  JP: { from: 15, until: 24, by: 1 },
};

const fits = ({ country }: Pick<Stage, 'country'>): boolean => OTHER_DAY[country] !== undefined;
/** A renewal is charged an hour after it is drafted. */
const fitsRenewal = ({ country }: Pick<Stage, 'country'>): boolean =>
  ['US', 'KW', 'AU', 'SG', 'JP'].includes(country);

/** A moment at which it is another day where the customer lives, so many days before the end. */
function acrossMidnight(
  stage: Stage,
  days: { readonly min: number; readonly max: number },
  spare = 0,
): number {
  const hours = OTHER_DAY[stage.country];
  assert(hours !== undefined, 'the country has such an hour', { country: stage.country });
  const day = Math.floor(stage.end / DAY) * DAY - stage.random.int(days.min, days.max) * DAY;
  return day + stage.random.int(hours.from * HOUR, hours.until * HOUR - spare - 1);
}

/** The day on the customer's own calendar, as they write it. */
function namedDay(stage: Stage, at: number, german: boolean): string {
  const { by } = OTHER_DAY[stage.country] ?? { by: 1 };
  const day = new Date((at + by * DAY) * 1000);
  if (german) return `${day.getUTCDate()}.${day.getUTCMonth() + 1}.`;
  const month = day.toLocaleDateString('en-US', { month: 'long', timeZone: 'UTC' });
  return `${month} ${day.getUTCDate()}`;
}

function ordered(id: string, words: (day: string, amount: string) => string, german = false): Scenario {
  return {
    id: `V32/${id}`,
    row,
    kind: 'event',
    writes: true,
    // Nothing else of the customer's may be on the day they name.
    alone: true,
    fits,
    stage: (stage) => {
      const at = acrossMidnight(stage, { min: 3, max: 40 });
      const payment = paidOrder(stage, at);
      return () => {
        const { charge } = payment();
        const amount = formatAmount(charge.amount, charge.currency, 'en-US');
        const body = words(namedDay(stage, charge.created, german), amount);
        return eventLabel({ row, category, evidence: [charge.id], ticket: { subject: 'Wrong day', body } });
      };
    },
  };
}

export const DAYS_DIFFER_BY_TIME_ZONE: readonly Scenario[] = [
  ordered(
    'order',
    (day) => `My statement says that you charged me on ${day}, and I ordered nothing that day.`,
  ),
  ordered(
    'order-with-amount',
    (day, amount) => `Why did you charge ${amount} on ${day}? Your receipt has another day.`,
  ),
  ordered(
    'order-german',
    (day) => `Auf meinem Konto steht eine Abbuchung vom ${day} Das Datum stimmt nicht.`,
    true,
  ),
  {
    id: 'V32/renewal',
    row,
    kind: 'event',
    writes: true,
    alone: true,
    fits: fitsRenewal,
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const renewed = acrossMidnight(stage, { min: 2, max: 25 }, 1.2 * HOUR);
      const subscription = subscribeAt(stage, addMonths(renewed, -random.int(2, 8)), { price });
      return () => {
        const last = ledger.billing.invoicesOf(subscription()).at(-1);
        assert(last !== undefined, 'it was renewed', { renewed });
        const [charge] = ledger.credits.chargesOf(last);
        assert(charge !== undefined, 'the renewal was charged', { renewed });
        const day = namedDay(stage, charge.created, false);
        return eventLabel({
          row,
          category,
          evidence: [charge.id],
          ticket: { subject: 'Renewal', body: `Why did my plan renew on ${day}? You told me another date.` },
        });
      };
    },
  },
  {
    id: 'V32/cancellation',
    row,
    kind: 'event',
    writes: true,
    alone: true,
    fits,
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const cancelled = acrossMidnight(stage, { min: 2, max: 20 });
      const start = addMonths(cancelled, -random.int(2, 8)) - random.int(3, 20) * DAY;
      const subscription = subscribeAt(stage, start, { price });
      stage.at(cancelled, () => ledger.billing.cancelAtPeriodEnd(subscription(), 'Season is over'));
      return () =>
        eventLabel({
          row,
          category,
          evidence: [subscription().id],
          ticket: {
            subject: 'My cancellation',
            body: `I cancelled on ${namedDay(stage, cancelled, false)}, your confirmation says something else.`,
          },
        });
    },
  },
];
