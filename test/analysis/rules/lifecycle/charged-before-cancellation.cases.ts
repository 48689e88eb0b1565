import type { Invoice, Subscription } from '../../../../src/analysis/billing-history.ts';
import type { CustomerRequest } from '../../../../src/analysis/policy.ts';
import { chargedBeforeCancellation } from '../../../../src/analysis/rules/lifecycle/charged-before-cancellation.ts';
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

const canceledAt = at('2026-11-14T15:00:00Z');
const atPeriodEnd = { cancel_at_period_end: true, cancel_at: at('2026-12-10'), canceled_at: canceledAt };
const atOnce = { status: 'canceled', canceled_at: canceledAt, ended_at: canceledAt } as const;
const november = anInvoice();
const october = (parts: Partial<Invoice> = {}) =>
  anInvoice({
    id: 'in_Oct',
    created: at('2026-10-10T10:00:00Z'),
    lines: [aLine({ id: 'il_Oct', period: { start: at('2026-10-10'), end: at('2026-11-10') } })],
    ...parts,
  });
const historyOf = (subscription: Partial<Subscription>, ...invoices: readonly Invoice[]) =>
  aHistory({
    subscriptions: [aSubscription(subscription)],
    prices: [aPrice()],
    invoices,
    charges: invoices.filter(({ status }) => status === 'paid').map((invoice) => paidBy(invoice)),
  });
const cancel: CustomerRequest = {
  ref: 'requests[0]',
  customer: CUSTOMER,
  kind: 'cancel',
  at: at('2026-11-02'),
  effective: 'period_end',
};

export const cases: RuleCases = {
  rule: chargedBeforeCancellation,
  accept: [
    {
      name: 'cancelled days after the renewal, runs until the period ends',
      history: historyOf(atPeriodEnd, october(), november),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'cancellation',
          confidence: 'certain',
          variant: 'running',
          amount: null,
          evidence: ['sub_1', 'in_1', 'ch_in_1'],
          correction: null,
        },
      ],
    },
    {
      name: 'cancelled last month, and ran out since',
      history: historyOf(
        {
          status: 'canceled',
          cancel_at_period_end: true,
          canceled_at: at('2026-10-20'),
          ended_at: at('2026-11-10'),
        },
        october(),
      ),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'ran_out',
          amount: null,
          evidence: ['sub_1', 'in_Oct'],
        },
      ],
    },
    {
      name: 'cancelled at once: the charge was made before',
      history: historyOf(atOnce, november),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'ended_early',
          amount: null,
          evidence: ['sub_1', 'in_1'],
        },
      ],
    },
    {
      name: 'cancelled at once, and the policy gives nothing back',
      history: historyOf(atOnce, november),
      policy: { refund_on_cancel: 'none' },
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'ended_early',
          amount: null,
          evidence: ['sub_1', 'in_1'],
        },
      ],
    },
    {
      name: 'cancelled at once, after the days in which the policy gives everything back',
      history: historyOf(atOnce, november),
      policy: { refund_on_cancel: { full_within_days: 3, otherwise: 'none' } },
      expect: [
        { classification: 'valid_but_confusing', variant: 'ended_early', amount: null, evidence: ['in_1'] },
      ],
    },
    {
      name: 'the renewal failed first and was collected after the cancellation at period end',
      history: historyOf(atPeriodEnd, { ...november, paid_at: at('2026-11-16') }),
      expect: [
        { classification: 'valid_but_confusing', variant: 'running', amount: null, evidence: ['in_1'] },
      ],
    },
    {
      name: 'set to end on a day within the paid period',
      history: historyOf({ canceled_at: canceledAt, cancel_at: at('2026-11-25') }, november),
      expect: [
        { classification: 'valid_but_confusing', variant: 'ended_early', amount: null, evidence: ['in_1'] },
      ],
    },
    {
      name: 'a request after the period began, and one about an earlier subscription',
      history: historyOf(atPeriodEnd, november),
      policy: {
        requests: [
          { ...cancel, at: canceledAt },
          { ...cancel, at: at('2025-12-01') },
        ],
        accounts: [{ ref: 'accounts[0]', customer: CUSTOMER, status: 'closed', closed_at: canceledAt }],
      },
      expect: [
        { classification: 'valid_but_confusing', variant: 'running', amount: null, evidence: ['in_1'] },
      ],
    },
  ],
  reject: [
    {
      name: 'a charge after the subscription ended',
      history: historyOf(
        { status: 'canceled', canceled_at: at('2026-10-20'), ended_at: at('2026-10-20') },
        october(),
        november,
      ),
    },
    {
      name: 'asked for before the renewal by the policy file, carried out after it',
      history: historyOf(atPeriodEnd, november),
      policy: { requests: [cancel] },
    },
    {
      name: 'an account closed before the period',
      history: historyOf(atPeriodEnd, november),
      policy: {
        accounts: [{ ref: 'accounts[0]', customer: CUSTOMER, status: 'closed', closed_at: at('2026-11-01') }],
      },
    },
    {
      name: 'cancelled at once where the policy gives the unused time back',
      history: historyOf(atOnce, november),
      policy: { refund_on_cancel: 'prorated' },
    },
    {
      name: 'cancelled at once within the days in which the policy gives everything back',
      history: historyOf(atOnce, november),
      policy: { refund_on_cancel: { full_within_days: 14, otherwise: 'none' } },
    },
    {
      name: 'a refund of this invoice was promised',
      history: historyOf(atPeriodEnd, november),
      policy: {
        promises: [
          {
            ref: 'p-2',
            customer: CUSTOMER,
            kind: 'refund',
            amount: 4900,
            currency: 'usd',
            invoice: 'in_1',
            made_at: canceledAt,
          },
        ],
      },
    },
    {
      name: 'ended by Stripe because payments failed',
      history: historyOf(
        { ...atOnce, cancellation_details: { reason: 'payment_failed', comment: null } },
        november,
      ),
    },
    {
      name: 'collected by someone after it had ended at once',
      history: historyOf(atOnce, { ...november, paid_at: at('2026-11-16') }),
    },
    {
      name: 'already given back',
      history: {
        ...historyOf(atPeriodEnd, november),
        credit_notes: [aCreditNote({ created: at('2026-11-15') })],
      },
    },
    {
      name: 'usage and what is left of a plan change',
      history: historyOf(
        atPeriodEnd,
        anInvoice({
          lines: [
            aLine({ id: 'il_1', proration: true }),
            aLine({ id: 'il_2', price: 'price_Setup', invoice_item: 'ii_1' }),
          ],
        }),
      ),
    },
    {
      name: 'an open invoice',
      history: historyOf(atPeriodEnd, { ...november, status: 'open' }),
    },
    {
      name: 'a subscription nobody cancelled',
      history: historyOf({}, october(), november),
    },
    {
      name: 'a cancellation of long ago, nobody asks about',
      worthExplaining: false,
      history: historyOf(atPeriodEnd, november),
    },
  ],
};
