import type { Scenario } from '../../scenario.ts';
import { TAX_ON_EXEMPT } from './f1-tax-on-exempt-customer.ts';
import { REVERSE_CHARGE_NOT_APPLIED } from './f2-reverse-charge.ts';
import { OUTDATED_RATES } from './f7-outdated-rate.ts';

export const TAXES_SCENARIOS: readonly Scenario[] = [
  ...TAX_ON_EXEMPT,
  ...REVERSE_CHARGE_NOT_APPLIED,
  ...OUTDATED_RATES,
];
