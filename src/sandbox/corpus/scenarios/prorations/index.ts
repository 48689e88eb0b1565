import type { Scenario } from '../../scenario.ts';
import { UPGRADES } from './v19-upgrade.ts';

export const PRORATIONS_SCENARIOS: readonly Scenario[] = [...UPGRADES];
