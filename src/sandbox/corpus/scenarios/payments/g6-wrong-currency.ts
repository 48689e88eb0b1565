import { addIntervals, DAY } from '../../../ledger/arithmetic.ts';
import { type Currency, inCurrency } from '../../../ledger/catalogue.ts';
import type { Invoice, Price, Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import {
  amountOf,
  daysBeforeEnd,
  errorLabel,
  inclusiveTaxes,
  later,
  localTaxes,
  ownPrice,
  startFor,
  subscribeAt,
  takenBy,
} from '../../staging.ts';

const row = 'G6';
const category = 'currency';

/** A currency that is not the one agreed with the customer. */
function foreign(stage: Stage): Currency {
  const one = stage.random.pick<Currency>(['usd', 'eur', 'gbp', 'jpy']);
  return one === stage.currency ? 'chf' : one;
}

/** Each invoice in the wrong currency is one finding: credited as a whole, and made anew. */
function labels(invoices: readonly Invoice[], agreed: string): readonly PlantedLabel[] {
  return invoices.map((invoice) =>
    errorLabel({
      row,
      category,
      currency: invoice.currency,
      amount: takenBy([invoice]),
      evidence: [invoice.id, agreed],
    }),
  );
}

/** A subscription in another currency than the customer's, whose renewals go on in it. */
function billedAbroad(stage: Stage, price: Price, renewals: number): () => Subscription {
  const start = startFor(stage, price, renewals, { min: 3, max: 25 });
  return subscribeAt(stage, start, { price, quantity: stage.random.int(1, 3), currency: price.currency });
}

/** The customer's contract on the price's product, in the customer's currency from `from` on. Gives back its id. */
function contract(stage: Stage, price: Price, from: number): string {
  const id = `contract-${stage.random.digits(5)}`;
  const product = typeof price.product === 'string' ? price.product : price.product.id;
  stage.policy.add('prices', {
    id,
    customer: stage.customer.id,
    product,
    ...(price.recurring === null ? {} : { interval: 'month' }),
    currency: stage.currency,
    unit_amount: amountOf(stage, 4900),
    from: new Date(from * 1000).toISOString(),
  });
  return id;
}

const priceAbroad = (stage: Stage): Price => {
  const currency = foreign(stage);
  return ownPrice(stage, { currency, unitAmount: inCurrency(4900, currency) });
};

export const WRONG_CURRENCIES: readonly Scenario[] = [
  {
    id: 'G6/contract',
    row,
    kind: 'fault',
    stage: (stage) => {
      const price = priceAbroad(stage);
      const subscription = billedAbroad(stage, price, stage.random.int(0, 2));
      const agreed = contract(stage, price, stage.start);
      return () => labels(stage.ledger.billing.invoicesOf(subscription()), agreed);
    },
  },
  {
    // The contract changed the currency, and the renewals went on in the old one.
    id: 'G6/contract-since-then',
    row,
    kind: 'fault',
    stage: (stage) => {
      const price = priceAbroad(stage);
      const renewals = stage.random.int(4, 7);
      const start = startFor(stage, price, renewals, { min: 3, max: 25 });
      const subscription = subscribeAt(stage, start, { price, currency: price.currency });
      const since = addIntervals(start, 'month', renewals - 1) - stage.random.int(5, 20) * DAY;
      const agreed = contract(stage, price, since);
      return () =>
        labels(
          stage.ledger.billing.invoicesOf(subscription()).filter(({ created }) => created >= since),
          agreed,
        );
    },
  },
  {
    id: 'G6/checkout',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, customer, currency } = stage;
      const price = priceAbroad(stage);
      const start = startFor(stage, price, random.int(0, 2), { min: 3, max: 25 });
      const subscription = subscribeAt(stage, start, { price, currency: price.currency });
      const session = later(stage, start, () =>
        ledger.sales.checkout(customer, {
          amount: amountOf(stage, 4900),
          currency,
          subscription: subscription(),
        }),
      );
      return () => labels(ledger.billing.invoicesOf(subscription()), session().id);
    },
  },
  {
    id: 'G6/quote-for-one-invoice',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, customer, method, currency } = stage;
      const at = daysBeforeEnd(stage, { min: 4, max: 50 });
      const abroad = foreign(stage);
      const bill = later(stage, at, () =>
        ledger.invoices.bill(customer, {
          currency: abroad,
          method,
          taxRates: random.chance(50) ? localTaxes(stage) : inclusiveTaxes(stage),
          lines: [
            { amount: inCurrency(random.int(90, 400) * 100, abroad), description: 'Registration desk' },
          ],
        }),
      );
      const quote = later(stage, at, () =>
        ledger.sales.quote(customer, {
          amount: amountOf(stage, 30_000),
          currency,
          expiresAt: at + 20 * DAY,
          invoice: bill(),
        }),
      );
      return () => labels([bill()], quote().id);
    },
  },
  {
    // Somebody gave part of it back, and left the rest in the wrong currency.
    id: 'G6/part-credited',
    row,
    kind: 'fault',
    stage: (stage) => {
      const { ledger, random, customer, method } = stage;
      const abroad = foreign(stage);
      const price = ownPrice(stage, {
        currency: abroad,
        unitAmount: inCurrency(random.int(80, 300) * 100, abroad),
        interval: null,
      });
      const at = daysBeforeEnd(stage, { min: 8, max: 50 });
      const bill = later(stage, at, () =>
        ledger.invoices.bill(customer, {
          currency: abroad,
          method,
          taxRates: localTaxes(stage),
          lines: [{ price, quantity: random.int(2, 5) }],
        }),
      );
      const note = later(stage, at + random.int(2, 5) * DAY, () => {
        const [line] = bill().lines.data;
        if (line === undefined) throw new Error('the invoice has a line');
        const net = Math.floor(line.amount / 4);
        return ledger.credits.issue({
          invoice: bill(),
          lines: [{ line, net }],
          to: 'card',
          reason: 'order_change',
        });
      });
      const agreed = contract(stage, price, stage.start);
      return () =>
        errorLabel({
          row,
          category,
          currency: abroad,
          amount: takenBy([bill()]) - note().amount,
          evidence: [bill().id, agreed],
        });
    },
  },
  {
    // A contract in each of two currencies: both may be billed.
    id: 'G6/contracts-in-both',
    row,
    kind: 'event',
    silent: true,
    stage: (stage) => {
      const price = priceAbroad(stage);
      billedAbroad(stage, price, stage.random.int(0, 2));
      contract(stage, price, stage.start);
      const { unit_amount, currency, product } = price;
      stage.policy.add('prices', {
        id: `contract-${stage.random.digits(5)}`,
        customer: stage.customer.id,
        product: typeof product === 'string' ? product : product.id,
        interval: 'month',
        currency,
        unit_amount,
        from: new Date(stage.start * 1000).toISOString(),
      });
      return (): readonly PlantedLabel[] => [];
    },
  },
];
