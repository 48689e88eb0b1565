import { randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

const RANDOM_CHARACTERS = 16;

/** Random bytes, drawn in bulk: asking the system for each id would cost more than storing it. */
const pool = new Uint8Array(RANDOM_CHARACTERS * 256);
let used = pool.length;

let fill: (bytes: Uint8Array) => void = randomFillSync;

let lastMs = 0;
let withinMs = 0;

/** Starts over with bytes from `source` in place of the system's: only for a simulation, whose runs must repeat. */
export function drawIdsFrom(source: (bytes: Uint8Array) => void): void {
  fill = source;
  used = pool.length;
  lastMs = 0;
  withinMs = 0;
}

/**
 * A new id such as `an_01k9…`: prefix, 10 characters of milliseconds, 3 of order within the millisecond, 16 random
 * (80 bits). Later ids sort after earlier ones of this process; none can be guessed from another.
 */
export function newId(prefix: IdPrefix, nowMs: number): string {
  const ms = Math.max(nowMs, lastMs);
  withinMs = ms === lastMs ? withinMs + 1 : 0;
  lastMs = ms;
  return `${prefix}_${base32(ms, 10)}${base32(withinMs, 3)}${randomCharacters()}`;
}

function randomCharacters(): string {
  if (used === pool.length) {
    fill(pool);
    used = 0;
  }
  let text = '';
  for (const end = used + RANDOM_CHARACTERS; used < end; used += 1) text += ALPHABET[(pool[used] ?? 0) & 31];
  return text;
}

/** in = inbox, job, an = analysis, fi = finding, rq = request in Slack, co = correction, de = decision, ca = act, ef = effect, mu = request to a model. */
export type IdPrefix = 'in' | 'job' | 'an' | 'fi' | 'rq' | 'co' | 'de' | 'ca' | 'ef' | 'mu';

function base32(value: number, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32))
    text = ALPHABET.charAt(rest % 32) + text;
  return text;
}
