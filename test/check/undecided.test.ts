import { expect, it } from 'vitest';
import { undecided } from '../../src/check/undecided.ts';

it('says once which sections of the policy file are missing, then every other reason', () => {
  const skipped = [
    { rule: 'a', reason: 'policy section prices is missing' },
    { rule: 'b', reason: 'the policy file has no requests section' },
    { rule: 'c', reason: 'price p_1 is not in the history' },
    { rule: 'd', reason: 'the policy file has no tax.registrations and tax.rates' },
    { rule: 'e', reason: 'policy section prices is missing: what is free is not known' },
  ];
  expect(undecided({ skipped })).toEqual([
    '4 rules need facts that the policy file does not hold (prices, requests, tax.registrations).',
    'c: price p_1 is not in the history',
  ]);
  expect(undecided({ skipped: skipped.slice(0, 1) })).toEqual([
    '1 rule needs facts that the policy file does not hold (prices).',
  ]);
  expect(undecided({ skipped: [] })).toEqual([]);
});
