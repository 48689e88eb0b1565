import type { Lexicon } from './lexicon.ts';
import { canonical, decimalReadings } from './reading.ts';

/** A number in digits or words, before its surroundings tell what it counts. */
export interface Numeral {
  readonly text: string;
  readonly at: number;
  readonly end: number;
  /** Canonical decimals it may mean. */
  readonly values: readonly string[];
  /** A word with another meaning as well: a number only beside a unit or a plural. */
  readonly weak: boolean;
}

const DIGITS = /(?<!\d)(?:\d{1,3}(?:[ ']\d{3}){1,5}(?!\d)|\d+)(?:[.,]\d+){0,6}(?:[.,]-(?!\d))?/gu;
const MAX_WORDS_OF_A_NUMBER = 6;

/** Every numeral of a text in the order of their places. */
export function findNumerals(text: string, lexicon: Lexicon): readonly Numeral[] {
  const digits = [...text.matchAll(DIGITS)].map((match) => ({
    text: match[0],
    at: match.index,
    end: match.index + match[0].length,
    values: decimalReadings(match[0]),
    weak: false,
  }));
  const words = lexicon.language === 'ja' ? kanjiNumerals(text) : wordNumerals(text, lexicon);
  return [...digits, ...words].map((numeral) => scaled(numeral, text, lexicon)).sort((a, b) => a.at - b.at);
}

/** "5k", "5 thousand", "1万": the scale belongs to the number. */
function scaled(numeral: Numeral, text: string, { scales, language }: Lexicon): Numeral {
  const tail = text.slice(numeral.end, numeral.end + 20);
  const names = Object.keys(scales).join('|');
  const end = language === 'ja' ? '' : '(?![\\p{L}\\p{N}])';
  const match = new RegExp(`^ ?(${names})${end}`, 'iu').exec(tail);
  const scale = match === null ? undefined : scales[(match[1] ?? '').toLowerCase()];
  if (match === null || scale === undefined) return numeral;
  const length = match[0].length;
  return {
    ...numeral,
    text: text.slice(numeral.at, numeral.end + length),
    end: numeral.end + length,
    values: numeral.values.map((value) => canonical(String(Number(value) * scale))),
  };
}

const vocabularies = new Map<Lexicon, ReadonlyMap<string, number>>();

/** Spellings of 2 to 999, hyphens as spaces. */
export function vocabularyOf(lexicon: Lexicon): ReadonlyMap<string, number> {
  const known = vocabularies.get(lexicon);
  if (known !== undefined) return known;
  const vocabulary = new Map<string, number>();
  for (let value = 2; value <= 999; value += 1) {
    for (const word of lexicon.spell(value)) vocabulary.set(word.replaceAll('-', ' '), value);
  }
  vocabularies.set(lexicon, vocabulary);
  return vocabulary;
}

interface Word {
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

function wordNumerals(text: string, lexicon: Lexicon): readonly Numeral[] {
  const vocabulary = vocabularyOf(lexicon);
  const words: Word[] = [...text.matchAll(/\p{L}+/gu)].map((match) => ({
    text: match[0].toLowerCase(),
    at: match.index,
    end: match.index + match[0].length,
  }));
  const found: Numeral[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const first = words[index];
    if (first === undefined) break;
    const run = longestNumber(words, index, text, vocabulary, lexicon);
    if (run === null) continue;
    const { value, last, count } = run;
    found.push({
      text: text.slice(first.at, last.end),
      at: first.at,
      end: last.end,
      values: [canonical(String(value))],
      weak: count === 1 && lexicon.weakNumbers.has(first.text),
    });
    index += count - 1;
  }
  return found;
}

function longestNumber(
  words: readonly Word[],
  from: number,
  text: string,
  vocabulary: ReadonlyMap<string, number>,
  lexicon: Lexicon,
): { readonly value: number; readonly last: Word; readonly count: number } | null {
  for (let count = Math.min(MAX_WORDS_OF_A_NUMBER, words.length - from); count > 0; count -= 1) {
    const run = words.slice(from, from + count);
    const last = run.at(-1);
    if (last === undefined || !areTogether(run, text)) continue;
    const value = numberFrom(run.map((word) => word.text).join(' '), vocabulary, lexicon);
    if (value !== null) return { value, last, count };
  }
  return null;
}

function areTogether(run: readonly Word[], text: string): boolean {
  return run.every((word, index) => {
    const before = run[index - 1];
    return before === undefined || /^[ -]$/.test(text.slice(before.end, word.at));
  });
}

function numberFrom(words: string, vocabulary: ReadonlyMap<string, number>, lexicon: Lexicon): number | null {
  const known = vocabulary.get(words);
  if (known !== undefined) return known;
  const thousand = Object.entries(lexicon.scales).find(
    ([word, scale]) => scale === 1000 && word.length > 1,
  )?.[0];
  if (thousand === undefined) return null;
  const at = words.indexOf(thousand);
  if (at < 0) return null;
  const part = (side: string, empty: number): number | null => {
    const plain = side.replace(/^\s*(?:and |und |et |y )?/u, '').trim();
    if (plain === '') return empty;
    return /^(?:one|a|ein|eine|un|uno)$/u.test(plain) ? 1 : (vocabulary.get(plain) ?? null);
  };
  const head = part(words.slice(0, at), 1);
  const tail = part(words.slice(at + thousand.length), 0);
  return head === null || tail === null ? null : head * 1000 + tail;
}

const KANJI_DIGITS = '〇一二三四五六七八九';
const KANJI_PLACES: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };
/** Kanji numerals are everywhere in words; they count something only before a counter or a unit. */
const KANJI = /[〇一二三四五六七八九十百千]{1,12}/gu;
const COUNTED =
  /^(?:回|件|つ|本|枚|名|席|通|度|万|か月|ヶ月|カ月|日|週間|時間|営業日|年|ドル|ユーロ|円|ポンド|%|パーセント|割)/u;

function kanjiNumerals(text: string): readonly Numeral[] {
  return [...text.matchAll(KANJI)].flatMap((match) => {
    const end = match.index + match[0].length;
    if (!COUNTED.test(text.slice(end))) return [];
    const value = kanjiValue(match[0]);
    return [{ text: match[0], at: match.index, end, values: [String(value)], weak: false }];
  });
}

function kanjiValue(numeral: string): number {
  let total = 0;
  let digit: number | null = null;
  for (const sign of numeral) {
    const place = KANJI_PLACES[sign];
    if (place === undefined) digit = (digit ?? 0) * 10 + KANJI_DIGITS.indexOf(sign);
    else {
      total += (digit ?? 1) * place;
      digit = null;
    }
  }
  return total + (digit ?? 0);
}
