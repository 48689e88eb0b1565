import { addIntervals, DAY, type Interval, percentage, prorate } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import { priceAmount } from '../../../ledger/pricing.ts';
import type { Subscription, SubscriptionItem } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, leakageLabel, ownPrice, subscribeAt } from '../../staging.ts';

const row = 'H1';

type Range = { readonly min: number; readonly max: number };

/** What an item costs for the part of its rhythm that its running period is. */
function costOf({ price, quantity, current_period_start: start, current_period_end: end }: SubscriptionItem) {
  const { recurring } = price;
  if (recurring === null) throw new Error('the price recurs');
  const whole = end - addIntervals(end, recurring.interval as Interval, -recurring.interval_count);
  return prorate(priceAmount(price, quantity ?? 1, price.currency), end - start, whole);
}

/**
 * A subscription is active from the day it was made (moved from another system, say), its first period begins later, and
 * the time until then is never billed: `proration_behavior: none` with a billing cycle anchor in the future.
 */
function startedUnbilled(
  id: string,
  days: { readonly since: Range; readonly left: Range },
  terms: (stage: Stage) => Omit<SubscribeRequest, 'customer' | 'method'>,
  percentOff = 0,
): Scenario {
  return {
    id: `H1/${id}`,
    row,
    kind: 'leakage',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const coupon =
        percentOff === 0
          ? null
          : ledger.catalogue.makeCoupon({ name: 'Partner', percentOff, duration: 'forever' });
      const subscription = subscribeAt(
        stage,
        stage.end - random.int(days.since.min * DAY, days.since.max * DAY),
        {
          ...terms(stage),
          ...(coupon === null ? {} : { coupon: { coupon } }),
          anchor: stage.end + random.int(days.left.min * DAY, days.left.max * DAY),
          firstPeriod: 'none',
        },
      );
      return () => {
        const { id: made, items }: Subscription = subscription();
        const costs = items.data.map(costOf);
        return leakageLabel({
          row,
          category: 'renewal',
          currency,
          amount: costs.reduce((sum, cost) => sum + cost - percentage(cost, percentOff), 0),
          evidence: [made, ...items.data.map((item) => item.price.id)],
        });
      };
    },
  };
}

const PART_OF_A_MONTH = { since: { min: 4, max: 18 }, left: { min: 1, max: 9 } };

export const PERIODS_NOT_INVOICED: readonly Scenario[] = [
  startedUnbilled('until-the-first', PART_OF_A_MONTH, (stage) => ({
    price: ownPrice(stage),
    quantity: stage.random.int(1, 12),
  })),
  startedUnbilled('yearly', { since: { min: 20, max: 180 }, left: { min: 10, max: 150 } }, (stage) => ({
    price: ownPrice(stage, { interval: 'year' }),
    billingMode: 'classic',
  })),
  startedUnbilled(
    'with-coupon',
    PART_OF_A_MONTH,
    (stage) => ({ price: ownPrice(stage), quantity: 3, automaticTax: true }),
    20,
  ),
  startedUnbilled('two-products', PART_OF_A_MONTH, (stage) => ({
    items: [
      { price: ownPrice(stage), quantity: 2 },
      { price: ownPrice(stage), quantity: 5 },
    ],
  })),
  startedUnbilled('tiers', PART_OF_A_MONTH, (stage) => ({
    price: ownPrice(stage, {
      graduated: [
        { upTo: 5, unit: amountOf(stage, 900) },
        { upTo: null, unit: amountOf(stage, 600), flat: amountOf(stage, 1000) },
      ],
    }),
    quantity: stage.random.int(3, 20),
  })),
];
