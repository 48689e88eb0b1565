import type { FamilyTexts } from '../../language.ts';

/** German texts of rules about tax. */
export const taxes: FamilyTexts = {};
