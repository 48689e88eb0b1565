import type { Scenario } from '../../scenario.ts';

export const PRORATIONS_SCENARIOS: readonly Scenario[] = [];
