import type { FamilyTexts } from '../../language.ts';

/** German texts of rules about price, quantity and usage. */
export const prices: FamilyTexts = {};
