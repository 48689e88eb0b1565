import { DAY } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Price, Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import {
  daysBeforeEnd,
  eventLabel,
  inclusiveTaxes,
  later,
  localTaxes,
  ONE_SUBSCRIPTION_EACH,
  ownPrice,
  startFor,
  subscribeAt,
} from '../../staging.ts';

const row = 'V9';
const category = 'duplicate_subscription';

type Terms = Partial<Omit<SubscribeRequest, 'customer' | 'method'>>;

const venueId = ({ random }: Stage): string => `venue_${random.digits(6)}`;

/** One subscription for each of the terms, the first long ago, the others since. */
function subscribeToEach(stage: Stage, prices: readonly Price[], terms: readonly Terms[]) {
  const [price] = prices;
  if (price === undefined) throw new Error('there is a price');
  return terms.map((own, place) => {
    const at =
      place === 0
        ? startFor(stage, price, stage.random.int(4, 10), { min: 3, max: 25 })
        : daysBeforeEnd(stage, { min: 3, max: 110 });
    return subscribeAt(stage, at, { price: prices[place] ?? price, ...own });
  });
}

function label(subscriptions: readonly (() => Subscription)[]): PlantedLabel {
  return eventLabel({ row, category, evidence: subscriptions.map((subscription) => subscription().id) });
}

/** So many venues, each with a subscription that names it. */
function venues(id: string, count: number, terms: (stage: Stage) => Terms = () => ({})): Scenario {
  return {
    id,
    row,
    kind: 'event',
    stage: (stage) => {
      stage.policy.set('multiple_subscriptions', ONE_SUBSCRIPTION_EACH);
      const common = terms(stage);
      const each = Array.from({ length: count }, () => ({
        ...common,
        metadata: { venue_id: venueId(stage) },
      }));
      const subscriptions = subscribeToEach(stage, [ownPrice(stage)], each);
      return () => label(subscriptions);
    },
  };
}

export const SEVERAL_SUBSCRIPTIONS: readonly Scenario[] = [
  venues('V9/two-venues', 2),
  venues('V9/three-venues-with-inclusive-tax', 3, (stage) => ({
    quantity: stage.random.int(1, 5),
    taxRates: inclusiveTaxes(stage),
    billingMode: 'classic',
  })),
  {
    id: 'V9/on-the-item',
    row,
    kind: 'event',
    stage: (stage) => {
      stage.policy.set('multiple_subscriptions', ONE_SUBSCRIPTION_EACH);
      const price = ownPrice(stage);
      const each = [1, 2].map(() => ({ items: [{ price, metadata: { venue_id: venueId(stage) } }] }));
      const subscriptions = subscribeToEach(stage, [price], each);
      return () => label(subscriptions);
    },
  },
  {
    id: 'V9/described-and-nobody-says',
    row,
    kind: 'event',
    sharesCustomer: false,
    stage: (stage) => {
      stage.policy.leaveOut('multiple_subscriptions');
      const subscriptions = subscribeToEach(
        stage,
        [ownPrice(stage)],
        [{ description: 'Harbour hall' }, { description: 'Old mill' }],
      );
      return () => label(subscriptions);
    },
  },
  {
    id: 'V9/workspaces-and-nobody-says',
    row,
    kind: 'event',
    sharesCustomer: false,
    stage: (stage) => {
      stage.policy.leaveOut('multiple_subscriptions');
      const each = [1, 2].map(() => ({ metadata: { workspace_id: `ws_${stage.random.digits(5)}` } }));
      const subscriptions = subscribeToEach(stage, [ownPrice(stage)], each);
      return () => label(subscriptions);
    },
  },
  {
    id: 'V9/allowed',
    row,
    kind: 'event',
    sharesCustomer: false,
    stage: (stage) => {
      stage.policy.set('multiple_subscriptions', { allowed: true, metadata_keys: [] });
      const subscriptions = subscribeToEach(stage, [ownPrice(stage)], [{}, {}]);
      return () => label(subscriptions);
    },
  },
  {
    id: 'V9/one-plan-each',
    row,
    kind: 'event',
    sharesCustomer: false,
    stage: (stage) => {
      const prices = [ownPrice(stage), ownPrice(stage)];
      stage.policy.set('multiple_subscriptions', {
        ...ONE_SUBSCRIPTION_EACH,
        exclusive_products: [prices.map(({ product }) => product)],
      });
      const each = [1, 2].map(() => ({ metadata: { venue_id: venueId(stage) } }));
      const subscriptions = subscribeToEach(stage, prices, each);
      return () => label(subscriptions);
    },
  },
  {
    // Two people of one household: nothing is wrong, and nothing has to be said about one of them.
    id: 'V9/household',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random, customer, country } = stage;
      stage.policy.set('multiple_subscriptions', ONE_SUBSCRIPTION_EACH);
      const price = ownPrice(stage);
      subscribeAt(stage, startFor(stage, price, random.int(4, 10), { min: 3, max: 25 }), { price });
      later(stage, daysBeforeEnd(stage, { min: 3, max: 110 }), () => {
        const other = ledger.customers.twin(customer, {
          name: `Toni ${(customer.name ?? '').split(' ').at(-1)}`,
        });
        const method = ledger.customers.attachCard(other, {
          brand: 'visa',
          last4: random.digits(4),
          country,
        });
        ledger.billing.subscribe({ customer: other, method, price, taxRates: localTaxes(stage) });
      });
      return () => [];
    },
  },
  {
    // One person, a record for each venue.
    id: 'V9/a-record-for-each-venue',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random, customer, country, method } = stage;
      stage.policy.set('multiple_subscriptions', ONE_SUBSCRIPTION_EACH);
      const price = ownPrice(stage);
      subscribeAt(stage, startFor(stage, price, random.int(4, 10), { min: 3, max: 25 }), {
        price,
        metadata: { venue_id: venueId(stage) },
      });
      later(stage, daysBeforeEnd(stage, { min: 3, max: 110 }), () => {
        const other = ledger.customers.twin(customer, { metadata: { venue_id: venueId(stage) } });
        const { last4 = '', fingerprint } = method.card ?? {};
        const card = ledger.customers.attachCard(other, {
          brand: 'visa',
          last4,
          country,
          ...(typeof fingerprint === 'string' ? { fingerprint } : {}),
        });
        ledger.billing.subscribe({ customer: other, method: card, price, taxRates: localTaxes(stage) });
      });
      return () => [];
    },
  },
  {
    // The old one was told to stop, and the new one takes over: not two that are meant, and no error either.
    id: 'V9/hand-over',
    row,
    kind: 'event',
    stage: (stage) => {
      const { ledger, random } = stage;
      stage.policy.set('multiple_subscriptions', ONE_SUBSCRIPTION_EACH);
      const price = ownPrice(stage);
      const old = subscribeAt(stage, startFor(stage, price, random.int(4, 10), { min: 6, max: 20 }), {
        price,
      });
      stage.at(stage.end - 4 * DAY, () => ledger.billing.cancelAtPeriodEnd(old()));
      subscribeAt(stage, stage.end - 3 * DAY, { price });
      return () => [];
    },
  },
];
