import type { Finding } from '../../../src/analysis/finding.ts';
import type { PartialDate } from '../../../src/triage/grounding/reading.ts';
import { scanFigures } from '../../../src/triage/grounding/scan-figures.ts';
import type { DraftCheck } from './draft-case.ts';

/**
 * The day of what is told first is named, so that the customer finds it on their statement; where several bills are
 * concerned, how many they are is enough.
 */
export const day: DraftCheck = {
  name: 'day',
  about: 'the day of what is told first is named, so that it can be found on a statement',
  faultsOfDraft(draft, { told: [first], language }) {
    if (first === undefined) return [];
    const due = daysOf(first.main);
    // Two plans that run side by side are about no day.
    if (due.length === 0 || !isAboutMoney(first.main)) return [];
    const figures = scanFigures(draft, language);
    const named = figures.flatMap(({ readings }) =>
      readings.flatMap((reading): readonly (PartialDate | number)[] =>
        reading.kind === 'date' ? [reading.date] : reading.kind === 'day' ? [reading.day] : [],
      ),
    );
    const isCounted = figures.some(({ readings }) =>
      readings.some((reading) => reading.kind === 'count' && reading.value === billsOf(first.main)),
    );
    const isNamed = due.some((one) =>
      named.some((told) => (typeof told === 'number' ? told === one.day : isSameDay(told, one))),
    );
    return isNamed || isCounted ? [] : [`no day of ${first.main.rule} is named`];
  },
};

const isAboutMoney = ({ facts }: Finding): boolean =>
  Object.values(facts).some(({ kind }) => kind === 'money');

function daysOf({ facts }: Finding): readonly { readonly month: number; readonly day: number }[] {
  return Object.values(facts).flatMap((fact) => {
    if (fact.kind !== 'date') return [];
    const at = new Date(fact.at * 1000);
    return [{ month: at.getUTCMonth() + 1, day: at.getUTCDate() }];
  });
}

/** How many bills a finding is about, where it is more than one. */
function billsOf({ facts }: Finding): string | null {
  const count = facts['invoice_count'];
  return count?.kind === 'count' && count.value > 1 ? String(count.value) : null;
}

/** A month alone is a day too where a whole month is meant. */
function isSameDay(told: PartialDate, due: { readonly month: number; readonly day: number }): boolean {
  return told.month === due.month && (told.day === null || told.day === due.day);
}
