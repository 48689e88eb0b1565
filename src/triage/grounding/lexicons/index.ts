import type { GroundedLanguage, Lexicon } from '../lexicon.ts';
import { german } from './de.ts';
import { english } from './en.ts';
import { spanish } from './es.ts';
import { french } from './fr.ts';
import { japanese } from './ja.ts';

const LEXICONS: Readonly<Record<GroundedLanguage, Lexicon>> = {
  en: english,
  de: german,
  es: spanish,
  fr: french,
  ja: japanese,
};

export function lexiconOf(language: GroundedLanguage): Lexicon {
  return LEXICONS[language];
}
