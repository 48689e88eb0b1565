import type { Rule } from '../../rule.ts';
import { planChangeProration } from './plan-change-proration.ts';

/** Rules about proration, in the order of the domain catalogue's rows. */
export const PRORATIONS_RULES: readonly Rule[] = [planChangeProration];
