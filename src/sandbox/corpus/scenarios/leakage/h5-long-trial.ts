import { addMonths, DAY } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { daysBeforeEnd, leakageLabel, ownPrice, subscribeAt } from '../../staging.ts';

const row = 'H5';

/** Nothing was due yet, so that no amount follows. */
const label = ({ currency }: Stage, { id }: Subscription): PlantedLabel =>
  leakageLabel({ row, category: 'trial', currency, amount: null, evidence: [id] });

/** A trial that was given that long, and runs on. */
function given(
  id: string,
  terms: (stage: Stage) => Omit<SubscribeRequest, 'customer' | 'method' | 'trialEnd'>,
): Scenario {
  return {
    id: `H5/${id}`,
    row,
    kind: 'leakage',
    stage: (stage) => {
      const { random } = stage;
      const start = daysBeforeEnd(stage, { min: 48, max: 200 });
      const trialEnd = stage.end + random.int(1, 300) * DAY;
      const subscription = subscribeAt(stage, start, { ...terms(stage), trialEnd });
      return () => label(stage, subscription());
    },
  };
}

const isoTime = (at: number): string => new Date(at * 1000).toISOString();

export const LONG_TRIALS: readonly Scenario[] = [
  given('given', (stage) => ({ price: ownPrice(stage) })),
  given('yearly-seats', (stage) => ({
    price: ownPrice(stage, { interval: 'year' }),
    quantity: stage.random.int(2, 30),
    billingMode: 'classic',
  })),
  given('two-products', (stage) => ({
    items: [{ price: ownPrice(stage) }, { price: ownPrice(stage), quantity: 3 }],
  })),
  {
    id: 'H5/prolonged-again-and-again',
    row,
    kind: 'leakage',
    stage: (stage) => {
      const { ledger, random } = stage;
      const months = random.int(2, 6);
      const start = addMonths(stage.end - random.int(5 * DAY, 20 * DAY), -months);
      const subscription = subscribeAt(stage, start, {
        price: ownPrice(stage),
        trialEnd: start + 14 * DAY,
      });
      for (let month = 0; month <= months; month += 1) {
        stage.at(addMonths(start, month) + 4 * DAY, () =>
          ledger.billing.extendTrial(subscription(), addMonths(start, month + 1) + 14 * DAY),
        );
      }
      return () => label(stage, subscription());
    },
  },
  {
    id: 'H5/longer-than-promised',
    row,
    kind: 'leakage',
    stage: (stage) => {
      const { ledger, random, customer, policy } = stage;
      const start = daysBeforeEnd(stage, { min: 70, max: 120 });
      const days = random.pick([30, 60]);
      const subscription = subscribeAt(stage, start, {
        price: ownPrice(stage),
        trialEnd: start + days * DAY,
      });
      stage.at(start + (days - 5) * DAY, () => {
        ledger.billing.extendTrial(subscription(), stage.end + random.int(5, 60) * DAY);
      });
      stage.at(start, () => {
        policy.add('promises', {
          id: `trial-${random.digits(6)}`,
          customer: customer.id,
          subscription: subscription().id,
          kind: 'trial',
          days,
          made_at: isoTime(start - DAY),
          source: 'ticket:30877',
        });
      });
      return () => label(stage, subscription());
    },
  },
];
