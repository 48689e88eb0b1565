import { fact } from '../../src/analysis/facts.ts';
import type { KeysOf } from '../../src/triage/templates/rule-keys.ts';
import { at } from '../analysis/builders.ts';
import type { Sample } from './sample-findings.ts';

const money = (amount: number) => fact.money(amount, 'usd');
const day = (iso: string) => fact.date(at(iso));
const { count, text } = fact;

const check = {
  category: 'authorization_hold',
  classification: 'valid_but_confusing',
  title: 'A check of the card, not a payment',
} as const;
const checkFacts = { checked_at: day('2026-11-16'), count: count(1), last4: text('4242') };
const before = {
  category: 'cancellation',
  classification: 'valid_but_confusing',
  title: 'Charged before the cancellation',
} as const;
const beforeFacts = {
  amount: money(4900),
  charged_at: day('2026-11-10'),
  canceled_at: day('2026-11-14'),
  period_start: day('2026-11-10'),
  period_end: day('2026-12-10'),
  until: day('2026-12-10'),
};
const unpaid = {
  category: 'renewal',
  classification: 'valid_but_confusing',
  title: 'An invoice that is not charged yet',
} as const;
const unpaidFacts = { amount: money(4900), invoice_at: day('2026-11-10') };
const elsewhere = {
  category: 'other',
  classification: 'valid_but_confusing',
  title: 'An amount that is not in this account',
} as const;

/** Samples of what was only checked, is not due yet, was due before, or is not here at all. */
export const TIMING_SAMPLES: Readonly<
  Record<
    KeysOf<
      | 'card-verification'
      | 'charged-before-cancellation'
      | 'trial-converted'
      | 'not-yet-charged'
      | 'not-in-this-account'
    >,
    Sample
  >
> = {
  'card-verification/saved': { ...check, facts: checkFacts },
  'card-verification/small_hold': {
    ...check,
    facts: { ...checkFacts, amount: money(100) },
    recomputation: [{ label: 'held and not taken', expression: '1.00 − 0.00', result: '1.00' }],
  },
  'card-verification/unfinished': { ...check, facts: { ...checkFacts, last4: text('') } },
  'card-verification/waiting': {
    ...check,
    category: 'payment_failure',
    classification: 'payment_issue',
    facts: checkFacts,
  },
  'charged-before-cancellation/running': { ...before, facts: beforeFacts },
  'charged-before-cancellation/ran_out': {
    ...before,
    facts: {
      ...beforeFacts,
      charged_at: day('2026-10-10'),
      canceled_at: day('2026-10-20'),
      period_start: day('2026-10-10'),
      period_end: day('2026-11-10'),
      until: day('2026-11-10'),
    },
  },
  'charged-before-cancellation/ended_early': {
    ...before,
    facts: { ...beforeFacts, until: day('2026-11-14') },
  },
  'trial-converted/converted': {
    category: 'trial',
    classification: 'valid_but_confusing',
    title: 'The trial ended and the subscription went on',
    facts: {
      amount: money(4900),
      trial_start: day('2026-10-11'),
      trial_end: day('2026-11-10'),
      charged_at: day('2026-11-10'),
      period_end: day('2026-12-10'),
      product: text('Pro'),
      announced_at: day('2026-11-07'),
    },
  },
  'not-yet-charged/draft': { ...unpaid, facts: unpaidFacts },
  'not-yet-charged/open': { ...unpaid, facts: { ...unpaidFacts, due_at: day('2026-12-10') } },
  'not-yet-charged/overdue': {
    ...unpaid,
    classification: 'payment_issue',
    facts: { ...unpaidFacts, due_at: day('2026-11-15') },
  },
  'not-yet-charged/failing': {
    ...unpaid,
    classification: 'payment_issue',
    facts: { ...unpaidFacts, next_attempt_at: day('2026-11-23') },
  },
  'not-in-this-account/amount': {
    ...elsewhere,
    facts: { amount: money(2390), last4: text('9999'), named_at: day('2026-11-10') },
  },
  'not-in-this-account/card': {
    ...elsewhere,
    title: 'A card that is not in this account',
    facts: { last4: text('9999') },
  },
};
