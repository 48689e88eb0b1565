import type { Scenario } from '../../scenario.ts';

export const DUPLICATES_SCENARIOS: readonly Scenario[] = [];
