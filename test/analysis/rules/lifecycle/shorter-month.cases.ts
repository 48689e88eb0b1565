import { shorterMonth } from '../../../../src/analysis/rules/lifecycle/shorter-month.ts';
import { at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { month, monthly } from './months.ts';

const on = (start: string, end: string) =>
  month('2026-11', { period: { start: at(start), end: at(end) } }, { created: at(start) });
const anchored = (day: string) => ({ billing_cycle_anchor: at(day) });
const found = [
  {
    classification: 'valid_but_confusing' as const,
    category: 'renewal' as const,
    amount: null,
    evidence: ['sub_1', 'in_2026-11'],
    correction: null,
  },
];

export const cases: RuleCases = {
  rule: shorterMonth,
  accept: [
    {
      name: 'the 31st in September',
      history: monthly([on('2026-09-30', '2026-10-31')], anchored('2026-01-31')),
      expect: found,
    },
    {
      name: 'the 30th in February',
      history: monthly([on('2026-02-28', '2026-03-30')], anchored('2026-01-30')),
      expect: found,
    },
    {
      name: 'the 31st in a leap year',
      history: monthly([on('2024-02-29', '2024-03-31')], anchored('2024-01-31')),
      expect: found,
    },
  ],
  reject: [
    {
      name: 'a day every month has',
      history: monthly([on('2026-09-28', '2026-10-28')], anchored('2026-01-28')),
    },
    { name: 'the usual day', history: monthly([on('2026-10-31', '2026-11-30')], anchored('2026-01-31')) },
    {
      name: 'neither the usual nor the last day',
      history: monthly([on('2026-09-15', '2026-10-15')], anchored('2026-01-31')),
    },
    {
      name: 'long ago, and nobody asks',
      history: monthly([on('2026-09-30', '2026-10-31')], anchored('2026-01-31')),
      worthExplaining: false,
    },
  ],
};
