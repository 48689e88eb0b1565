/** A ticket that names more days than this is a list, and the first ones say what it is about. */
export const MAX_CLAIMED_DATES = 10;

const DAY_SECONDS = 86_400;

/** The first letters of each month in English, German, Spanish and French, without accents. */
const MONTHS: readonly string[] = [
  'january jan januar janner enero ene janvier janv',
  'february feb februar febrero fevrier fevr',
  'march mar marz maerz marzo mars',
  'april apr abril abr avril avr',
  'may mai mayo',
  'june jun juni junio juin',
  'july jul juli julio juillet juil',
  'august aug agosto ago aout',
  'september sep sept septiembre septembre',
  'october oct oktober okt octubre octobre',
  'november nov noviembre novembre',
  'december dec dezember dez diciembre dic decembre',
];
const MONTH_OF = new Map(
  MONTHS.flatMap((names, month) => names.split(' ').map((name) => [name, month + 1] as const)),
);
const MONTH = `(?<month>${[...MONTH_OF.keys()].sort((a, b) => b.length - a.length).join('|')})`;
const YEAR = '(?:,? (?:de |del )?(?<year>(?:19|20)\\d\\d))?(?!\\d)';

const PATTERNS: readonly RegExp[] = [
  /(?<!\d)(?<year>(?:19|20)\d\d)-(?<number>\d{1,2})-(?<day>\d{1,2})(?!\d)/g,
  /(?<!\d)(?:(?<year>(?:19|20)\d\d)年)?(?<number>\d{1,2})月(?<day>\d{1,2})日/g,
  // With its last point or a year: "10.11" alone is a number.
  /(?<![\d.,])(?<day>\d{1,2})\. ?(?<number>\d{1,2})\.(?: ?(?<year>(?:19|20)\d\d)(?!\d)|(?!\d))/g,
  /(?<![\d/])(?<one>\d{1,2})\/(?<other>\d{1,2})(?:\/(?<year>(?:19|20)\d\d))?(?![\d/])/g,
  new RegExp(`(?<!\\d)(?<day>\\d{1,2})(?:st|nd|rd|th|er|\\.)? (?:of |de )?${MONTH}(?![a-z])\\.?${YEAR}`, 'g'),
  new RegExp(`(?<![a-z])${MONTH}\\.? (?:the )?(?<day>\\d{1,2})(?:st|nd|rd|th)?(?!\\d)${YEAR}`, 'g'),
];

/**
 * Days named in a text, as midnight UTC in Unix seconds, each once, earliest first. A day without a year is its last
 * one up to `reference`. "3/11" is left out, for it names one day in America and another in Europe. `text` is bounded
 * by the caller; the time taken is linear in it.
 */
export function datesIn(text: string, reference: number): readonly number[] {
  const plain = text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase();
  const dates = new Set<number>();
  for (const pattern of PATTERNS) {
    for (const { groups = {} } of plain.matchAll(pattern)) {
      if (dates.size >= MAX_CLAIMED_DATES) break;
      const date = dateOf(groups, reference);
      if (date !== null) dates.add(date);
    }
  }
  return [...dates].sort((a, b) => a - b);
}

function dateOf(groups: Readonly<Record<string, string | undefined>>, reference: number): number | null {
  const { year } = groups;
  const [month, day] = monthAndDay(groups);
  if (year !== undefined) return midnight(Number(year), month, day);
  const thisYear = new Date(reference * 1000).getUTCFullYear();
  const here = midnight(thisYear, month, day);
  return here !== null && here <= reference + DAY_SECONDS ? here : midnight(thisYear - 1, month, day);
}

function monthAndDay({
  month,
  number,
  day,
  one,
  other,
}: Readonly<Record<string, string | undefined>>): [number, number] {
  if (one !== undefined && other !== undefined) {
    const [a, b] = [Number(one), Number(other)];
    if (a > 12) return [b, a];
    return b > 12 || a === b ? [a, b] : [0, 0];
  }
  return [month === undefined ? Number(number) : (MONTH_OF.get(month) ?? 0), Number(day)];
}

/** Null for a day the calendar lacks. */
function midnight(year: number, month: number, day: number): number | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && month >= 1;
  return exists ? date.getTime() / 1000 : null;
}
