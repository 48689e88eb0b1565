import type { Rule } from '../../rule.ts';
import { alreadyReturned } from './already-returned.ts';
import { anothersCardCharged } from './anothers-card-charged.ts';
import { authorizationHold } from './authorization-hold.ts';
import { backupMethodUsed } from './backup-method-used.ts';
import { bankConversion } from './bank-conversion.ts';
import { cardUpdated } from './card-updated.ts';
import { cardVerification } from './card-verification.ts';
import { descriptorNotRecognised } from './descriptor-not-recognised.ts';
import { failedAttemptRetried } from './failed-attempt-retried.ts';
import { hundredfoldAmount } from './hundredfold-amount.ts';
import { notInThisAccount } from './not-in-this-account.ts';
import { notYetCharged } from './not-yet-charged.ts';
import { paidInOwnCurrency } from './paid-in-own-currency.ts';
import { promisedRefundMissing } from './promised-refund-missing.ts';
import { refundAndChargeback } from './refund-and-chargeback.ts';
import { refundFailed } from './refund-failed.ts';
import { refundInTransit } from './refund-in-transit.ts';
import { refundedTwice } from './refunded-twice.ts';
import { voidInvoicePaid } from './void-invoice-paid.ts';
import { wrongCurrency } from './wrong-currency.ts';

/** Rules about refunds, disputes, payments and currency, in the order of the domain catalogue's rows. */
export const PAYMENTS_RULES: readonly Rule[] = [
  promisedRefundMissing,
  refundFailed,
  refundedTwice,
  refundAndChargeback,
  wrongCurrency,
  hundredfoldAmount,
  anothersCardCharged,
  voidInvoicePaid,
  descriptorNotRecognised,
  authorizationHold,
  failedAttemptRetried,
  cardVerification,
  refundInTransit,
  bankConversion,
  cardUpdated,
  backupMethodUsed,
  alreadyReturned,
  paidInOwnCurrency,
  notYetCharged,
  notInThisAccount,
];
