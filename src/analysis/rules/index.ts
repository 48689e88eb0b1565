import type { Rule } from '../rule.ts';
import { DISCOUNTS_RULES } from './discounts/index.ts';
import { DUPLICATES_RULES } from './duplicates/index.ts';
import { LEAKAGE_RULES } from './leakage/index.ts';
import { LIFECYCLE_RULES } from './lifecycle/index.ts';
import { PAYMENTS_RULES } from './payments/index.ts';
import { PRICES_RULES } from './prices/index.ts';
import { PRORATIONS_RULES } from './prorations/index.ts';
import { TAXES_RULES } from './taxes/index.ts';

/** The catalogue: one folder for each family of the domain catalogue. */
export const RULES: readonly Rule[] = [
  ...DUPLICATES_RULES,
  ...LIFECYCLE_RULES,
  ...PRORATIONS_RULES,
  ...DISCOUNTS_RULES,
  ...PRICES_RULES,
  ...TAXES_RULES,
  ...PAYMENTS_RULES,
  ...LEAKAGE_RULES,
];

/** Which rules cover which row, e.g. `A1` → `['duplicate-charge']`. */
export const RULES_BY_ROW: ReadonlyMap<string, readonly string[]> = new Map(
  [...new Set(RULES.flatMap((rule) => rule.rows))].map((row) => [
    row,
    RULES.filter((rule) => rule.rows.includes(row)).map((rule) => rule.id),
  ]),
);
