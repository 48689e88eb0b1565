import type { FamilyTexts } from '../../language.ts';

/** German texts of rules about being charged more than once. */
export const duplicates: FamilyTexts = {};
