import type { Rule } from '../../rule.ts';
import { chargedAfterCancellation } from './charged-after-cancellation.ts';
import { chargedBeforeCancellation } from './charged-before-cancellation.ts';
import { chargedDuringTrial } from './charged-during-trial.ts';
import { trialConverted } from './trial-converted.ts';

/** Rules about cancellation, trial, pause and renewal, in the order of the domain catalogue's rows. */
export const LIFECYCLE_RULES: readonly Rule[] = [
  chargedAfterCancellation,
  chargedDuringTrial,
  chargedBeforeCancellation,
  trialConverted,
];
