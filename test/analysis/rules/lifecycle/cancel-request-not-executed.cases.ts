import type { CustomerRequest } from '../../../../src/analysis/policy.ts';
import { cancelRequestNotExecuted } from '../../../../src/analysis/rules/lifecycle/cancel-request-not-executed.ts';
import { at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { changed, month, monthly, VAT } from './months.ts';

const asked = (day: string, parts: Partial<CustomerRequest> = {}): CustomerRequest => ({
  ref: 'r-1',
  customer: CUSTOMER,
  kind: 'cancel',
  at: at(day),
  effective: 'period_end',
  ...parts,
});
const three = ['2026-09', '2026-10', '2026-11'].map((name) => month(name));

export const cases: RuleCases = {
  rule: cancelRequestNotExecuted,
  accept: [
    {
      name: 'two renewals after the request',
      history: monthly(three),
      policy: { requests: [asked('2026-09-20')] },
      expect: [
        {
          classification: 'billing_error',
          category: 'cancellation',
          confidence: 'certain',
          amount: 9800,
          evidence: ['sub_1', 'r-1', 'in_2026-10', 'in_2026-11'],
          correction: { kind: 'cancel_subscription', target: 'sub_1', amount: 9800 },
        },
      ],
    },
    {
      name: 'one renewal with tax, and it was cancelled since',
      history: monthly([month('2026-10'), month('2026-11', VAT)], {
        cancel_at_period_end: true,
        canceled_at: at('2026-11-15'),
      }),
      policy: { requests: [asked('2026-10-20', { subscription: 'sub_1', effective: 'now' })] },
      expect: [
        {
          classification: 'billing_error',
          amount: 5831,
          evidence: ['in_2026-11'],
          correction: { kind: 'credit_note', target: 'in_2026-11', amount: 5831 },
        },
      ],
    },
    {
      name: 'asked for again in November: only October is too much',
      history: monthly(three),
      policy: { requests: [asked('2026-09-20'), asked('2026-11-01', { ref: 'r-2', kind: 'reactivate' })] },
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['in_2026-10'] }],
    },
    {
      name: 'the renewal is still open',
      history: monthly([month('2026-11', {}, { status: 'open' })], { status: 'past_due' }),
      policy: { requests: [asked('2026-10-20')] },
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['in_2026-11'] }],
    },
  ],
  reject: [
    {
      name: 'carried out, and taken back again',
      history: monthly(
        three,
        {},
        {
          events: [
            changed(
              'evt_1',
              '2026-11-05',
              { cancel_at_period_end: false, cancel_at: null },
              { cancel_at_period_end: true, cancel_at: at('2026-11-10') },
            ),
          ],
        },
      ),
      policy: { requests: [asked('2026-10-20')] },
    },
    { name: 'asked after the renewal', history: monthly(three), policy: { requests: [asked('2026-11-12')] } },
    {
      name: 'another subscription was meant',
      history: monthly(three),
      policy: { requests: [asked('2026-09-20', { subscription: 'sub_2' })] },
    },
    {
      name: 'another customer asked',
      history: monthly(three),
      policy: { requests: [asked('2026-09-20', { customer: 'cus_Else' })] },
    },
    {
      name: 'it ended with the period: later charges are another rule’s work',
      history: monthly(three, {
        status: 'canceled',
        ended_at: at('2026-10-10'),
        canceled_at: at('2026-09-21'),
      }),
      policy: { requests: [asked('2026-09-20')] },
    },
    {
      name: 'the money is back',
      history: (() => {
        const given = monthly([month('2026-11')]);
        return { ...given, charges: given.charges.map((charge) => ({ ...charge, amount_refunded: 4900 })) };
      })(),
      policy: { requests: [asked('2026-10-20')] },
    },
    { name: 'the policy file has no requests', history: monthly(three), skipped: 'requests' },
  ],
};
