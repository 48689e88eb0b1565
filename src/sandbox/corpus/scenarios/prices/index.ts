import type { Scenario } from '../../scenario.ts';

export const PRICES_SCENARIOS: readonly Scenario[] = [];
