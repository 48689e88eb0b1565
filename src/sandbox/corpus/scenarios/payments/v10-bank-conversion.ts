import type { Scenario } from '../../scenario.ts';
import { convertedByBank, orderBy, renewalBy } from './foreign-card.ts';

const row = 'V10';

export const BANK_CONVERSIONS: readonly Scenario[] = [
  convertedByBank(
    row,
    'V10/order',
    orderBy,
    (shown) =>
      `My bank took ${shown}, which is not the amount on your receipt. Where does the difference come from?`,
  ),
  convertedByBank(
    row,
    'V10/renewal',
    renewalBy,
    (shown) => `My card statement says ${shown} for your subscription. Is there a foreign transaction fee?`,
    true,
  ),
  convertedByBank(
    row,
    'V10/in-german',
    orderBy,
    (shown) => `Auf meiner Kreditkartenabrechnung stehen ${shown}. Warum weicht das vom Rechnungsbetrag ab?`,
  ),
];
