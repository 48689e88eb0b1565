import type { Rule } from '../../rule.ts';
import { balanceApplied } from './balance-applied.ts';
import { balanceDebitWithoutCause } from './balance-debit-without-cause.ts';
import { billingCreditsNotUsed } from './billing-credits-not-used.ts';
import { couponAppliedTwice } from './coupon-applied-twice.ts';
import { creditBalanceNotApplied } from './credit-balance-not-applied.ts';
import { creditedTwice } from './credited-twice.ts';
import { discountAfterEnd } from './discount-after-end.ts';
import { discountEnded } from './discount-ended.ts';
import { discountLost } from './discount-lost.ts';
import { discountNotApplied } from './discount-not-applied.ts';
import { discountOtherCurrency } from './discount-other-currency.ts';
import { discountTooSmall } from './discount-too-small.ts';
import { discountWrongScope } from './discount-wrong-scope.ts';
import { discountsStacked } from './discounts-stacked.ts';
import { promisedCreditMissing } from './promised-credit-missing.ts';

/** Rules about discounts and credits granted, in the order of the domain catalogue's rows. */
export const DISCOUNTS_RULES: readonly Rule[] = [
  discountNotApplied,
  discountLost,
  couponAppliedTwice,
  discountsStacked,
  discountAfterEnd,
  discountTooSmall,
  discountWrongScope,
  discountOtherCurrency,
  promisedCreditMissing,
  creditBalanceNotApplied,
  balanceDebitWithoutCause,
  creditedTwice,
  billingCreditsNotUsed,
  discountEnded,
  balanceApplied,
];
