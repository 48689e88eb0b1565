const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|z|[+-]\d{2}:?\d{2})?$/;

/** True for an IANA time zone name this runtime knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * Unix seconds of an ISO 8601 moment. A bare date is 00:00:00 in `timeZone`, and so is a date with a time but no
 * offset meant there. Null when the text is no such moment (31 February included).
 */
export function parseMoment(text: string, timeZone: string): number | null {
  const match = DATE.exec(text) ?? DATE_TIME.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((part) =>
    Number(match[part] ?? '0'),
  );
  const wall = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second);
  const read = new Date(wall);
  const sane =
    read.getUTCMonth() + 1 === month && read.getUTCDate() === day && (hour ?? 0) < 24 && (minute ?? 0) < 60;
  if (!sane) return null;
  const offset = match[7];
  if (offset === undefined) return (wall - zoneOffsetMs(wall, timeZone)) / 1000;
  return (wall - parseOffsetMs(offset)) / 1000;
}

function parseOffsetMs(offset: string): number {
  if (offset === 'Z' || offset === 'z') return 0;
  const sign = offset.startsWith('-') ? -1 : 1;
  const digits = offset.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
}

/** How far the zone's clocks are ahead of UTC when they show `wall`. */
function zoneOffsetMs(wall: number, timeZone: string): number {
  // Twice: the first guess may lie on the other side of a daylight-saving change.
  const first = offsetAt(wall, timeZone);
  return offsetAt(wall - first, timeZone);
}

function offsetAt(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(new Date(instant));
  const part = (type: string): number => Number(parts.find((entry) => entry.type === type)?.value ?? '0');
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - instant;
}
