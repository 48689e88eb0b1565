import { avoidedWordsIn } from '../../../src/triage/avoid-words.ts';
import type { DraftCheck } from './draft-case.ts';
import { quoted } from './found-words.ts';

/** The company's words to avoid are avoided. */
export const avoidedWords: DraftCheck = {
  name: 'avoided-words',
  about: 'no word the company’s policy avoids',
  faultsOfDraft: (draft, { request: { policy } }) =>
    avoidedWordsIn(draft, policy.reply?.avoid ?? []).map((word) => `${quoted(word)} is to be avoided`),
};
