import type { FamilyTexts } from '../../language.ts';

/** English texts of rules about discounts and credits. */
export const discounts: FamilyTexts = {};
