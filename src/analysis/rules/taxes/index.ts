import type { Rule } from '../../rule.ts';
import { outdatedTaxRate } from './outdated-tax-rate.ts';
import { returnedWithoutTax } from './returned-without-tax.ts';
import { reverseChargeNotApplied } from './reverse-charge-not-applied.ts';
import { taxAddedLater } from './tax-added-later.ts';
import { taxAmountWrong } from './tax-amount-wrong.ts';
import { taxBegan } from './tax-began.ts';
import { taxOnExemptCustomer } from './tax-on-exempt-customer.ts';
import { taxedInWrongPlace } from './taxed-in-wrong-place.ts';
import { taxedTwice } from './taxed-twice.ts';
import { wrongTaxCategory } from './wrong-tax-category.ts';

/** Rules about tax, in the order of the domain catalogue's rows. */
export const TAXES_RULES: readonly Rule[] = [
  taxOnExemptCustomer,
  reverseChargeNotApplied,
  taxedInWrongPlace,
  taxedTwice,
  taxAddedLater,
  outdatedTaxRate,
  taxAmountWrong,
  returnedWithoutTax,
  wrongTaxCategory,
  taxBegan,
];
