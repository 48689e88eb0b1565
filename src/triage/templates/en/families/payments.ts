import type { FamilyTexts } from '../../language.ts';

/** English texts of rules about refunds, disputes, payments and currency. */
export const payments: FamilyTexts = {};
