import type { Scenario } from '../../scenario.ts';

export const LIFECYCLE_SCENARIOS: readonly Scenario[] = [];
