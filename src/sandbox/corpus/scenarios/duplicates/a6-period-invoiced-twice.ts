import { DAY, HOUR } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import { errorLabel, later, ownPrice, startFor, subscribeAt, takenBy } from '../../staging.ts';

const row = 'A6';
const category = 'duplicate_invoice';

export const PERIODS_INVOICED_TWICE: readonly Scenario[] = [
  {
    id: 'A6/billed-again',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const price = ownPrice(stage);
      const start = startFor(stage, price, random.int(3, 9), { min: 12, max: 26 });
      const subscription = subscribeAt(stage, start, { price, quantity: random.int(1, 4) });
      const again = later(stage, stage.end - random.int(2 * DAY, 10 * DAY), () =>
        ledger.billing.billPeriodAgain(subscription()),
      );
      return () => {
        const kept = ledger.billing.invoicesOf(subscription()).at(-2);
        const excess = again();
        return errorLabel({
          row,
          category,
          currency,
          amount: takenBy([excess]),
          evidence: [kept?.id ?? '', excess.id],
        });
      };
    },
  },
  {
    id: 'A6/same-hour-with-coupon',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const price = ownPrice(stage);
      const coupon = ledger.catalogue.makeCoupon({ name: 'Friends', percentOff: 20, duration: 'forever' });
      const start = startFor(stage, price, random.int(3, 9), { min: 12, max: 26 });
      const subscription = subscribeAt(stage, start, { price, coupon: { coupon } });
      const again = later(stage, stage.end - 12 * DAY + HOUR, () =>
        ledger.billing.billPeriodAgain(subscription()),
      );
      return () => {
        const kept = ledger.billing.invoicesOf(subscription()).at(-2);
        return errorLabel({
          row,
          category,
          currency,
          amount: takenBy([again()]),
          evidence: [kept?.id ?? '', again().id],
        });
      };
    },
  },
  {
    id: 'A6/tiers',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const price = ownPrice(stage, {
        graduated: [
          { upTo: 5, unit: 1000 },
          { upTo: null, unit: 700 },
        ],
      });
      const start = startFor(stage, price, random.int(3, 9), { min: 12, max: 26 });
      const subscription = subscribeAt(stage, start, { price, quantity: random.int(6, 20) });
      const again = later(stage, stage.end - random.int(2 * DAY, 10 * DAY), () =>
        ledger.billing.billPeriodAgain(subscription()),
      );
      return () => {
        const kept = ledger.billing.invoicesOf(subscription()).at(-2);
        return errorLabel({
          row,
          category,
          currency,
          amount: takenBy([again()]),
          evidence: [kept?.id ?? '', again().id],
        });
      };
    },
  },
];
