import { address } from './address.ts';
import { admissions } from './admissions.ts';
import { amount } from './amount.ts';
import { answer } from './answer.ts';
import { apology } from './apology.ts';
import { avoidedWords } from './avoided-words.ts';
import { blame } from './blame.ts';
import { calm } from './calm.ts';
import { day } from './day.ts';
import type { DraftCase, DraftCheck } from './draft-case.ts';
import { frame } from './frame.ts';
import { grounding } from './grounding.ts';
import { internals } from './internals.ts';
import { language } from './language.ts';
import { length } from './length.ts';
import { links } from './links.ts';
import { nextStep } from './next-step.ts';
import { plainForm } from './plain-form.ts';
import { promises } from './promises.ts';
import { reading } from './reading.ts';

export { type DraftCase, type DraftCheck, draftCaseOf } from './draft-case.ts';

/** Everything a reply to a customer is held to: what is in it, what must be, what must not, and how it reads. */
export const CHECKS: readonly DraftCheck[] = [
  grounding,
  language,
  amount,
  day,
  answer,
  nextStep,
  promises,
  admissions,
  blame,
  internals,
  avoidedWords,
  links,
  plainForm,
  frame,
  length,
  reading,
  apology,
  calm,
  address,
];

export interface DraftFault {
  readonly check: string;
  /** A short phrase that quotes what is wrong. */
  readonly what: string;
}

/**
 * Everything wrong with a draft, check by check; empty for one that can be sent as it stands. In another language than
 * the one wanted, nothing else of it can be judged.
 */
export function faultsOfDraft(draft: string, given: DraftCase): readonly DraftFault[] {
  const foreign = language.faultsOfDraft(draft, given);
  if (foreign.length > 0) return foreign.map((what) => ({ check: language.name, what }));
  return CHECKS.flatMap((check) =>
    check.faultsOfDraft(draft, given).map((what) => ({ check: check.name, what })),
  );
}
