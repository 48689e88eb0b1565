import type { Ticket } from '../analysis/ticket/ticket.ts';
import { MAX_TICKET_CHARACTERS } from '../analysis/ticket/ticket-words.ts';
import { isSupported, languageOf, type SupportedLanguage } from './templates/index.ts';

export interface LanguageChoice {
  /** What the reply is written in. */
  readonly written: SupportedLanguage;
  /** What it should have been written in (BCP 47 base language); differs when that is not supported. */
  readonly wanted: string;
  /** Where the wish came from. */
  readonly because: 'asked' | 'policy' | 'ticket' | 'preferred_locales' | 'default';
  /** BCP 47 locale for amounts and dates, e.g. `en-GB`. */
  readonly locale: string;
}

export interface LanguageWishes {
  /** What an agent asked for, BCP 47; absent and null leave it to the others. */
  readonly asked?: string | null | undefined;
  /** The policy's `reply.language`; absent and `auto` leave it to the customer. */
  readonly policyLanguage: string | undefined;
  readonly ticket: Ticket | null;
  /** The customer's `preferred_locales`, most wanted first. */
  readonly locales: readonly string[];
}

/**
 * The language to answer in: the one an agent asked for, else the policy's, else the ticket's, else the customer's
 * preferred one, else English.
 */
export function chooseLanguage({ asked, policyLanguage, ticket, locales }: LanguageWishes): LanguageChoice {
  const preferred = locales.map(wellFormedLocale).filter((locale) => locale !== null);
  const fromAgent = asked == null ? null : wellFormedLocale(asked);
  const fromPolicy =
    policyLanguage === undefined || policyLanguage === 'auto' ? null : wellFormedLocale(policyLanguage);
  const fromTicket = ticket === null ? null : detectLanguage(`${ticket.subject}\n${ticket.body}`);
  const choose = (wanted: string, because: LanguageChoice['because']): LanguageChoice => {
    const base = baseOf(wanted);
    const written = isSupported(base) ? base : 'en';
    // A region refines how numbers and dates look: `en` in the ticket and `en-GB` in Stripe give British dates.
    const regional = [wanted, ...preferred].find(
      (locale) => locale.includes('-') && baseOf(locale) === written,
    );
    return { written, wanted: base, because, locale: regional ?? languageOf(written).defaultLocale };
  };
  if (fromAgent !== null) return choose(fromAgent, 'asked');
  if (fromPolicy !== null) return choose(fromPolicy, 'policy');
  if (fromTicket !== null) return choose(fromTicket, 'ticket');
  const [first] = preferred;
  return first === undefined ? choose('en', 'default') : choose(first, 'preferred_locales');
}

/** The English name of a language, e.g. `fr` → "French". */
export function languageName(code: string): string {
  return new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code;
}

const WISHES: Readonly<Record<LanguageChoice['because'], string>> = {
  asked: 'The reply was asked for in',
  ticket: 'The customer writes in',
  policy: 'The policy asks for replies in',
  preferred_locales: 'The customer prefers',
  default: 'The customer prefers',
};

/** What an agent reads where a reply is not in the language it should be in; null where it is. */
export function languageNote({ wanted, written, because }: LanguageChoice): string | null {
  if (wanted === written) return null;
  return `${WISHES[because]} ${languageName(wanted)}; the reply is in ${languageName(written)}.`;
}

/** `language-REGION` in canonical form, or null for anything else. */
function wellFormedLocale(locale: string): string | null {
  const match = /^([a-z]{2,3})(?:[-_][a-z]{4})?(?:[-_]([a-z]{2}))?$/i.exec(locale.trim());
  if (match === null) return null;
  const [, language = '', region] = match;
  return region === undefined ? language.toLowerCase() : `${language.toLowerCase()}-${region.toUpperCase()}`;
}

function baseOf(locale: string): string {
  return locale.split('-')[0] ?? locale;
}

/** Scripts that name their language, and before each the letters of it that only one of its languages has. */
const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, 'ja'],
  [/\p{Script=Hangul}/gu, 'ko'],
  [/\p{Script=Han}/gu, 'zh'],
  [/[іїєґ]/giu, 'uk'],
  [/\p{Script=Cyrillic}/gu, 'ru'],
  [/[ےہںٹڈڑ]/gu, 'ur'],
  [/[پچژگی]/gu, 'fa'],
  [/\p{Script=Arabic}/gu, 'ar'],
  [/\p{Script=Hebrew}/gu, 'he'],
  [/\p{Script=Greek}/gu, 'el'],
  [/\p{Script=Thai}/gu, 'th'],
  [/\p{Script=Devanagari}/gu, 'hi'],
];
/** Of all letters, the share in another script from which on the text is taken to be in that language. */
const SCRIPT_SHARE = 0.3;
/** Kana are sparse among Han characters, and what only one language has is among the letters of its script. */
const SPARSE_SHARES: Readonly<Record<string, number>> = { ja: 0.1, uk: 0.03, ur: 0.03, fa: 0.03 };

/** Frequent words, with those of billing tickets, in Latin script. A word may stand in several languages. */
const WORDS: Readonly<Record<string, string>> = {
  en: `the and you my me was is are for of to i not have has been this that with why what please your it but be can
    charged charge twice refund hello hi thanks thank dear cancelled canceled invoice bill subscription payment we
    our do did on from would double`,
  de: `der die das und ich nicht ist mir mich mein meine meiner meinem meinen von zu für fuer mit auf ein eine einen
    wurde wurden habe haben hat sie ihr ihnen wir warum wieso bitte danke hallo guten tag rechnung doppelt zweimal
    abgebucht gekündigt gekuendigt betrag zahlung konto karte abo aber auch noch trotzdem grüße gruß mfg uns bei
    abbuchung abbuchungen doppelte`,
  es: `el la los las de que y en un una por para con no me mi mis ha han he ser está esta pero gracias hola factura
    tarjeta dos veces cobro cobrado cobraron suscripción cuenta reembolso qué cuándo usted pago favor buenos días
    cargo cargos importe duplicado dinero quiero tengo necesito reconozco cobrar cobrando cancelé descuento este mes
    suscripcion`,
  fr: `le la les de des du et je vous nous une un est pas pour que qui mon ma mes ai été ete avez bonjour merci
    facture carte deux fois prélevé preleve abonnement remboursement compte pourquoi votre sur dans mais j d c
    paiement prélèvement prélèvements prelevement double débit remboursé svp veux suis résilié montant remise ce mois`,
  it: `il lo gli di che e un una per con non mi mio mia sono stato stata è ho avete ma grazie ciao buongiorno fattura
    carta volte addebitato abbonamento rimborso perché pagamento del della nel`,
  pt: `o os as de que e um uma para com não nao me meu minha foi fui está você voce mas obrigado obrigada olá ola
    fatura cartão cartao vezes cobrado assinatura reembolso porque pagamento do da no na este
    duplicado`,
  nl: `de het een en ik niet is mijn mij van voor met op dat die u jullie heb heeft waarom graag dank hallo factuur
    twee keer betaald afgeschreven abonnement terugbetaling rekening betaling bedankt wij te zijn`,
  pl: `nie jest się że na do mi mój moja dlaczego proszę dzień dobry dziękuję faktura karta dwa razy pobrano
    subskrypcja zwrot płatność konto i w z ale został`,
  sv: `och att det är jag inte på för med har min mitt varför hej tack faktura kort två gånger debiterats
    prenumeration återbetalning betalning konto men ni vi en ett`,
};
/** Below this a guess is a coin toss: "OK" or "Jane" are in no language. */
const WORDS_NEEDED = 2;

const languagesByWord = new Map<string, string[]>();
for (const [language, words] of Object.entries(WORDS)) {
  for (const word of words.split(/\s+/)) {
    languagesByWord.set(word, [...(languagesByWord.get(word) ?? []), language]);
  }
}

/**
 * The language a text is written in, from its script and its frequent words; null when too little speaks for
 * one. A word common to several languages counts for each of them, so only the others decide. Deterministic,
 * linear, over the first 20,000 characters.
 */
export function detectLanguage(text: string): string | null {
  const sample = text.slice(0, MAX_TICKET_CHARACTERS).normalize('NFC');
  const letters = (sample.match(/\p{L}/gu) ?? []).length;
  if (letters === 0) return null;
  for (const [script, language] of SCRIPTS) {
    const share = SPARSE_SHARES[language] ?? SCRIPT_SHARE;
    if ((sample.match(script) ?? []).length / letters >= share) return language;
  }
  const scores = new Map<string, number>();
  for (const word of sample.toLowerCase().match(/\p{L}+/gu) ?? []) {
    for (const language of languagesByWord.get(word) ?? []) {
      scores.set(language, (scores.get(language) ?? 0) + 1);
    }
  }
  const [best, second] = [...scores].sort((a, b) => b[1] - a[1]);
  if (best === undefined || best[1] < WORDS_NEEDED || best[1] === second?.[1]) return null;
  return best[0];
}
