import { DAY } from '../../../ledger/arithmetic.ts';
import { inCurrency } from '../../../ledger/catalogue.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { amountOf, daysBeforeEnd, errorLabel, later } from '../../staging.ts';
import { anOrder, paidOrder } from './one-off.ts';

const row = 'G8';
const category = 'currency';
const WHEN = { min: 8, max: 50 };

/** The price of an order in yen, which has no smaller unit. */
const inYen = (stage: Stage): number => inCurrency(stage.random.int(20, 90) * 100, 'jpy') + 50;

/** Charges a hundred times what the checkout shows. `refunded`: hundredths of the charge that went back since. */
function afterCheckout(
  id: string,
  {
    currency,
    meant,
    refunded = 0,
  }: {
    readonly currency: (stage: Stage) => string;
    readonly meant: (stage: Stage) => number;
    readonly refunded?: number;
  },
): Scenario {
  return {
    id,
    row,
    kind: 'fault',
    fits: (place) => place.currency !== 'kwd',
    stage: (stage) => {
      const { ledger, customer } = stage;
      const amount = meant(stage);
      const money = { amount, currency: currency(stage) };
      const at = daysBeforeEnd(stage, WHEN);
      const payment = paidOrder(stage, at, { ...money, amount: amount * 100 });
      const session = later(stage, at, () =>
        ledger.sales.checkout(customer, { ...money, intent: payment().intent }),
      );
      if (refunded > 0) {
        stage.at(at + 3 * DAY, () => {
          ledger.payments.refund(payment().charge, amount * refunded, {
            reason: 'requested_by_customer',
            reference: ledger.payments.acquirerReference(),
          });
        });
      }
      return () =>
        errorLabel({
          row,
          category,
          currency: money.currency,
          amount: amount * (99 - refunded),
          evidence: [payment().charge.id, session().id],
        });
    },
  };
}

export const HUNDREDFOLD_AMOUNTS: readonly Scenario[] = [
  afterCheckout('G8/yen-checkout', { currency: () => 'jpy', meant: inYen }),
  afterCheckout('G8/yen-part-refunded', { currency: () => 'jpy', meant: inYen, refunded: 30 }),
  afterCheckout('G8/won-checkout', { currency: () => 'krw', meant: (stage) => 10 * inYen(stage) }),
  afterCheckout('G8/own-currency', {
    currency: (stage) => stage.currency,
    meant: (stage) => amountOf(stage, stage.random.int(10, 60) * 100),
  }),
  {
    // No checkout: the shop wrote the order's total on the payment.
    id: 'G8/yen-metadata',
    row,
    kind: 'fault',
    stage: (stage) => {
      const amount = inYen(stage);
      const { metadata } = anOrder(stage);
      const payment = paidOrder(stage, daysBeforeEnd(stage, WHEN), {
        amount: amount * 100,
        currency: 'jpy',
        metadata: { ...metadata, order_total: String(amount) },
      });
      return () =>
        errorLabel({ row, category, currency: 'jpy', amount: amount * 99, evidence: [payment().charge.id] });
    },
  },
  {
    // Dollars in the metadata, cents on the payment; and yen that are right.
    id: 'G8/stated-in-units',
    row,
    kind: 'event',
    silent: true,
    fits: ({ currency }) => currency !== 'kwd' && currency !== 'jpy',
    stage: (stage) => {
      const units = stage.random.int(20, 300);
      paidOrder(stage, daysBeforeEnd(stage, WHEN), {
        amount: units * 100,
        metadata: { ...anOrder(stage).metadata, amount: String(units) },
      });
      const amount = inYen(stage);
      paidOrder(stage, daysBeforeEnd(stage, WHEN), {
        amount,
        currency: 'jpy',
        metadata: { ...anOrder(stage).metadata, order_total: String(amount) },
      });
      return (): readonly PlantedLabel[] => [];
    },
  },
];
