import { DAY, type Interval } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Price } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { amountOf, leakageLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';

const row = 'H4';

const isoDay = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10);

type Terms = Omit<SubscribeRequest, 'customer' | 'method' | 'price'>;

/** How the company raises a price, some time after `at`; gives back the id of what states the new price. */
type Raise = (stage: Stage, old: Price, unitAmount: number, at: number) => string;

/** The price list says so, announced in time; who had the old price keeps it. */
const onTheList: Raise = ({ policy, random, currency }, old, unitAmount, at) => {
  const ref = `list-${random.digits(6)}`;
  const entry = { product: String(old.product), interval: old.recurring?.interval, currency };
  policy.add(
    'prices',
    { id: `${ref}-old`, ...entry, unit_amount: old.unit_amount, until: isoDay(at) },
    {
      id: ref,
      ...entry,
      unit_amount: unitAmount,
      from: isoDay(at),
      notice_sent_at: isoDay(at - random.int(35, 60) * DAY),
    },
  );
  return ref;
};

/** The old price is archived, and another of the same product takes its place. */
const inStripe: Raise = (stage, old, unitAmount, at) => {
  const { catalogue } = stage.ledger;
  const product = catalogue.productOf(old);
  if (product === undefined) throw new Error('a price has a product');
  const next = catalogue.makePrice(product, {
    currency: stage.currency,
    unitAmount,
    interval: (old.recurring?.interval ?? 'month') as Interval,
  });
  stage.at(at, () => catalogue.retire(old));
  return next.id;
};

function kept(
  id: string,
  raise: Raise,
  options: {
    readonly interval?: 'month' | 'year';
    readonly renewals: { readonly min: number; readonly max: number };
  },
  terms: (stage: Stage) => Terms = () => ({}),
): Scenario {
  return {
    id: `H4/${id}`,
    row,
    kind: 'leakage',
    stage: (stage) => {
      const { ledger, random, currency } = stage;
      const { interval = 'month', renewals } = options;
      const was = amountOf(stage, random.int(20, 90) * 100);
      const is = was + amountOf(stage, random.int(3, 20) * 100);
      const price = ownPrice(stage, { unitAmount: was, interval });
      const start = startFor(stage, price, random.int(renewals.min, renewals.max), { min: 2, max: 20 });
      const request = terms(stage);
      const subscription = subscribeAt(stage, start, { price, ...request });
      const ref = raise(stage, price, is, stage.end - random.int(30, 50) * DAY);
      return () => {
        const last = ledger.billing.invoicesOf(subscription()).at(-1);
        return leakageLabel({
          row,
          category: 'price',
          currency,
          amount: (is - was) * (request.quantity ?? 1),
          evidence: [subscription().id, last?.id ?? '', ref],
        });
      };
    },
  };
}

const MONTHS = { renewals: { min: 2, max: 9 } };
const A_YEAR = { interval: 'year' as const, renewals: { min: 1, max: 1 } };

export const BELOW_CURRENT_PRICE: readonly Scenario[] = [
  kept('price-list', onTheList, MONTHS),
  kept('archived-price', inStripe, MONTHS),
  kept('price-list-seats', onTheList, MONTHS, (stage) => ({
    quantity: stage.random.int(2, 15),
    billingMode: 'classic',
    coupon: {
      coupon: stage.ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 20, duration: 'forever' }),
    },
  })),
  kept('archived-yearly-price', inStripe, A_YEAR, () => ({ quantity: 2 })),
];
