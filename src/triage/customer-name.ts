import type { Ticket } from '../analysis/ticket/ticket.ts';
import { shownText } from '../analysis/wording.ts';
import type { CustomerName } from './templates/language.ts';

const MAX_NAME_CHARACTERS = 40;
const MAX_NAME_WORDS = 4;
const TITLES = /^(?:mr|mrs|ms|miss|mx|dr|prof|herr|frau|dipl|ing|sir|madam)\.?$/i;
const COMPANY =
  /^(?:inc|incorporated|ltd|limited|llc|llp|plc|corp|corporation|co|company|gmbh|ag|kg|ug|ohg|gbr|ev|se|sa|sas|sarl|bv|nv|ab|as|oy|srl|spa|pty|kk|group|holding|holdings|studio|studios|team|labs?|solutions|services|service|media|tech|technologies|software|systems|consulting|agency|agentur|university|universität|college|school|schule|library|bibliothek|foundation|stiftung|verein|club|shop|store|design|digital|global|international|office|accounts?|accounting|billing|finance|admin|support|test|customer|user|owner|manager|buyer|purchasing|procurement)\.?$/i;
/** Letters of a Latin alphabet, with the marks that occur inside names; starts with a capital. */
const NAME_WORD = /^\p{Lu}[\p{Script=Latin}'’.-]*$/u;

export interface NameSource {
  readonly name: string | null;
  readonly email: string | null;
}

/**
 * How to greet a customer, or null when the name on record may be a company's, a role's or not a name: better no
 * name than a wrong one. A single word, or a name that the e-mail domain repeats, counts only when the part
 * before the `@` has it too.
 */
export function customerName({ name, email }: NameSource): CustomerName | null {
  const text = shownText(name ?? '', MAX_NAME_CHARACTERS + 1);
  if (text === '' || text.length > MAX_NAME_CHARACTERS) return null;
  const words = text.split(' ').filter((word) => !TITLES.test(word));
  if (words.length === 0 || words.length > MAX_NAME_WORDS) return null;
  if (words.some((word) => COMPANY.test(word))) return null;
  // Particles such as "van der" may stand inside, never first or last.
  const particle = /^(?:van|von|der|den|de|da|di|du|la|le|el|al|bin|zu|y|dos|del)$/;
  const inside = words.slice(1, -1);
  const outer = [words[0] ?? '', words[words.length - 1] ?? ''];
  if (!outer.every((word) => NAME_WORD.test(word))) return null;
  if (!inside.every((word) => NAME_WORD.test(word) || particle.test(word))) return null;
  if (words.every((word) => word.length > 1 && word === word.toUpperCase())) return null;

  const [local = '', domain = ''] = plain(email ?? '').split('@');
  const parts = words.map(plain).filter((word) => word.length > 2);
  const inLocal = parts.some((word) => local.includes(word));
  const inDomain = parts.some((word) => domain.includes(word));
  if (!inLocal && (inDomain || words.length === 1)) return null;
  return { first: words[0] ?? '', full: words.join(' ') };
}

/** 山田 太郎, 佐々木 エミ: a family's name of at most four signs, a given name of at most six. */
const JAPANESE_NAME =
  /^(?<family>[\p{Script=Han}々ヶ]{1,4}) (?<given>[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々ー]{1,6})$/u;
/** What names of companies, schools and offices are made of. */
const JAPANESE_COMPANY =
  /会社|法人|有限|合同|合名|合資|事務所|商店|商会|工業|産業|銀行|大学|学園|学校|病院|協会|組合|財団|株|部$|課$|係$|室$|店$|社$|様$|御中/u;

/**
 * A name in Japanese script, the family's first, or null where it may be another's than a person's. Without the space
 * between its two parts it may be a company's, and where they part is not known.
 */
export function japaneseName({ name }: NameSource): CustomerName | null {
  const text = shownText(name ?? '', MAX_NAME_CHARACTERS).normalize('NFKC');
  const family = JAPANESE_NAME.exec(text)?.groups?.['family'];
  return family === undefined || JAPANESE_COMPANY.test(text) ? null : { first: family, full: text };
}

/**
 * Whom a letter in a language greets: the name on record where it is a person's, in a script the letter is written in,
 * and nobody else is writing.
 */
export function nameToGreet(
  customer: NameSource,
  ticket: Ticket | null,
  language: string,
): CustomerName | null {
  const from = ticket?.requester_email?.trim().toLowerCase();
  if (from !== undefined && customer.email !== null && from !== customer.email.trim().toLowerCase())
    return null;
  return customerName(customer) ?? (language === 'ja' ? japaneseName(customer) : null);
}

/** Lower case without accents, as names look in e-mail addresses. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’.-]/g, '')
    .toLowerCase();
}
