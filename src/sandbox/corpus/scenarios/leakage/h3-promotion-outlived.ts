import { DAY } from '../../../ledger/arithmetic.ts';
import type { CouponRequest } from '../../../ledger/shop.ts';
import type { Coupon, Price, Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { amountOf, leakageLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';

const row = 'H3';

/** What the coupon took off the newest invoice. */
function label({ ledger, currency }: Stage, subscription: Subscription, coupon: Coupon): PlantedLabel {
  const last = ledger.billing.invoicesOf(subscription).at(-1);
  const off = (last?.total_discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);
  return leakageLabel({
    row,
    category: 'discount',
    currency,
    amount: off,
    evidence: [subscription.id, coupon.id, last?.id ?? ''],
  });
}

interface Sale {
  readonly price: Price;
  /** Unix seconds: when the customer signs up, within the promotion. */
  readonly start: number;
  /** Unix seconds: nobody can redeem it any more, half a year and more before the end. */
  readonly over: number;
}

/** A launch, eight months and more ago. */
function aSale(stage: Stage): Sale {
  const { random } = stage;
  const price = ownPrice(stage);
  const start = startFor(stage, price, random.int(8, 12), { min: 2, max: 24 });
  return { price, start, over: start + random.int(2, 30) * DAY };
}

const launch = (stage: Stage, request: Partial<CouponRequest>): Coupon =>
  stage.ledger.catalogue.makeCoupon({ name: 'Launch', duration: 'forever', ...request });

export const PROMOTIONS_OUTLIVED: readonly Scenario[] = [
  {
    id: 'H3/redeem-by',
    row,
    kind: 'leakage',
    stage: (stage) => {
      const { price, start, over } = aSale(stage);
      const coupon = launch(stage, { percentOff: stage.random.pick([10, 20, 50]), redeemBy: over });
      const subscription = subscribeAt(stage, start, { price, coupon: { coupon } });
      return () => label(stage, subscription(), coupon);
    },
  },
  {
    id: 'H3/promotion-code',
    row,
    kind: 'leakage',
    stage: (stage) => {
      const { price, start, over } = aSale(stage);
      const coupon = launch(stage, { percentOff: 20 });
      const promotionCode = stage.ledger.catalogue.makePromotionCode(
        coupon,
        `LAUNCH${stage.random.digits(4)}`,
        {
          expiresAt: over,
        },
      );
      const subscription = subscribeAt(stage, start, {
        price,
        quantity: 3,
        coupon: { coupon, promotionCode },
      });
      return () => label(stage, subscription(), coupon);
    },
  },
  {
    id: 'H3/amount-off-an-item',
    row,
    kind: 'leakage',
    stage: (stage) => {
      const { price, start, over } = aSale(stage);
      const amountOff = { amount: amountOf(stage, 500), currency: stage.currency };
      const coupon = launch(stage, { amountOff, redeemBy: over });
      const subscription = subscribeAt(stage, start, {
        items: [{ price, coupon: { coupon } }, { price: ownPrice(stage) }],
      });
      return () => label(stage, subscription(), coupon);
    },
  },
  {
    id: 'H3/of-the-customer',
    row,
    kind: 'leakage',
    // What hangs on the customer reduces every subscription that has no discount of its own.
    alone: true,
    stage: (stage) => {
      const { ledger, customer } = stage;
      const { price, start, over } = aSale(stage);
      const coupon = launch(stage, { percentOff: 10, redeemBy: over });
      stage.at(start - DAY, () => ledger.discounts.attach(customer, coupon));
      const subscription = subscribeAt(stage, start, { price, billingMode: 'classic' });
      const own = ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 15, duration: 'forever' });
      subscribeAt(stage, start + 40 * DAY, { price: ownPrice(stage), coupon: { coupon: own } });
      return () => label(stage, subscription(), coupon);
    },
  },
];
