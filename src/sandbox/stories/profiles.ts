import { assert } from '../../assert.ts';
import { CURRENCIES, type Currency } from '../ledger/catalogue.ts';
import type { CardSpec, PostalAddress } from '../ledger/objects/customer.ts';

/** Somebody who may be a story's customer. */
export interface Profile {
  readonly name: string;
  readonly company: string;
  /** At a reserved example domain. */
  readonly email: string;
  readonly address: PostalAddress;
  readonly currency: Currency;
  /** Language and region, as a browser would send it. */
  readonly locale: string;
  readonly language: 'en' | 'de';
  /** A public or charitable body that pays no sales tax. */
  readonly exempt: boolean;
  readonly cardBrand: CardSpec['brand'];
}

/**
 * Name; company; domain; street; city; postal code; country (and state); locale; currency; and `exempt` where so.
 * Fields are separated by semicolons.
 */
const PEOPLE = `
Nadia Okafor; Brightwell Community Arts; brightwell-arts; 18 Larkspur Road; Bristol; BS6 5AB; GB; en-GB; gbp
Tom Ashworth; The Old Foundry; oldfoundry; 4 Kiln Lane; Sheffield; S3 8RD; GB; en-GB; gbp
Priya Raman; Northlight Festivals; northlight; 71 Canal Street; Manchester; M1 3HE; GB; en-GB; gbp
Ciara Byrne; Liffey Tech Meetups; liffeymeetups; 12 Ormond Quay; Dublin; D01 R5W2; IE; en-IE; eur
Marcus Hale; Hale & Daughters Events; haleevents; 2210 Barton Springs Road; Austin; 78704; US-TX; en-US; usd
Jenna Castillo; Bluebonnet Weddings; bluebonnetweddings; 905 Rio Grande Street; Austin; 78701; US-TX; en-US; usd
Derek Lindqvist; Cascade Trail Runs; cascaderuns; 1431 Alder Avenue; Bellingham; 98225; US-WA; en-US; usd
Shanice Porter; Porter Street Comedy; porterstreet; 388 Bedford Avenue; Brooklyn; 11211; US-NY; en-US; usd
Eli Goldman; Hudson Valley Makers; hvmakers; 27 Wall Street; Kingston; 12401; US-NY; en-US; usd
Amelia Tran; Pearl Room Concerts; pearlroom; 640 Pearl Street; Denver; 80203; US-CO; en-US; usd
Olivia Chen; Kensington Supper Club; kensingtonsupper; 55 Augusta Avenue; Toronto; M5T 2L3; CA-ON; en-CA; cad
Liam Fraser; Harbourfront Volleyball; harbourvolley; 210 Queens Quay West; Toronto; M5J 1A7; CA-ON; en-CA; cad
Hannah Doyle; Salt Water Sessions; saltwatersessions; 9 Marine Parade; Newcastle; 2300; AU; en-AU; aud
Jack Whitmore; Fitzroy Trivia Nights; fitzroytrivia; 112 Smith Street; Fitzroy; 3065; AU; en-AU; aud
Yuki Tanabe; Shimokita Jazz Society; shimokitajazz; 2-14-7 Kitazawa; Tokyo; 155-0031; JP; en-JP; jpy
Kenji Morita; Osaka Startup Evenings; osakaevenings; 1-8-3 Umeda; Osaka; 530-0001; JP; en-JP; jpy
Sara Al-Mutairi; Diwan Events; diwanevents; Block 4, Salem Al Mubarak Street; Salmiya; 22004; KW; en-KW; kwd
Omar Al-Sabti; Gulf Founders Club; gulffounders; Block 1, Arabian Gulf Street; Kuwait City; 15001; KW; en-KW; kwd
Rachel Simmons; Millbrook Free Library; millbrooklibrary; 3 Friendly Lane; Millbrook; 12545; US-NY; en-US; usd; exempt
Daniel Ruiz; PS 118 Parents Association; ps118parents; 211 8th Street; Brooklyn; 11215; US-NY; en-US; usd; exempt
Grace Mbeki; Lakeshore Food Bank; lakeshorefoodbank; 80 Islington Avenue; Toronto; M8V 3B6; CA-ON; en-CA; cad; exempt
Fiona McAllister; Blue Mountains Rescue Volunteers; bmrescue; 14 Katoomba Street; Katoomba; 2780; AU; en-AU; aud; exempt
Sabine Kellner; Kulturhaus Lindenhof; kulturhaus-lindenhof; Lindenstraße 12; Leipzig; 04177; DE; de-DE; eur
Jens Wittkamp; Hafenbühne Münster; hafenbuehne; Hafenweg 26; Münster; 48155; DE; de-DE; eur
Miriam Vogt; Tanzwerk Freiburg; tanzwerk-freiburg; Habsburgerstraße 9; Freiburg; 79104; DE; de-DE; eur
Florian Aigner; Bergkino Salzburg; bergkino; Steingasse 31; Salzburg; 5020; AT; de-AT; eur
Katharina Lehner; Weinlese Events; weinlese-events; Hauptplatz 4; Krems; 3500; AT; de-AT; eur
Reto Ammann; Limmat Lesungen; limmatlesungen; Josefstrasse 102; Zürich; 8005; CH; de-CH; chf
Corinne Hürlimann; Theater am Münsterplatz; theater-muensterplatz; Münsterplatz 8; Basel; 4051; CH; de-CH; chf
`;

const BRANDS = ['visa', 'mastercard', 'visa', 'amex', 'mastercard'] as const;

export const PROFILES: readonly Profile[] = PEOPLE.trim()
  .split('\n')
  .map((line, at) => {
    const [
      name = '',
      company = '',
      domain,
      line1 = '',
      city = '',
      postalCode = '',
      region = '',
      locale = '',
      ...more
    ] = line.split('; ');
    const [country = '', state] = region.split('-');
    const [currency, exempt] = more;
    return {
      name,
      company,
      email: `${mailbox(name)}@${domain}.example`,
      address: { line1, city, postalCode, state: state ?? null, country },
      currency: currencyNamed(currency),
      locale,
      language: locale.startsWith('de') ? 'de' : 'en',
      exempt: exempt === 'exempt',
      cardBrand: BRANDS[at % BRANDS.length] ?? 'visa',
    };
  });

function currencyNamed(name: string | undefined): Currency {
  const currency = CURRENCIES.find((known) => known === name);
  assert(currency !== undefined, 'a profile pays in a currency of the catalogue', { name });
  return currency;
}

/** `Corinne Hürlimann` → `corinne.huerlimann`. */
function mailbox(name: string): string {
  return name
    .toLowerCase()
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/[^a-z -]/g, '')
    .replace(/ /g, '.');
}

export const firstName = (profile: Profile): string => profile.name.split(' ')[0] ?? profile.name;
