import type { Scenario } from '../../scenario.ts';

export const DISCOUNTS_SCENARIOS: readonly Scenario[] = [];
