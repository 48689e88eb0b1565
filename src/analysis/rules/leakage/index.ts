import type { Rule } from '../../rule.ts';

/** Rules about under-billing, for finance only, in the order of the domain catalogue's rows. */
export const LEAKAGE_RULES: readonly Rule[] = [];
