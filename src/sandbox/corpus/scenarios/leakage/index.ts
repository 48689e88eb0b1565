import type { Scenario } from '../../scenario.ts';
import { PERIODS_NOT_INVOICED } from './h1-period-not-invoiced.ts';
import { UNPAID_WHILE_SERVED } from './h2-unpaid-while-served.ts';
import { LONG_TRIALS } from './h5-long-trial.ts';
import { PAUSES_WITHOUT_END } from './h6-pause-without-end.ts';
import { NEVER_STARTED } from './h9-never-started.ts';

export const LEAKAGE_SCENARIOS: readonly Scenario[] = [
  ...PERIODS_NOT_INVOICED,
  ...UNPAID_WHILE_SERVED,
  ...LONG_TRIALS,
  ...PAUSES_WITHOUT_END,
  ...NEVER_STARTED,
];
