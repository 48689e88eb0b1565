import type { GroundedLanguage } from '../../../src/triage/grounding/lexicon.ts';

/** Syllables of one word, by its groups of vowels: near enough for a formula that looks at averages. */
export function syllablesOf(word: string, language: Exclude<GroundedLanguage, 'ja'>): number {
  return Math.max(1, (COUNTED[language](word.toLowerCase()).match(GROUPS[language]) ?? []).length);
}

const GROUPS = {
  en: /[aeiouy]+/g,
  de: /[aeiouyäöü]+/g,
  // Two strong vowels, or an accented weak one, are two syllables: "ca-er", "dí-a".
  es: /[iu]?[aeoáéó][iuy]?(?![áéíóúaeo])|[aeoáéó]|[íú]|[iuü]+/g,
  fr: /[aeiouyàâäéèêëîïôöùûüœæ]+/g,
} as const;

const COUNTED = {
  /** A last e is mute, but not in "-le" after a consonant; "-ed" mostly is, too. */
  en: (word: string) =>
    word.replace(/(?<=[^aeiouyl])e$|(?<=[aeiouy])le$|(?<=[^aeiouytd])ed$|(?<=[^aeiouycgsxz])es$/, ''),
  de: (word: string) => word,
  es: (word: string) => word.replace(/qu|gu(?=[ei])/g, 'k'),
  fr: (word: string) => word.replace(/qu|gu(?=[eiéè])/g, 'k').replace(/(?<=.)(?:e|es|ent)$/, ''),
} as const;
