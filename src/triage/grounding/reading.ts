import type { DurationUnit } from './lexicon.ts';

/** A day as far as a text tells it; what is not told is null. Months count from 1. */
export interface PartialDate {
  readonly year: number | null;
  readonly month: number;
  readonly day: number | null;
}

/** One way to understand a figure. Decimals are canonical: no grouping, no trailing zeros, e.g. "1234.5". */
export type Reading =
  | { readonly kind: 'amount'; readonly value: string; readonly currencies: readonly string[] }
  | { readonly kind: 'percent'; readonly value: string }
  | { readonly kind: 'duration'; readonly value: number; readonly unit: DurationUnit }
  | { readonly kind: 'count'; readonly value: string }
  | { readonly kind: 'date'; readonly date: PartialDate; readonly weekday: number | null }
  /** A day of a month that the text leaves open: "on the 10th". */
  | { readonly kind: 'day'; readonly day: number }
  | { readonly kind: 'weekday'; readonly weekday: number }
  | { readonly kind: 'time'; readonly value: string }
  | { readonly kind: 'id'; readonly value: string }
  | { readonly kind: 'link'; readonly value: string }
  /** Digits of a script that is not read. */
  | { readonly kind: 'unreadable' };

/** A figure found in a text. It is grounded when one of its readings is. */
export interface Figure {
  readonly text: string;
  /** Place in the plain text. */
  readonly at: number;
  readonly readings: readonly Reading[];
}

/**
 * What a numeral may mean whichever way its separators are read: "1.234,56" is one number, "1.234" is one thousand
 * two hundred thirty-four or a number with three decimals.
 */
export function decimalReadings(numeral: string): readonly string[] {
  const text = numeral.replace(/[.,][-]$/, '').replace(/[ ']/g, '');
  const separators = text.match(/[.,]/g) ?? [];
  const last = separators.at(-1);
  if (last === undefined) return [canonical(text)];
  const grouped = canonical(text.replace(/[.,]/g, ''));
  const mixed = separators.some((separator) => separator !== last);
  if (!mixed && separators.length > 1) return [grouped];
  const at = text.lastIndexOf(last);
  const decimal = canonical(`${text.slice(0, at).replace(/[.,]/g, '')}.${text.slice(at + 1)}`);
  return !mixed && text.length - at === 4 ? [grouped, decimal] : [decimal];
}

/** "0049.50" → "49.5", "4900" → "4900". */
export function canonical(decimal: string): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  const kept = fraction.replace(/0+$/, '');
  const head = whole.replace(/^0+(?=\d)/, '') || '0';
  return kept === '' ? head : `${head}.${kept}`;
}
