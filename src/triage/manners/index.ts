import type { GroundedLanguage } from '../grounding/lexicon.ts';
import { german } from './de.ts';
import { english } from './en.ts';
import { spanish } from './es.ts';
import { french } from './fr.ts';
import { japanese } from './ja.ts';
import type { Manner } from './manner.ts';

export const MANNERS: Readonly<Record<GroundedLanguage, Manner>> = {
  en: english,
  de: german,
  es: spanish,
  fr: french,
  ja: japanese,
};
