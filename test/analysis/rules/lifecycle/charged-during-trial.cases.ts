import type {
  BillingEvent,
  Invoice,
  InvoiceLine,
  Subscription,
} from '../../../../src/analysis/billing-history.ts';
import { chargedDuringTrial } from '../../../../src/analysis/rules/lifecycle/charged-during-trial.ts';
import {
  aCharge,
  aCreditNote,
  aDispute,
  aHistory,
  aLine,
  anInvoice,
  aPrice,
  aRefund,
  aSubscription,
  at,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

/** Fourteen free days from 10 November. */
const trial = (parts: Partial<Subscription> = {}): Subscription =>
  aSubscription({
    created: at('2026-11-10T10:00:00Z'),
    status: 'trialing',
    trial_start: at('2026-11-10T10:00:00Z'),
    trial_end: at('2026-11-24T10:00:00Z'),
    ...parts,
  });

/** The fee of 49.00 for a month from the first day of the trial. */
const fee = (parts: Partial<InvoiceLine> = {}): InvoiceLine =>
  aLine({ period: { start: at('2026-11-10T10:00:00Z'), end: at('2026-12-10T10:00:00Z') }, ...parts });
const early = (parts: Partial<Invoice> = {}): Invoice =>
  anInvoice({ billing_reason: 'subscription_create', lines: [fee()], ...parts });

const trialMoved = (created: string, before: string | null): BillingEvent => ({
  object: 'event',
  id: `evt_${created.slice(0, 10)}`,
  created: at(created),
  type: 'customer.subscription.updated',
  subject: 'sub_1',
  request: 'req_1',
  data: { object: {}, previous_attributes: { trial_end: before === null ? null : at(before) } },
});

const prices = [aPrice()];

export const cases: RuleCases = {
  rule: chargedDuringTrial,
  accept: [
    {
      name: 'the fee was taken on the first day of the trial',
      history: aHistory({
        prices,
        subscriptions: [trial()],
        invoices: [early()],
        charges: [paidBy(early())],
      }),
      expect: [
        {
          classification: 'billing_error',
          category: 'trial',
          confidence: 'certain',
          variant: 'paid',
          amount: 4900,
          evidence: ['sub_1', 'in_1', 'il_1', 'ch_in_1'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 4900, params: { refund_amount: 4900 } },
        },
      ],
    },
    {
      name: 'an open invoice: it is voided',
      history: aHistory({ prices, subscriptions: [trial()], invoices: [early({ status: 'open' })] }),
      expect: [
        {
          classification: 'billing_error',
          variant: 'open',
          amount: 4900,
          evidence: ['sub_1', 'in_1'],
          correction: { kind: 'void_invoice', target: 'in_1', amount: null },
        },
      ],
    },
    {
      name: 'a set-up fee on the same invoice was due: only the period fee goes back',
      history: aHistory({
        prices: [...prices, aPrice({ id: 'price_Setup', type: 'one_time', recurring: null })],
        subscriptions: [trial()],
        invoices: [
          early({
            lines: [
              fee({
                taxes: [
                  {
                    amount: 931,
                    tax_rate: 'txr_1',
                    inclusive: false,
                    taxability_reason: null,
                    taxable_amount: 4900,
                  },
                ],
              }),
              fee({ id: 'il_setup', amount: 9900, price: 'price_Setup', invoice_item: 'ii_1' }),
            ],
          }),
        ],
      }),
      expect: [
        {
          classification: 'billing_error',
          amount: 5831,
          evidence: ['il_1'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 5831 },
        },
      ],
    },
    {
      name: 'part of it was refunded',
      history: aHistory({
        prices,
        subscriptions: [trial()],
        invoices: [early()],
        charges: [paidBy(early(), { amount_refunded: 900 })],
        refunds: [aRefund({ charge: 'ch_in_1', amount: 900 })],
      }),
      expect: [{ classification: 'billing_error', amount: 4000, evidence: ['in_1'] }],
    },
    {
      name: 'the trial was over by the time the customer wrote',
      history: aHistory({
        prices,
        subscriptions: [trial({ status: 'active', trial_end: at('2026-11-17T10:00:00Z') })],
        invoices: [
          early(),
          anInvoice({
            id: 'in_due',
            created: at('2026-11-17T10:00:00Z'),
            lines: [
              fee({
                id: 'il_due',
                period: { start: at('2026-11-17T10:00:00Z'), end: at('2026-12-17T10:00:00Z') },
              }),
            ],
          }),
        ],
      }),
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['in_1', 'il_1'] }],
    },
    {
      name: 'the trial was cut short only after the fee had been taken',
      history: aHistory({
        prices,
        subscriptions: [trial({ status: 'active', trial_end: at('2026-11-13T10:00:00Z') })],
        invoices: [early()],
        events: [trialMoved('2026-11-13T10:00:00Z', '2026-11-24T10:00:00Z')],
      }),
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['in_1'] }],
    },
    {
      name: 'a price that the history lacks',
      history: aHistory({ subscriptions: [trial()], invoices: [early()] }),
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['in_1'] }],
    },
    {
      name: 'a payment under dispute: nothing may be credited',
      history: aHistory({
        prices,
        subscriptions: [trial()],
        invoices: [early()],
        charges: [paidBy(early(), { disputed: true })],
        disputes: [aDispute({ charge: 'ch_in_1' })],
      }),
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['in_1'], correction: null }],
    },
  ],
  reject: [
    {
      name: 'a free first invoice',
      history: aHistory({
        prices,
        subscriptions: [trial()],
        invoices: [early({ lines: [fee({ amount: 0 })] })],
      }),
    },
    {
      name: 'the first fee at the end of the trial',
      history: aHistory({
        prices,
        subscriptions: [trial({ status: 'active', trial_end: at('2026-11-17T10:00:00Z') })],
        invoices: [
          early({
            created: at('2026-11-17T10:00:00Z'),
            lines: [fee({ period: { start: at('2026-11-17T10:00:00Z'), end: at('2026-12-17T10:00:00Z') } })],
          }),
        ],
      }),
    },
    {
      name: 'a trial that the customer ended early to start at once',
      history: aHistory({
        prices,
        subscriptions: [trial({ status: 'active', trial_end: at('2026-11-12T10:00:00Z') })],
        invoices: [
          early({
            created: at('2026-11-12T10:00:00Z'),
            lines: [fee({ period: { start: at('2026-11-12T10:00:00Z'), end: at('2026-12-12T10:00:00Z') } })],
          }),
        ],
        events: [trialMoved('2026-11-12T10:00:01Z', '2026-11-24T10:00:00Z')],
      }),
    },
    {
      name: 'a fee that was due, and a trial granted afterwards',
      history: aHistory({
        prices,
        subscriptions: [trial()],
        invoices: [early()],
        events: [trialMoved('2026-11-14', null)],
      }),
    },
    {
      name: 'a fee at the end of the trial, and the trial prolonged afterwards',
      history: aHistory({
        prices,
        subscriptions: [trial({ trial_end: at('2026-12-01') })],
        invoices: [
          early({
            created: at('2026-11-17T10:00:00Z'),
            lines: [fee({ period: { start: at('2026-11-17T10:00:00Z'), end: at('2026-12-17T10:00:00Z') } })],
          }),
        ],
        events: [trialMoved('2026-11-18', '2026-11-17T10:00:00Z')],
      }),
    },
    {
      name: 'a period paid before the trial began',
      history: aHistory({
        prices,
        subscriptions: [trial({ trial_start: at('2026-11-15'), trial_end: at('2026-11-25') })],
        invoices: [early()],
      }),
    },
    {
      name: 'a verification payment without an invoice',
      history: aHistory({
        prices,
        subscriptions: [trial()],
        charges: [aCharge({ amount: 100, captured: false })],
      }),
    },
    {
      name: 'a set-up fee and a taxed add-on, each bought once',
      history: aHistory({
        prices: [...prices, aPrice({ id: 'price_Setup', type: 'one_time', recurring: null })],
        subscriptions: [trial()],
        invoices: [
          early({
            lines: [
              fee({ id: 'il_setup', price: 'price_Setup' }),
              fee({
                id: 'il_addon',
                invoice_item: 'ii_1',
                taxes: [
                  {
                    amount: 931,
                    tax_rate: 'txr_1',
                    inclusive: false,
                    taxability_reason: null,
                    taxable_amount: 4900,
                  },
                ],
              }),
            ],
          }),
        ],
      }),
    },
    {
      name: 'usage within the trial',
      history: aHistory({
        prices: [
          aPrice({
            recurring: { interval: 'month', interval_count: 1, usage_type: 'metered', meter: 'mtr_1' },
          }),
        ],
        subscriptions: [trial()],
        invoices: [early()],
      }),
    },
    {
      name: 'another subscription without a trial',
      history: aHistory({
        prices,
        subscriptions: [trial(), aSubscription({ id: 'sub_2' })],
        invoices: [early({ lines: [fee({ subscription: 'sub_2', subscription_item: 'si_2' })] })],
      }),
    },
    {
      name: 'the fee was credited',
      history: aHistory({
        prices,
        subscriptions: [trial()],
        invoices: [early()],
        credit_notes: [aCreditNote()],
      }),
    },
    {
      name: 'a void invoice and a draft',
      history: aHistory({
        prices,
        subscriptions: [trial()],
        invoices: [early({ status: 'void' }), early({ id: 'in_2', status: 'draft' })],
      }),
    },
  ],
};
