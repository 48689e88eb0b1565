/** Currencies of the euro area's countries, and of others with many cards; a country that is missing is unknown. */
const EURO = 'AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK AD MC SM VA ME XK'.split(' ');
const OTHERS: Readonly<Record<string, string>> = {
  AE: 'aed',
  AR: 'ars',
  AU: 'aud',
  BR: 'brl',
  CA: 'cad',
  CH: 'chf',
  CL: 'clp',
  CN: 'cny',
  CO: 'cop',
  CZ: 'czk',
  DK: 'dkk',
  GB: 'gbp',
  HK: 'hkd',
  HU: 'huf',
  ID: 'idr',
  IL: 'ils',
  IN: 'inr',
  IS: 'isk',
  JP: 'jpy',
  KR: 'krw',
  KW: 'kwd',
  LI: 'chf',
  MX: 'mxn',
  MY: 'myr',
  NO: 'nok',
  NZ: 'nzd',
  PH: 'php',
  PL: 'pln',
  RO: 'ron',
  SA: 'sar',
  SE: 'sek',
  SG: 'sgd',
  TH: 'thb',
  TR: 'try',
  TW: 'twd',
  US: 'usd',
  VN: 'vnd',
  ZA: 'zar',
};

/** The currency a card of this country bills its holder in; null where that is not known. */
export function homeCurrency(country: string | null): string | null {
  if (country === null) return null;
  return EURO.includes(country) ? 'eur' : (OTHERS[country] ?? null);
}
