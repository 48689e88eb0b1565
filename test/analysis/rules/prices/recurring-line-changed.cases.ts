import type { CheckoutSession } from '../../../../src/analysis/billing-history.ts';
import { recurringLineChanged } from '../../../../src/analysis/rules/prices/recurring-line-changed.ts';
import { anItem, aSubscription, at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { REPORTS, renewal, renewed } from './renewal-fixtures.ts';

const added = [renewal('2026-10'), renewal('2026-11', [{}, REPORTS])];
const dropped = [renewal('2026-10', [{}, REPORTS]), renewal('2026-11')];
const changedEvent = (previous_attributes: unknown) => ({
  object: 'event' as const,
  id: 'evt_1',
  created: at('2026-10-20'),
  type: 'customer.subscription.updated',
  subject: 'sub_1',
  request: 'req_1',
  data: { object: {}, previous_attributes },
});

const checkout = (subscription: string | null): CheckoutSession => ({
  object: 'checkout.session',
  id: 'cs_1',
  customer: CUSTOMER,
  created: at('2026-10-20'),
  status: 'complete',
  mode: 'subscription',
  subscription,
  invoice: null,
  payment_intent: null,
  amount_subtotal: null,
  amount_total: null,
  currency: 'usd',
  discounts: [],
  metadata: {},
});

export const cases: RuleCases = {
  rule: recurringLineChanged,
  accept: [
    {
      name: 'an add-on that nothing explains',
      history: renewed(added),
      expect: [
        {
          classification: 'notice',
          category: 'price',
          variant: 'new_line',
          amount: null,
          evidence: ['in_2026-11', 'in_2026-10', 'il_2026-11_1'],
          correction: null,
        },
      ],
    },
    {
      name: 'a line that the subscription still holds is missing',
      history: renewed(dropped),
      expect: [
        {
          classification: 'notice',
          variant: 'missing_line',
          amount: null,
          evidence: ['in_2026-11', 'in_2026-10', 'il_2026-10_1'],
        },
      ],
    },
    {
      name: 'an event about something else of the subscription is no cause',
      history: renewed(added, { events: [changedEvent({ cancel_at_period_end: false })] }),
      expect: [{ classification: 'notice', variant: 'new_line', amount: null, evidence: ['il_2026-11_1'] }],
    },
    {
      name: 'a checkout for another subscription is no cause',
      history: renewed(added, { checkout_sessions: [checkout('sub_other')] }),
      expect: [{ classification: 'notice', variant: 'new_line', amount: null, evidence: ['il_2026-11_1'] }],
    },
    {
      name: 'Stripe’s event about the renewal itself, in which only the periods of the items are new, is no cause',
      history: renewed(added, {
        events: [
          {
            ...changedEvent(null),
            created: at('2026-11-10T00:00:00Z'),
            data: {
              object: { items: { data: [{ id: 'si_1', price: { id: 'price_Pro' }, quantity: 1 }] } },
              previous_attributes: {
                items: {
                  data: [{ id: 'si_1', price: { id: 'price_Pro' }, quantity: 1, current_period_start: 1 }],
                },
              },
            },
          },
        ],
      }),
      expect: [{ classification: 'notice', variant: 'new_line', amount: null, evidence: ['il_2026-11_1'] }],
    },
  ],
  reject: [
    { name: 'the same lines as before', history: renewed([renewal('2026-10'), renewal('2026-11')]) },
    { name: 'the first renewal', history: renewed([renewal('2026-11', [{}, REPORTS])]) },
    {
      name: 'the customer asked for it',
      history: renewed(added),
      policy: {
        requests: [
          {
            ref: 'requests[0]',
            customer: CUSTOMER,
            kind: 'add_on',
            at: at('2026-10-25'),
            effective: 'period_end',
          },
        ],
      },
    },
    {
      name: 'the customer bought it in a checkout',
      history: renewed(added, { checkout_sessions: [checkout(null)] }),
    },
    {
      name: 'Stripe’s event tells of it',
      history: renewed(added, { events: [changedEvent({ items: { data: [] } })] }),
    },
    {
      name: 'a schedule planned it',
      history: renewed(added, {
        subscription_schedules: [
          {
            object: 'subscription_schedule',
            id: 'sub_sched_1',
            customer: CUSTOMER,
            subscription: 'sub_1',
            status: 'active',
            created: at('2026-01-10'),
            phases: [
              {
                start_date: at('2026-11-10'),
                end_date: at('2027-11-10'),
                proration_behavior: null,
                items: [],
              },
            ],
          },
        ],
      }),
    },
    {
      name: 'it had been prorated before',
      history: renewed([
        renewal('2026-10'),
        renewal('2026-11', [
          {},
          REPORTS,
          { ...REPORTS, amount: 450, proration: true, unit_amount_decimal: null },
        ]),
      ]),
    },
    {
      name: 'one item in the place of another',
      history: renewed([renewal('2026-10', [{ subscription_item: 'si_old' }]), renewal('2026-11')]),
    },
    {
      name: 'the item was taken off',
      history: renewed(dropped, { subscriptions: [aSubscription({ items: [anItem()] })] }),
    },
    {
      name: 'the subscription has ended',
      history: renewed(dropped, {
        subscriptions: [
          aSubscription({
            status: 'canceled',
            ended_at: at('2026-11-15'),
            items: [anItem(), anItem({ id: 'si_2', price: 'price_Reports' })],
          }),
        ],
      }),
    },
  ],
};
