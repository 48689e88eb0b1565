import type { Scenario } from '../../scenario.ts';
import { ABOVE_AGREED_PRICE } from './e1-above-agreed-price.ts';
import { BILLED_AT_OTHER_PRICE } from './e2-other-price.ts';
import { CHANGES_WITHOUT_CONSENT } from './e3-change-without-consent.ts';
import { MORE_SEATS_THAN_OWED } from './e4-too-many-seats.ts';
import { TIERS_ADDED_UP_WRONGLY } from './e5-tiers-wrong.ts';
import { PACKAGES_COUNTED_WRONGLY } from './e6-packages-wrong.ts';
import { USAGE_BILLED_ABOVE_METER } from './e7-usage-doubled.ts';
import { THRESHOLD_USAGE_BILLED_AGAIN } from './e8-threshold-billed-again.ts';
import { ONE_OFFS_NOT_AGREED } from './e9-one-off-not-agreed.ts';
import { AMOUNTS_THAT_JUMPED } from './e10-amount-jumped.ts';
import { LINES_THAT_CAME_OR_WENT } from './e11-line-appeared.ts';
import { ABOVE_THE_MINIMUM } from './e12-minimum-exceeded.ts';
import { BILLED_THOUGH_FREE } from './e13-free-billed.ts';
import { ANOTHER_TIER_REACHED } from './v11-tier-reached.ts';
import { NEW_PRICES_AGREED } from './v17-new-price.ts';
import { THRESHOLD_INVOICES } from './v28-threshold-invoice.ts';

export const PRICES_SCENARIOS: readonly Scenario[] = [
  ...ABOVE_AGREED_PRICE,
  ...BILLED_AT_OTHER_PRICE,
  ...CHANGES_WITHOUT_CONSENT,
  ...MORE_SEATS_THAN_OWED,
  ...TIERS_ADDED_UP_WRONGLY,
  ...PACKAGES_COUNTED_WRONGLY,
  ...USAGE_BILLED_ABOVE_METER,
  ...THRESHOLD_USAGE_BILLED_AGAIN,
  ...ONE_OFFS_NOT_AGREED,
  ...AMOUNTS_THAT_JUMPED,
  ...LINES_THAT_CAME_OR_WENT,
  ...ABOVE_THE_MINIMUM,
  ...BILLED_THOUGH_FREE,
  ...ANOTHER_TIER_REACHED,
  ...NEW_PRICES_AGREED,
  ...THRESHOLD_INVOICES,
];
