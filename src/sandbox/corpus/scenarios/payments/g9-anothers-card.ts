import { DAY } from '../../../ledger/arithmetic.ts';
import type { Customer, PaymentMethod } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { daysBeforeEnd, errorLabel, later, localTaxes, ownPrice, startFor } from '../../staging.ts';
import { paidOrder } from './one-off.ts';

const row = 'G9';
const category = 'payment_failure';

/** Somebody else who buys from the same merchant. */
function somebodyElse(stage: Stage): Customer {
  const name = `Robin Sandoval ${stage.random.digits(4)}`;
  return stage.ledger.customers.create({
    name,
    email: `${name.toLowerCase().replaceAll(' ', '.')}@elsewhere.example`,
    company: `${name} Ltd`,
    taxExempt: 'none',
    locale: 'en-US',
    currency: stage.currency,
    address: {
      line1: '4 Harbour Walk',
      city: 'Elsewhere',
      postalCode: '10001',
      state: stage.state,
      country: stage.country,
    },
  });
}

function cardOf(stage: Stage, owner: Customer): PaymentMethod {
  return stage.ledger.customers.attachCard(owner, {
    brand: 'visa',
    last4: stage.random.digits(4),
    country: stage.country,
  });
}

const likely = (
  stage: Stage,
  money: { readonly amount: number; readonly evidence: readonly string[] },
): PlantedLabel =>
  errorLabel({ row, classification: 'likely_error', category, currency: stage.currency, ...money });

export const ANOTHERS_CARDS: readonly Scenario[] = [
  {
    id: 'G9/order',
    row,
    kind: 'fault',
    stage: (stage) => {
      const method = cardOf(stage, somebodyElse(stage));
      const payment = paidOrder(stage, daysBeforeEnd(stage, { min: 3, max: 50 }), { method });
      return () => {
        const { charge } = payment();
        return likely(stage, { amount: charge.amount, evidence: [charge.id, method.id] });
      };
    },
  },
  {
    id: 'G9/part-refunded',
    row,
    kind: 'fault',
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger } = stage;
      const method = cardOf(stage, somebodyElse(stage));
      const at = daysBeforeEnd(stage, { min: 8, max: 50 });
      const payment = paidOrder(stage, at, { method });
      const refund = later(stage, at + 3 * DAY, () =>
        ledger.payments.refund(payment().charge, Math.floor(payment().charge.amount / 3), {
          reason: 'requested_by_customer',
          reference: ledger.payments.acquirerReference(),
        }),
      );
      return () => {
        const { charge } = payment();
        return likely(stage, {
          amount: charge.amount - refund().amount,
          evidence: [charge.id, method.id],
        });
      };
    },
  },
  {
    // One renewal is collected from a card that somebody attached to the wrong record.
    id: 'G9/invoice',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, customer } = stage;
      const method = cardOf(stage, somebodyElse(stage));
      const price = ownPrice(stage);
      const subscription = later(stage, startFor(stage, price, 0, { min: 3, max: 25 }), () =>
        ledger.billing.subscribe({
          customer,
          method,
          price,
          quantity: random.int(1, 3),
          taxRates: localTaxes(stage),
        }),
      );
      return () => {
        const [invoice] = ledger.billing.invoicesOf(subscription());
        if (invoice === undefined) throw new Error('the subscription was billed');
        // Credit of the customer's may have paid it: then no card was charged.
        return ledger.credits
          .chargesOf(invoice)
          .map((charge) => likely(stage, { amount: charge.amount, evidence: [charge.id, method.id] }));
      };
    },
  },
  {
    // Their own card, saved on another record of the same person.
    id: 'G9/own-card-of-a-second-record',
    row,
    kind: 'event',
    silent: true,
    alone: true,
    stage: (stage) => {
      const method = cardOf(stage, stage.ledger.customers.twin(stage.customer));
      paidOrder(stage, daysBeforeEnd(stage, { min: 3, max: 50 }), { method });
      return (): readonly PlantedLabel[] => [];
    },
  },
];
