import { type DraftCheck, tells } from './draft-case.ts';
import { foundWords, quoted } from './found-words.ts';
import { WORDS } from './words/index.ts';

/** One short apology where we erred, and none where nobody did. */
export const apology: DraftCheck = {
  name: 'apology',
  about: 'at most one apology for an error of ours, none for one that is not proved',
  faultsOfDraft(draft, given) {
    const said = foundWords(draft, WORDS[given.language].apology);
    const errors = given.told.filter(({ main }) => main.classification === 'billing_error').length;
    if (said.length > Math.max(1, errors)) return [`${said.map(quoted).join(', ')}: once is enough`];
    const mayApologise =
      tells(given, 'billing_error') || given.kind === 'cannot_tell' || given.kind === 'unresolved';
    return mayApologise
      ? []
      : said.map((found) => `${quoted(found)} apologises for an error nobody has proved`);
  },
};
