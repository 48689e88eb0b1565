import { isoMinute } from '../../analysis/wording.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago, in its largest whole unit, e.g. `5 min`, `3 h`, `12 d`. */
export function ageOf(ms: number): string {
  if (ms < HOUR_MS) return `${Math.max(0, Math.floor(ms / MINUTE_MS))} min`;
  return ms < 2 * DAY_MS ? `${Math.floor(ms / HOUR_MS)} h` : `${Math.floor(ms / DAY_MS)} d`;
}

/** The UTC minute of Unix milliseconds, e.g. `2026-11-21 09:00 UTC`. */
export function minuteOf(ms: number): string {
  return isoMinute(Math.floor(ms / 1_000));
}
