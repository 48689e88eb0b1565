import type { StoredCorrection } from '../../../db/corrections/index.ts';
import type { CorrectionState } from '../../corrections/states.ts';
import { correctionWords } from '../../corrections/words.ts';

/** Shapes, not colours alone: each state is told from the others by its symbol and its words. */
const TITLES: Readonly<Record<CorrectionState, string>> = {
  proposed: '⏳ To approve',
  awaiting_second: '⏳ A second approval is needed',
  approved: '☑️ Approved',
  executing: '☑️ Approved, under way',
  executed: '✅ Done',
  simulated: '🧪 Dry run done',
  rejected: '🚫 Rejected',
  withdrawn: '↩️ Withdrawn',
  expired: '⌛ Expired',
  refused: '⛔ Refused, nothing was moved',
  stale: '⛔ Out of date, nothing was moved',
  unknown: '❓ Sent, outcome not known yet',
  partly_executed: '⚠️ Done in part',
  needs_person: '🙋 Needs a person',
  reversed_by_stripe: '⚠️ Failed at the bank afterwards',
  abandoned: '🚫 Given up',
};

/** A correction's state and what it is, in one line. */
export function cardTitle({ state, drafted }: Pick<StoredCorrection, 'state' | 'drafted'>): string {
  return `${TITLES[state]}: ${correctionWords(drafted)}`;
}
