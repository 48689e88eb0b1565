import { type Evidence, type EvidenceDate, withoutPhrases } from './evidence.ts';
import type { GroundedLanguage } from './lexicon.ts';
import type { Figure, PartialDate, Reading } from './reading.ts';
import { MAX_SCANNED_CHARACTERS, scanFigures } from './scan-figures.ts';

/** Something a text states that the evidence does not hold. */
export interface Violation {
  readonly kind: Reading['kind'];
  /** As it stands in the text. */
  readonly value: string;
  /** Place in the plain text, in characters. */
  readonly at: number;
}

/**
 * Every figure of `text` that the evidence does not hold, in the order of their places; empty when all of it is
 * grounded. Deterministic, and on the safe side: what cannot be read is a violation.
 */
export function checkGrounding(
  text: string,
  language: GroundedLanguage,
  evidence: Evidence,
): readonly Violation[] {
  if (text.length > MAX_SCANNED_CHARACTERS) {
    return [{ kind: 'unreadable', value: `${text.length} characters`, at: MAX_SCANNED_CHARACTERS }];
  }
  return scanFigures(withoutPhrases(text, evidence.phrases), language)
    .filter(({ readings }) => !readings.some((reading) => isGrounded(reading, evidence)))
    .map((figure) => ({ kind: kindOf(figure), value: figure.text, at: figure.at }));
}

function kindOf({ readings }: Figure): Reading['kind'] {
  return readings[0]?.kind ?? 'unreadable';
}

/** How long banks take to show a refund (Stripe, "Refunds": 5 to 10 business days): said without being asked. */
const STANDARD_DURATIONS: ReadonlySet<string> = new Set(['business_day 5', 'business_day 10']);

function isGrounded(reading: Reading, evidence: Evidence): boolean {
  switch (reading.kind) {
    case 'amount':
      return isKnownAmount(reading.value, reading.currencies, evidence);
    case 'percent':
      return evidence.percents.has(reading.value);
    case 'duration': {
      const duration = `${reading.unit} ${reading.value}`;
      return evidence.durations.has(duration) || STANDARD_DURATIONS.has(duration);
    }
    case 'count':
      return isKnownCount(reading.value, evidence);
    case 'date':
      return evidence.dates.some((known) => agrees(reading.date, known, reading.weekday));
    case 'day':
      return evidence.dates.some(({ day }) => day === reading.day);
    case 'weekday':
      return evidence.dates.some((known) => weekdayOf(known) === reading.weekday);
    case 'time':
      return evidence.times.has(reading.value);
    case 'id':
      return evidence.names.has(reading.value);
    case 'link':
      return evidence.links.has(reading.value);
    case 'unreadable':
      return false;
  }
}

function isKnownAmount(value: string, currencies: readonly string[], evidence: Evidence): boolean {
  const meant = currencies.includes('*') ? evidence.currencies : currencies;
  return [...meant].some((currency) => evidence.amounts.has(`${currency} ${value}`));
}

/** "one" is an article in most languages; a year is a date; decimals without a currency are an amount. */
function isKnownCount(value: string, evidence: Evidence): boolean {
  if (value === '1' || evidence.counts.has(value) || evidence.names.has(value)) return true;
  if (evidence.dates.some(({ year }) => String(year) === value)) return true;
  return value.includes('.') && isKnownAmount(value, ['*'], evidence);
}

function agrees(told: PartialDate, known: EvidenceDate, weekday: number | null): boolean {
  return (
    told.month === known.month &&
    (told.year === null || told.year === known.year) &&
    (told.day === null || told.day === known.day) &&
    (weekday === null || weekday === weekdayOf(known))
  );
}

/** 0 is Sunday; null for a month without a day. */
function weekdayOf({ year, month, day }: EvidenceDate): number | null {
  return day === null ? null : new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}
