import { german } from './de/index.ts';
import { english } from './en/index.ts';
import { spanish } from './es/index.ts';
import { french } from './fr/index.ts';
import { japanese } from './ja/index.ts';
import type { Language } from './language.ts';

/** The languages the deterministic writer answers in: one folder each, all of the same type. */
export const LANGUAGES = {
  en: english,
  de: german,
  es: spanish,
  fr: french,
  ja: japanese,
} as const satisfies Readonly<Record<string, Language>>;

export type SupportedLanguage = keyof typeof LANGUAGES;

export function isSupported(code: string): code is SupportedLanguage {
  return Object.hasOwn(LANGUAGES, code);
}

export function languageOf(code: SupportedLanguage): Language {
  return LANGUAGES[code];
}
