import type { OpeningKind } from '../../../src/triage/templates/language.ts';
import type { DraftCheck } from './draft-case.ts';
import { says } from './found-words.ts';
import { partsOfLetter } from './parts-of-letter.ts';
import type { NextStep } from './words/check-words.ts';
import { WORDS } from './words/index.ts';

/** What a reply of each kind has to say of what follows: one of these. */
const DUE: Readonly<Record<OpeningKind, readonly NextStep[]>> = {
  billing_error: ['passed_on'],
  likely_error: ['we_write', 'we_look', 'passed_on'],
  payment_issue: ['you_act', 'we_write', 'we_look', 'nothing_to_do', 'you_tell_us'],
  valid_but_confusing: ['nothing_to_do', 'you_tell_us', 'you_act'],
  no_anomaly: ['you_tell_us', 'you_act'],
  cannot_tell: ['we_write', 'we_look'],
  unresolved: ['you_tell_us', 'you_act'],
};

/** The customer knows what happens next, or what to do. */
export const nextStep: DraftCheck = {
  name: 'next-step',
  about: 'it says what happens next, or what the customer can do',
  faultsOfDraft(draft, given) {
    const { body } = partsOfLetter(draft, given);
    const { nextSteps } = WORDS[given.language];
    const due = DUE[given.kind];
    return due.some((step) => says(body.join('\n'), nextSteps[step]))
      ? []
      : [`it says none of: ${due.join(', ').replaceAll('_', ' ')}`];
  },
};
