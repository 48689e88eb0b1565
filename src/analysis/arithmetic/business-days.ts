const DAY_SECONDS = 86_400;
/** A working year: nothing in billing takes longer, and the walk below stays short. */
const BUSINESS_DAYS_MAX = 260;

/**
 * The same time of day `days` business days after `from` (Unix seconds, UTC). Business days are Monday to Friday;
 * public holidays differ by country and are not known here.
 */
export function addBusinessDays(from: number, days: number): number {
  let left = Math.min(Math.max(0, Math.floor(days)), BUSINESS_DAYS_MAX);
  let at = from;
  while (left > 0) {
    at += DAY_SECONDS;
    const weekday = new Date(at * 1000).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return at;
}
