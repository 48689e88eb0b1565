/** How far local time may be from UTC, in minutes, daylight saving included. */
export interface OffsetRange {
  readonly least: number;
  readonly most: number;
}

const CENTRAL_EUROPE =
  'AD AL AT BA BE CH CZ DE DK FR HR HU IT LI LU MC ME MK MT NL NO PL RS SE SI SK SM VA XK';
const EASTERN_EUROPE = 'BG CY EE FI GR LT LV MD RO UA';

/** The least and the most hours from UTC of the time zones people live in, by country (IANA time zone database). */
const HOURS: Readonly<Record<string, readonly [number, number]>> = {
  AE: [4, 4],
  AR: [-3, -3],
  AU: [8, 11],
  BD: [6, 6],
  BR: [-5, -2],
  CA: [-8, -2.5],
  CL: [-6, -3],
  CN: [8, 8],
  CO: [-5, -5],
  CR: [-6, -6],
  EG: [2, 3],
  ES: [0, 2],
  GB: [0, 1],
  HK: [8, 8],
  ID: [7, 9],
  IE: [0, 1],
  IL: [2, 3],
  IN: [5.5, 5.5],
  IS: [0, 0],
  JP: [9, 9],
  KE: [3, 3],
  KR: [9, 9],
  KW: [3, 3],
  LK: [5.5, 5.5],
  MA: [0, 1],
  MX: [-8, -5],
  MY: [8, 8],
  NG: [1, 1],
  NZ: [12, 13.75],
  PE: [-5, -5],
  PH: [8, 8],
  PK: [5, 5],
  PT: [-1, 1],
  QA: [3, 3],
  SA: [3, 3],
  SG: [8, 8],
  TH: [7, 7],
  TR: [3, 3],
  TW: [8, 8],
  US: [-10, -4],
  UY: [-3, -3],
  VN: [7, 7],
  ZA: [2, 2],
};

/** From Hawaii to New Zealand in summer: where nearly all people live. */
const ANYWHERE: OffsetRange = { least: -10 * 60, most: 13 * 60 };

const RANGES: ReadonlyMap<string, OffsetRange> = new Map([
  ...CENTRAL_EUROPE.split(' ').map((country) => [country, { least: 60, most: 120 }] as const),
  ...EASTERN_EUROPE.split(' ').map((country) => [country, { least: 120, most: 180 }] as const),
  ...Object.entries(HOURS).map(
    ([country, [least, most]]) => [country, { least: least * 60, most: most * 60 }] as const,
  ),
]);

/** The offsets of a country (ISO 3166-1 alpha-2); of everywhere people live when it is not known. */
export function utcOffsets(country: string | null): OffsetRange & { readonly isKnown: boolean } {
  const range = RANGES.get(country?.toUpperCase() ?? '');
  return { ...(range ?? ANYWHERE), isKnown: range !== undefined };
}
