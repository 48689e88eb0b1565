import type { Rule } from '../../rule.ts';
import { taxOnExemptCustomer } from './tax-on-exempt-customer.ts';

/** Rules about tax, in the order of the domain catalogue's rows. */
export const TAXES_RULES: readonly Rule[] = [taxOnExemptCustomer];
