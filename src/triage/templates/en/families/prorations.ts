import type { FamilyTexts } from '../../language.ts';

/** English texts of rules about prorations. */
export const prorations: FamilyTexts = {};
