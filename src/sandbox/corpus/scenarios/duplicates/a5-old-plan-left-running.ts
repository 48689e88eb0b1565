import { DAY } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Invoice, Price, Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import {
  amountOf,
  daysBeforeEnd,
  errorLabel,
  inclusiveTaxes,
  later,
  ONE_SUBSCRIPTION_EACH,
  ownPrice,
  startFor,
  subscribeAt,
  takenBy,
} from '../../staging.ts';

const row = 'A5';
const category = 'duplicate_subscription';

/** The old plan's last renewal is a few days past, so that the new one has been charged for the same days too. */
const LAST_RENEWAL = { min: 4, max: 25 };
/** When the customer moved to the new plan. */
const MOVED = { min: 35, max: 130 };

interface Plans {
  readonly old: Price;
  readonly better: Price;
}

/** Two products of which the company says that a customer holds one. */
function twoPlans(stage: Stage): Plans {
  const old = ownPrice(stage, { product: `Standard ${stage.random.digits(3)}` });
  const better = ownPrice(stage, {
    product: `Premium ${stage.random.digits(3)}`,
    unitAmount: amountOf(stage, stage.random.int(160, 300) * 100),
  });
  stage.policy.set('multiple_subscriptions', {
    ...ONE_SUBSCRIPTION_EACH,
    exclusive_products: [[old.product, better.product]],
  });
  return { old, better };
}

/** One product at two prices: the larger edition, or by the year. */
function twoPricesOfOneProduct(
  { ledger: { catalogue }, random, currency }: Stage,
  interval: 'month' | 'year',
): Plans {
  const product = catalogue.makeProduct({ name: `Seating plan ${random.digits(3)}` });
  const unitAmount = amountOf({ currency }, random.int(20, 150) * 100);
  return {
    old: catalogue.makePrice(product, { currency, unitAmount }),
    better: catalogue.makePrice(product, {
      currency,
      interval,
      unitAmount: unitAmount * (interval === 'year' ? 10 : 2),
    }),
  };
}

interface Running {
  readonly before: () => Subscription;
  readonly after: () => Subscription;
}

/** The customer subscribes to the better plan, and nobody ends the old one. */
function moveUp(
  stage: Stage,
  { old, better }: Plans,
  terms: Partial<Omit<SubscribeRequest, 'customer' | 'method'>> = {},
): Running {
  const start = startFor(stage, old, stage.random.int(7, 11), LAST_RENEWAL);
  const before = subscribeAt(stage, start, { price: old, ...terms });
  return { before, after: subscribeAt(stage, daysBeforeEnd(stage, MOVED), { price: better, ...terms }) };
}

/** What the old plan charged since the new one began. */
function renewalsSince(stage: Stage, { before, after }: Running): readonly Invoice[] {
  return stage.ledger.billing.invoicesOf(before()).filter((invoice) => invoice.created >= after().start_date);
}

function label(stage: Stage, running: Running, returned = 0): PlantedLabel {
  return errorLabel({
    row,
    category,
    currency: stage.currency,
    amount: takenBy(renewalsSince(stage, running)) - returned,
    evidence: [running.before().id, running.after().id],
  });
}

export const OLD_PLANS_LEFT_RUNNING: readonly Scenario[] = [
  {
    id: 'A5/another-product',
    row,
    kind: 'fault',
    sharesCustomer: false,
    stage: (stage) => {
      const running = moveUp(stage, twoPlans(stage), { quantity: stage.random.int(1, 3) });
      return () => label(stage, running);
    },
  },
  {
    id: 'A5/another-product-with-coupon-and-inclusive-tax',
    row,
    kind: 'fault',
    sharesCustomer: false,
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { catalogue } = stage.ledger;
      const coupon = catalogue.makeCoupon({ name: 'Partner', percentOff: 15, duration: 'forever' });
      const running = moveUp(stage, twoPlans(stage), {
        taxRates: inclusiveTaxes(stage),
        coupon: { coupon },
        billingMode: 'classic',
      });
      return () => label(stage, running);
    },
  },
  {
    id: 'A5/dearer-price-of-the-product',
    row,
    kind: 'fault',
    stage: (stage) => {
      stage.policy.set('multiple_subscriptions', ONE_SUBSCRIPTION_EACH);
      const running = moveUp(stage, twoPricesOfOneProduct(stage, 'month'));
      return () => label(stage, running);
    },
  },
  {
    id: 'A5/by-the-year-from-now-on',
    row,
    kind: 'fault',
    stage: (stage) => {
      stage.policy.set('multiple_subscriptions', ONE_SUBSCRIPTION_EACH);
      const running = moveUp(stage, twoPricesOfOneProduct(stage, 'year'));
      return () => label(stage, running);
    },
  },
  {
    id: 'A5/ended-months-later',
    row,
    kind: 'fault',
    sharesCustomer: false,
    stage: (stage) => {
      const { ledger, random } = stage;
      const { old, better } = twoPlans(stage);
      const start = startFor(stage, old, random.int(7, 11), { min: 12, max: 25 });
      const before = subscribeAt(stage, start, { price: old });
      const after = subscribeAt(stage, daysBeforeEnd(stage, { min: 45, max: 100 }), { price: better });
      stage.at(stage.end - random.int(1, 5) * DAY, () => ledger.billing.cancelNow(before()));
      return () => label(stage, { before, after });
    },
  },
  {
    id: 'A5/part-credited',
    row,
    kind: 'fault',
    sharesCustomer: false,
    fits: ({ currency }) => currency !== 'kwd',
    stage: (stage) => {
      const { ledger } = stage;
      const running = moveUp(stage, twoPlans(stage));
      const note = later(stage, stage.end - 2 * DAY, () => {
        const invoice = renewalsSince(stage, running).find(
          ({ status, total }) => status === 'paid' && total > 0,
        );
        const line = invoice?.lines.data[0];
        if (invoice === undefined || line === undefined) throw new Error('the old plan was charged again');
        return ledger.credits.issue({
          invoice,
          lines: [{ line, net: Math.floor(line.amount / 3) }],
          to: 'card',
          reason: 'order_change',
        });
      });
      return () => label(stage, running, note().amount);
    },
  },
  {
    id: 'A5/last-renewal-unpaid',
    row,
    kind: 'fault',
    sharesCustomer: false,
    stage: (stage) => {
      const { ledger } = stage;
      const { old, better } = twoPlans(stage);
      const start = startFor(stage, old, stage.random.int(7, 11), LAST_RENEWAL);
      const before = subscribeAt(stage, start, {
        price: old,
        collectionMethod: 'send_invoice',
        daysUntilDue: 30,
      });
      const after = subscribeAt(stage, daysBeforeEnd(stage, { min: 70, max: 130 }), { price: better });
      // All invoices but the last are paid as they are sent.
      for (let at = start + DAY; at < stage.end - 31 * DAY; at += 5 * DAY) {
        stage.at(at, () => {
          for (const invoice of ledger.billing.invoicesOf(before())) {
            if (invoice.status === 'open') ledger.invoices.pay(invoice, stage.method);
          }
        });
      }
      return () => label(stage, { before, after });
    },
  },
  {
    id: 'A5/nobody-says',
    row,
    kind: 'fault',
    sharesCustomer: false,
    stage: (stage) => {
      stage.policy.leaveOut('multiple_subscriptions');
      const running = moveUp(stage, twoPricesOfOneProduct(stage, 'month'));
      return () => ({ ...label(stage, running), classification: 'likely_error' });
    },
  },
];
