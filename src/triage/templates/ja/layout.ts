import type { LetterLayout } from '../letter-layout.ts';

/** A place for the name, with the title that may follow it. */
const NAME_PLACEHOLDER = /\{(?:first_)?name\}(?: ?(様|さま|さん))?/g;

/** No spaces between sentences; the addressee with 様 on a line of their own, above a greeting that names nobody. */
export const JAPANESE_LAYOUT: LetterLayout = {
  betweenSentences: '',
  greet(greeting, name) {
    const addressee = (title = '様'): string => (name === null ? 'お客様' : `${name}${title}`);
    if (greeting.search(NAME_PLACEHOLDER) >= 0) {
      return greeting.replace(NAME_PLACEHOLDER, (_, title: string | undefined) => addressee(title));
    }
    return greeting.includes('様') ? greeting : `${addressee()}\n\n${greeting}`;
  },
};
