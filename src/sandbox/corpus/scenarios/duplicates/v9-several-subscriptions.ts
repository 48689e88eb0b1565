import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Price, Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import {
  daysBeforeEnd,
  eventLabel,
  inclusiveTaxes,
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

/** So many venues, each with a subscription that names it; `besides` happens meanwhile, and is right too. */
function venues(
  id: string,
  count: number,
  terms: (stage: Stage) => Terms = () => ({}),
  besides: (stage: Stage, price: Price) => void = () => {},
): Scenario {
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
      const price = ownPrice(stage);
      const subscriptions = subscribeToEach(stage, [price], each);
      stage.at(daysBeforeEnd(stage, { min: 3, max: 110 }), () => besides(stage, price));
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
  venues(
    'V9/household',
    2,
    () => ({}),
    (stage, price) => {
      // Somebody else who shares the mailbox pays for one of their own.
      const { ledger, random, customer, country } = stage;
      const name = `Toni ${(customer.name ?? '').split(' ').at(-1)}`;
      const other = ledger.customers.twin(customer, { name });
      const method = ledger.customers.attachCard(other, { brand: 'visa', last4: random.digits(4), country });
      ledger.billing.subscribe({ customer: other, method, price, taxRates: localTaxes(stage) });
    },
  ),
  venues(
    'V9/a-record-for-one-venue',
    2,
    () => ({}),
    (stage, price) => {
      // A venue that has a customer record of its own, and is paid with the same card.
      const { ledger, customer, country } = stage;
      const other = ledger.customers.twin(customer, { metadata: { venue_id: venueId(stage) } });
      const { last4 = '', fingerprint } = stage.method.card ?? {};
      const method = ledger.customers.attachCard(other, {
        brand: 'visa',
        last4,
        country,
        ...(typeof fingerprint === 'string' ? { fingerprint } : {}),
      });
      ledger.billing.subscribe({ customer: other, method, price, taxRates: localTaxes(stage) });
    },
  ),
];
