import type { Scenario } from '../../scenario.ts';
import { ABOVE_AGREED_PRICE } from './e1-above-agreed-price.ts';
import { BILLED_AT_OTHER_PRICE } from './e2-other-price.ts';
import { MORE_SEATS_THAN_OWED } from './e4-too-many-seats.ts';

export const PRICES_SCENARIOS: readonly Scenario[] = [
  ...ABOVE_AGREED_PRICE,
  ...BILLED_AT_OTHER_PRICE,
  ...MORE_SEATS_THAN_OWED,
];
