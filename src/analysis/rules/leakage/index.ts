import type { Rule } from '../../rule.ts';
import { belowCurrentPrice } from './below-current-price.ts';
import { fewerSeatsBilled } from './fewer-seats-billed.ts';
import { longTrial } from './long-trial.ts';
import { pauseWithoutEnd } from './pause-without-end.ts';
import { periodNotInvoiced } from './period-not-invoiced.ts';
import { promotionOutlived } from './promotion-outlived.ts';
import { subscriptionNeverStarted } from './subscription-never-started.ts';
import { taxNotCharged } from './tax-not-charged.ts';
import { unpaidWhileServed } from './unpaid-while-served.ts';

/** Rules about under-billing, for finance only, in the order of the domain catalogue's rows. */
export const LEAKAGE_RULES: readonly Rule[] = [
  periodNotInvoiced,
  unpaidWhileServed,
  promotionOutlived,
  belowCurrentPrice,
  longTrial,
  pauseWithoutEnd,
  taxNotCharged,
  fewerSeatsBilled,
  subscriptionNeverStarted,
];
