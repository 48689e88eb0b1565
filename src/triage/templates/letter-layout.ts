/** How a language sets a letter, whatever it says. */
export interface LetterLayout {
  /** What stands between two sentences of a paragraph. */
  readonly betweenSentences: string;
  /** The company's own greeting, addressed to `name`; null where it is not known. */
  greet(greeting: string, name: string | null): string;
}

const NAME_PLACEHOLDER = /\{(?:first_)?name\}/g;

/** Puts the name at `{name}`, and where it is not known `otherwise`; null where the greeting has no such place. */
export function atPlaceholder(greeting: string, name: string | null, otherwise: string): string | null {
  if (greeting.search(NAME_PLACEHOLDER) < 0) return null;
  return greeting
    .replace(NAME_PLACEHOLDER, () => name ?? otherwise)
    .replace(/\s+(?=[,!.:]|$)/g, '')
    .replace(/\s+/g, ' ');
}

/** Sentences a space apart; a greeting that ends in the name and a comma unless it says otherwise itself. */
export const WESTERN_LAYOUT: LetterLayout = {
  betweenSentences: ' ',
  greet(greeting, name) {
    const placed = atPlaceholder(greeting, name, '');
    if (placed !== null) return placed;
    if (/[,!.:]$/.test(greeting)) return greeting;
    return `${name === null ? greeting : `${greeting} ${name}`},`;
  },
};
