import type { Rule } from '../rule.ts';
import { alreadyReturned } from './already-returned.ts';
import { authorizationHold } from './authorization-hold.ts';
import { cardVerification } from './card-verification.ts';
import { chargedAboveAgreedPrice } from './charged-above-agreed-price.ts';
import { chargedAfterCancellation } from './charged-after-cancellation.ts';
import { chargedBeforeCancellation } from './charged-before-cancellation.ts';
import { chargedDuringTrial } from './charged-during-trial.ts';
import { couponAppliedTwice } from './coupon-applied-twice.ts';
import { discountEnded } from './discount-ended.ts';
import { discountNotApplied } from './discount-not-applied.ts';
import { duplicateCharge } from './duplicate-charge.ts';
import { duplicateSubscription } from './duplicate-subscription.ts';
import { failedAttemptRetried } from './failed-attempt-retried.ts';
import { invoiceOverpaid } from './invoice-overpaid.ts';
import { notInThisAccount } from './not-in-this-account.ts';
import { notYetCharged } from './not-yet-charged.ts';
import { periodInvoicedTwice } from './period-invoiced-twice.ts';
import { planChangeProration } from './plan-change-proration.ts';
import { refundAndChargeback } from './refund-and-chargeback.ts';
import { refundFailed } from './refund-failed.ts';
import { refundInTransit } from './refund-in-transit.ts';
import { taxOnExemptCustomer } from './tax-on-exempt-customer.ts';
import { trialConverted } from './trial-converted.ts';

/** The catalogue, in the order of the domain catalogue's rows: errors first, then explanations. */
export const RULES: readonly Rule[] = [
  duplicateCharge,
  invoiceOverpaid,
  duplicateSubscription,
  periodInvoicedTwice,
  chargedAfterCancellation,
  chargedDuringTrial,
  discountNotApplied,
  couponAppliedTwice,
  chargedAboveAgreedPrice,
  taxOnExemptCustomer,
  refundFailed,
  refundAndChargeback,
  authorizationHold,
  failedAttemptRetried,
  cardVerification,
  refundInTransit,
  chargedBeforeCancellation,
  discountEnded,
  planChangeProration,
  trialConverted,
  alreadyReturned,
  notYetCharged,
  notInThisAccount,
];

/** Which rules cover which row, e.g. `A1` → `['duplicate-charge']`. */
export const RULES_BY_ROW: ReadonlyMap<string, readonly string[]> = new Map(
  [...new Set(RULES.flatMap((rule) => rule.rows))].map((row) => [
    row,
    RULES.filter((rule) => rule.rows.includes(row)).map((rule) => rule.id),
  ]),
);
