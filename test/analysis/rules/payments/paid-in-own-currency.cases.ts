import { paidInOwnCurrency } from '../../../../src/analysis/rules/payments/paid-in-own-currency.ts';
import { aCharge, aHistory } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const shown = (amount: number, currency: string, parts = {}) =>
  aHistory({ charges: [aCharge({ presentment: { amount, currency }, ...parts })] });
const found = [
  {
    classification: 'valid_but_confusing' as const,
    category: 'currency' as const,
    amount: null,
    evidence: ['ch_1'],
    correction: null,
  },
];

export const cases: RuleCases = {
  rule: paidInOwnCurrency,
  accept: [
    { name: 'shown in euros', history: shown(4520, 'eur'), expect: found },
    { name: 'shown in yen', history: shown(7400, 'jpy'), expect: found },
    { name: 'shown in dinars', history: shown(15_050, 'kwd'), expect: found },
  ],
  reject: [
    { name: 'one currency', history: shown(4900, 'usd') },
    { name: 'no presentment', history: aHistory({ charges: [aCharge()] }) },
    { name: 'it failed', history: shown(4520, 'eur', { status: 'failed', captured: false }) },
    { name: 'long ago, and nobody asks', history: shown(4520, 'eur'), worthExplaining: false },
  ],
};
