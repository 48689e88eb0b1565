import { findDates } from './dates.ts';
import { findIds } from './ids.ts';
import type { GroundedLanguage } from './lexicon.ts';
import { lexiconOf } from './lexicons/index.ts';
import { findLinks, findPhones } from './links.ts';
import { plainText } from './plain-text.ts';
import { readNumerals } from './read-numerals.ts';
import type { Figure } from './reading.ts';

/** More of a text than this is not read; what a writer may write is shorter. */
export const MAX_SCANNED_CHARACTERS = 6_000;

/** Everything in a text that states a figure, in whatever notation: what the evidence has to hold. */
export function scanFigures(text: string, language: GroundedLanguage): readonly Figure[] {
  const lexicon = lexiconOf(language);
  const links = findLinks(plainText(text.slice(0, MAX_SCANNED_CHARACTERS)));
  const dates = findDates(links.rest, lexicon);
  const phones = findPhones(dates.rest);
  const ids = findIds(phones.rest);
  const numbers = readNumerals(ids.rest, lexicon);
  return [
    ...links.figures,
    ...dates.figures,
    ...phones.figures,
    ...ids.figures,
    ...numbers,
    ...unreadable(ids.rest),
  ].sort((a, b) => a.at - b.at);
}

/** Digits that no reader of these languages uses could carry a figure past the check. */
function unreadable(text: string): readonly Figure[] {
  return [...text.matchAll(/(?![0-9])[\p{Nd}\p{No}]+/gu)].map((match) => ({
    text: match[0],
    at: match.index,
    readings: [{ kind: 'unreadable' }],
  }));
}
