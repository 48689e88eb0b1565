import { addMonths, DAY, percentage } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Invoice, Subscription } from '../../../ledger/wire.ts';
import type { PlantedLabel, Scenario, Stage } from '../../scenario.ts';
import { eventLabel, leakageLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import { isoDay, isTaxed, localTax, midnight, placeOf, taxRows } from './staging.ts';

const row = 'F6';
const category = 'tax';

const taxOf = (invoice: Invoice): number => taxRows(invoice).reduce((sum, { amount }) => sum + amount, 0);

interface Plan {
  /** The subscription without tax until `change`. */
  readonly terms: (stage: Stage, change: number) => Partial<SubscribeRequest>;
  /** What ends that at `change`. */
  readonly sets?: (stage: Stage, subscription: Subscription) => void;
  /** What the company has written down of it. */
  readonly policy?: (stage: Stage, change: number) => void;
  /** What finance is owed on the invoices before. */
  readonly lost?: (stage: Stage, untaxed: readonly Invoice[]) => readonly PlantedLabel[];
}

/** A subscription without tax, and its last one or two renewals with it. */
function addedLater(
  id: string,
  plan: Plan,
  options: Pick<Scenario, 'fits' | 'alone'> = { fits: isTaxed },
): Scenario {
  return {
    id: `F6/${id}`,
    row,
    kind: 'event',
    ...options,
    stage: (stage) => {
      const { ledger, random } = stage;
      const price = ownPrice(stage);
      const renewals = random.int(3, 9);
      const taxed = random.int(1, 2);
      const start = startFor(stage, price, renewals, { min: 2, max: 20 });
      const change = addMonths(start, renewals - taxed + 1) - random.int(3, 20) * DAY;
      const subscription = subscribeAt(stage, start, { price, ...plan.terms(stage, change) });
      plan.policy?.(stage, change);
      stage.at(change, () => plan.sets?.(stage, subscription()));
      return () => {
        const invoices = ledger.billing.invoicesOf(subscription());
        const at = invoices.findIndex((invoice) => taxOf(invoice) > 0);
        const [before, now] = [invoices[at - 1], invoices[at]];
        if (before === undefined || now === undefined) throw new Error('tax began with a renewal');
        return [
          eventLabel({ row, category, evidence: [now.id, before.id] }),
          ...(plan.lost?.(stage, invoices.slice(0, at)) ?? []),
        ];
      };
    },
  };
}

const taxesByHand = (stage: Stage, subscription: Subscription): void =>
  stage.ledger.billing.update(subscription, { taxRates: [localTax(stage)] });

const AUTOMATIC = { automaticTax: true } as const;

export const TAX_ADDED_LATER: readonly Scenario[] = [
  addedLater(
    'address-completed',
    {
      // Nobody knows where the customer is: Stripe cannot compute a tax.
      terms: ({ ledger, customer, random }) => {
        ledger.customers.change(customer, { address: null });
        return { ...AUTOMATIC, quantity: random.int(1, 5) };
      },
      sets: ({ ledger, customer, country, state }) =>
        ledger.customers.change(customer, {
          address: { line1: '7 New Street', city: 'Anywhere', postalCode: '10115', state, country },
        }),
    },
    { fits: isTaxed, alone: true },
  ),
  addedLater(
    'computation-failed',
    {
      terms: (_stage, change) => ({
        ...AUTOMATIC,
        billingMode: 'classic',
        hooks: {
          taxes: (taxes, _line, { now }) => (now < change ? [] : taxes),
          charge: (amount, { invoice, now }) => {
            if (invoice !== null && now < change) invoice.automatic_tax.status = 'failed';
            return amount;
          },
        },
      }),
      // Without rates nobody can say how much finance is owed.
      policy: (stage) => stage.policy.tax({ registrations: [placeOf(stage)] }),
    },
    { fits: isTaxed, alone: true },
  ),
  addedLater(
    'set-up-late',
    {
      terms: () => ({ taxRates: [], quantity: 2 }),
      sets: taxesByHand,
      policy: (stage) => stage.policy.tax({ registrations: [placeOf(stage)] }),
    },
    { fits: isTaxed, alone: true },
  ),
  addedLater(
    'set-up-late-and-owed',
    {
      terms: () => ({ taxRates: [] }),
      sets: taxesByHand,
      policy: (stage) =>
        stage.policy.tax({
          registrations: [placeOf(stage)],
          rates: [{ ...placeOf(stage), percentage: localTax(stage).percentage }],
        }),
      lost: (stage, untaxed) =>
        untaxed.map((invoice) =>
          leakageLabel({
            row: 'H7',
            category,
            currency: stage.currency,
            amount: percentage(invoice.total, localTax(stage).percentage),
            evidence: [invoice.id],
          }),
        ),
    },
    { fits: isTaxed, alone: true },
  ),
  addedLater(
    'registered-since',
    {
      terms: () => ({ taxRates: [], quantity: 3 }),
      sets: taxesByHand,
      policy: (stage, change) =>
        stage.policy.tax({
          registrations: [{ ...placeOf(stage), from: isoDay(midnight(change)) }],
          rates: [{ ...placeOf(stage), percentage: localTax(stage).percentage }],
        }),
    },
    { fits: isTaxed, alone: true },
  ),
  addedLater(
    'collected-since',
    {
      terms: () => AUTOMATIC,
      sets: ({ ledger, country, state }) =>
        ledger.catalogue.collectTax(state === null ? country : `${country}-${state}`, [
          ledger.catalogue.makeTaxRate({
            displayName: 'VAT',
            percentage: 9,
            country,
            ...(state === null ? {} : { state }),
          }),
        ]),
      policy: (stage, change) =>
        stage.policy.tax({ registrations: [{ ...placeOf(stage), from: isoDay(midnight(change)) }] }),
    },
    { fits: (place) => !isTaxed(place) && place.currency !== 'kwd', alone: true },
  ),
  {
    id: 'F6/still-missing',
    row,
    kind: 'event',
    alone: true,
    stage: (stage) => {
      const { ledger, random, customer } = stage;
      ledger.customers.change(customer, { address: null });
      const price = ownPrice(stage);
      const start = startFor(stage, price, random.int(1, 6), { min: 2, max: 24 });
      const subscription = subscribeAt(stage, start, { price, ...AUTOMATIC });
      return (): PlantedLabel => ({
        row,
        category,
        classification: 'notice',
        amount: null,
        evidence: ledger.billing
          .invoicesOf(subscription())
          .slice(-1)
          .map(({ id }) => id),
      });
    },
  },
];
