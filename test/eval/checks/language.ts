import { detectLanguage, languageName } from '../../../src/triage/language.ts';
import type { DraftCheck } from './draft-case.ts';
import { quoted } from './found-words.ts';
import { partsOfLetter } from './parts-of-letter.ts';

/** Words are too few below this to tell a language from them. */
const MIN_CHARACTERS = 40;

/** The whole reply is in the language wanted, each paragraph of it. */
export const language: DraftCheck = {
  name: 'language',
  about: 'every paragraph is in the language the customer is to be answered in',
  faultsOfDraft(draft, given) {
    const { body } = partsOfLetter(draft, given);
    for (const part of [body.join('\n'), ...body]) {
      const found = part.length < MIN_CHARACTERS ? null : detectLanguage(part);
      if (found !== null && found !== given.language) {
        return [`${quoted(part)} is in ${languageName(found)}, not in ${languageName(given.language)}`];
      }
    }
    return [];
  },
};
