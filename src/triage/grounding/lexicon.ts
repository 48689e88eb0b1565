/** Languages whose figures, dates and promises can be read: the ones a model may write to customers in. */
export const GROUNDED_LANGUAGES = ['en', 'de', 'es', 'fr', 'ja'] as const;
export type GroundedLanguage = (typeof GROUNDED_LANGUAGES)[number];

export function isGroundedLanguage(code: string): code is GroundedLanguage {
  return GROUNDED_LANGUAGES.some((known) => known === code);
}

export const DURATION_UNITS = ['minute', 'hour', 'business_day', 'day', 'week', 'month', 'year'] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

/**
 * How one language writes figures. Words are lower case after NFKC; patterns are sources of regular expressions
 * that are matched without regard to case. What a lexicon does not know is either read as a bare count, which the
 * evidence must hold, or is no figure at all.
 */
export interface Lexicon {
  readonly language: GroundedLanguage;
  /** Twelve lists of spellings, January first, without the dot of an abbreviation. */
  readonly months: readonly (readonly string[])[];
  /** Month names that are other words as well: read as a month only beside a day, a year or `monthIntro`. */
  readonly ambiguousMonths: ReadonlySet<string>;
  /** What stands before a month's name, e.g. "in", "im". */
  readonly monthIntro: string;
  /** Seven lists of spellings, Sunday first. */
  readonly weekdays: readonly (readonly string[])[];
  /** Days of a month in words, e.g. "tenth", beside the cardinals. */
  readonly dayWords: Readonly<Record<string, number>>;
  /** Between day and month, e.g. "of", "de". */
  readonly dayOf: string;
  /** After a day's digits, e.g. "st|nd|rd|th". */
  readonly dayMark: string;
  /** A day without its month, its digits as the one group, e.g. "on the 10th", "le 10"; null where none can be told. */
  readonly bareDay: string | null;
  /** Spellings of a whole number from 2 to 999, hyphens as spaces. */
  spell(value: number): readonly string[];
  /** Words of scale after a number, e.g. thousand. */
  readonly scales: Readonly<Record<string, number>>;
  /** Number words that are other words as well: read as a number only before a unit or a plural. */
  readonly weakNumbers: ReadonlySet<string>;
  /** E.g. "twice" → 2. Allowed where `negation` stands near: "you were not charged twice". */
  readonly multiples: Readonly<Record<string, number>>;
  readonly negation: string;
  /** After a number that says how often, e.g. "times". */
  readonly times: string;
  readonly units: Readonly<Record<DurationUnit, string>>;
  /** Words that may stand between a number and its unit. */
  readonly fillers: string;
  readonly percent: string;
  /** Currency words, each with the currencies it may mean. */
  readonly currencies: Readonly<Record<string, readonly string[]>>;
  /** Hundredths of the currency, e.g. "cents?". */
  readonly hundredths: string;
  /** Between two figures that share a unit, e.g. "5 to 10 business days". */
  readonly connectors: string;
  /** Promises of something that nothing has executed. */
  readonly promises: readonly RegExp[];
  /** A return of money told as on its way: a promise too, unless it was executed. */
  readonly arrivals: readonly RegExp[];
  /** Something told as our error: allowed only where one is proved. */
  readonly admissions: readonly RegExp[];
  /** A return of money told as done: allowed only where it was. */
  readonly done: readonly RegExp[];
}
