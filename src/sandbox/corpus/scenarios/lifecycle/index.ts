import type { Scenario } from '../../scenario.ts';
import { CHARGED_AFTER_CANCELLATION } from './b1-charged-after-cancellation.ts';
import { CANCEL_REQUESTS_NOT_EXECUTED } from './b2-cancel-request-not-executed.ts';
import { CHARGED_AFTER_ACCOUNT_CLOSED } from './b3-charged-after-account-closed.ts';
import { CHARGED_DURING_TRIAL } from './b4-charged-during-trial.ts';
import { CHARGED_AFTER_CANCELLED_TRIAL } from './b5-charged-after-cancelled-trial.ts';
import { TRIALS_SHORTER_THAN_PROMISED } from './b6-trial-shorter-than-promised.ts';
import { CHARGED_WHILE_PAUSED } from './b7-charged-while-paused.ts';
import { REACTIVATED_BY_MISTAKE } from './b8-reactivated-by-mistake.ts';
import { RENEWED_AT_OTHER_INTERVAL } from './b9-renewed-at-other-interval.ts';
import { RENEWED_TOO_EARLY } from './b10-renewed-too-early.ts';
import { BACKDATED_STARTS_BILLED_TWICE } from './b11-backdated-start-billed-twice.ts';
import { REFUNDS_ON_CANCEL_MISSING } from './b12-refund-on-cancel-missing.ts';
import { REMOVED_SEATS_BILLED } from './b13-removed-seat-billed.ts';
import { PHASES_OFF_SCHEDULE } from './b14-phase-off-schedule.ts';
import { CHANGES_THAT_ARE_RIGHT } from './changes-that-are-right.ts';
import { LIFECYCLE_LOOK_ALIKES } from './look-alikes.ts';
import { ANNUAL_RENEWALS } from './v5-annual-renewal.ts';
import { CHARGED_BEFORE_CANCELLATION } from './v6-charged-before-cancellation.ts';
import { USAGE_AFTER_CANCELLATIONS } from './v7-usage-after-cancellation.ts';
import { BILLING_DATES_CHANGED } from './v12-billing-date-changed.ts';
import { AGREED_BACKDATINGS } from './v13-agreed-backdating.ts';
import { NOTHING_BACK_ON_CANCEL } from './v14-nothing-back-on-cancel.ts';
import { TRIALS_CONVERTED } from './v22-trial-converted.ts';
import { RESUMED_AFTER_PAUSES } from './v27-resumed-after-pause.ts';
import { SHORTER_MONTHS } from './v29-shorter-month.ts';
import { DAYS_DIFFER_BY_TIME_ZONE } from './v32-day-differs-by-time-zone.ts';

export const LIFECYCLE_SCENARIOS: readonly Scenario[] = [
  ...CHARGED_AFTER_CANCELLATION,
  ...CANCEL_REQUESTS_NOT_EXECUTED,
  ...CHARGED_AFTER_ACCOUNT_CLOSED,
  ...CHARGED_DURING_TRIAL,
  ...CHARGED_AFTER_CANCELLED_TRIAL,
  ...TRIALS_SHORTER_THAN_PROMISED,
  ...CHARGED_WHILE_PAUSED,
  ...REACTIVATED_BY_MISTAKE,
  ...RENEWED_AT_OTHER_INTERVAL,
  ...RENEWED_TOO_EARLY,
  ...BACKDATED_STARTS_BILLED_TWICE,
  ...REFUNDS_ON_CANCEL_MISSING,
  ...REMOVED_SEATS_BILLED,
  ...PHASES_OFF_SCHEDULE,
  ...ANNUAL_RENEWALS,
  ...CHARGED_BEFORE_CANCELLATION,
  ...USAGE_AFTER_CANCELLATIONS,
  ...AGREED_BACKDATINGS,
  ...NOTHING_BACK_ON_CANCEL,
  ...BILLING_DATES_CHANGED,
  ...TRIALS_CONVERTED,
  ...RESUMED_AFTER_PAUSES,
  ...SHORTER_MONTHS,
  ...CHANGES_THAT_ARE_RIGHT,
  ...LIFECYCLE_LOOK_ALIKES,
  ...DAYS_DIFFER_BY_TIME_ZONE,
];
