import type { Scenario } from '../../scenario.ts';

export const TAXES_SCENARIOS: readonly Scenario[] = [];
