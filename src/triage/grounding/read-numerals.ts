import { DURATION_UNITS, type Lexicon } from './lexicon.ts';
import { findNumerals, type Numeral } from './numerals.ts';
import { pattern } from './plain-text.ts';
import type { Figure, Reading } from './reading.ts';

/** Every number of a text, read by what stands around it: an amount, a percentage, a time, or a bare count. */
export function readNumerals(text: string, lexicon: Lexicon): readonly Figure[] {
  const numerals = findNumerals(text, lexicon).filter(
    (numeral) => !isListNumber(numeral, text) && !isDeniedMultiple(numeral, text, lexicon),
  );
  const read = numerals.map((numeral) => inContext(numeral, text, lexicon));
  const figures = read.flatMap((own, index): Figure[] => {
    if (own === null) return [];
    const readings =
      own.kind === 'bare' ? (shared(numerals, read, index, text, lexicon) ?? own.readings) : own.readings;
    return [{ text: text.slice(own.at, own.end).trim(), at: own.at, readings }];
  });
  return [...figures, ...multiples(text, lexicon)];
}

interface Read {
  readonly kind: 'bare' | 'unit';
  readonly at: number;
  readonly end: number;
  readonly readings: readonly Reading[];
  /** The same unit for another number of the range. */
  readonly withValues?: (values: readonly string[]) => readonly Reading[];
}

/** "1." or "2)" at the start of a line numbers a list. */
function isListNumber({ text, at, end }: Numeral, whole: string): boolean {
  const lineStart = whole.lastIndexOf('\n', at - 1) + 1;
  return (
    /^\d$/.test(text) && whole.slice(lineStart, at).trim() === '' && /^[.)] /.test(whole.slice(end, end + 2))
  );
}

const SYMBOLS: Readonly<Record<string, readonly string[]>> = {
  us$: ['usd'],
  ca$: ['cad'],
  c$: ['cad'],
  au$: ['aud'],
  a$: ['aud'],
  nz$: ['nzd'],
  hk$: ['hkd'],
  s$: ['sgd'],
  r$: ['brl'],
  mx$: ['mxn'],
  $us: ['usd'],
  '$ us': ['usd'],
  '$ ca': ['cad'],
  // French puts the country behind the sign.
  $ca: ['cad'],
  $au: ['aud'],
  $nz: ['nzd'],
  $hk: ['hkd'],
  $sg: ['sgd'],
  $mx: ['mxn'],
  $ar: ['ars'],
  $cl: ['clp'],
  $co: ['cop'],
  $uy: ['uyu'],
  '£gb': ['gbp'],
  nt$: ['twd'],
  'jp¥': ['jpy'],
  'cn¥': ['cny'],
  'f cfa': ['xof', 'xaf'],
  fcfp: ['xpf'],
  cfpf: ['xpf'],
  cfp: ['xpf'],
  $: ['usd', 'cad', 'aud', 'nzd', 'sgd', 'hkd', 'mxn', 'clp', 'cop', 'ars', 'twd'],
  '€': ['eur'],
  '£': ['gbp', 'egp'],
  '¥': ['jpy', 'cny'],
  '₹': ['inr'],
  '₩': ['krw'],
  '₪': ['ils'],
  '₱': ['php'],
  '₫': ['vnd'],
  '฿': ['thb'],
  kr: ['sek', 'nok', 'dkk', 'isk'],
  zł: ['pln'],
  kč: ['czk'],
  fr: ['chf'],
};
const CODES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
const SYMBOL = Object.keys(SYMBOLS)
  .sort((a, b) => b.length - a.length)
  .map((symbol) => symbol.replace(/[$]/g, '\\$&'))
  .join('|');
/** A letter that could belong to a currency's own: Japanese writes "8月13日に¥4,900を" without spaces. */
const LATIN = '\\p{Script=Latin}';
const BEFORE = new RegExp(`(?:(?<!${LATIN})(${SYMBOL})\\.?|(?<!${LATIN})([A-Z]{3})) ?-?$`, 'iu');
const AFTER = new RegExp(`^ ?-?(?:(${SYMBOL})(?!${LATIN})|([A-Z]{3})(?!${LATIN}))`, 'iu');

function currenciesOf(match: RegExpExecArray | null): readonly string[] | null {
  const [, symbol, code] = match ?? [];
  if (symbol !== undefined) return SYMBOLS[symbol.toLowerCase()] ?? null;
  // A code is capitals; "all", "top" and "try" are words.
  return code !== undefined && code === code.toUpperCase() && CODES.has(code) ? [code.toLowerCase()] : null;
}

/** What stands around a numeral tells what it is: an amount, a percentage, a time, or a bare count. */
function inContext(numeral: Numeral, text: string, lexicon: Lexicon): Read | null {
  const { at, end, values } = numeral;
  const before = text.slice(Math.max(0, at - 8), at);
  const after = text.slice(end, end + 40);

  const prefix = BEFORE.exec(before);
  const prefixed = currenciesOf(prefix);
  if (prefixed !== null && prefix !== null) return amount(at - prefix[0].length, end, values, prefixed);
  const suffix = AFTER.exec(after);
  const suffixed = currenciesOf(suffix);
  if (suffixed !== null && suffix !== null) return amount(at, end + suffix[0].length, values, suffixed);

  const filler = lexicon.fillers === '' ? '' : `(?:(?:${lexicon.fillers}) )?`;
  const wordEnd = lexicon.language === 'ja' ? '' : '(?![\\p{L}])';
  const follows = (source: string): RegExpExecArray | null =>
    pattern(`^[ -]?${filler}(?:${source})${wordEnd}`).exec(after);

  for (const [source, currencies] of Object.entries(lexicon.currencies)) {
    const word = follows(source);
    if (word !== null)
      return withHundredths(
        text,
        amount(at, end + word[0].length, values, currencies),
        values,
        currencies,
        lexicon,
      );
  }
  const percent = /^ ?%/.exec(after) ?? follows(lexicon.percent);
  if (percent !== null) {
    const tenths = lexicon.language === 'ja' && percent[0].includes('割') ? 10 : 1;
    const read = (decimals: readonly string[]): Reading[] =>
      decimals.map((value) => ({
        kind: 'percent',
        value: tenths === 1 ? value : String(Number(value) * tenths),
      }));
    return { kind: 'unit', at, end: end + percent[0].length, readings: read(values), withValues: read };
  }
  for (const unit of DURATION_UNITS) {
    const word = follows(lexicon.units[unit]);
    if (word === null) continue;
    const read = (decimals: readonly string[]): Reading[] =>
      decimals.map((value) => ({ kind: 'duration', value: Number(value), unit }));
    return { kind: 'unit', at, end: end + word[0].length, readings: read(values), withValues: read };
  }
  const cents = follows(lexicon.hundredths);
  if (cents !== null) {
    const readings = values.map(
      (value): Reading => ({ kind: 'amount', value: String(Number(value) / 100), currencies: ['*'] }),
    );
    return { kind: 'unit', at, end: end + cents[0].length, readings };
  }
  // French "neuf factures", but not "comme neuf"; "mille excuses" counts nothing.
  const plural = /^ \p{L}+[sx](?!\p{L})/u.test(after) && Number(values[0]) < 100;
  if (numeral.weak && !plural) return null;
  return { kind: 'bare', at, end, readings: values.map((value) => ({ kind: 'count', value })) };
}

function amount(at: number, end: number, values: readonly string[], currencies: readonly string[]): Read {
  const read = (decimals: readonly string[]): Reading[] =>
    decimals.map((value) => ({ kind: 'amount', value, currencies }));
  return { kind: 'unit', at, end, readings: read(values), withValues: read };
}

/** "49 dollars and 50 cents" is one amount. */
function withHundredths(
  text: string,
  whole: Read,
  values: readonly string[],
  currencies: readonly string[],
  lexicon: Lexicon,
): Read {
  const rest = text.slice(whole.end, whole.end + 24);
  const match = pattern(`^ ?(?:(?:and|und|y|et|con) )?(\\d{1,2}) ?(?:${lexicon.hundredths})`).exec(rest);
  if (match === null) return whole;
  const value = `${values[0] ?? '0'}.${(match[1] ?? '').padStart(2, '0')}`.replace(/\.?0+$/, '');
  return amount(whole.at, whole.end + match[0].length, [value], currencies);
}

/** "5 to 10 business days", "$39 and 49": a bare number takes the unit of its neighbour across a connector. */
function shared(
  numerals: readonly Numeral[],
  read: readonly (Read | null)[],
  index: number,
  text: string,
  lexicon: Lexicon,
): readonly Reading[] | null {
  const own = numerals[index];
  if (own === undefined) return null;
  const connects = (from: number, to: number): boolean =>
    pattern(`^ ?(?:-|,|/|~|(?:${lexicon.connectors})) ?(?:\\p{Sc} ?)?$`).test(text.slice(from, to));
  const after = numerals[index + 1];
  const next = read[index + 1];
  const asCount = own.values.map((value): Reading => ({ kind: 'count', value }));
  if (after !== undefined && next?.withValues !== undefined && connects(own.end, after.at)) {
    // After a comma it may as well be something else: "the other two, $98.00 in total".
    const listed = text.slice(own.end, after.at).trim().startsWith(',');
    return [...next.withValues(own.values), ...(listed ? asCount : [])];
  }
  const before = numerals[index - 1];
  const previous = read[index - 1];
  if (
    before !== undefined &&
    previous?.withValues !== undefined &&
    previous.readings[0]?.kind === 'amount' &&
    connects(before.end, own.at)
  ) {
    return [...previous.withValues(own.values), ...asCount];
  }
  return null;
}

/** Characters around "twice" in which a "not" takes the claim back. */
const NEGATION_REACH_CHARACTERS = 40;

/** "twice", "dreimal": a count, unless it is said that it was not so. */
function multiples(text: string, lexicon: Lexicon): readonly Figure[] {
  const words = Object.keys(lexicon.multiples);
  if (words.length === 0) return [];
  return [...text.matchAll(pattern(`\\b(?:${words.join('|')})\\b`, 'g'))].flatMap((match): Figure[] => {
    const value = lexicon.multiples[match[0].toLowerCase()];
    if (value === undefined || isDenied(match.index, match.index + match[0].length, text, lexicon)) return [];
    return [{ text: match[0], at: match.index, readings: [{ kind: 'count', value: String(value) }] }];
  });
}

/** "not charged two times", 「二回請求されておりません」. */
function isDeniedMultiple({ at, end }: Numeral, text: string, lexicon: Lexicon): boolean {
  const times = pattern(`^[ -]?(?:${lexicon.times})`).test(text.slice(end, end + 12));
  return times && isDenied(at, end, text, lexicon);
}

/** Whether a "not" of the same sentence stands near: before it, in Japanese after it. */
function isDenied(at: number, end: number, text: string, lexicon: Lexicon): boolean {
  const near =
    lexicon.language === 'ja'
      ? text.slice(end, end + NEGATION_REACH_CHARACTERS).split(/[。！？!?\n]/)[0]
      : text
          .slice(Math.max(0, at - NEGATION_REACH_CHARACTERS), at)
          .split(/[.!?\n]/)
          .at(-1);
  return pattern(lexicon.negation).test(near ?? '');
}
