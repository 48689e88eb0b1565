import type { Scenario } from '../../scenario.ts';
import { ABOVE_AGREED_PRICE } from './e1-above-agreed-price.ts';

export const PRICES_SCENARIOS: readonly Scenario[] = [...ABOVE_AGREED_PRICE];
