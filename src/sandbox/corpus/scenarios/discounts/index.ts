import type { Scenario } from '../../scenario.ts';
import { DISCOUNTS_NOT_APPLIED } from './d1-discount-not-applied.ts';
import { DISCOUNTS_LOST_WITH_CHANGE } from './d2-lost-with-change.ts';
import { COUPONS_APPLIED_TWICE } from './d3-coupon-applied-twice.ts';
import { DISCOUNTS_STACKED } from './d4-discounts-stacked.ts';
import { DISCOUNTS_AFTER_THEIR_END } from './d5-discount-after-end.ts';
import { DISCOUNTS_TOO_SMALL } from './d6-discount-too-small.ts';
import { DISCOUNTS_OF_WRONG_SCOPE } from './d7-discount-wrong-scope.ts';
import { DISCOUNTS_STOPPED_EARLY } from './d8-stopped-early.ts';
import { DISCOUNTS_IN_OTHER_CURRENCY } from './d9-discount-other-currency.ts';
import { PROMISED_CREDITS_MISSING } from './d10-promised-credit-missing.ts';
import { CREDITS_NOT_APPLIED } from './d11-credit-not-applied.ts';
import { DEBTS_WITHOUT_CAUSE } from './d12-debt-without-cause.ts';
import { CREDITED_TWICE } from './d13-credited-twice.ts';
import { BILLING_CREDITS_NOT_USED } from './d14-billing-credits-not-used.ts';
import { DISCOUNTS_ENDED } from './v15-discount-ended.ts';
import { SMALL_AMOUNTS_CARRIED } from './v16-small-amount-carried.ts';
import { BALANCES_APPLIED } from './v23-balance-applied.ts';

export const DISCOUNTS_SCENARIOS: readonly Scenario[] = [
  ...DISCOUNTS_NOT_APPLIED,
  ...DISCOUNTS_LOST_WITH_CHANGE,
  ...COUPONS_APPLIED_TWICE,
  ...DISCOUNTS_STACKED,
  ...DISCOUNTS_AFTER_THEIR_END,
  ...DISCOUNTS_TOO_SMALL,
  ...DISCOUNTS_OF_WRONG_SCOPE,
  ...DISCOUNTS_STOPPED_EARLY,
  ...DISCOUNTS_IN_OTHER_CURRENCY,
  ...PROMISED_CREDITS_MISSING,
  ...CREDITS_NOT_APPLIED,
  ...DEBTS_WITHOUT_CAUSE,
  ...CREDITED_TWICE,
  ...BILLING_CREDITS_NOT_USED,
  ...DISCOUNTS_ENDED,
  ...SMALL_AMOUNTS_CARRIED,
  ...BALANCES_APPLIED,
];
