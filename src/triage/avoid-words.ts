import type { Language } from './templates/language.ts';

/** Sentences without the words a policy wants avoided. */
export interface AvoidingWords {
  /** The sentence in other words, or null when it has to go. */
  apply(sentence: string): string | null;
}

/**
 * Keeps `avoid` out of a reply: a word is replaced where the language knows another one that is not avoided
 * itself, otherwise the whole sentence is left out. Words match whole, in any case.
 */
export function avoidingWords(avoid: readonly string[], language: Language): AvoidingWords {
  const words = avoid.map((word) => word.trim()).filter((word) => word !== '');
  const isAvoided = (text: string): boolean => words.some((word) => wholeWord(word).test(text));
  // Longer phrases first: "an error" must become "a mistake" before "error" alone is looked at.
  const replacements = Object.entries(language.synonyms)
    .filter(([phrase, other]) => isAvoided(phrase) && !isAvoided(other))
    .sort(([a], [b]) => b.length - a.length);
  return {
    apply(sentence) {
      if (!isAvoided(sentence)) return sentence;
      const other = replacements.reduce(
        (text, [phrase, replacement]) =>
          text.replace(wholeWord(phrase), (found) =>
            found.charAt(0) === found.charAt(0).toLowerCase() ? replacement : capital(replacement),
          ),
        sentence,
      );
      return isAvoided(other) ? null : other;
    },
  };
}

/** Words of `avoid` that a text uses, each once. */
export function avoidedWordsIn(text: string, avoid: readonly string[]): readonly string[] {
  return avoid.map((word) => word.trim()).filter((word) => word !== '' && wholeWord(word).test(text));
}

/** A letter or digit that a word may go on with. Japanese is written without spaces: any place may be a boundary. */
const GOES_ON = '(?![\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー])[\\p{L}\\p{N}]';
const JAPANESE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

function wholeWord(word: string): RegExp {
  // Replies have curved apostrophes in French, policies mostly straight ones.
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/['’]/g, "['’]");
  return JAPANESE.test(word)
    ? new RegExp(escaped, 'giu')
    : new RegExp(`(?<!${GOES_ON})${escaped}(?!${GOES_ON})`, 'giu');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
