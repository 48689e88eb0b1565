import { addIntervals, DAY } from '../../../ledger/arithmetic.ts';
import type { Charge, PaymentMethod } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { eventLabel, later, localTaxes, ownPrice, startFor } from '../../staging.ts';
import { paidOrder } from './one-off.ts';

const row = 'V24';

/** A card of the scenario's own, so that nothing else is paid with it. */
function ownCard(stage: Stage): PaymentMethod {
  return stage.ledger.customers.attachCard(stage.customer, {
    brand: 'visa',
    last4: stage.random.digits(4),
    country: stage.country,
    isDefault: false,
  });
}

/** The bank sends a new card, and the network tells Stripe, `at`. */
function replaced(stage: Stage, method: PaymentMethod, at: number): void {
  stage.at(at, () => stage.ledger.customers.updateCard(method, { last4: stage.random.digits(4) }));
}

function label(stage: Stage, method: PaymentMethod, charge: Charge) {
  const event = stage.ledger.book
    .all('event')
    .find(
      ({ type, data }) =>
        type === 'payment_method.automatically_updated' && (data.object as { id?: string }).id === method.id,
    );
  if (event === undefined) throw new Error('the card was updated');
  return eventLabel({ row, category: 'payment_failure', evidence: [event.id, charge.id] });
}

function renewedWithNewCard(id: string, interval: 'month' | 'year' | 'week'): Scenario {
  return {
    id,
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random } = stage;
      const method = ownCard(stage);
      const price = ownPrice(stage, { interval });
      const renewals = interval === 'year' ? 1 : random.int(2, 6);
      const start = startFor(stage, price, renewals, { min: 1, max: interval === 'week' ? 6 : 15 });
      const renewal = addIntervals(start, interval, renewals);
      const subscription = later(stage, start, () =>
        ledger.billing.subscribe({
          customer: stage.customer,
          method,
          price,
          quantity: random.int(1, 3),
          taxRates: localTaxes(stage),
        }),
      );
      replaced(stage, method, renewal - random.int(DAY / 2, (interval === 'week' ? 5 : 13) * DAY));
      return () => {
        const invoice = ledger.billing.invoicesOf(subscription())[renewals];
        if (invoice === undefined) throw new Error('the subscription has renewed');
        const [charge] = ledger.credits.chargesOf(invoice);
        // Credit of the customer's paid it: no card was charged.
        return charge === undefined ? [] : label(stage, method, charge);
      };
    },
  };
}

export const CARDS_UPDATED: readonly Scenario[] = [
  renewedWithNewCard('V24/renewal', 'month'),
  renewedWithNewCard('V24/yearly-renewal', 'year'),
  renewedWithNewCard('V24/weekly-renewal', 'week'),
  {
    id: 'V24/order-with-saved-card',
    row,
    kind: 'event',
    stage: (stage) => {
      const method = ownCard(stage);
      const at = stage.end - stage.random.int(DAY, 14 * DAY);
      replaced(stage, method, at - stage.random.int(DAY, 13 * DAY));
      const payment = paidOrder(stage, at, { method });
      return () => label(stage, method, payment().charge);
    },
  },
];
