import { addMonths, DAY, HOUR, percentage } from '../../../ledger/arithmetic.ts';
import type { SubscribeRequest } from '../../../ledger/billing.ts';
import type { Invoice, TaxRate } from '../../../ledger/wire.ts';
import type { Scenario, Stage } from '../../scenario.ts';
import { errorLabel, ownPrice, startFor, subscribeAt } from '../../staging.ts';
import {
  addressIn,
  counted,
  localTax,
  placeOf,
  rowsOf,
  type Upgraded,
  upgradeAfter,
  wrongInvoices,
} from './staging.ts';

const row = 'F3';

/** Where the customer goes, and what is due there: a percentage, or nothing as the company is not registered there. */
interface Destination {
  readonly place: string;
  readonly city: string;
  readonly due: number | null;
}

const DESTINATIONS: Readonly<Record<string, Destination>> = {
  'US-NY': { place: 'US-CO', city: 'Denver', due: null },
  'CA-ON': { place: 'CA-AB', city: 'Calgary', due: 5 },
  GB: { place: 'SG', city: 'Singapore', due: null },
  CH: { place: 'NO', city: 'Oslo', due: null },
  AU: { place: 'NZ', city: 'Wellington', due: 4 },
  JP: { place: 'US-NY', city: 'Albany', due: 6.25 },
  DE: { place: 'CH', city: 'Zug', due: 8.1 },
  AT: { place: 'CH', city: 'Chur', due: null },
  IE: { place: 'DE', city: 'Bonn', due: 19 },
};

const keyOf = ({ country, state }: Pick<Stage, 'country' | 'state'>): string =>
  DESTINATIONS[country] === undefined ? `${country}-${state}` : country;

const fits = (place: Pick<Stage, 'country' | 'state'>): boolean => DESTINATIONS[keyOf(place)] !== undefined;

/** Tax by the rate of the old place beyond what is due in the new one. */
const tooMuch = (invoice: Invoice, rate: TaxRate, due: number, upgraded: Upgraded | undefined): number =>
  counted(rowsOf(invoice, rate), upgraded).reduce(
    (sum, { amount, taxable_amount: net }) => sum + amount - percentage(net ?? 0, due),
    0,
  );

/** What the company has written down: where it is registered, and what is due there. */
function writeDown(stage: Stage, { place, due }: Destination): string | null {
  const { policy, random } = stage;
  const tax = localTax(stage);
  const home = placeOf(stage);
  const ref = `there-${random.digits(5)}`;
  const [country = '', state] = place.split('-');
  const there = placeOf({ country, state: state ?? null });
  policy.tax({
    registrations: [home, ...(due === null ? [] : [there])],
    rates: [
      { ...home, percentage: tax.percentage },
      ...(due === null ? [] : [{ id: ref, ...there, percentage: due }]),
    ],
  });
  return due === null ? null : ref;
}

type Terms = (stage: Stage) => Partial<SubscribeRequest>;

/** A subscription is taxed by a rate somebody set for the customer's old address. */
function rateStayed(
  id: string,
  terms: Terms,
  how: {
    readonly ships?: boolean;
    readonly upgraded?: Upgraded;
    /** The rate of the new place is put beside the old one, which covers what is due there. */
    readonly both?: boolean;
  } = {},
): Scenario {
  return {
    id: `F3/${id}`,
    row,
    kind: 'fault',
    // The customer's other subscriptions would be taxed for the old place too.
    alone: true,
    fits: (place) => fits(place) && (how.both !== true || DESTINATIONS[keyOf(place)]?.due !== null),
    stage: (stage) => {
      const { ledger, random, customer, currency } = stage;
      const destination = DESTINATIONS[keyOf(stage)];
      if (destination === undefined) throw new Error(`nowhere to go from ${keyOf(stage)}`);
      const rate = localTax(stage);
      const price = ownPrice(stage);
      const renewals = random.int(3, 9);
      const wrong = how.upgraded === 'first_wrong' ? 0 : random.int(1, 3);
      const start = startFor(stage, price, renewals, { min: 4, max: 24 });
      const subscription = subscribeAt(stage, start, { price, taxRates: [rate], ...terms(stage) });
      const ref = writeDown(stage, destination);
      if (how.upgraded !== undefined) upgradeAfter(stage, subscription, addMonths(start, renewals));
      const address = addressIn(destination.place, destination.city);
      const moves =
        wrong === 0
          ? addMonths(start, renewals) + 5 * HOUR
          : addMonths(start, renewals - wrong + 1) - random.int(1, 20) * DAY;
      const { due } = destination;
      const beside =
        how.both === true && due !== null
          ? ledger.catalogue.makeTaxRate({
              displayName: 'Sales tax there',
              percentage: due,
              country: address.country,
              state: address.state,
              taxType: 'sales_tax',
            })
          : null;
      stage.at(moves, () => {
        ledger.customers.change(customer, how.ships === true ? { shipping: address } : { address });
        if (beside !== null) ledger.billing.update(subscription(), { taxRates: [rate, beside] });
      });
      return () =>
        ledger.billing
          .invoicesOf(subscription())
          .slice(-wrongInvoices(wrong, how.upgraded))
          .map((invoice) =>
            errorLabel({
              row,
              category: 'tax',
              currency,
              amount: tooMuch(invoice, rate, beside === null ? (due ?? 0) : 0, how.upgraded),
              evidence: [invoice.id, rate.id, ...(ref === null ? [] : [ref])],
            }),
          );
    },
  };
}

export const WRONG_PLACES: readonly Scenario[] = [
  rateStayed('moved', ({ random }) => ({ quantity: random.int(1, 9) })),
  rateStayed('ships-elsewhere', () => ({ quantity: 2 }), { ships: true }),
  rateStayed('with-coupon', ({ ledger }) => ({
    billingMode: 'classic',
    coupon: {
      coupon: ledger.catalogue.makeCoupon({ name: 'Partner', percentOff: 15, duration: 'forever' }),
    },
  })),
  rateStayed('upgraded', () => ({}), { upgraded: 'after_wrong_renewals' }),
  rateStayed('moved-before-upgrade', () => ({ billingMode: 'classic' }), { upgraded: 'first_wrong' }),
  rateStayed('both-places', () => ({ quantity: 2 }), { both: true }),
  rateStayed('two-products', (stage) => ({
    items: [{ price: ownPrice(stage) }, { price: ownPrice(stage), quantity: 3 }],
  })),
];
