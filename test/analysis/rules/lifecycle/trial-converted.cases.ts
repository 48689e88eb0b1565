import type { BillingEvent, Invoice, Subscription } from '../../../../src/analysis/billing-history.ts';
import { trialConverted } from '../../../../src/analysis/rules/lifecycle/trial-converted.ts';
import {
  aCreditNote,
  aHistory,
  aLine,
  anInvoice,
  aPrice,
  aSubscription,
  at,
  CUSTOMER,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const trialEnd = at('2026-11-10');
const trial = { created: at('2026-10-11'), trial_start: at('2026-10-11'), trial_end: trialEnd };
const free = anInvoice({
  id: 'in_Trial',
  created: at('2026-10-11'),
  billing_reason: 'subscription_create',
  lines: [aLine({ id: 'il_Trial', amount: 0, period: { start: at('2026-10-11'), end: trialEnd } })],
});
const first = anInvoice();
const historyOf = (subscription: Partial<Subscription> = {}, invoice: Invoice = first) =>
  aHistory({
    subscriptions: [aSubscription({ ...trial, ...subscription })],
    prices: [aPrice()],
    invoices: [free, invoice],
    charges: invoice.status === 'paid' ? [paidBy(invoice)] : [],
  });
const event = (created: number, object: unknown, previous: unknown = null): BillingEvent => ({
  object: 'event',
  id: 'evt_1',
  created,
  type: 'customer.subscription.updated',
  subject: 'sub_1',
  request: null,
  data: { object, previous_attributes: previous },
});
const cancel = {
  ref: 'requests[0]',
  customer: CUSTOMER,
  kind: 'cancel',
  at: at('2026-11-05'),
  effective: 'period_end',
} as const;
const promise = { ref: 'p-4', customer: CUSTOMER, kind: 'trial' } as const;

export const cases: RuleCases = {
  rule: trialConverted,
  accept: [
    {
      name: 'thirty days of trial, then the first payment',
      history: historyOf(),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'trial',
          confidence: 'certain',
          variant: 'converted',
          amount: null,
          evidence: ['sub_1', 'in_1', 'ch_in_1'],
          correction: null,
        },
      ],
    },
    {
      name: 'Stripe announced the end of the trial',
      history: {
        ...historyOf(),
        events: [{ ...event(at('2026-11-07'), null), type: 'customer.subscription.trial_will_end' }],
      },
      expect: [
        { classification: 'valid_but_confusing', variant: 'converted', amount: null, evidence: ['in_1'] },
      ],
    },
    {
      name: 'cancelled days after the trial had ended',
      history: historyOf({
        cancel_at_period_end: true,
        cancel_at: at('2026-12-10'),
        canceled_at: at('2026-11-12'),
      }),
      expect: [
        { classification: 'valid_but_confusing', variant: 'converted', amount: null, evidence: ['sub_1'] },
      ],
    },
    {
      name: 'a promised trial that was granted in full, and a promise of another subscription',
      history: historyOf(),
      policy: {
        promises: [
          { ...promise, days: 30, made_at: at('2026-10-10') },
          { ...promise, days: 90, made_at: at('2026-10-10'), subscription: 'sub_Other' },
        ],
      },
      expect: [
        { classification: 'valid_but_confusing', variant: 'converted', amount: null, evidence: ['in_1'] },
      ],
    },
    {
      name: 'a request to cancel after the trial, and one about an earlier subscription',
      history: historyOf(),
      policy: {
        requests: [
          { ...cancel, at: at('2026-11-12') },
          { ...cancel, at: at('2026-03-01') },
        ],
      },
      expect: [
        { classification: 'valid_but_confusing', variant: 'converted', amount: null, evidence: ['in_1'] },
      ],
    },
    {
      name: 'the first of several payments is the one that is explained',
      history: {
        ...historyOf({
          created: at('2026-09-10'),
          trial_start: at('2026-09-10'),
          trial_end: at('2026-10-10'),
        }),
        invoices: [
          anInvoice({
            id: 'in_Oct',
            created: at('2026-10-10T01:00:00Z'),
            lines: [aLine({ id: 'il_Oct', period: { start: at('2026-10-10'), end: trialEnd } })],
          }),
          first,
        ],
      },
      expect: [
        { classification: 'valid_but_confusing', variant: 'converted', amount: null, evidence: ['in_Oct'] },
      ],
    },
  ],
  reject: [
    {
      name: 'cancelled before the trial ended, and charged all the same',
      history: historyOf({ cancel_at_period_end: true, canceled_at: at('2026-11-05') }),
    },
    {
      name: 'set to end with the trial',
      history: historyOf({ cancel_at: trialEnd }),
    },
    {
      name: 'a request to cancel before the trial ended, in the policy file',
      history: historyOf(),
      policy: { requests: [cancel] },
    },
    {
      name: 'promised for longer than it lasted',
      history: historyOf(),
      policy: { promises: [{ ...promise, days: 60, made_at: at('2026-10-10') }] },
    },
    {
      name: 'extended by a promise made during the trial',
      history: historyOf(),
      policy: { promises: [{ ...promise, days: 14, made_at: at('2026-11-05') }] },
    },
    {
      name: 'an event shows that it was set to be cancelled',
      history: { ...historyOf(), events: [event(at('2026-11-05'), { cancel_at_period_end: true })] },
    },
    {
      name: 'an event shows that the trial was cut short',
      history: { ...historyOf(), events: [event(trialEnd, {}, { trial_end: at('2026-11-30') })] },
    },
    {
      name: 'an account closed during the trial',
      history: historyOf(),
      policy: {
        accounts: [{ ref: 'accounts[0]', customer: CUSTOMER, status: 'closed', closed_at: at('2026-11-01') }],
      },
    },
    {
      name: 'a charge during the trial',
      history: historyOf(
        {},
        anInvoice({
          created: at('2026-10-20'),
          lines: [aLine({ period: { start: at('2026-10-20'), end: trialEnd } })],
        }),
      ),
    },
    {
      name: 'a trial that still runs',
      history: historyOf({ trial_end: at('2026-12-10') }, anInvoice({ lines: [aLine({ amount: 0 })] })),
    },
    {
      name: 'not paid yet',
      history: historyOf({}, anInvoice({ status: 'open' })),
    },
    {
      name: 'given back already',
      history: { ...historyOf(), credit_notes: [aCreditNote()] },
    },
    {
      name: 'only usage and what was left of a plan change after the trial',
      history: historyOf(
        {},
        anInvoice({ lines: [aLine({ proration: true }), aLine({ id: 'il_2', invoice_item: 'ii_1' })] }),
      ),
    },
    {
      name: 'no trial at all',
      history: historyOf({ trial_start: null, trial_end: null }),
    },
    {
      name: 'a trial of a few minutes',
      history: historyOf({ created: trialEnd - 600, trial_start: trialEnd - 600 }),
    },
    {
      name: 'a conversion of long ago, nobody asks about',
      worthExplaining: false,
      history: historyOf(),
    },
  ],
};
