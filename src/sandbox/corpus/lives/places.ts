import type { Currency } from '../../ledger/catalogue.ts';
import type { CustomerRequest } from '../../ledger/customers.ts';
import type { Random } from '../../ledger/random.ts';

/** Where a customer may live, and what they pay in. */
export interface Place {
  readonly country: string;
  readonly state: string | null;
  readonly currency: Currency;
  readonly locale: string;
  readonly city: string;
  readonly postalCode: string;
}

/** Country (and state); currency; locale; city; postal code. With and without a tax that the merchant collects. */
const PLACES_TEXT = `
US-NY; usd; en-US; Kingston; 12401
US-TX; usd; en-US; Austin; 78704
US-CO; usd; en-US; Denver; 80203
CA-ON; cad; en-CA; Toronto; M5T 2L3
GB; gbp; en-GB; Bristol; BS6 5AB
DE; eur; de-DE; Leipzig; 04177
AT; eur; de-AT; Salzburg; 5020
IE; eur; en-IE; Dublin; D01 R5W2
FR; eur; fr-FR; Lyon; 69002
NL; usd; nl-NL; Utrecht; 3511
CH; chf; de-CH; Basel; 4051
AU; aud; en-AU; Newcastle; 2300
JP; jpy; ja-JP; Osaka; 530-0001
KW; kwd; en-KW; Salmiya; 22004
SG; usd; en-SG; Singapore; 068805
`;

export const PLACES: readonly Place[] = PLACES_TEXT.trim()
  .split('\n')
  .map((line) => {
    const [region = '', currency = '', locale = '', city = '', postalCode = ''] = line.split('; ');
    const [country = '', state] = region.split('-');
    return { country, state: state ?? null, currency: currency as Currency, locale, city, postalCode };
  });

const FIRST = [
  'Ana',
  'Ben',
  'Chloe',
  'Dario',
  'Elin',
  'Femi',
  'Greta',
  'Hugo',
  'Iris',
  'Jonas',
  'Kaya',
  'Luca',
] as const;
const LAST = [
  'Abbott',
  'Bauer',
  'Conti',
  'Dubois',
  'Egger',
  'Farrell',
  'Grant',
  'Hansen',
  'Ito',
  'Keller',
] as const;
const TRADES = ['Concerts', 'Workshops', 'Theatre', 'Races', 'Tastings', 'Markets', 'Congress'] as const;

/** Somebody who lives there, with an address at a reserved example domain that nobody else has. */
export function somebody(random: Random, place: Place): CustomerRequest {
  const first = random.pick(FIRST);
  const last = random.pick(LAST);
  const company = `${last} ${random.pick(TRADES)}`;
  return {
    name: `${first} ${last}`,
    email: `${first}.${last}@${random.token(10)}.example`.toLowerCase(),
    company,
    address: {
      line1: `${random.int(1, 180)} Market Street`,
      city: place.city,
      postalCode: place.postalCode,
      state: place.state,
      country: place.country,
    },
    currency: place.currency,
    locale: place.locale,
    taxExempt: 'none',
  };
}
