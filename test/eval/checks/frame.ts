import type { DraftCheck } from './draft-case.ts';
import { quoted } from './found-words.ts';
import { partsOfLetter } from './parts-of-letter.ts';

/** A letter begins with a greeting and ends with the company's signature. */
export const frame: DraftCheck = {
  name: 'frame',
  about: 'it greets, says something, and ends with the signature',
  faultsOfDraft(draft, given) {
    const { greeting, body, ending } = partsOfLetter(draft, given);
    const [start = ''] = draft.trim().split('\n');
    return [
      ...(greeting === '' ? [`it begins with ${quoted(start)}, which greets nobody`] : []),
      ...(body.length === 0 ? ['it says nothing'] : []),
      ...(ending === '' ? ['it does not end with a sign-off and the signature'] : []),
    ];
  },
};
