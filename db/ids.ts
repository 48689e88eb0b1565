import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

let lastMs = 0;
let withinMs = 0;

/**
 * A new id such as `an_01k9…`: prefix, 10 characters of milliseconds, 3 of order within the millisecond, 16 random
 * (80 bits). Later ids sort after earlier ones of this process; none can be guessed from another.
 */
export function newId(prefix: IdPrefix, nowMs: number): string {
  const ms = Math.max(nowMs, lastMs);
  withinMs = ms === lastMs ? withinMs + 1 : 0;
  lastMs = ms;
  let random = '';
  for (const byte of randomBytes(16)) random += ALPHABET[byte & 31];
  return `${prefix}_${base32(ms, 10)}${base32(withinMs, 3)}${random}`;
}

/** in = inbox, job, an = analysis, fi = finding. */
export type IdPrefix = 'in' | 'job' | 'an' | 'fi';

function base32(value: number, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32))
    text = ALPHABET.charAt(rest % 32) + text;
  return text;
}
