import type { Rule } from '../../rule.ts';
import { alreadyReturned } from './already-returned.ts';
import { authorizationHold } from './authorization-hold.ts';
import { cardVerification } from './card-verification.ts';
import { failedAttemptRetried } from './failed-attempt-retried.ts';
import { notInThisAccount } from './not-in-this-account.ts';
import { notYetCharged } from './not-yet-charged.ts';
import { refundAndChargeback } from './refund-and-chargeback.ts';
import { refundFailed } from './refund-failed.ts';
import { refundInTransit } from './refund-in-transit.ts';

/** Rules about refunds, disputes, payments and currency, in the order of the domain catalogue's rows. */
export const PAYMENTS_RULES: readonly Rule[] = [
  refundFailed,
  refundAndChargeback,
  authorizationHold,
  failedAttemptRetried,
  cardVerification,
  refundInTransit,
  alreadyReturned,
  notYetCharged,
  notInThisAccount,
];
