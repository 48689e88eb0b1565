import type { FamilyTexts } from '../../language.ts';

/** German texts of rules about discounts and credits. */
export const discounts: FamilyTexts = {};
