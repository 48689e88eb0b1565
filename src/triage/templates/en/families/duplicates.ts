import type { FamilyTexts } from '../../language.ts';

/** English texts of rules about being charged more than once. */
export const duplicates: FamilyTexts = {};
