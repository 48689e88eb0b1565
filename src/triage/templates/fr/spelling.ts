/** Words that another country has another word for; in the order in which they are replaced. */
const CREDIT_NOTE = [/\bavoir (?=\S*\d)/g, 'note de crédit '] as const;
const CREDIT_NOTE_WITH_ARTICLE = [/\bun avoir\b/g, 'une note de crédit'] as const;
const REGIONAL_WORDS: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  'fr-CA': [
    CREDIT_NOTE_WITH_ARTICLE,
    CREDIT_NOTE,
    [/\bcet e-mail\b/g, 'ce courriel'],
    [/\be-mail\b/g, 'courriel'],
    [/\bjours ouvrés\b/g, 'jours ouvrables'],
  ],
  'fr-BE': [CREDIT_NOTE_WITH_ARTICLE, CREDIT_NOTE],
  'fr-LU': [CREDIT_NOTE_WITH_ARTICLE, CREDIT_NOTE],
  'fr-CH': [CREDIT_NOTE_WITH_ARTICLE, CREDIT_NOTE],
};

const NARROW = '\u202f';
const NO_BREAK = '\u00a0';
const MONTH = 'janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre';
const FIRST_OF_MONTH = new RegExp(`(?<!\\d)1 (?=(?:${MONTH})(?!\\p{L}))`, 'gu');

/**
 * A sentence as French sets it: curved apostrophes, the first of a month as an ordinal, and no break before the signs
 * of two parts. Canada sets those but the colon without a space.
 */
export function spelledInFrench(text: string, locale: string): string {
  const words = (REGIONAL_WORDS[locale] ?? []).reduce(
    (before, [pattern, other]) => before.replace(pattern, other),
    text,
  );
  const beforeOthers = locale === 'fr-CA' ? '' : NARROW;
  return words
    .replaceAll("'", '’')
    .replace(FIRST_OF_MONTH, `1er${NO_BREAK}`)
    .replace(/ :/g, `${NO_BREAK}:`)
    .replace(/ (?=[;!?])/g, beforeOthers);
}
