import type { Rule } from '../../rule.ts';
import { amountChanged } from './amount-changed.ts';
import { billedOtherPrice } from './billed-other-price.ts';
import { billedThoughFree } from './billed-though-free.ts';
import { changeWithoutConsent } from './change-without-consent.ts';
import { chargedAboveAgreedPrice } from './charged-above-agreed-price.ts';
import { lineAmountWrong } from './line-amount-wrong.ts';
import { oneOffNotAgreed } from './one-off-not-agreed.ts';
import { priceChangeAnnounced } from './price-change-announced.ts';
import { quantityAboveOwed } from './quantity-above-owed.ts';
import { recurringLineChanged } from './recurring-line-changed.ts';
import { thresholdInvoice } from './threshold-invoice.ts';
import { thresholdUsageBilledAgain } from './threshold-usage-billed-again.ts';
import { usageOverbilled } from './usage-overbilled.ts';
import { usageTierReached } from './usage-tier-reached.ts';

/** Rules about price, plan, quantity and usage, in the order of the domain catalogue's rows. */
export const PRICES_RULES: readonly Rule[] = [
  chargedAboveAgreedPrice,
  billedOtherPrice,
  changeWithoutConsent,
  quantityAboveOwed,
  lineAmountWrong,
  usageOverbilled,
  thresholdUsageBilledAgain,
  oneOffNotAgreed,
  amountChanged,
  recurringLineChanged,
  billedThoughFree,
  usageTierReached,
  priceChangeAnnounced,
  thresholdInvoice,
];
