import { featuresOf } from './features.ts';

/** Words and pairs with what each says, in tenths of a logit, and what no word says at all. */
export interface LearnedList {
  readonly bias: number;
  readonly weights: ReadonlyMap<string, number>;
}

/** One word or phrase that speaks for billing, or below 0 against it. */
export interface TellingWord {
  readonly word: string;
  readonly weight: number;
}

/** What the list finds in a sentence, in the sentence's order; the bias is not in it. */
export function learnedWordsIn(sentence: string, { weights }: LearnedList): readonly TellingWord[] {
  const found: TellingWord[] = [];
  for (const word of featuresOf(sentence)) {
    const weight = weights.get(word);
    if (weight !== undefined) found.push({ word, weight });
  }
  return found;
}

/** The sum of all that was found, and the bias. */
export function learnedScore(found: readonly TellingWord[], { bias }: LearnedList): number {
  return found.reduce((sum, { weight }) => sum + weight, bias);
}

/** Reads the table of the generated file: `word weight billing:other`, entries separated by `|`. */
export function parseLearnedList(bias: number, table: string): LearnedList {
  const weights = new Map<string, number>();
  for (const entry of table.split('|')) {
    const [, word, weight] = /^\s*(\S+(?: \S+)?) ([+-]\d+) \d+:\d+\s*$/.exec(entry) ?? [];
    if (word !== undefined && weight !== undefined) weights.set(word, Number(weight));
  }
  return { bias, weights };
}
