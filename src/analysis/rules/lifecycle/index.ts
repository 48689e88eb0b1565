import type { Rule } from '../../rule.ts';
import { agreedBackdating } from './agreed-backdating.ts';
import { annualRenewal } from './annual-renewal.ts';
import { billingDateChanged } from './billing-date-changed.ts';
import { cancelRequestNotExecuted } from './cancel-request-not-executed.ts';
import { chargedAfterAccountClosed } from './charged-after-account-closed.ts';
import { chargedAfterCancellation } from './charged-after-cancellation.ts';
import { chargedAfterCancelledTrial } from './charged-after-cancelled-trial.ts';
import { chargedBeforeCancellation } from './charged-before-cancellation.ts';
import { chargedDuringTrial } from './charged-during-trial.ts';
import { chargedWhilePaused } from './charged-while-paused.ts';
import { dayDiffersByTimeZone } from './day-differs-by-time-zone.ts';
import { noRefundOnCancel } from './no-refund-on-cancel.ts';
import { phaseOffSchedule } from './phase-off-schedule.ts';
import { reactivatedByMistake } from './reactivated-by-mistake.ts';
import { refundOnCancelMissing } from './refund-on-cancel-missing.ts';
import { removedSeatBilled } from './removed-seat-billed.ts';
import { renewedAtOtherInterval } from './renewed-at-other-interval.ts';
import { renewedTooEarly } from './renewed-too-early.ts';
import { resumedAfterPause } from './resumed-after-pause.ts';
import { shorterMonth } from './shorter-month.ts';
import { trialConverted } from './trial-converted.ts';
import { trialShorterThanPromised } from './trial-shorter-than-promised.ts';
import { usageAfterCancellation } from './usage-after-cancellation.ts';

/** Rules about cancellation, trial, pause and renewal, in the order of the domain catalogue's rows. */
export const LIFECYCLE_RULES: readonly Rule[] = [
  chargedAfterCancellation,
  cancelRequestNotExecuted,
  chargedAfterAccountClosed,
  chargedDuringTrial,
  chargedAfterCancelledTrial,
  trialShorterThanPromised,
  chargedWhilePaused,
  reactivatedByMistake,
  renewedAtOtherInterval,
  renewedTooEarly,
  refundOnCancelMissing,
  removedSeatBilled,
  phaseOffSchedule,
  annualRenewal,
  chargedBeforeCancellation,
  usageAfterCancellation,
  billingDateChanged,
  agreedBackdating,
  noRefundOnCancel,
  trialConverted,
  resumedAfterPause,
  shorterMonth,
  dayDiffersByTimeZone,
];
