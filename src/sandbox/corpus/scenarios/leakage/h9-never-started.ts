import { DAY, HOUR } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import { DECLINES } from '../../../ledger/payments.ts';
import type { Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { daysBeforeEnd, leakageLabel, ownPrice, subscribeAt } from '../../staging.ts';

const row = 'H9';

const REFUSED = {
  declines: [{ decline: DECLINES.generic, retryAfterSeconds: DAY }],
  afterDeclines: 'past_due' as const,
};

/** What the first invoice asked for. */
function label({ ledger, currency }: Stage, subscription: Subscription): PlantedLabel {
  const [first] = ledger.billing.invoicesOf(subscription);
  return leakageLabel({
    row,
    category: 'payment_failure',
    currency,
    amount: first?.amount_due ?? 0,
    evidence: [subscription.id, ...(first === undefined ? [] : [first.id])],
  });
}

/** The first payment does not go through, and the customer does not come back. */
function refused(
  id: string,
  at: (stage: Stage) => number,
  terms: (stage: Stage) => Omit<SubscribeRequest, 'customer' | 'method'>,
): Scenario {
  return {
    id: `H9/${id}`,
    row,
    kind: 'leakage',
    stage: (stage) => {
      const subscription = subscribeAt(stage, at(stage), { ...terms(stage), ...REFUSED });
      return () => label(stage, subscription());
    },
  };
}

const weeksAgo = (stage: Stage): number => daysBeforeEnd(stage, { min: 2, max: 55 });

export const NEVER_STARTED: readonly Scenario[] = [
  refused('expired', weeksAgo, (stage) => ({ price: ownPrice(stage) })),
  refused(
    'still-incomplete',
    (stage) => stage.end - stage.random.int(HOUR, 22 * HOUR),
    (stage) => ({ price: ownPrice(stage), quantity: 3 }),
  ),
  refused('yearly-with-coupon', weeksAgo, (stage) => ({
    price: ownPrice(stage, { interval: 'year' }),
    billingMode: 'classic',
    coupon: {
      coupon: stage.ledger.catalogue.makeCoupon({ name: 'First year', percentOff: 50, duration: 'once' }),
    },
  })),
  refused('with-setup-fee', weeksAgo, (stage) => ({
    price: ownPrice(stage),
    once: [{ price: ownPrice(stage, { interval: null, product: 'Setup' }) }],
  })),
  {
    id: 'H9/refused-twice',
    row,
    kind: 'leakage',
    stage: (stage) => {
      const price = ownPrice(stage);
      const at = daysBeforeEnd(stage, { min: 5, max: 50 });
      subscribeAt(stage, at, { price, ...REFUSED });
      // One customer who wanted to buy one thing: the last attempt stands for both.
      const second = subscribeAt(stage, at + stage.random.int(2, 70) * HOUR, { price, ...REFUSED });
      return () => label(stage, second());
    },
  },
];
