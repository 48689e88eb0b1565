import type { DraftCheck } from './draft-case.ts';
import { says } from './found-words.ts';
import { partsOfLetter } from './parts-of-letter.ts';
import { WORDS } from './words/index.ts';

/** Everything the customer asked about is spoken of. */
export const answer: DraftCheck = {
  name: 'answer',
  about: 'everything the customer asked about is spoken of',
  faultsOfDraft(draft, given) {
    const body = partsOfLetter(draft, given).body.join('\n');
    const { topics } = WORDS[given.language];
    return given.asks
      .filter((topic) => !says(body, topics[topic]))
      .map((topic) => `nothing is said about: ${topic.replaceAll('_', ' ')}`);
  },
};
