import type { Scenario } from '../../scenario.ts';
import { DUPLICATE_CHARGES } from './a1-duplicate-charge.ts';
import { OVERPAID_INVOICES } from './a2-invoice-overpaid.ts';
import { CHARGED_ON_TWO_RECORDS } from './a3-charged-on-two-records.ts';
import { DUPLICATE_SUBSCRIPTIONS } from './a4-duplicate-subscription.ts';
import { OLD_PLANS_LEFT_RUNNING } from './a5-old-plan-left-running.ts';
import { PERIODS_INVOICED_TWICE } from './a6-period-invoiced-twice.ts';
import { ONE_OFFS_BILLED_TWICE } from './a7-one-off-billed-twice.ts';
import { ONE_TIME_FEES_AGAIN } from './a8-one-time-fee-again.ts';
import { PAID_OUTSIDE_AND_CHARGED } from './a9-paid-outside-and-charged.ts';
import { CHARGED_AGAIN_BY_BATCH } from './a10-charged-again-by-batch.ts';
import { SEVERAL_SUBSCRIPTIONS } from './v9-several-subscriptions.ts';
import { CHARGES_CLOSE_TOGETHER } from './v26-charges-close-together.ts';
import { PAID_IN_PARTS } from './v30-paid-in-parts.ts';

export const DUPLICATES_SCENARIOS: readonly Scenario[] = [
  ...DUPLICATE_CHARGES,
  ...OVERPAID_INVOICES,
  ...CHARGED_ON_TWO_RECORDS,
  ...DUPLICATE_SUBSCRIPTIONS,
  ...OLD_PLANS_LEFT_RUNNING,
  ...PERIODS_INVOICED_TWICE,
  ...ONE_OFFS_BILLED_TWICE,
  ...ONE_TIME_FEES_AGAIN,
  ...PAID_OUTSIDE_AND_CHARGED,
  ...CHARGED_AGAIN_BY_BATCH,
  ...SEVERAL_SUBSCRIPTIONS,
  ...CHARGES_CLOSE_TOGETHER,
  ...PAID_IN_PARTS,
];
