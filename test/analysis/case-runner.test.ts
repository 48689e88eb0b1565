import { expect, it } from 'vitest';
import type { BillingHistory } from '../../src/analysis/billing-history.ts';
import type { RuleFinding } from '../../src/analysis/finding.ts';
import { duplicateCharge } from '../../src/analysis/rules/duplicates/duplicate-charge.ts';
import { aCharge, aHistory, at, CUSTOMER } from './builders.ts';
import { answer, expectFindings, givenOf, INVARIANCES } from './case-runner.ts';
import { readFactsTable } from './facts-table.ts';
import { checkFinding } from './finding-checks.ts';

/** The runner itself: each of its checks must catch the fault it is there for. */

const TEN = at('2026-11-10T10:00:00Z');
const history = aHistory({
  charges: ['ch_a', 'ch_b', 'ch_c'].map((id, position) =>
    aCharge({ id, created: TEN + position, amount: 4900 + position, description: `Order ${id}` }),
  ),
});
const given = givenOf({ name: 'three payments', history });

const aFinding = (parts: Partial<RuleFinding> = {}): RuleFinding => ({
  classification: 'billing_error',
  confidence: 'high',
  variant: 'same_day',
  title: 'Charged twice',
  message: 'Refund ch_b.',
  facts: {
    amount: { kind: 'money', amount: 4900, currency: 'usd' },
    each: { kind: 'money', amount: 4900, currency: 'usd' },
    count: { kind: 'count', value: 2 },
    first_at: { kind: 'date', at: TEN },
    last_at: { kind: 'date', at: TEN + 1 },
    kept: { kind: 'id', id: 'ch_a' },
    duplicate: { kind: 'id', id: 'ch_b' },
  },
  amount: { amount: 4900, currency: 'usd' },
  evidence: [{ object: 'charge', id: 'ch_b' }],
  recomputation: [],
  at_issue: [{ object: 'charge', id: 'ch_b', part: 'whole' }],
  correction: {
    kind: 'refund',
    target: 'ch_b',
    amount: 4900,
    currency: 'usd',
    reason: 'duplicate',
    justification: 'Paid twice.',
    alternatives: [],
    steps: [{ kind: 'refund', target: 'ch_b', amount: 4900, currency: 'usd', params: { charge: 'ch_b' } }],
  },
  customer: CUSTOMER,
  occurred_at: TEN,
  ...parts,
});

const ruleThat = (say: (history: BillingHistory, asOf: number) => readonly RuleFinding[]) => ({
  ...duplicateCharge,
  check: (input: BillingHistory, { asOf }: { readonly asOf: number }) => say(input, asOf),
});

const naming = (id: string | undefined): RuleFinding =>
  aFinding({
    evidence: [{ object: 'charge', id: id ?? '' }],
    at_issue: [{ object: 'charge', id: id ?? '', part: 'whole' }],
    message: `Refund ${id}.`,
    facts: {},
    correction: null,
    occurred_at: 0,
  });

it.each([
  {
    fault: 'takes whichever comes first',
    name: 'shuffled lists',
    rule: ruleThat(({ charges }) => [naming(charges[0]?.id)]),
  },
  {
    fault: 'knows an id',
    name: 'renamed ids',
    rule: ruleThat(({ charges }) => (charges.some(({ id }) => id === 'ch_b') ? [naming('ch_b')] : [])),
  },
  {
    fault: 'knows a date',
    name: 'shifted time',
    rule: ruleThat((_history, asOf) =>
      asOf < at('2030-01-01') && asOf > at('2020-01-01') ? [naming('ch_b')] : [],
    ),
  },
  {
    fault: 'counts other customers',
    name: 'a stranger in the history',
    rule: ruleThat(({ customers }) => (customers.length === 1 ? [naming('ch_b')] : [])),
  },
  {
    fault: 'returns what no thread can pass on',
    name: 'structured cloning',
    rule: ruleThat(() => [{ ...naming('ch_b'), helper: () => 1 } as RuleFinding]),
  },
])('catches a rule that $fault', ({ name, rule }) => {
  const invariance = INVARIANCES.find((one) => one.name === name);
  expect(invariance).toBeDefined();
  expect(() => invariance?.holds(rule, given)).toThrow();
  expect(() => invariance?.holds(duplicateCharge, given)).not.toThrow();
});

it('catches a rule that changes its input', () => {
  const sorting = ruleThat((input) => {
    (input.charges as unknown[]).reverse();
    return [];
  });
  expect(() => answer(sorting, given)).toThrow(TypeError);
});

const table = readFactsTable().get('duplicate-charge');
const check = (finding: RuleFinding) => () =>
  checkFinding(duplicateCharge, finding, history, given.policy, table);

it('accepts a finding that is in order', () => {
  expect(check(aFinding())).not.toThrow();
});

const refund = aFinding().correction;
const ofAmount = (amount: number): RuleFinding['correction'] =>
  refund === null ? null : { ...refund, amount, steps: refund.steps.map((step) => ({ ...step, amount })) };

it.each<{ fault: string; parts: Partial<RuleFinding> }>([
  { fault: 'evidence that does not exist', parts: { evidence: [{ object: 'charge', id: 'ch_x' }] } },
  { fault: 'evidence of the wrong kind', parts: { evidence: [{ object: 'invoice', id: 'ch_b' }] } },
  { fault: 'no evidence', parts: { evidence: [] } },
  { fault: 'no money at issue', parts: { at_issue: [] } },
  { fault: 'an unknown customer', parts: { customer: 'cus_x' } },
  { fault: 'a missing value in the message', parts: { message: 'Refund undefined.' } },
  { fault: 'an empty title', parts: { title: ' ' } },
  { fault: 'a variant the table lacks', parts: { variant: 'same_week' } },
  {
    fault: 'a fact the table lacks',
    parts: { facts: { ...aFinding().facts, mood: { kind: 'count', value: 1 } } },
  },
  {
    fault: 'a fact of another kind',
    parts: { facts: { ...aFinding().facts, count: { kind: 'text', text: '2' } } },
  },
  { fault: 'a required fact missing', parts: { facts: {} } },
  { fault: 'an over-charge of nothing', parts: { amount: { amount: 0, currency: 'usd' }, correction: null } },
  { fault: 'a correction above the over-charge', parts: { correction: ofAmount(4901) } },
  {
    fault: 'a correction above what is refundable',
    parts: { amount: { amount: 9900, currency: 'usd' }, correction: ofAmount(9900) },
  },
  {
    fault: 'a correction of an object that is not evidence',
    parts: { evidence: [{ object: 'charge', id: 'ch_a' }] },
  },
  { fault: 'another currency in the correction', parts: { amount: { amount: 4900, currency: 'eur' } } },
])('catches a finding with $fault', ({ parts }) => {
  expect(check(aFinding(parts))).toThrow();
});

it('compares findings exactly, in any order', () => {
  const wanted = { classification: 'billing_error', amount: 4900, evidence: ['ch_b'] } as const;
  const other = naming('ch_c');
  const both = [wanted, { ...wanted, evidence: ['ch_c'], correction: null }];
  expect(() => expectFindings(duplicateCharge, [other, aFinding()], both)).not.toThrow();
  expect(() => expectFindings(duplicateCharge, [aFinding(), other], both)).not.toThrow();
  expect(() => expectFindings(duplicateCharge, [aFinding()], both)).toThrow();
  expect(() => expectFindings(duplicateCharge, [aFinding(), other], [wanted])).toThrow();
  expect(() => expectFindings(duplicateCharge, [], [wanted])).toThrow();
  expect(() => expectFindings(duplicateCharge, [aFinding()], [{ ...wanted, amount: 1 }])).toThrow();
  const refundOf = (target: string) => ({ kind: 'refund', target, amount: 4900 }) as const;
  expect(() =>
    expectFindings(duplicateCharge, [aFinding()], [{ ...wanted, correction: refundOf('ch_b') }]),
  ).not.toThrow();
  expect(() =>
    expectFindings(duplicateCharge, [aFinding()], [{ ...wanted, correction: refundOf('ch_a') }]),
  ).toThrow();
  expect(() => expectFindings(duplicateCharge, [aFinding()], [{ ...wanted, correction: null }])).toThrow();
});
