import type { Scenario } from '../../scenario.ts';

export const LEAKAGE_SCENARIOS: readonly Scenario[] = [];
