import { scrub } from '../../scrub.ts';
import { customerName, japaneseName } from '../customer-name.ts';
import type { Aliases } from './aliases.ts';

/** Where the customer's name goes in a text that has left the machine or comes back. */
export const NAME_TOKEN = '[NAME]';
/** What stands where something was taken out; none of it has a place in an answer. */
export const MASKS = /\[(?:card|secret|email|phone|iban|address|id)\]/i;

const EMAIL = /[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/giu;
const PHONE = /(?<![\p{L}\p{N}])(?:\+|00)[1-9][\d ()./-]{6,20}\d/gu;
const LABELLED_PHONE =
  /((?:tel|phone|telefon|mobile?|handy|fax|téléphone|teléfono|電話)[.:]{0,2} ?)\(?\d[\d ()./-]{5,20}\d/giu;
/** The end of a card number, where a customer names it. */
const CARD_ENDING =
  /((?:ending|ends|last (?:four|4)|endet auf|endziffern|letzten vier|terminada en|terminación|últimos cuatro|terminant par|derniers chiffres|末尾|下4桁)[^\d\n]{0,16})\d{4}(?!\d)/giu;
/**
 * Streets as five languages write them. Names with a capital: "the same way" and "in place of" are no addresses; only
 * what is nothing but a street may be written small.
 */
const STREETS: readonly RegExp[] = [
  /(?<![\p{L}\p{N}])\d{1,5}[a-z]?,? (?:\p{L}[\p{L}'-]{1,30} ){1,2}(?:street|avenue|boulevard)(?!\p{L})/giu,
  /(?<![\p{L}\p{N}])\d{1,5}[a-zA-Z]?,? (?:\p{Lu}[\p{L}'-]{1,30} ){1,3}(?:St|Road|Rd|Ave|Lane|Ln|Drive|Dr|Blvd|Way|Court|Ct|Square)(?!\p{L})\.?/gu,
  /(?<![\p{L}])\p{L}{2,30}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring) \d{1,4} ?[a-z]?(?![\p{L}\p{N}])/giu,
  /(?<![\p{L}\p{N}])(?:\d{1,4}(?: bis| ter)?,? )?(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Ii]mpasse|[Pp]lace|[Cc]alle|[Aa]venida|[Pp]laza|[Pp]aseo) (?:(?:de|du|des|del|la|le|les|los|las|l'|d') ?){0,3}\p{Lu}[\p{L}'-]{1,30}(?: \p{Lu}[\p{L}'-]{1,30}){0,3}(?:,? \d{1,4})?/gu,
  /\p{Script=Han}{1,10}[都道府県]\p{Script=Han}{1,10}[市区町村][^\s、。]{0,30}\d/gu,
];

export interface Person {
  readonly name: string | null;
  readonly email: string | null;
}

/**
 * A text without what identifies a person or an account: secrets and card numbers, mail and postal addresses,
 * telephone and bank account numbers, the customer's name.
 */
export function withoutPersonalData(text: string, person: Person): string {
  let clean = scrub(text)
    .replace(EMAIL, '[email]')
    .replace(PHONE, '[phone]')
    .replace(LABELLED_PHONE, '$1[phone]')
    .replace(CARD_ENDING, '$1[card]');
  for (const street of STREETS) clean = clean.replace(street, '[address]');
  return withoutName(clean, person);
}

/** As {@link withoutPersonalData}, and ids as aliases: how every text leaves the machine. */
export function forClaude(text: string, person: Person, aliases: Aliases): string {
  // Whole card numbers before their endings.
  return aliases.hide(withoutPersonalData(aliases.hideCardEndings(scrub(text)), person));
}

/** The name on record, whole and word by word where it is a person's. */
function withoutName(text: string, person: Person): string {
  const whole = person.name?.trim() ?? '';
  if (whole.length < 2) return text;
  if (JAPANESE.test(whole)) return withoutJapaneseName(text, whole, person);
  const clean = text.replace(
    new RegExp(`(?<![\\p{L}\\p{N}])${escaped(whole)}(?![\\p{L}\\p{N}])`, 'giu'),
    NAME_TOKEN,
  );
  const words =
    customerName(person)
      ?.full.split(' ')
      .filter((word) => word.length > 2) ?? [];
  if (words.length === 0) return clean;
  const any = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.map(escaped).join('|')})(?![\\p{L}\\p{N}])`, 'gu');
  return clean.replace(any, NAME_TOKEN).replace(/(?:\[NAME\][ ,]{1,2})+\[NAME\]/g, NAME_TOKEN);
}

const JAPANESE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** A name as Japanese texts have it: with or without its space, and in the middle of other signs. */
function withoutJapaneseName(text: string, whole: string, person: Person): string {
  const parts = whole.split(/\s+/).map(escaped);
  const alone = japaneseName(person) === null ? [] : parts.filter((part) => part.length > 1);
  return text.replace(new RegExp([parts.join('\\s*'), ...alone].join('|'), 'gu'), NAME_TOKEN);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
