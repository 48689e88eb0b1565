import { addMonths, DAY, HOUR } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { daysBeforeEnd, eventLabel, ownPrice, subscribeAt } from '../../staging.ts';
import { fitsProrations } from '../prorations/upgrade.ts';
import { asks } from './company-facts.ts';

const row = 'V13';

/** Set up some days after the customer had begun to use it, from that day on, as agreed. */
function backdated(
  id: string,
  days: { readonly min: number; readonly max: number },
  terms: (stage: Stage) => Partial<Omit<SubscribeRequest, 'customer' | 'method'>> = () => ({}),
  interval: 'month' | 'year' = 'month',
): Scenario {
  return {
    id,
    row,
    kind: 'event',
    fits: fitsProrations,
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage, { interval });
      const made = daysBeforeEnd(stage, { min: 2, max: 27 });
      const from = made - random.int(days.min * DAY, days.max * DAY);
      const subscription = subscribeAt(stage, made, { price, backdateTo: from, ...terms(stage) });
      // Written down once the subscription has its id; agreed some time before.
      const request = asks(stage, made, subscription, 'backdate', {
        at: new Date((made - random.int(HOUR, 5 * DAY)) * 1000).toISOString(),
      });
      return () => {
        const [invoice] = ledger.billing.invoicesOf(subscription());
        return eventLabel({
          row,
          category: 'renewal',
          evidence: [subscription().id, invoice?.id ?? '', request],
        });
      };
    },
  };
}

/** Ended and set up anew from a day already paid for, which the customer had asked for. */
const overlapping: Scenario = {
  id: 'V13/over-time-of-an-old-subscription',
  row,
  kind: 'event',
  fits: fitsProrations,
  sharesCustomer: false,
  stage: (stage) => {
    const { ledger, random } = stage;
    stage.policy.set('refund_on_cancel', 'none');
    const price = ownPrice(stage);
    const made = daysBeforeEnd(stage, { min: 2, max: 20 });
    const first = addMonths(made - random.int(12, 20) * DAY, -random.int(2, 7));
    const old = subscribeAt(stage, first, { price });
    stage.at(made - 3 * DAY, () => ledger.billing.cancelNow(old(), 'Set up anew'));
    const from = made - random.int(5 * DAY, 9 * DAY);
    const subscription = subscribeAt(stage, made, { price, backdateTo: from });
    const request = asks(stage, made, subscription, 'backdate', {
      at: new Date((made - 2 * DAY) * 1000).toISOString(),
    });
    return () => {
      const [invoice] = ledger.billing.invoicesOf(subscription());
      return eventLabel({
        row,
        category: 'renewal',
        evidence: [subscription().id, invoice?.id ?? '', request],
      });
    };
  },
};

export const AGREED_BACKDATINGS: readonly Scenario[] = [
  backdated('V13/some-days', { min: 2, max: 20 }),
  backdated('V13/seats-over-a-month-ago', { min: 33, max: 50 }, ({ random }) => ({
    quantity: random.int(2, 10),
  })),
  backdated('V13/classic-mode', { min: 3, max: 25 }, () => ({ billingMode: 'classic' })),
  backdated('V13/yearly', { min: 10, max: 60 }, () => ({}), 'year'),
  overlapping,
];
