import type { FamilyTexts } from '../../language.ts';

/** German texts of rules about cancellation, trial, pause and renewal. */
export const lifecycle: FamilyTexts = {};
