import type { Rule } from '../../rule.ts';
import { changesPileUp } from './changes-pile-up.ts';
import { chargedAboveQuote } from './charged-above-quote.ts';
import { creditForUnpaidTime } from './credit-for-unpaid-time.ts';
import { downgradeNotCredited } from './downgrade-not-credited.ts';
import { fullPriceForPart } from './full-price-for-part.ts';
import { planChangeProration } from './plan-change-proration.ts';
import { prorationAmountWrong } from './proration-amount-wrong.ts';
import { residualProration } from './residual-proration.ts';
import { timeCreditedTwice } from './time-credited-twice.ts';
import { unusedTimeNotCredited } from './unused-time-not-credited.ts';

/** Rules about proration, in the order of the domain catalogue's rows. */
export const PRORATIONS_RULES: readonly Rule[] = [
  prorationAmountWrong,
  unusedTimeNotCredited,
  timeCreditedTwice,
  creditForUnpaidTime,
  chargedAboveQuote,
  fullPriceForPart,
  downgradeNotCredited,
  changesPileUp,
  residualProration,
  planChangeProration,
];
