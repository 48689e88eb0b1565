/** Where and how a reader tells the time. */
export interface Reader {
  /** IANA name. */
  readonly tz: string;
  readonly locale: string;
}

const DAY_SECONDS = 86_400;

/**
 * Fills a date's format (`{date_short_pretty} {time}`) as Slack does, in the reader's own time zone. `timestamp` and `now` are
 * Unix seconds. Null where the format has a token Slack does not know: then its fallback is shown.
 */
export function formatSlackDate(
  timestamp: number,
  format: string,
  reader: Reader,
  now: number,
): string | null {
  const tokens = format.match(/\{[a-z_]+\}/g) ?? [];
  if (tokens.some((token) => !Object.hasOwn(TOKENS, token))) return null;
  return format.replace(/\{[a-z_]+\}/g, (token) => TOKENS[token]?.(timestamp, reader, now) ?? token);
}

/** When a message was posted, e.g. `10:04`. */
export function clockTime(timestamp: number, reader: Reader): string {
  return inZone(timestamp, reader, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** The day of a message for the line above it, e.g. `Today` or `Friday, November 20`. */
export function dayName(timestamp: number, reader: Reader, now: number): string {
  const name =
    nearbyDay(timestamp, reader, now) ??
    inZone(timestamp, reader, { weekday: 'long', month: 'long', day: 'numeric' });
  return name.charAt(0).toUpperCase() + name.slice(1);
}

type Token = (timestamp: number, reader: Reader, now: number) => string;

const long: Intl.DateTimeFormatOptions = { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' };
const medium: Intl.DateTimeFormatOptions = { month: 'long', day: 'numeric', year: 'numeric' };
const short: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric', year: 'numeric' };
const written =
  (options: Intl.DateTimeFormatOptions): Token =>
  (timestamp, reader) =>
    inZone(timestamp, reader, options);
/** `today`, `yesterday` or `tomorrow` where it is one of them. */
const pretty =
  (options: Intl.DateTimeFormatOptions): Token =>
  (timestamp, reader, now) =>
    nearbyDay(timestamp, reader, now) ?? inZone(timestamp, reader, options);

const TOKENS: Readonly<Record<string, Token>> = {
  '{date_num}': (timestamp, reader) => isoDay(timestamp, reader),
  '{date_slash}': written({ year: 'numeric', month: '2-digit', day: '2-digit' }),
  '{date}': written(medium),
  '{date_pretty}': pretty(medium),
  '{date_short}': written(short),
  '{date_short_pretty}': pretty(short),
  '{date_long}': written(long),
  '{date_long_pretty}': pretty(long),
  '{day_divider_pretty}': (timestamp, reader, now) => dayName(timestamp, reader, now),
  '{time}': (timestamp, reader) => clockTime(timestamp, reader),
  '{time_secs}': written({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }),
  '{ago}': (timestamp, _, now) => ago(now - timestamp),
};

function nearbyDay(timestamp: number, reader: Reader, now: number): string | null {
  const day = isoDay(timestamp, reader);
  if (day === isoDay(now, reader)) return 'today';
  if (day === isoDay(now - DAY_SECONDS, reader)) return 'yesterday';
  return day === isoDay(now + DAY_SECONDS, reader) ? 'tomorrow' : null;
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', DAY_SECONDS],
  ['hour', 3_600],
  ['minute', 60],
];

function ago(seconds: number): string {
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  const [unit, size] = UNITS.find(([, one]) => Math.abs(seconds) >= one) ?? (['second', 1] as const);
  return relative.format(-Math.round(seconds / size), unit);
}

/** `2026-11-21` in the reader's time zone. */
function isoDay(timestamp: number, { tz }: Reader): string {
  return inZone(timestamp, { tz, locale: 'en-CA' }, { year: 'numeric', month: '2-digit', day: '2-digit' });
}

function inZone(timestamp: number, { tz, locale }: Reader, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { timeZone: tz, ...options }).format(timestamp * 1_000);
}
