import { plainText } from '../../../src/triage/grounding/plain-text.ts';
import type { DraftCheck } from './draft-case.ts';
import { foundWords, quoted } from './found-words.ts';
import { partsOfLetter } from './parts-of-letter.ts';
import { WORDS } from './words/index.ts';

/** One form of address throughout: never "du" and "Sie" in one letter. */
export const address: DraftCheck = {
  name: 'address',
  about: 'one form of address throughout',
  faultsOfDraft(draft, given) {
    const { address: forms } = WORDS[given.language];
    if (forms === null) return [];
    const body = partsOfLetter(draft, given).body.join('\n');
    const friendly = foundWords(body, forms.friendly);
    const formal = given.language === 'de' ? germanFormal(body) : foundWords(body, forms.formal);
    const [one] = friendly;
    const [other] = formal;
    return one !== undefined && other !== undefined ? [`${quoted(one)} beside ${quoted(other)}`] : [];
  },
};

/** Only the capital tells "Sie" from "sie", and only where no sentence begins. */
function germanFormal(body: string): readonly string[] {
  return plainText(body).match(/(?<=[\p{Ll}\d],? )(?:Sie|Ihnen|Ihre?[mnrs]?)(?!\p{L})/gu) ?? [];
}
