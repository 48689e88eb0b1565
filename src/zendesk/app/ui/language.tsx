import { createContext, type ReactNode, useContext } from 'react';
import english from '../translations/en.json';

export type Texts = (typeof english)['sidebar'];
type Groups = { [G in keyof Texts]: `${G}.${keyof Texts[G] & string}` };
export type TextKey = Groups[keyof Texts];

export const LANGUAGES = ['en', 'de', 'es', 'fr', 'ja'] as const;
export type LanguageCode = (typeof LANGUAGES)[number];

/** Words, dates and amounts for one reader. */
export interface Language {
  readonly code: LanguageCode;
  /** For Intl: the reader's own locale where it is of this language, e.g. `de-CH`. */
  readonly locale: string;
  readonly t: (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;
}

/** The language of ours for what Zendesk or the browser calls theirs, e.g. `fr-ca`. */
export async function loadLanguage(wanted: string): Promise<Language> {
  const code = LANGUAGES.find((one) => one === wanted.toLowerCase().split(/[-_]/)[0]) ?? 'en';
  return languageOf(code, await textsOf(code), isLocale(wanted, code) ? wanted : code);
}

export function languageOf(code: LanguageCode, texts: Texts, locale: string = code): Language {
  return {
    code,
    locale,
    t(key, values = {}) {
      const [group, name] = key.split('.') as [keyof Texts, string];
      const text = (texts[group] as Readonly<Record<string, string>>)[name] ?? key;
      return text.replace(/\{(\w+)\}/g, (_, value: string) => String(values[value] ?? ''));
    },
  };
}

async function textsOf(code: LanguageCode): Promise<Texts> {
  switch (code) {
    case 'de':
      return (await import('../translations/de.json')).default.sidebar;
    case 'es':
      return (await import('../translations/es.json')).default.sidebar;
    case 'fr':
      return (await import('../translations/fr.json')).default.sidebar;
    case 'ja':
      return (await import('../translations/ja.json')).default.sidebar;
    default:
      return english.sidebar;
  }
}

function isLocale(text: string, code: LanguageCode): boolean {
  try {
    return new Intl.Locale(text).language === code;
  } catch {
    return false;
  }
}

const Context = createContext<Language>(languageOf('en', english.sidebar));

export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  return <Context.Provider value={language}>{children}</Context.Provider>;
}

export function useLanguage(): Language {
  return useContext(Context);
}
