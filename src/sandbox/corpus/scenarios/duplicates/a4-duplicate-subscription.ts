import { DAY } from '../../../ledger/arithmetic.ts';
import type { Subscription } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import {
  daysBeforeEnd,
  errorLabel,
  later,
  localTaxes,
  ONE_SUBSCRIPTION_EACH,
  ownPrice,
  startFor,
  subscribeAt,
  takenBy,
} from '../../staging.ts';

const row = 'A4';
const category = 'duplicate_subscription';

function label(stage: Stage, first: Subscription, second: Subscription, returned = 0) {
  const { ledger, currency } = stage;
  return errorLabel({
    row,
    category,
    currency,
    amount: takenBy(ledger.billing.invoicesOf(second)) - returned,
    evidence: [first.id, second.id],
  });
}

function oneEach(stage: Stage): void {
  stage.policy.set('multiple_subscriptions', ONE_SUBSCRIPTION_EACH);
}

export const DUPLICATE_SUBSCRIPTIONS: readonly Scenario[] = [
  {
    id: 'A4/signed-up-again',
    row,
    kind: 'fault',
    stage: (stage) => {
      oneEach(stage);
      const price = ownPrice(stage);
      const start = startFor(stage, price, stage.random.int(4, 10), { min: 8, max: 26 });
      const first = subscribeAt(stage, start, { price, quantity: 2 });
      const second = subscribeAt(stage, daysBeforeEnd(stage, { min: 5, max: 75 }), { price, quantity: 2 });
      return () => label(stage, first(), second());
    },
  },
  {
    id: 'A4/yearly',
    row,
    kind: 'fault',
    stage: (stage) => {
      oneEach(stage);
      const price = ownPrice(stage, { interval: 'year' });
      const first = subscribeAt(stage, startFor(stage, price, 1, { min: 60, max: 90 }), { price });
      const second = subscribeAt(stage, daysBeforeEnd(stage, { min: 5, max: 50 }), { price });
      return () => label(stage, first(), second());
    },
  },
  {
    id: 'A4/part-credited',
    row,
    kind: 'fault',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      oneEach(stage);
      const { ledger } = stage;
      const price = ownPrice(stage);
      const first = subscribeAt(stage, startFor(stage, price, 6, { min: 10, max: 26 }), { price });
      const at = daysBeforeEnd(stage, { min: 15, max: 55 });
      const second = subscribeAt(stage, at, { price });
      const note = later(stage, at + 4 * DAY, () => {
        const [invoice] = ledger.billing.invoicesOf(second());
        const line = invoice?.lines.data[0];
        if (invoice === undefined || line === undefined)
          throw new Error('the second subscription was billed');
        return ledger.credits.issue({
          invoice,
          lines: [{ line, net: Math.floor(line.amount / 4) }],
          to: 'card',
          reason: 'duplicate',
        });
      });
      return () => label(stage, first(), second(), note().amount);
    },
  },
  {
    id: 'A4/nobody-says',
    row,
    kind: 'fault',
    sharesCustomer: false,
    stage: (stage) => {
      stage.policy.leaveOut('multiple_subscriptions');
      const price = ownPrice(stage);
      const taxRates = localTaxes(stage);
      const first = subscribeAt(stage, startFor(stage, price, 5, { min: 8, max: 26 }), { price, taxRates });
      const second = subscribeAt(stage, daysBeforeEnd(stage, { min: 5, max: 60 }), { price, taxRates });
      return () => ({ ...label(stage, first(), second()), classification: 'likely_error' });
    },
  },
];
