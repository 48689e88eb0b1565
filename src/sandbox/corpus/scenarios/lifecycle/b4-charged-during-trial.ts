import { DAY } from '../../../ledger/arithmetic.ts';
import type { BillingHooks } from '../../../ledger/billing.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { daysBeforeEnd, errorLabel, ownPrice, subscribeAt, takenBy } from '../../staging.ts';

const row = 'B4';

/** Bills the full price with the trial's first invoice. */
const PAID_TRIAL: BillingHooks = {
  lines: (drafts, { renewal, subscription, cycleLines }) =>
    renewal === 0 && subscription !== null
      ? subscription.items.data.flatMap((item) => cycleLines(item))
      : drafts,
};

function inTrial(
  id: string,
  terms: (stage: Stage) => { quantity: number; percentOff: number | null },
): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const price = ownPrice(stage);
      const { quantity, percentOff } = terms(stage);
      const start = daysBeforeEnd(stage, { min: 3, max: 45 });
      const coupon =
        percentOff === null
          ? null
          : ledger.catalogue.makeCoupon({ name: 'Launch', percentOff, duration: 'forever' });
      const subscription = subscribeAt(stage, start, {
        price,
        quantity,
        trialEnd: start + random.int(7, 60) * DAY,
        hooks: PAID_TRIAL,
        ...(coupon === null ? {} : { coupon: { coupon } }),
      });
      return () => {
        const [invoice] = ledger.billing.invoicesOf(subscription());
        return errorLabel({
          row,
          category: 'trial',
          currency,
          amount: takenBy(invoice === undefined ? [] : [invoice]),
          evidence: [subscription().id, invoice?.id ?? ''],
        });
      };
    },
  };
}

export const CHARGED_DURING_TRIAL: readonly Scenario[] = [
  inTrial('B4/full-price', () => ({ quantity: 1, percentOff: null })),
  inTrial('B4/seats', ({ random }) => ({ quantity: random.int(2, 20), percentOff: null })),
  inTrial('B4/with-coupon', () => ({ quantity: 1, percentOff: 50 })),
];
