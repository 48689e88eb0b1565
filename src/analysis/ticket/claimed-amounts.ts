import { minorUnitDigits } from '../../money.ts';

/** An amount of money a customer wrote. */
export interface ClaimedAmount {
  /** Without sign and grouping, e.g. "1234.50". */
  readonly decimal: string;
  /** What the sign or word beside it can mean (ISO 4217, lower case), the likeliest first; "$" means many. */
  readonly currencies: readonly string[];
}

/** A ticket that names more amounts than this is a list, and the first ones say what it is about. */
export const MAX_CLAIMED_AMOUNTS = 10;

const DOLLARS = 'usd cad aud nzd sgd hkd mxn clp cop twd'.split(' ');
const KRONE = 'sek nok dkk czk isk'.split(' ');

/** Signs and words beside a number, lower case, by what they can mean. */
const MARKERS: Readonly<Record<string, readonly string[]>> = {
  $: DOLLARS,
  dollar: DOLLARS,
  dollars: DOLLARS,
  bucks: DOLLARS,
  dolares: DOLLARS,
  dólares: DOLLARS,
  us$: ['usd'],
  ca$: ['cad'],
  c$: ['cad'],
  au$: ['aud'],
  a$: ['aud'],
  nz$: ['nzd'],
  s$: ['sgd'],
  hk$: ['hkd'],
  mx$: ['mxn'],
  r$: ['brl'],
  '€': ['eur'],
  euro: ['eur'],
  euros: ['eur'],
  '£': ['gbp'],
  pound: ['gbp'],
  pounds: ['gbp'],
  '¥': ['jpy', 'cny'],
  yen: ['jpy'],
  円: ['jpy'],
  '₹': ['inr'],
  zł: ['pln'],
  kr: KRONE,
  kronor: ['sek'],
  kroner: ['nok', 'dkk'],
  fr: ['chf'],
  sfr: ['chf'],
  franken: ['chf'],
};
/** Codes that are no word in another sense, taken in any case; the others only in capitals ("TRY", "ALL"). */
const PLAIN_CODES = 'usd eur gbp jpy chf cad aud nzd sek nok dkk pln czk huf inr brl mxn sgd hkd kwd'.split(
  ' ',
);
const CAPITAL_CODES =
  'AED ARS BGN BHD BIF CLP CNY COP DJF EGP GNF IDR ILS ISK JOD KES KMF KRW MAD MGA MYR NGN OMR PEN PHP PYG QAR RON RSD RWF SAR THB TND TRY TWD UAH UGX VND VUV XAF XOF XPF ZAR';

const alternatives = (words: readonly string[]): string =>
  [...words]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[$]/g, '\\$&'))
    .join('|');
const MARKER = `(?:${alternatives([...Object.keys(MARKERS), ...PLAIN_CODES])})`;
const CAPITALS = `(?:${CAPITAL_CODES.replaceAll(' ', '|')})`;
const BEFORE = new RegExp(`(?<![\\p{L}\\p{N}])${MARKER}[. ]?$`, 'iu');
const BEFORE_CAPITALS = new RegExp(`(?<![\\p{L}\\p{N}])${CAPITALS} ?$`, 'u');
/** A sign that touches the next number belongs to that one; 円 is followed by more words without a space. */
const AFTER = new RegExp(`^[ -]?(?:円|${MARKER}(?![\\p{L}\\p{N}]))`, 'iu');
const AFTER_CAPITALS = new RegExp(`^ ?${CAPITALS}(?![\\p{L}\\p{N}])`, 'u');
/** Longest marker with the space beside it. */
const MARKER_MAX_CHARACTERS = 10;

/** Digits in groups of three, or in one run of at most nine; longer runs are card and order numbers. */
const NUMBER =
  /(?<![\p{N}.,])(?:\d{1,3}(?:([ .,'’])\d{3})(?:\1\d{3}){0,3}(?:(?!\1)[.,]\d{1,3})?|\d{1,9}(?:[.,]\d{1,3})?)(?!\d)/gu;

/**
 * Amounts in a text, each once, in their order: numbers with a currency beside them ("$49", "49,90 €", "USD 1'200.00",
 * "5,000円"). Decimal comma and point are told apart by the digits that follow. `text` is bounded by the caller; the
 * time taken is linear in it.
 */
export function amountsIn(text: string): readonly ClaimedAmount[] {
  const amounts = new Map<string, ClaimedAmount>();
  // What stands after one number is not what stands before the next.
  let taken = 0;
  for (const { 0: number, index } of text.matchAll(NUMBER)) {
    if (amounts.size >= MAX_CLAIMED_AMOUNTS) break;
    const end = index + number.length;
    const before = lastMarker(text.slice(Math.max(taken, index - MARKER_MAX_CHARACTERS), index));
    const rest = text.slice(end, end + MARKER_MAX_CHARACTERS);
    const after = firstMarker(rest);
    if (after !== undefined) taken = end + after.length;
    // "$5k" and "$2m" are no amounts on a statement, and "5 %" is none at all.
    if (/^(?:[km]\b| ?%)/iu.test(rest)) continue;
    const currencies = meaningOf(before, after);
    const decimal = decimalOf(number, currencies);
    if (currencies.length > 0) amounts.set(`${decimal} ${currencies[0]}`, { decimal, currencies });
  }
  return [...amounts.values()];
}

function lastMarker(text: string): string | undefined {
  return (BEFORE.exec(text) ?? BEFORE_CAPITALS.exec(text))?.[0];
}

function firstMarker(text: string): string | undefined {
  return (AFTER.exec(text) ?? AFTER_CAPITALS.exec(text))?.[0];
}

/** What both sides together can mean: "$49 CAD" is in Canadian dollars. */
function meaningOf(before: string | undefined, after: string | undefined): readonly string[] {
  const [one, other] = [before, after].map((marker) => {
    const word = marker?.toLowerCase().replace(/^[ -]|[. ]+$/g, '');
    return word === undefined ? [] : (MARKERS[word] ?? [word]);
  });
  if (one === undefined || one.length === 0) return other ?? [];
  if (other === undefined || other.length === 0) return one;
  const both = one.filter((currency) => other.includes(currency));
  return both.length > 0 ? both : one;
}

/** "1.234,50" and "1,234.50" → "1234.50"; a single separator before three digits groups, except in 3-digit currencies; of two, the last. */
function decimalOf(number: string, currencies: readonly string[]): string {
  const plain = number.replace(/[ '’]/g, '');
  const at = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
  if (at === -1) return plain;
  const fraction = plain.slice(at + 1);
  const isOnly = plain.search(/[.,]/) === at;
  const threeDigits = isOnly && currencies.some((currency) => minorUnitDigits(currency) === 3);
  const hasBoth = plain.includes('.') && plain.includes(',');
  const isFraction = fraction.length < 3 || threeDigits || hasBoth;
  const whole = plain.slice(0, at).replace(/[.,]/g, '');
  return isFraction ? `${whole}.${fraction}` : `${whole}${fraction}`;
}

/** The amount in minor units of `currency`, or null where that currency has no such fraction. */
export function minorUnitsOf({ decimal }: ClaimedAmount, currency: string): number | null {
  const [whole = '', fraction = ''] = decimal.split('.');
  const digits = minorUnitDigits(currency);
  if (/[1-9]/.test(fraction.slice(digits))) return null;
  const minor = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  return Number.isSafeInteger(minor) ? minor : null;
}
