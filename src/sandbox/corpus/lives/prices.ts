import type { Currency } from '../../ledger/catalogue.ts';
import type { Price } from '../../ledger/wire.ts';
import type { Stage } from '../scenario.ts';
import { amountOf, ownPrice } from '../staging.ts';

/** What a customer subscribes to: a price, how many of it, and (for usage) the meter that counts. */
export interface Choice {
  readonly price: Price;
  readonly quantity: number;
  readonly kind: 'plan' | 'seats' | 'tiers' | 'package' | 'metered';
}

type Picker = (stage: Stage) => Choice;

const plan: Picker = (stage) => ({
  kind: 'plan',
  quantity: 1,
  price: stage.ledger.catalogue.price(
    stage.random.pick(['solo', 'team', 'venue']),
    stage.random.chance(75) ? 'month' : 'year',
    stage.currency as Currency,
  ),
});

const seats: Picker = (stage) => ({
  kind: 'seats',
  quantity: stage.random.int(2, 40),
  price: ownPrice(stage, {
    unitAmount: amountOf(stage, stage.random.int(4, 30) * 100),
    interval: stage.random.chance(85) ? 'month' : 'year',
  }),
});

const everyOtherRhythm: Picker = (stage) => {
  const [interval, intervalCount] = stage.random.pick<readonly ['day' | 'week' | 'month', number]>([
    ['week', 2],
    ['month', 3],
    ['month', 6],
    ['day', 30],
  ]);
  return { kind: 'plan', quantity: 1, price: ownPrice(stage, { interval, intervalCount }) };
};

/** Unit amounts with a fraction of a minor unit. */
const decimalSeats: Picker = (stage) => ({
  kind: 'seats',
  quantity: stage.random.int(50, 900),
  price: ownPrice(stage, {
    unitAmount: `${stage.random.int(10, 90)}.${stage.random.pick(['5', '25', '125'])}`,
  }),
});

const graduated: Picker = (stage) => {
  const unit = amountOf(stage, 1000);
  return {
    kind: 'tiers',
    quantity: stage.random.int(1, 60),
    price: ownPrice(stage, {
      graduated: [
        { upTo: 5, unit, flat: stage.random.chance(40) ? amountOf(stage, 2000) : 0 },
        { upTo: 20, unit: amountOf(stage, 800) },
        { upTo: null, unit: amountOf(stage, 500) },
      ],
    }),
  };
};

const volume: Picker = (stage) => ({
  kind: 'tiers',
  quantity: stage.random.int(1, 60),
  price: ownPrice(stage, {
    volume: [
      { upTo: 10, unit: amountOf(stage, 1200) },
      { upTo: null, unit: amountOf(stage, 900), flat: stage.random.chance(30) ? amountOf(stage, 1000) : 0 },
    ],
  }),
});

const packages: Picker = (stage) => ({
  kind: 'package',
  quantity: stage.random.int(1, 95),
  price: ownPrice(stage, {
    unitAmount: amountOf(stage, 1500),
    package: { of: 10, round: stage.random.chance(80) ? 'up' : 'down' },
  }),
});

const metered: Picker = (stage) => ({
  kind: 'metered',
  quantity: 1,
  price: ownPrice(stage, {
    unitAmount: stage.random.pick(['2', '5', '10']),
    meter: stage.ledger.catalogue.makeMeter(`Check-ins ${stage.random.digits(4)}`).id,
  }),
});

/** A price that has its tax in it. */
const inclusive: Picker = (stage) => ({
  kind: 'plan',
  quantity: 1,
  price: ownPrice(stage, { taxBehavior: 'inclusive' }),
});

const PICKERS = [
  inclusive,
  plan,
  plan,
  plan,
  plan,
  plan,
  seats,
  seats,
  seats,
  everyOtherRhythm,
  graduated,
  volume,
  packages,
  metered,
  decimalSeats,
] as const;

/** Something to subscribe to. */
export function choose(stage: Stage): Choice {
  const picked = stage.random.pick(PICKERS);
  // Amounts of three-decimal currencies end in zero, which a fraction would not.
  return picked === decimalSeats && stage.currency === 'kwd' ? seats(stage) : picked(stage);
}
