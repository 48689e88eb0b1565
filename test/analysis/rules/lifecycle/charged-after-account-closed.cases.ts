import { chargedAfterAccountClosed } from '../../../../src/analysis/rules/lifecycle/charged-after-account-closed.ts';
import { at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { month, monthly, VAT } from './months.ts';

const closed = (day: string, customer = CUSTOMER) => ({
  accounts: [{ ref: 'acc-1', customer, status: 'closed' as const, closed_at: at(day) }],
});
const three = ['2026-09', '2026-10', '2026-11'].map((name) => month(name));

export const cases: RuleCases = {
  rule: chargedAfterAccountClosed,
  accept: [
    {
      name: 'two renewals after the closing',
      history: monthly(three),
      policy: closed('2026-09-30'),
      expect: [
        {
          classification: 'billing_error',
          category: 'cancellation',
          confidence: 'certain',
          amount: 9800,
          evidence: ['sub_1', 'acc-1', 'in_2026-10', 'in_2026-11'],
          correction: { kind: 'cancel_subscription', target: 'sub_1', amount: 9800 },
        },
      ],
    },
    {
      name: 'closed at the very moment of the renewal, with tax',
      history: monthly([month('2026-11', VAT)]),
      policy: closed('2026-11-10'),
      expect: [{ classification: 'billing_error', amount: 5831, evidence: ['in_2026-11'] }],
    },
    {
      name: 'cancelled since: only the money is left to do',
      history: monthly(three, { cancel_at_period_end: true, canceled_at: at('2026-11-12') }),
      policy: closed('2026-10-30'),
      expect: [
        {
          classification: 'billing_error',
          amount: 4900,
          evidence: ['in_2026-11'],
          correction: { kind: 'credit_note', target: 'in_2026-11', amount: 4900 },
        },
      ],
    },
  ],
  reject: [
    { name: 'the period was running already', history: monthly(three), policy: closed('2026-11-12') },
    { name: 'another customer’s account', history: monthly(three), policy: closed('2026-09-30', 'cus_Else') },
    {
      name: 'subscribed anew since',
      history: monthly(three, { created: at('2026-09-10') }),
      policy: closed('2026-09-01'),
    },
    { name: 'the policy file knows no accounts', history: monthly(three), skipped: 'accounts' },
  ],
};
