import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { errorLabel, ownPrice, startFor, subscribeAt, takenBy } from '../../staging.ts';

const row = 'B1';

/** One finding for each invoice made for time after the end. */
function labels(stage: Stage, subscription: Subscription): PlantedLabel[] {
  const ended = subscription.ended_at ?? Number.MAX_SAFE_INTEGER;
  return stage.ledger.billing
    .invoicesOf(subscription)
    .filter((invoice) => invoice.total > 0 && invoice.lines.data.some(({ period }) => period.start >= ended))
    .map((invoice) =>
      errorLabel({
        row,
        category: 'cancellation',
        currency: stage.currency,
        amount: takenBy([invoice]),
        evidence: [subscription.id, invoice.id],
      }),
    );
}

export const CHARGED_AFTER_CANCELLATION: readonly Scenario[] = [
  {
    id: 'B1/cancelled-now',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const start = startFor(stage, price, 7, { min: 2, max: 24 });
      const subscription = subscribeAt(stage, start, { price, quantity: random.int(1, 5) });
      stage.at(addMonths(start, 6) + random.int(2 * DAY, 20 * DAY), () => {
        ledger.billing.renewAfterEnd(subscription(), 1);
        ledger.billing.cancelNow(subscription(), 'Season is over');
      });
      return () => labels(stage, subscription());
    },
  },
  {
    id: 'B1/at-period-end-with-coupon',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const coupon = ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 25, duration: 'forever' });
      const start = startFor(stage, price, 5, { min: 2, max: 24 });
      const subscription = subscribeAt(stage, start, { price, coupon: { coupon } });
      stage.at(addMonths(start, 4) + random.int(2 * DAY, 20 * DAY), () => {
        ledger.billing.renewAfterEnd(subscription(), 1);
        ledger.billing.cancelAtPeriodEnd(subscription(), 'Season is over');
      });
      return () => labels(stage, subscription());
    },
  },
  {
    id: 'B1/two-renewals',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const start = startFor(stage, price, 6, { min: 2, max: 24 });
      const subscription = subscribeAt(stage, start, { price });
      stage.at(addMonths(start, 4) + random.int(2 * DAY, 20 * DAY), () => {
        ledger.billing.renewAfterEnd(subscription(), 2);
        ledger.billing.cancelNow(subscription(), 'Season is over');
      });
      return () => labels(stage, subscription());
    },
  },
];
