import type { FamilyTexts } from '../../language.ts';

/** German texts of rules about refunds, disputes, payments and currency. */
export const payments: FamilyTexts = {};
