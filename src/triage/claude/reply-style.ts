import { shownText } from '../../analysis/wording.ts';
import type { WriteRequest } from '../../check/ports.ts';
import { nameToGreet } from '../customer-name.ts';
import { type GroundedLanguage, isGroundedLanguage } from '../grounding/lexicon.ts';
import { chooseLanguage, type LanguageChoice } from '../language.ts';
import { LANGUAGES } from '../templates/index.ts';
import type { CustomerName, Tone } from '../templates/language.ts';
import { NAME_TOKEN } from './privacy.ts';

const DEFAULT_LOCALES: Readonly<Record<GroundedLanguage, string>> = {
  en: 'en-US',
  de: 'de-DE',
  es: 'es-ES',
  fr: 'fr-FR',
  ja: 'ja-JP',
};

/** How the reply to one customer is to look. */
export interface ReplyStyle {
  readonly language: GroundedLanguage;
  /** BCP 47, for amounts and dates. */
  readonly locale: string;
  readonly tone: Tone;
  /** Null where it may be a company's name, or somebody else is writing. */
  readonly name: CustomerName | null;
  /** The company's greeting with `[NAME]` in it, or null. */
  readonly greeting: string | null;
  readonly signature: string | null;
  readonly avoid: readonly string[];
  /** The choice, as the next checks are to tell of it. */
  readonly choice: LanguageChoice;
}

const MAX_GREETING_CHARACTERS = 80;
const MAX_SIGNATURE_LINES = 6;

/** A language that cannot be checked is not written in: then the reply is in English, and the next checks say so. */
export function replyStyle({ policy, ticket, customer, locales, wish }: WriteRequest): ReplyStyle {
  const chosen = chooseLanguage({
    asked: wish?.language,
    policyLanguage: policy.reply?.language,
    ticket,
    locales,
  });
  const language = isGroundedLanguage(chosen.wanted) ? chosen.wanted : 'en';
  const regional = [...locales, chosen.locale].find((locale) =>
    new RegExp(`^${language}-[A-Z]{2}$`).test(locale),
  );
  return {
    language,
    locale: regional ?? DEFAULT_LOCALES[language],
    tone: policy.reply?.tone ?? (language === 'en' ? 'friendly' : 'formal'),
    name: nameToGreet(customer, ticket, language),
    greeting: greetingIn(language, policy.reply?.greeting),
    signature: companySignature(policy.reply?.signature),
    avoid: policy.reply?.avoid ?? [],
    choice: language === chosen.wanted ? { ...chosen, wanted: chosen.written } : chosen,
  };
}

/** Null as well where the greeting is plainly of another language. */
function greetingIn(language: GroundedLanguage, greeting: string | undefined): string | null {
  const named = companyGreeting(greeting);
  const foreign = Object.values(LANGUAGES).some(
    ({ code, salutation }) => code !== language && named !== null && salutation.test(named),
  );
  return foreign ? null : named;
}

/** The policy's greeting on one line with `[NAME]` in it, or null. */
export function companyGreeting(greeting: string | undefined): string | null {
  const own = shownText(greeting ?? '', MAX_GREETING_CHARACTERS);
  if (own === '') return null;
  const named = own.replace(/\{(?:first_)?name\}/g, NAME_TOKEN);
  return named === own && !/[,!.:]$/.test(own) ? `${own} ${NAME_TOKEN},` : named;
}

/** The policy's signature in a few lines, or null. */
export function companySignature(signature: string | undefined): string | null {
  const lines = (signature ?? '').split('\n', MAX_SIGNATURE_LINES).map((line) => shownText(line));
  const text = lines.join('\n').trim();
  return text === '' ? null : text;
}

/** The name in the place of its token: whole where one is formal. Without a name the token goes. */
export function withName(text: string, { name, tone, language }: ReplyStyle): string {
  if (name === null) return text.replace(/,? ?\[NAME\] ?/g, (found) => (found.endsWith(' ') ? ' ' : ''));
  return text.replaceAll(NAME_TOKEN, tone === 'formal' || language === 'ja' ? name.full : name.first);
}
