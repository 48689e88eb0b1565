import type { Scenario } from '../../scenario.ts';

export const PAYMENTS_SCENARIOS: readonly Scenario[] = [];
