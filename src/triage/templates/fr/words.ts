import type { Voice } from '../language.ts';

const NUMBERS = ['zéro', 'une', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf'];

/** « trois », « 12 » : les petits nombres en lettres, au féminin (« factures »). */
export function numberWord(count: number): string {
  return NUMBERS[count] ?? String(count);
}

/** « deux fois ». */
export function times(count: number): string {
  return `${numberWord(count)} fois`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** « a », « a et b », « a, b et c ». */
export function enumerated(parts: readonly string[]): string {
  if (parts.length <= 1) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')} et ${parts[parts.length - 1]}`;
}

/** Chooses by tone alone: a friendly letter may still say `vous`, and then `pick` does not tell. */
export function byTone(v: Voice, formal: string, friendly: string): string {
  return v.tone === 'formal' ? formal : friendly;
}

/** « votre » or « ton », before a masculine word and before a feminine one with a vowel. */
export const ton = (v: Voice): string => v.pick('votre', 'ton');
export const Ton = (v: Voice): string => v.pick('Votre', 'Ton');
/** « votre » or « ta ». */
export const ta = (v: Voice): string => v.pick('votre', 'ta');
export const Ta = (v: Voice): string => v.pick('Votre', 'Ta');
/** « vos » or « tes ». */
export const tes = (v: Voice): string => v.pick('vos', 'tes');
/** « vous a » or « t'a ». */
export const youHas = (v: Voice): string => v.pick('vous a', "t'a");
