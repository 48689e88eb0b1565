import type { FamilyTexts } from '../../language.ts';

/** English texts of rules about tax. */
export const taxes: FamilyTexts = {};
