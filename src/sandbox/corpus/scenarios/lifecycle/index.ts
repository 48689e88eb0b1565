import type { Scenario } from '../../scenario.ts';
import { CHARGED_AFTER_CANCELLATION } from './b1-charged-after-cancellation.ts';
import { CHARGED_DURING_TRIAL } from './b4-charged-during-trial.ts';
import { CHARGED_BEFORE_CANCELLATION } from './v6-charged-before-cancellation.ts';
import { TRIALS_CONVERTED } from './v22-trial-converted.ts';

export const LIFECYCLE_SCENARIOS: readonly Scenario[] = [
  ...CHARGED_AFTER_CANCELLATION,
  ...CHARGED_DURING_TRIAL,
  ...CHARGED_BEFORE_CANCELLATION,
  ...TRIALS_CONVERTED,
];
