import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Price } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { leakageLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';

const row = 'H6';

type Terms = Omit<SubscribeRequest, 'customer' | 'method'> & { readonly price: Price };

/** Collection is paused some periods before the end, and nobody said until when. */
function paused(
  id: string,
  behavior: 'void' | 'keep_as_draft' | 'mark_uncollectible',
  renewalsPaused: { readonly min: number; readonly max: number },
  terms: (stage: Stage) => Terms = (stage) => ({ price: ownPrice(stage) }),
): Scenario {
  return {
    id: `H6/${id}`,
    row,
    kind: 'leakage',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const request = terms(stage);
      const renewals = random.int(4, 9);
      const start = startFor(stage, request.price, renewals, { min: 3, max: 24 });
      const subscription = subscribeAt(stage, start, request);
      const missed = random.int(renewalsPaused.min, renewalsPaused.max);
      stage.at(addMonths(start, renewals - missed) + 2 * DAY, () =>
        ledger.billing.pause(subscription(), behavior),
      );
      // Whether the service runs on is not known, so that no amount follows.
      return () =>
        leakageLabel({ row, category: 'pause', currency, amount: null, evidence: [subscription().id] });
    },
  };
}

export const PAUSES_WITHOUT_END: readonly Scenario[] = [
  paused('void', 'void', { min: 1, max: 4 }),
  paused('drafts', 'keep_as_draft', { min: 1, max: 4 }),
  paused('written-off', 'mark_uncollectible', { min: 1, max: 4 }),
  paused('began-just-now', 'void', { min: 0, max: 0 }, (stage) => ({
    price: ownPrice(stage),
    quantity: 6,
    billingMode: 'classic',
  })),
  paused('drafts-with-coupon', 'keep_as_draft', { min: 2, max: 3 }, (stage) => ({
    price: ownPrice(stage),
    coupon: {
      coupon: stage.ledger.catalogue.makeCoupon({ name: 'Season', percentOff: 25, duration: 'forever' }),
    },
  })),
];
