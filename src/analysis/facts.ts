import type { Fact, Facts } from './finding.ts';
import { shownText } from './wording.ts';

/** Builders of the values the writer renders; amounts in minor units, times in Unix seconds. */
export const fact = {
  money: (amount: number, currency: string): Fact => ({ kind: 'money', amount, currency }),
  date: (at: number): Fact => ({ kind: 'date', at }),
  count: (value: number): Fact => ({ kind: 'count', value }),
  /** Decimal string, e.g. "12.5". */
  percent: (value: string): Fact => ({ kind: 'percent', value }),
  /** Foreign text, brought to one bounded line. */
  text: (text: string): Fact => ({ kind: 'text', text: shownText(text) }),
  id: (id: string): Fact => ({ kind: 'id', id }),
} as const;

/** The facts that are known: a value that is `undefined` is left out. */
export function knownFacts(facts: Readonly<Record<string, Fact | undefined>>): Facts {
  return Object.fromEntries(
    Object.entries(facts).filter((entry): entry is [string, Fact] => entry[1] !== undefined),
  );
}
