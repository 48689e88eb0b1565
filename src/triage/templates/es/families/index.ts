import type { FamilyTexts } from '../../language.ts';
import { discounts } from './discounts.ts';
import { duplicates } from './duplicates.ts';
import { lifecycle } from './lifecycle.ts';
import { payments } from './payments.ts';
import { prices } from './prices.ts';
import { prorations } from './prorations.ts';
import { taxes } from './taxes.ts';

/** Spanish texts by family of the catalogue. */
export const families: FamilyTexts = {
  ...duplicates,
  ...lifecycle,
  ...prorations,
  ...discounts,
  ...prices,
  ...taxes,
  ...payments,
};
