import type { Scenario } from '../../scenario.ts';
import { PERIODS_NOT_INVOICED } from './h1-period-not-invoiced.ts';
import { UNPAID_WHILE_SERVED } from './h2-unpaid-while-served.ts';
import { PROMOTIONS_OUTLIVED } from './h3-promotion-outlived.ts';
import { BELOW_CURRENT_PRICE } from './h4-below-current-price.ts';
import { LONG_TRIALS } from './h5-long-trial.ts';
import { PAUSES_WITHOUT_END } from './h6-pause-without-end.ts';
import { TAX_NOT_CHARGED } from './h7-tax-not-charged.ts';
import { FEWER_SEATS_BILLED } from './h8-fewer-seats.ts';
import { NEVER_STARTED } from './h9-never-started.ts';

export const LEAKAGE_SCENARIOS: readonly Scenario[] = [
  ...PERIODS_NOT_INVOICED,
  ...UNPAID_WHILE_SERVED,
  ...PROMOTIONS_OUTLIVED,
  ...BELOW_CURRENT_PRICE,
  ...LONG_TRIALS,
  ...PAUSES_WITHOUT_END,
  ...TAX_NOT_CHARGED,
  ...FEWER_SEATS_BILLED,
  ...NEVER_STARTED,
];
