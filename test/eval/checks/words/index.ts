import type { GroundedLanguage } from '../../../../src/triage/grounding/lexicon.ts';
import type { CheckWords } from './check-words.ts';
import { german } from './de.ts';
import { english } from './en.ts';
import { spanish } from './es.ts';
import { french } from './fr.ts';
import { japanese } from './ja.ts';

export const WORDS: Readonly<Record<GroundedLanguage, CheckWords>> = {
  en: english,
  de: german,
  es: spanish,
  fr: french,
  ja: japanese,
};
