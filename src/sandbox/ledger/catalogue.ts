import { aPrice, aProduct, aTaxRate } from './objects/catalogue.ts';
import { Random } from './random.ts';
import type { LedgerObject, Price, Product, TaxRate } from './wire.ts';

export const PLANS = ['solo', 'team', 'venue'] as const;
export type PlanName = (typeof PLANS)[number];
export type Interval = 'month' | 'year';
export const CURRENCIES = ['usd', 'eur', 'gbp', 'chf', 'cad', 'aud', 'jpy', 'kwd'] as const;
export type Currency = (typeof CURRENCIES)[number];

/** Sales taxes the merchant collects, by country (and state). Nothing is collected elsewhere. */
const TAXES = {
  DE: { displayName: 'USt.', percentage: 19, state: null, taxType: 'vat' },
  AT: { displayName: 'USt.', percentage: 20, state: null, taxType: 'vat' },
  CH: { displayName: 'MwSt.', percentage: 8.1, state: null, taxType: 'vat' },
  GB: { displayName: 'VAT', percentage: 20, state: null, taxType: 'vat' },
  IE: { displayName: 'VAT', percentage: 23, state: null, taxType: 'vat' },
  AU: { displayName: 'GST', percentage: 10, state: null, taxType: 'gst' },
  JP: { displayName: 'JCT', percentage: 10, state: null, taxType: 'jct' },
  'US-NY': { displayName: 'Sales tax', percentage: 8.875, state: 'NY', taxType: 'sales_tax' },
  'CA-ON': { displayName: 'HST', percentage: 13, state: 'ON', taxType: 'hst' },
} as const;

/** What the merchant sells: plans by interval and currency, and the taxes on them. */
export interface Catalogue {
  readonly products: Readonly<Record<PlanName, Product>>;
  price(plan: PlanName, interval: Interval, currency: Currency): Price;
  /** The tax a customer there pays, or none. */
  taxRates(country: string, state: string | null): readonly TaxRate[];
  readonly objects: readonly LedgerObject[];
}

const DESCRIPTIONS: Readonly<
  Record<PlanName, { name: string; description: string; cents: readonly [number, ...number[]] }>
> = {
  solo: { name: 'Doorlist Solo', description: 'Guest lists for one organiser', cents: [1500, 1900, 2400] },
  team: { name: 'Doorlist Team', description: 'Check-in for teams', cents: [4900, 5900, 6900] },
  venue: { name: 'Doorlist Venue', description: 'Check-in for venues', cents: [12_900, 14_900, 17_900] },
};

/** Builds the price list of one seed. It has not changed since `since`. */
export function buildCatalogue(seed: string, since: number): Catalogue {
  const random = new Random(`${seed} catalogue`);
  const prices = new Map<string, Price>();
  const products = {} as Record<PlanName, Product>;
  for (const plan of PLANS) {
    const { name, description, cents } = DESCRIPTIONS[plan];
    products[plan] = aProduct(`prod_${random.token(14)}`, name, description, since);
    const base = random.pick(cents);
    for (const currency of CURRENCIES) {
      for (const interval of ['month', 'year'] as const) {
        const monthly = inCurrency(base, currency);
        prices.set(
          `${plan} ${interval} ${currency}`,
          aPrice({
            id: `price_1${random.token(23)}`,
            product: products[plan].id,
            currency,
            // A year costs ten months.
            unitAmount: interval === 'year' ? monthly * 10 : monthly,
            interval,
            nickname: `${name}, ${interval}ly`,
            lookupKey: `${plan}_${interval}_${currency}`,
            created: since,
          }),
        );
      }
    }
  }
  const taxes = new Map<string, TaxRate>();
  for (const [place, tax] of Object.entries(TAXES)) {
    const country = place.slice(0, 2);
    taxes.set(place, aTaxRate({ id: `txr_1${random.token(23)}`, ...tax, country, created: since }));
  }
  return {
    products,
    price: (plan, interval, currency) => {
      const price = prices.get(`${plan} ${interval} ${currency}`);
      if (price === undefined) throw new Error(`no price for ${plan} ${interval} ${currency}`);
      return price;
    },
    taxRates: (country, state) => {
      const rate = taxes.get(country) ?? taxes.get(`${country}-${state}`);
      return rate === undefined ? [] : [rate];
    },
    objects: [...Object.values(products), ...prices.values(), ...taxes.values()],
  };
}

/**
 * A price of `cents` US cents in another currency: a round number of its own (whole hundreds of minor units, for
 * three-decimal currencies whole thousands' halves), so that every percentage of it is exact.
 */
export function inCurrency(cents: number, currency: Currency): number {
  if (currency === 'jpy') return Math.round((cents * 1.4) / 100) * 100;
  if (currency === 'kwd') return Math.round((cents * 3) / 500) * 500;
  return cents;
}
