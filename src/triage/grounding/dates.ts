import type { Lexicon } from './lexicon.ts';
import type { Found } from './links.ts';
import { vocabularyOf } from './numerals.ts';
import { blanked, pattern } from './plain-text.ts';
import type { Figure, PartialDate, Reading } from './reading.ts';

const MONTHS_IN_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const NOT_IN_WORD = '(?<![\\p{L}\\p{N}])';
const WORD_ENDS = '(?![\\p{L}\\p{N}])';

/** Dates, months, weekdays and times of day. Numeric dates that can be read two ways get both readings. */
export function findDates(text: string, lexicon: Lexicon): Found {
  const finders = lexicon.language === 'ja' ? JAPANESE : writtenFinders(lexicon);
  const figures: Figure[] = [];
  let rest = text;
  for (const { regex, read } of [...NUMERIC, ...finders]) {
    for (const match of rest.matchAll(regex)) {
      const found = read(match);
      if (found.length === 0) continue;
      figures.push(...found.map((readings) => ({ text: match[0].trim(), at: match.index, readings })));
      rest = blanked(rest, match.index, match.index + match[0].length);
    }
  }
  return { figures, rest };
}

interface Finder {
  readonly regex: RegExp;
  /** Readings of each figure in the match; none when it is no date after all. */
  read(match: RegExpMatchArray): readonly (readonly Reading[])[];
}

function date(
  year: number | null,
  month: number,
  day: number | null,
  weekday: number | null = null,
): Reading[] {
  const valid =
    month >= 1 && month <= 12 && (day === null || (day >= 1 && day <= (MONTHS_IN_DAYS[month - 1] ?? 0)));
  const partial: PartialDate = { year, month, day };
  return valid ? [{ kind: 'date', date: partial, weekday }] : [];
}

const fullYear = (digits: string): number => (digits.length === 2 ? 2000 + Number(digits) : Number(digits));

function oneFigure(readings: readonly Reading[]): readonly (readonly Reading[])[] {
  return readings.length === 0 ? [] : [readings];
}

const NUMERIC: readonly Finder[] = [
  {
    regex:
      /(?<![\p{L}\p{N}_-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z| ?UTC)?)?(?![\p{N}_-])/gu,
    read: ([, year, , month, day]) => oneFigure(date(Number(year), Number(month), Number(day))),
  },
  {
    regex: /(?<![\p{L}\p{N}_.,/-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\p{N}_/-])/gu,
    read: ([, first, , second, year = '']) =>
      oneFigure([
        ...date(fullYear(year), Number(second), Number(first)),
        ...date(fullYear(year), Number(first), Number(second)),
      ]),
  },
  {
    regex: /(?<![\p{L}\p{N}_.,/-])(\d{1,2})\/(\d{1,2})(?![\p{N}_/])/gu,
    read: ([, first, second]) =>
      oneFigure([...date(null, Number(second), Number(first)), ...date(null, Number(first), Number(second))]),
  },
  {
    regex: /(?<![\p{L}\p{N}_.,/-])(\d{1,2}):(\d{2})(?::\d{2})?(?: ?([ap])\.?m\b\.?)?/giu,
    read: ([, hour, minute, half]) => [[{ kind: 'time', value: clock(Number(hour), Number(minute), half) }]],
  },
];

function clock(hour: number, minute: number, half: string | undefined): string {
  const shift =
    half?.toLowerCase() === 'p' && hour < 12 ? 12 : half?.toLowerCase() === 'a' && hour === 12 ? -12 : 0;
  return `${String(hour + shift).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

const finders = new Map<Lexicon, readonly Finder[]>();

function writtenFinders(lexicon: Lexicon): readonly Finder[] {
  const known = finders.get(lexicon);
  if (known !== undefined) return known;
  const made = makeFinders(lexicon);
  finders.set(lexicon, made);
  return made;
}

/** Longer spellings first, so that "sept" does not end a match inside "september". */
function alternatives(words: readonly string[]): string {
  const escaped = (word: string): string =>
    word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '[ -]');
  return [...words]
    .sort((a, b) => b.length - a.length)
    .map(escaped)
    .join('|');
}

function makeFinders(lexicon: Lexicon): readonly Finder[] {
  const monthOf = indexed(lexicon.months);
  const weekdayOf = indexed(lexicon.weekdays);
  const dayOf = dayNumbers(lexicon);
  const monthWords = alternatives([...monthOf.keys()]);
  const safeMonths = alternatives([...monthOf.keys()].filter((name) => !lexicon.ambiguousMonths.has(name)));
  const dayWords = alternatives([...dayOf.keys()]);
  const weekdays = alternatives([...weekdayOf.keys()].filter((name) => name.length > 2));
  const mark = `(?:${lexicon.dayMark})?`;
  /** What makes the number before it something else than a day. */
  const counted = [
    lexicon.percent,
    ...Object.values(lexicon.units),
    ...Object.keys(lexicon.currencies),
    lexicon.times,
  ].join('|');
  const day = `(?:\\d{1,2}${mark}|${dayWords})`;
  const connector = ` ?(?:,|&|-|\\b(?:${lexicon.connectors})\\b) ?(?:(?:am|vom|zum|the|le|el|du|au|al) )?`;
  const weekday = `(?:${NOT_IN_WORD}(${weekdays})\\.?,? ?(?:(?:the|den|dem|le|el) )?)?`;
  const of = lexicon.dayOf === '' ? ' ?' : ` ?(?:(?:${lexicon.dayOf}) )?`;
  const year = `(?:,? ?(?:(?:de|del) )?(\\d{4})${WORD_ENDS})?`;
  const month = (name = ''): number => (monthOf.get(name.toLowerCase()) ?? -1) + 1;
  const days = (list = ''): number[] =>
    [...list.matchAll(pattern(day, 'g'))].map(
      ([text]) => dayOf.get(text.toLowerCase()) ?? Number.parseInt(text, 10),
    );
  const dates = (
    list: string | undefined,
    name: string | undefined,
    yearText: string | undefined,
    on?: string,
  ) => {
    const at = yearText === undefined ? null : Number(yearText);
    return days(list).map((one, index) =>
      date(
        at,
        month(name),
        one,
        index === 0 && on !== undefined ? (weekdayOf.get(on.toLowerCase()) ?? null) : null,
      ),
    );
  };
  const complete = (found: readonly Reading[][]) => (found.every((one) => one.length > 0) ? found : []);
  return [
    {
      // 10 November 2026 · 10. und 12. November · del 10 al 12 de noviembre de 2026
      regex: pattern(
        `${weekday}${NOT_IN_WORD}((?:${day}${connector}){0,5}${day})${of}(${monthWords})${WORD_ENDS}\\.?${year}`,
        'g',
      ),
      read: ([, on, list, name, yearText]) => complete(dates(list, name, yearText, on)),
    },
    ...(lexicon.language === 'en'
      ? [
          {
            // November 10, 2026 · Nov 10th and 12th
            regex: pattern(
              `${weekday}${NOT_IN_WORD}(${monthWords})${WORD_ENDS}\\.? (?:the )?(${day}(?![\\p{N}]|[.,:]\\d)(?: ?(?:-|and|to|or|through|&) ?(?:the )?\\d{1,2}${mark}(?! ?[%\\p{L}\\p{N}]|[.,:]\\d)){0,5})(?:,? (\\d{4})${WORD_ENDS})?`,
              'g',
            ),
            read: ([, on, name, list, yearText]: RegExpMatchArray) =>
              complete(dates(list, name, yearText, on)),
          },
        ]
      : []),
    {
      // November 2026 · noviembre de 2026
      regex: pattern(`${NOT_IN_WORD}(${monthWords})${WORD_ENDS}\\.?,?${of}(\\d{4})${WORD_ENDS}`, 'g'),
      read: ([, name, yearText]) => oneFigure(date(Number(yearText), month(name), null)),
    },
    {
      regex: pattern(
        `(?:${NOT_IN_WORD}(?:${lexicon.monthIntro}) (${monthWords})|${NOT_IN_WORD}(${safeMonths}))${WORD_ENDS}`,
        'g',
      ),
      read: ([, introduced, plain]) => oneFigure(date(null, month(introduced ?? plain), null)),
    },
    ...(lexicon.bareDay === null
      ? []
      : [
          {
            // on the 10th · am 10. · le 10 — and perhaps no day at all, but a count
            regex: pattern(
              `${NOT_IN_WORD}${lexicon.bareDay}(?![\\p{L}\\p{N}]|[.,:]\\d| ?(?:[%€$£¥]|${counted}))`,
              'g',
            ),
            read: ([, one = '']: RegExpMatchArray): readonly (readonly Reading[])[] =>
              Number(one) >= 1 && Number(one) <= 31
                ? [
                    [
                      { kind: 'day', day: Number(one) },
                      { kind: 'count', value: String(Number(one)) },
                    ],
                  ]
                : [],
          },
        ]),
    ...(lexicon.language === 'de'
      ? [
          {
            // 10.11.
            regex: /(?<![\p{L}\p{N}_.,/-])(\d{1,2})\.(\d{1,2})\.(?![\p{N}_/-])/gu,
            read: ([, one, two]: RegExpMatchArray) => oneFigure(date(null, Number(two), Number(one))),
          },
        ]
      : []),
    {
      regex: pattern(`${NOT_IN_WORD}(${weekdays})${WORD_ENDS}`, 'g'),
      read: ([, name = '']) => {
        const weekdayIndex = weekdayOf.get(name.toLowerCase());
        return weekdayIndex === undefined ? [] : [[{ kind: 'weekday', weekday: weekdayIndex }]];
      },
    },
  ];
}

function indexed(lists: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  return new Map(lists.flatMap((words, index) => words.map((word) => [word, index] as const)));
}

function dayNumbers(lexicon: Lexicon): ReadonlyMap<string, number> {
  const cardinals = [...vocabularyOf(lexicon)].filter(([, value]) => value <= 31);
  return new Map([...cardinals, ...Object.entries(lexicon.dayWords)]);
}

const JAPANESE_WEEKDAYS = '日月火水木金土';
const JAPANESE: readonly Finder[] = [
  {
    // 2026年11月10日(火) · 11月10日と12日
    regex:
      /(?:(\d{4})年 ?)?(\d{1,2})月 ?(\d{1,2})日(?: ?\(([日月火水木金土])(?:曜日?)?\))?((?: ?(?:と|、|・|から|~|〜|-|および|及び) ?\d{1,2}日(?![間以後前ほ程か])){0,5})/gu,
    read: ([, year, month, day, on, more = '']) => {
      const at = year === undefined ? null : Number(year);
      const weekday = on === undefined ? null : JAPANESE_WEEKDAYS.indexOf(on);
      const others = [...more.matchAll(/\d{1,2}/g)].map(([one]) => date(at, Number(month), Number(one)));
      const all = [date(at, Number(month), Number(day), weekday), ...others];
      return all.every((one) => one.length > 0) ? all : [];
    },
  },
  {
    regex: /(?:(\d{4})年 ?)?(\d{1,2})月(?!間)/gu,
    read: ([, year, month]) => oneFigure(date(year === undefined ? null : Number(year), Number(month), null)),
  },
  {
    regex: /(\d{4})年(?![間以後前])/gu,
    read: ([, year = '']) => [[{ kind: 'count', value: year }]],
  },
  {
    regex: /(?<!\d)(\d{1,2})日(?![間以後前ほ程か分])/gu,
    read: ([, day]) => [
      [
        { kind: 'day', day: Number(day) },
        { kind: 'duration', value: Number(day), unit: 'day' },
      ],
    ],
  },
  {
    regex: /([日月火水木金土])曜/gu,
    read: ([, on = '']) => [[{ kind: 'weekday', weekday: JAPANESE_WEEKDAYS.indexOf(on) }]],
  },
];
