import { scrub } from '../../scrub.ts';
import { customerName } from '../customer-name.ts';
import type { Aliases } from './aliases.ts';

/** Where the customer's name goes in a text that has left the machine or comes back. */
export const NAME_TOKEN = '[NAME]';
/** What stands where something was taken out; none of it has a place in an answer. */
export const MASKS = /\[(?:card|secret|email|phone|iban|address|id)\]/i;

const EMAIL = /[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/giu;
const PHONE = /(?<![\p{L}\p{N}])(?:\+|00)[1-9][\d ()./-]{6,20}\d/gu;
const LABELLED_PHONE =
  /((?:tel|phone|telefon|mobile?|handy|fax|téléphone|teléfono|電話)[.:]{0,2} ?)\(?\d[\d ()./-]{5,20}\d/giu;
const IBAN = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Za-z0-9])/gi;
/** The end of a card number, where a customer names it. */
const CARD_ENDING =
  /((?:ending|ends|last (?:four|4)|endet auf|endziffern|letzten vier|terminada en|terminación|últimos cuatro|terminant par|derniers chiffres|末尾|下4桁)[^\d\n]{0,16})\d{4}(?!\d)/giu;
/** Streets with a number, as five languages write them. */
const STREETS: readonly RegExp[] = [
  /(?<![\p{L}\p{N}])\d{1,5}[a-z]?,? (?:\p{Lu}[\p{L}'-]{1,30} ){1,3}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|way|court|square)\b\.?/giu,
  /(?<![\p{L}])\p{L}{2,30}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring) \d{1,4} ?[a-z]?(?![\p{L}\p{N}])/giu,
  /(?<![\p{L}\p{N}])(?:\d{1,4}(?: bis| ter)?,? )?(?:rue|avenue|boulevard|impasse|place|calle|avenida|plaza|paseo) (?:\p{L}[\p{L}'-]{0,30} ?){1,5}(?:,? \d{1,4})?/giu,
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
  // Bank accounts before telephones, which are less particular about their digits.
  let clean = scrub(text)
    .replace(EMAIL, '[email]')
    .replace(IBAN, withoutIban)
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

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** What follows the number without a gap of its own, such as a next word, stays. */
function withoutIban(candidate: string): string {
  for (let end = candidate.length; end >= MIN_IBAN_CHARACTERS; end -= 1) {
    const part = candidate.slice(0, end);
    const compact = part.replace(/[ -]/g, '');
    if (/[ -]$/.test(part)) continue;
    if (compact.length <= MAX_IBAN_CHARACTERS && isIban(compact)) return `[iban]${candidate.slice(end)}`;
  }
  return candidate;
}

const MIN_IBAN_CHARACTERS = 15;
const MAX_IBAN_CHARACTERS = 34;

/** ISO 13616: the number with its first four characters at the end leaves 1 when divided by 97. */
function isIban(number: string): boolean {
  if (number.length < MIN_IBAN_CHARACTERS) return false;
  let rest = 0;
  for (const sign of number.slice(4) + number.slice(0, 4)) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
