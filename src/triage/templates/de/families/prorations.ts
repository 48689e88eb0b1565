import type { FamilyTexts } from '../../language.ts';

/** German texts of rules about prorations. */
export const prorations: FamilyTexts = {};
