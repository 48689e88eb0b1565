import type { Scenario } from '../../scenario.ts';
import { PRORATIONS_THAT_ARE_WRONG } from './c1-amount-wrong.ts';
import { UNUSED_TIME_NOT_CREDITED } from './c2-unused-time-not-credited.ts';
import { TIME_CREDITED_TWICE } from './c3-time-credited-twice.ts';
import { CREDITS_FOR_UNPAID_TIME } from './c4-credit-for-unpaid-time.ts';
import { CHARGED_ABOVE_QUOTE } from './c5-charged-above-quote.ts';
import { FULL_PRICE_FOR_PART } from './c6-full-price.ts';
import { DOWNGRADES_NOT_CREDITED } from './c7-downgrade-not-credited.ts';
import { CHANGES_THAT_PILE_UP } from './c8-changes-pile-up.ts';
import { LEFT_OVER_AFTER_END, RESIDUAL_PRORATIONS } from './c9-residual-proration.ts';
import { UPGRADES } from './v19-upgrade.ts';
import { SEATS_CHANGED, WAITED_FOR_THE_RENEWAL } from './v20-v21-changes.ts';

export const PRORATIONS_SCENARIOS: readonly Scenario[] = [
  ...PRORATIONS_THAT_ARE_WRONG,
  ...UNUSED_TIME_NOT_CREDITED,
  ...TIME_CREDITED_TWICE,
  ...CREDITS_FOR_UNPAID_TIME,
  ...CHARGED_ABOVE_QUOTE,
  ...FULL_PRICE_FOR_PART,
  ...DOWNGRADES_NOT_CREDITED,
  ...CHANGES_THAT_PILE_UP,
  ...RESIDUAL_PRORATIONS,
  ...LEFT_OVER_AFTER_END,
  ...UPGRADES,
  ...WAITED_FOR_THE_RENEWAL,
  ...SEATS_CHANGED,
];
