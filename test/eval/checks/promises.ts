import type { GroundedLanguage } from '../../../src/triage/grounding/lexicon.ts';
import { lexiconOf } from '../../../src/triage/grounding/lexicons/index.ts';
import { pattern, plainText } from '../../../src/triage/grounding/plain-text.ts';
import { forbiddenPromises } from '../../../src/triage/grounding/promises.ts';
import { type DraftCase, type DraftCheck, tellable } from './draft-case.ts';
import { quoted } from './found-words.ts';

/** Where money has in fact moved back, a reply may say so. */
const RETURNED: ReadonlySet<string> = new Set(['refund', 'proration', 'credit', 'balance']);

/** No promise of what nobody has done, and nothing told as done that was not. */
export const promises: DraftCheck = {
  name: 'promises',
  about: 'no promise of what nobody has done, and nothing told as done that was not',
  faultsOfDraft: (draft, given) =>
    forbiddenPromises(draft, given.language, { returned: isReturned(given) })
      .filter((found) => !isDenied(found, draft, given.language))
      .map((found) => `${quoted(found)} promises or claims what nobody has done`),
};

const isReturned = (given: DraftCase): boolean =>
  tellable(given).some(({ category }) => RETURNED.has(category));

/** Characters before a claim in which a "not" takes it back: "is not refunded", "noch nicht erstattet". */
const DENIAL_REACH_CHARACTERS = 14;

/** "The rest of a period is not refunded" promises nothing. */
function isDenied(found: string, text: string, language: GroundedLanguage): boolean {
  const { negation } = lexiconOf(language);
  const plain = plainText(text);
  const places = [...plain.matchAll(new RegExp(escaped(found), 'g'))].map(({ index }) => index);
  return places.every((at) =>
    pattern(negation).test(plain.slice(Math.max(0, at - DENIAL_REACH_CHARACTERS), at + found.length)),
  );
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
