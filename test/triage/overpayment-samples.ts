import { fact } from '../../src/analysis/facts.ts';
import type { KeysOf } from '../../src/triage/templates/rule-keys.ts';
import { at } from '../analysis/builders.ts';
import type { Sample } from './sample-findings.ts';

const money = (amount: number) => fact.money(amount, 'usd');
const day = (iso: string) => fact.date(at(iso));
const { count, text, id } = fact;

const overpaid = {
  category: 'overpayment',
  classification: 'billing_error',
  title: 'More was paid than the invoice asked for',
  recomputation: [{ label: 'over-paid', expression: '59.00 paid - 49.00 asked', result: '10.00' }],
} as const;
const overpaidFacts = {
  amount: money(1000),
  asked: money(4900),
  paid: money(5900),
  count: count(2),
  invoice_at: day('2026-11-10'),
  last_at: day('2026-11-12'),
  invoice: id('in_Over1'),
  last4: text('4242'),
};
const twice = {
  category: 'duplicate_invoice',
  classification: 'billing_error',
  title: 'The same period was charged twice',
} as const;
const twiceFacts = {
  amount: money(4900),
  product: text('Pro'),
  period_start: day('2026-11-10'),
  period_end: day('2026-12-10'),
  first_at: day('2026-11-10'),
  again_at: day('2026-11-12'),
  kept: id('in_Kept1'),
  invoice: id('in_Again1'),
};
const trial = {
  category: 'trial',
  classification: 'billing_error',
  title: 'Charged during the trial',
} as const;
const trialFacts = {
  amount: money(4900),
  product: text('Pro'),
  charged_at: day('2026-11-11'),
  trial_start: day('2026-11-10'),
  trial_end: day('2026-11-24'),
  invoice: id('in_Trial1'),
};
const refund = { category: 'refund', classification: 'billing_error', title: 'A refund failed' } as const;
const dispute = {
  category: 'dispute',
  classification: 'payment_issue',
  title: 'Refunded and disputed',
} as const;
const disputeFacts = {
  amount: money(4900),
  disputed_at: day('2026-11-15'),
  charged_at: day('2026-11-10'),
  last4: text('4242'),
};

export const OVERPAYMENT_SAMPLES: Readonly<
  Record<
    KeysOf<
      | 'invoice-overpaid'
      | 'period-invoiced-twice'
      | 'charged-during-trial'
      | 'refund-failed'
      | 'refund-and-chargeback'
    >,
    Sample
  >
> = {
  'invoice-overpaid/several_payments': { ...overpaid, facts: overpaidFacts },
  'invoice-overpaid/one_payment': {
    ...overpaid,
    facts: { ...overpaidFacts, amount: money(500), count: count(1) },
    recomputation: [
      { label: 'over-paid', expression: '59.00 paid - 49.00 asked - 5.00 returned', result: '5.00' },
    ],
  },
  'period-invoiced-twice/paid': { ...twice, facts: twiceFacts },
  'period-invoiced-twice/open': { ...twice, facts: twiceFacts },
  'charged-during-trial/paid': { ...trial, facts: trialFacts },
  'charged-during-trial/open': { ...trial, facts: trialFacts },
  'refund-failed/failed': {
    ...refund,
    facts: {
      amount: money(4900),
      refunded_at: day('2026-11-11'),
      attempts: count(1),
      reason: text('expired_or_canceled_card'),
      last4: text('4242'),
    },
  },
  'refund-failed/stuck': {
    ...refund,
    title: 'A refund is stuck',
    facts: { amount: money(4900), refunded_at: day('2026-11-02'), expected_by: day('2026-11-16') },
  },
  'refund-failed/action_required': {
    ...refund,
    classification: 'payment_issue',
    title: 'A refund waits for the customer',
    facts: { amount: money(4900), refunded_at: day('2026-11-11'), expected_by: day('2026-11-25') },
  },
  'refund-and-chargeback/open': {
    ...dispute,
    facts: {
      ...disputeFacts,
      due_by: day('2026-11-29'),
      refunded: money(4900),
      refunded_at: day('2026-11-12'),
    },
  },
  'refund-and-chargeback/lost': {
    ...dispute,
    classification: 'valid_but_confusing',
    title: 'Returned by the bank',
    facts: disputeFacts,
  },
};
