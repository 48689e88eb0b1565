import type { FamilyTexts } from '../../language.ts';

/** English texts of rules about price, quantity and usage. */
export const prices: FamilyTexts = {};
