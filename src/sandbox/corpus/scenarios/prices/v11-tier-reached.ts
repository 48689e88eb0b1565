import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, eventLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { type MeteredRequest, meteredLife } from './usage.ts';

const row = 'V11';

const graduated: MeteredRequest['price'] = (stage) => ({
  graduated: [
    { upTo: 100, unit: amountOf(stage, 500) },
    { upTo: 500, unit: amountOf(stage, 300), flat: amountOf(stage, 1000) },
    { upTo: null, unit: amountOf(stage, 200) },
  ],
});

const volume: MeteredRequest['price'] = (stage) => ({
  volume: [
    { upTo: 100, unit: amountOf(stage, 600) },
    { upTo: null, unit: amountOf(stage, 400) },
  ],
});

function usageReaches(id: string, request: MeteredRequest): Scenario {
  return {
    id: `V11/${id}`,
    row,
    kind: 'event',
    stage: (stage) => {
      const life = meteredLife(stage, request);
      return () => eventLabel({ row, category: 'usage', evidence: [life.last().id, life.price.id] });
    },
  };
}

/** More seats from the last renewal on, in the next tier: what one more costs is not what the others do. */
const seatsReach: Scenario = {
  id: 'V11/seats',
  row,
  kind: 'event',
  stage: (stage) => {
    const { ledger, random } = stage;
    const price = seatPrice(stage);
    const renewals = random.int(3, 8);
    const start = startFor(stage, price, renewals, { min: 2, max: 20 });
    const subscription = subscribeAt(stage, start, { price, quantity: 4 });
    stage.at(addMonths(start, renewals) - random.int(DAY, 12 * DAY), () => {
      ledger.billing.changePlan(subscription(), { quantity: 8 }, 'none');
    });
    return () => {
      const [last] = ledger.billing.invoicesOf(subscription()).slice(-1);
      return eventLabel({ row, category: 'usage', evidence: [last?.id ?? '', price.id] });
    };
  },
};

const seatPrice = (stage: Stage) =>
  ownPrice(stage, {
    graduated: [
      { upTo: 5, unit: amountOf(stage, 1500) },
      { upTo: null, unit: amountOf(stage, 1100) },
    ],
  });

export const ANOTHER_TIER_REACHED: readonly Scenario[] = [
  usageReaches('graduated', { price: graduated, units: (period, last) => (period === last ? 260 : 70) }),
  usageReaches('graduated-two-tiers', {
    price: graduated,
    percentOff: 10,
    units: (period, last) => (period === last ? 620 : 90),
  }),
  usageReaches('volume-costs-less', {
    price: volume,
    units: (period, last) => (period === last ? 110 : 95),
  }),
  usageReaches('back-to-the-first', {
    price: graduated,
    inclusive: true,
    units: (period, last) => (period === last ? 40 : 300),
  }),
  seatsReach,
];
