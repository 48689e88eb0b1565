import type { DraftCheck } from './draft-case.ts';
import { foundWords, quoted } from './found-words.ts';
import { WORDS } from './words/index.ts';

/** Nobody is blamed: not the customer, not their reading of the bill. */
export const blame: DraftCheck = {
  name: 'blame',
  about: 'the customer is not blamed',
  faultsOfDraft: (draft, { language }) =>
    foundWords(draft, WORDS[language].blame).map((found) => `${quoted(found)} blames the customer`),
};
