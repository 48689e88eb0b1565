import type { Scenario } from '../../scenario.ts';
import { PROMISED_REFUNDS_MISSING } from './g1-promised-refund-missing.ts';
import { REFUNDS_FAILED } from './g2-refund-failed.ts';
import { REFUNDS_TOO_SMALL } from './g3-refund-too-small.ts';
import { REFUNDED_TWICE } from './g4-refunded-twice.ts';
import { REFUNDS_AND_CHARGEBACKS } from './g5-refund-and-chargeback.ts';
import { WRONG_CURRENCIES } from './g6-wrong-currency.ts';
import { OTHER_AMOUNTS_ON_STATEMENTS } from './g7-other-amount-on-statement.ts';
import { HUNDREDFOLD_AMOUNTS } from './g8-hundredfold.ts';
import { ANOTHERS_CARDS } from './g9-anothers-card.ts';
import { RETRIED_THOUGH_PAID } from './g10-retried-though-paid.ts';
import { RETRY_STORMS } from './g11-retry-storm.ts';
import { VOID_INVOICES_PAID } from './g12-void-invoice-paid.ts';
import { UNRECOGNISED_DESCRIPTORS } from './g13-unrecognised-descriptor.ts';
import { DISPUTE_DEADLINES } from './g14-dispute-deadline.ts';
import { HOLDS } from './v1-authorization-hold.ts';
import { FAILED_THEN_RETRIED } from './v2-failed-then-retried.ts';
import { CARD_CHECKS } from './v3-card-verification.ts';
import { REFUNDS_ON_THEIR_WAY } from './v4-refund-in-transit.ts';
import { BANK_CONVERSIONS } from './v10-bank-conversion.ts';
import { CARDS_UPDATED } from './v24-card-updated.ts';
import { BACKUP_METHODS } from './v25-backup-method.ts';
import { ALREADY_RETURNED } from './v31-already-returned.ts';
import { PRESENTED_CURRENCIES } from './v33-presented-currency.ts';
import { NOT_YET_CHARGED } from './v34-not-yet-charged.ts';
import { OTHER_MERCHANTS } from './v35-another-merchant.ts';

export const PAYMENTS_SCENARIOS: readonly Scenario[] = [
  ...PROMISED_REFUNDS_MISSING,
  ...REFUNDS_FAILED,
  ...REFUNDS_TOO_SMALL,
  ...REFUNDED_TWICE,
  ...REFUNDS_AND_CHARGEBACKS,
  ...WRONG_CURRENCIES,
  ...OTHER_AMOUNTS_ON_STATEMENTS,
  ...HUNDREDFOLD_AMOUNTS,
  ...ANOTHERS_CARDS,
  ...RETRIED_THOUGH_PAID,
  ...RETRY_STORMS,
  ...VOID_INVOICES_PAID,
  ...UNRECOGNISED_DESCRIPTORS,
  ...DISPUTE_DEADLINES,
  ...HOLDS,
  ...FAILED_THEN_RETRIED,
  ...CARD_CHECKS,
  ...REFUNDS_ON_THEIR_WAY,
  ...BANK_CONVERSIONS,
  ...CARDS_UPDATED,
  ...BACKUP_METHODS,
  ...ALREADY_RETURNED,
  ...PRESENTED_CURRENCIES,
  ...NOT_YET_CHARGED,
  ...OTHER_MERCHANTS,
];
