import { unpaidWhileServed } from '../../../../src/analysis/rules/leakage/unpaid-while-served.ts';
import { aHistory, anInvoice, aSubscription, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const open = anInvoice({ status: 'open', created: at('2026-10-01') });
const history = (invoice = open, subscription = aSubscription({ status: 'past_due' })) =>
  aHistory({ subscriptions: [subscription], invoices: [invoice] });

export const cases: RuleCases = {
  rule: unpaidWhileServed,
  accept: [
    {
      name: 'open for fifty days while the subscription is past due',
      history: history(),
      expect: [
        {
          classification: 'leakage',
          category: 'payment_failure',
          variant: 'open',
          amount: 4900,
          evidence: ['in_1', 'sub_1'],
          correction: null,
        },
      ],
    },
    {
      name: 'written off, and the service goes on',
      history: history(
        anInvoice({
          status: 'uncollectible',
          created: at('2026-09-01'),
          amount_remaining: 4900,
          attempt_count: 4,
        }),
        aSubscription(),
      ),
      expect: [{ classification: 'leakage', variant: 'uncollectible', amount: 4900, evidence: ['in_1'] }],
    },
    {
      name: 'sent with a due date that passed long ago, partly paid',
      history: history(
        anInvoice({
          status: 'open',
          created: at('2026-08-01'),
          due_date: at('2026-09-01'),
          amount_paid: 900,
          amount_remaining: 4000,
        }),
        aSubscription(),
      ),
      expect: [{ classification: 'leakage', variant: 'open', amount: 4000, evidence: ['in_1'] }],
    },
  ],
  reject: [
    { name: 'open for a week', history: history(anInvoice({ status: 'open', created: at('2026-11-13') })) },
    { name: 'the subscription ended', history: history(open, aSubscription({ status: 'canceled' })) },
    { name: 'the service is off', history: history(open, aSubscription({ status: 'unpaid' })) },
    {
      name: 'collection is paused',
      history: history(
        open,
        aSubscription({ pause_collection: { behavior: 'mark_uncollectible', resumes_at: null } }),
      ),
    },
    {
      name: 'written off by a pause that is over',
      history: history(
        anInvoice({ status: 'uncollectible', created: at('2026-09-01'), attempt_count: 0 }),
        aSubscription(),
      ),
    },
    { name: 'paid outside Stripe', history: history({ ...open, paid_out_of_band: true }) },
    { name: 'due next week', history: history({ ...open, due_date: at('2026-11-27') }) },
    { name: 'a one-off without a subscription', history: aHistory({ invoices: [open] }) },
  ],
};
