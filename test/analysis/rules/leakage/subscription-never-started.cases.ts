import { subscriptionNeverStarted } from '../../../../src/analysis/rules/leakage/subscription-never-started.ts';
import { aHistory, anInvoice, aPrice, aSubscription, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const never = (status: 'incomplete' | 'incomplete_expired', created = at('2026-11-10')) =>
  aSubscription({ id: 'sub_1', created, status });
const first = anInvoice({ status: 'open', billing_reason: 'subscription_create' });

export const cases: RuleCases = {
  rule: subscriptionNeverStarted,
  accept: [
    {
      name: 'expired, and nothing followed',
      history: aHistory({
        subscriptions: [never('incomplete_expired')],
        invoices: [{ ...first, status: 'void', amount_remaining: 4900 }],
        prices: [aPrice()],
      }),
      expect: [
        {
          classification: 'leakage',
          category: 'payment_failure',
          variant: 'incomplete_expired',
          amount: 4900,
          evidence: ['sub_1', 'in_1'],
          correction: null,
        },
      ],
    },
    {
      name: 'still waiting for its first payment',
      history: aHistory({ subscriptions: [never('incomplete')], invoices: [first], prices: [aPrice()] }),
      expect: [{ classification: 'leakage', variant: 'incomplete', amount: 4900, evidence: ['sub_1'] }],
    },
    {
      name: 'the first of two attempts that both failed',
      history: aHistory({
        subscriptions: [
          never('incomplete_expired'),
          aSubscription({ id: 'sub_2', created: at('2026-11-12'), status: 'incomplete_expired' }),
        ],
        prices: [aPrice()],
      }),
      expect: [{ classification: 'leakage', amount: null, evidence: ['sub_2'] }],
    },
    {
      name: 'another subscription was for something else',
      history: aHistory({
        subscriptions: [
          never('incomplete_expired'),
          aSubscription({ id: 'sub_2', created: at('2026-11-11'), items: [] }),
        ],
        prices: [aPrice()],
      }),
      expect: [{ classification: 'leakage', amount: null, evidence: ['sub_1'] }],
    },
  ],
  reject: [
    {
      name: 'the customer tried again and succeeded',
      history: aHistory({
        subscriptions: [
          never('incomplete_expired'),
          aSubscription({ id: 'sub_2', created: at('2026-11-11') }),
        ],
        invoices: [first],
        prices: [aPrice()],
      }),
    },
    {
      name: 'long ago',
      history: aHistory({
        subscriptions: [never('incomplete_expired', at('2026-05-10'))],
        prices: [aPrice()],
      }),
    },
    {
      name: 'it started',
      history: aHistory({
        subscriptions: [aSubscription({ created: at('2026-11-10') })],
        prices: [aPrice()],
      }),
    },
  ],
};
