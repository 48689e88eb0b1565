import type { Rule } from '../../rule.ts';
import { creditForUnpaidTime } from './credit-for-unpaid-time.ts';
import { planChangeProration } from './plan-change-proration.ts';
import { prorationAmountWrong } from './proration-amount-wrong.ts';
import { timeCreditedTwice } from './time-credited-twice.ts';
import { unusedTimeNotCredited } from './unused-time-not-credited.ts';

/** Rules about proration, in the order of the domain catalogue's rows. */
export const PRORATIONS_RULES: readonly Rule[] = [
  prorationAmountWrong,
  unusedTimeNotCredited,
  timeCreditedTwice,
  creditForUnpaidTime,
  planChangeProration,
];
