import { assert } from '../../../assert.ts';
import type { Scenario } from '../scenario.ts';
import { DISCOUNTS_SCENARIOS } from './discounts/index.ts';
import { DUPLICATES_SCENARIOS } from './duplicates/index.ts';
import { LEAKAGE_SCENARIOS } from './leakage/index.ts';
import { LIFECYCLE_SCENARIOS } from './lifecycle/index.ts';
import { PAYMENTS_SCENARIOS } from './payments/index.ts';
import { PRICES_SCENARIOS } from './prices/index.ts';
import { PRORATIONS_SCENARIOS } from './prorations/index.ts';
import { TAXES_SCENARIOS } from './taxes/index.ts';

/** Every scenario, in the order of the families. */
export const SCENARIOS: readonly Scenario[] = [
  ...DUPLICATES_SCENARIOS,
  ...LIFECYCLE_SCENARIOS,
  ...PRORATIONS_SCENARIOS,
  ...DISCOUNTS_SCENARIOS,
  ...PRICES_SCENARIOS,
  ...TAXES_SCENARIOS,
  ...PAYMENTS_SCENARIOS,
  ...LEAKAGE_SCENARIOS,
];

/** The scenarios of each row that has any, rows in the order of {@link SCENARIOS}. */
export const SCENARIOS_BY_ROW: ReadonlyMap<string, readonly Scenario[]> = byRow();

function byRow(): Map<string, Scenario[]> {
  const rows = new Map<string, Scenario[]>();
  const ids = new Set<string>();
  for (const scenario of SCENARIOS) {
    assert(!ids.has(scenario.id), 'a scenario has an id of its own', { id: scenario.id });
    assert(scenario.id.startsWith(`${scenario.row}/`), "a scenario's id begins with its row", {
      id: scenario.id,
    });
    ids.add(scenario.id);
    const list = rows.get(scenario.row);
    if (list === undefined) rows.set(scenario.row, [scenario]);
    else list.push(scenario);
  }
  return rows;
}
