import type { Voice } from '../language.ts';

const NUMBERS = ['cero', 'una', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve'];

/** «tres», «12»: números pequeños en letra, en femenino («facturas»). */
export function numberWord(count: number): string {
  return NUMBERS[count] ?? String(count);
}

/** «dos veces». */
export function times(count: number): string {
  return count === 1 ? 'una vez' : `${numberWord(count)} veces`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** «a», «a y b», «a, b y c». */
export function enumerated(parts: readonly string[]): string {
  if (parts.length <= 1) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')} y ${parts[parts.length - 1]}`;
}

/** «su», «tu». */
export const your = (v: Voice): string => v.pick('su', 'tu');
export const Your = (v: Voice): string => v.pick('Su', 'Tu');
/** «se le», «se te»: lo que le ocurrió, sin decir a quién se debe. */
export const toYou = (v: Voice): string => v.pick('le', 'te');
