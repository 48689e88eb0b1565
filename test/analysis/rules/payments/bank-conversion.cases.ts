import { bankConversion } from '../../../../src/analysis/rules/payments/bank-conversion.ts';
import { aCharge, aHistory, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const abroad = (country: string | null, parts = {}) =>
  aHistory({
    charges: [
      aCharge({
        card: { brand: 'visa', last4: '4242', country, fingerprint: 'f', capture_before: null },
        ...parts,
      }),
    ],
  });
const says = (body: string) => ({
  subject: 'Wrong amount',
  body,
  requester_email: null,
  created_at: at('2026-11-15'),
});
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
  rule: bankConversion,
  accept: [
    {
      name: 'a German card, an amount in euros',
      history: abroad('DE'),
      ticket: says('My bank took 45,80 € instead of what you say.'),
      expect: found,
    },
    {
      name: 'a British card, an amount in pounds',
      history: abroad('GB'),
      ticket: says('£39.40 was taken, why?'),
      expect: found,
    },
    {
      name: 'a Swiss card',
      history: abroad('CH'),
      ticket: says('Es wurden 43.10 CHF abgebucht.'),
      expect: found,
    },
  ],
  reject: [
    { name: 'without a ticket', history: abroad('DE') },
    {
      name: 'the ticket names no such amount',
      history: abroad('DE'),
      ticket: says('I was charged $49.00 twice.'),
    },
    { name: 'a card at home', history: abroad('US'), ticket: says('45,80 € was taken.') },
    {
      name: 'shown in the card’s currency',
      history: abroad('DE', { presentment: { amount: 4520, currency: 'eur' } }),
      ticket: says('45,20 € was taken.'),
    },
    {
      name: 'a country nobody knows the currency of',
      history: abroad(null),
      ticket: says('45,80 € was taken.'),
    },
  ],
};
