import type { Finding } from '../../../src/analysis/finding.ts';
import { type Money, toDecimal } from '../../../src/money.ts';
import { canonical, type Reading } from '../../../src/triage/grounding/reading.ts';
import { scanFigures } from '../../../src/triage/grounding/scan-figures.ts';
import type { DraftCheck } from './draft-case.ts';

/**
 * The money a finding is about is named: what was over-charged by an error that is proved. What is open or right may be
 * explained by another of its figures as well: a share, a number of seats.
 */
export const amount: DraftCheck = {
  name: 'amount',
  about:
    'the money each thing told is about is named with its currency; of what is right, one of its figures',
  faultsOfDraft(draft, { told, language }) {
    const named = new Set(scanFigures(draft, language).flatMap(({ readings }) => readings.flatMap(namesOf)));
    return told.flatMap(({ main }) => {
      const due = amountsDue(main);
      if (due.length === 0 || due.some((one) => named.has(one) || named.has(one.replace(/^\w+/, '*'))))
        return [];
      return [`none of ${due.join(', ')} is named (${main.rule})`];
    });
  },
};

/** Any of these is enough. A zero says nothing, so it is not asked for. */
function amountsDue({ classification, amount: owed, facts }: Finding): readonly string[] {
  if (classification === 'billing_error' && owed !== null) return [nameOf(owed)];
  return Object.values(facts).flatMap((fact) => {
    if (fact.kind === 'money') return fact.amount === 0 ? [] : [nameOf(fact)];
    if (fact.kind === 'percent') return [`percent ${canonical(fact.value)}`];
    return fact.kind === 'count' && fact.value > 1 ? [`count ${fact.value}`] : [];
  });
}

const nameOf = ({ amount: minor, currency }: Money): string =>
  `${currency} ${canonical(toDecimal({ amount: Math.abs(minor), currency }))}`;

/** What a figure may be the name of, as {@link amountsDue} writes it. */
function namesOf(reading: Reading): readonly string[] {
  switch (reading.kind) {
    case 'amount':
      return reading.currencies.map((code) => `${code} ${reading.value}`);
    case 'percent':
      return [`percent ${reading.value}`];
    case 'count':
      // Decimals without a currency that was understood are an amount.
      return [`count ${reading.value}`, ...(reading.value.includes('.') ? [`* ${reading.value}`] : [])];
    case 'day':
      return [`count ${reading.day}`];
    default:
      return [];
  }
}
