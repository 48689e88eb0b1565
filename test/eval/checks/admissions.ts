import { plainText } from '../../../src/triage/grounding/plain-text.ts';
import { admissionsOfError } from '../../../src/triage/grounding/promises.ts';
import { type DraftCase, type DraftCheck, tellable } from './draft-case.ts';
import { quoted, says } from './found-words.ts';
import { WORDS } from './words/index.ts';

/** An error of ours is told only where one is proved. */
export const admissions: DraftCheck = {
  name: 'admissions',
  about: 'an error of ours is told only where one is proved',
  faultsOfDraft: (draft, given) =>
    tellable(given).some(({ classification }) => classification === 'billing_error')
      ? []
      : admissionsOfError(withoutOpenQuestions(draft, given), given.language).map(
          (found) => `${quoted(found)} tells an error that is not proved`,
        ),
};

/** "We are checking whether it was taken by mistake" tells no error. */
function withoutOpenQuestions(draft: string, { language }: DraftCase): string {
  return plainText(draft)
    .split(/(?<=[.!?])\s|(?<=。)/)
    .filter((sentence) => !says(sentence, WORDS[language].openQuestion))
    .join('\n');
}
