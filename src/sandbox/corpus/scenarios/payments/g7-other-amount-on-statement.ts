import { formatAmount } from '../../../ledger/arithmetic.ts';
import type { Scenario } from '../../scenario.ts';
import { convertedByBank, orderBy, renewalBy } from './foreign-card.ts';

const row = 'G7';

export const OTHER_AMOUNTS_ON_STATEMENTS: readonly Scenario[] = [
  convertedByBank(
    row,
    'G7/both-amounts-named',
    orderBy,
    (shown, { amount, currency }) =>
      `Your receipt says ${formatAmount(amount, currency, 'en-US')}, my card statement says ${shown}. You took too much.`,
  ),
  convertedByBank(
    row,
    'G7/renewal',
    renewalBy,
    (shown) => `Why is there ${shown} on my bank statement? That is not the price I signed up for.`,
    true,
  ),
  convertedByBank(
    row,
    'G7/card-named',
    orderBy,
    (shown, charge) =>
      `My card ending in ${charge.payment_method_details?.card?.last4 ?? ''} was debited ${shown}. The exchange rate seems wrong.`,
  ),
];
