import type { Scenario } from '../../scenario.ts';
import { TAX_ON_EXEMPT } from './f1-tax-on-exempt-customer.ts';
import { REVERSE_CHARGE_NOT_APPLIED } from './f2-reverse-charge.ts';
import { WRONG_PLACES } from './f3-wrong-place.ts';
import { TAXED_ON_TOP } from './f4-included-and-on-top.ts';
import { TWO_TAX_ENGINES } from './f5-two-engines.ts';
import { TAX_ADDED_LATER } from './f6-tax-added-later.ts';
import { OUTDATED_RATES } from './f7-outdated-rate.ts';
import { TAX_AMOUNTS_WRONG } from './f8-tax-amount-wrong.ts';
import { RETURNED_WITHOUT_TAX } from './f9-returned-without-tax.ts';
import { WRONG_TAX_CATEGORIES } from './f10-wrong-tax-category.ts';
import { TAX_BEGAN } from './v18-tax-began.ts';

export const TAXES_SCENARIOS: readonly Scenario[] = [
  ...TAX_ON_EXEMPT,
  ...REVERSE_CHARGE_NOT_APPLIED,
  ...WRONG_PLACES,
  ...TAXED_ON_TOP,
  ...TWO_TAX_ENGINES,
  ...TAX_ADDED_LATER,
  ...OUTDATED_RATES,
  ...TAX_AMOUNTS_WRONG,
  ...RETURNED_WITHOUT_TAX,
  ...WRONG_TAX_CATEGORIES,
  ...TAX_BEGAN,
];
