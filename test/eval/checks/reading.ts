import type { GroundedLanguage } from '../../../src/triage/grounding/lexicon.ts';
import { scanFigures } from '../../../src/triage/grounding/scan-figures.ts';
import type { DraftCase, DraftCheck } from './draft-case.ts';
import { quoted } from './found-words.ts';
import { partsOfLetter } from './parts-of-letter.ts';
import { syllablesOf } from './syllables.ts';

/** Reading ease from words per sentence and syllables per word; 60 and more is plain language, below 30 academic. */
interface Formula {
  readonly ease: (wordsPerSentence: number, syllablesPerWord: number) => number;
  readonly least: number;
}

/**
 * Each language has a formula of its own, made for its longer or shorter words:
 * en: R. Flesch, "A new readability yardstick" (1948); de: T. Amstad, "Wie verständlich sind unsere Zeitungen?" (1978);
 * es: J. Fernández Huerta, "Medidas sencillas de lecturabilidad" (1959); fr: L. Kandel and A. Moles, "Application de
 * l'indice de Flesch à la langue française" (1958).
 */
const FORMULAS: Readonly<Record<Exclude<GroundedLanguage, 'ja'>, Formula>> = {
  en: { ease: (sentence, word) => 206.835 - 1.015 * sentence - 84.6 * word, least: 60 },
  de: { ease: (sentence, word) => 180 - sentence - 58.5 * word, least: 50 },
  es: { ease: (sentence, word) => 206.84 - 1.02 * sentence - 60 * word, least: 60 },
  fr: { ease: (sentence, word) => 207 - 1.015 * sentence - 73.6 * word, least: 60 },
};

/** No formula is usual for Japanese: its sentences are held to a length, in characters. */
const MOST_JAPANESE_CHARACTERS = { average: 60, one: 110 } as const;
const MOST_WORDS_OF_ONE_SENTENCE = 42;

export interface ReadingLevel {
  readonly sentences: readonly string[];
  /** By the language's formula; null for Japanese. */
  readonly ease: number | null;
}

/** How easily the body of a letter is read. Figures and quoted names count as one short word each. */
export function readingLevel(draft: string, given: DraftCase): ReadingLevel {
  const { language } = given;
  const body = simplified(partsOfLetter(draft, given).body.join('\n'), language);
  const sentences = body
    .split(language === 'ja' ? /[。!?\n]+/ : /[.!?:](?=\s|$)|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /\p{L}/u.test(sentence));
  if (language === 'ja') return { sentences, ease: null };
  const words = sentences.flatMap(wordsOf);
  if (words.length === 0) return { sentences, ease: null };
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word, language), 0);
  return {
    sentences,
    ease: FORMULAS[language].ease(words.length / sentences.length, syllables / words.length),
  };
}

/** A layperson follows it at the first reading. */
export const reading: DraftCheck = {
  name: 'reading',
  about: 'a layperson follows it: reading ease by the formula of the language, and no sentence too long',
  faultsOfDraft(draft, given) {
    const { sentences, ease } = readingLevel(draft, given);
    if (given.language === 'ja') return japaneseFaults(sentences);
    const { least } = FORMULAS[given.language];
    return [
      ...(ease !== null && ease < least ? [`reading ease ${ease.toFixed(0)}, at least ${least}`] : []),
      ...sentences
        .filter((sentence) => wordsOf(sentence).length > MOST_WORDS_OF_ONE_SENTENCE)
        .map((sentence) => `${quoted(sentence)} has ${wordsOf(sentence).length} words`),
    ];
  },
};

function japaneseFaults(sentences: readonly string[]): readonly string[] {
  const average = sentences.reduce((sum, { length }) => sum + length, 0) / Math.max(1, sentences.length);
  const { average: most, one } = MOST_JAPANESE_CHARACTERS;
  return [
    ...(average > most ? [`${average.toFixed(0)} characters a sentence, at most ${most}`] : []),
    ...sentences
      .filter((sentence) => sentence.length > one)
      .map((sentence) => `${quoted(sentence)} has ${sentence.length} characters`),
  ];
}

const wordsOf = (sentence: string): readonly string[] => sentence.match(/\p{L}+/gu) ?? [];

function simplified(text: string, language: GroundedLanguage): string {
  const unquoted = text.replace(
    /"[^"\n]{1,60}"|“[^”\n]{1,60}”|„[^“\n]{1,60}“|«[^»\n]{1,60}»|「[^」\n]{1,60}」/g,
    'it',
  );
  return scanFigures(unquoted, language).reduceRight(
    (rest, { text: figure, at }) =>
      `${rest.slice(0, at)}it${/[.!?]?$/.exec(figure)?.[0]}${rest.slice(at + figure.length)}`,
    unquoted,
  );
}
