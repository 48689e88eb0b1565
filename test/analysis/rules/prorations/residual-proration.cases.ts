import type { Invoice, InvoiceItem, InvoiceLine } from '../../../../src/analysis/billing-history.ts';
import { residualProration } from '../../../../src/analysis/rules/prorations/residual-proration.ts';
import { aCreditNote, aHistory, anInvoice, aSubscription, at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { charge, credit, prices, taxOf, upgraded } from './upgrade.ts';

const change = at('2026-08-14T18:00:00Z');
const period = { start: change, end: at('2026-09-10') };
const pair = (parts: Partial<InvoiceLine> = {}): readonly InvoiceLine[] => [
  credit({ period, credited_items: null, ...parts }),
  charge({ period, ...parts }),
];
const billedOn = (created: string, parts: Partial<Invoice> = {}): Invoice =>
  anInvoice({ id: 'in_Late', created: at(created), billing_reason: 'manual', lines: pair(), ...parts });
const ended = (when: string) =>
  aSubscription({ status: 'canceled', canceled_at: at(when), ended_at: at(when) });
const history = (invoice: Invoice, subscription = ended('2026-08-20')) =>
  aHistory({ subscriptions: [subscription], prices, invoices: [invoice] });
const waiting = (parts: Partial<InvoiceItem> = {}): InvoiceItem => ({
  object: 'invoiceitem',
  id: 'ii_1',
  customer: CUSTOMER,
  invoice: null,
  subscription: 'sub_1',
  subscription_item: 'si_1',
  date: change,
  amount: 4209,
  currency: 'usd',
  description: 'Remaining time on Team',
  proration: true,
  price: 'price_Team',
  product: 'prod_Team',
  quantity: 1,
  period,
  metadata: {},
  ...parts,
});

export const cases: RuleCases = {
  rule: residualProration,
  accept: [
    {
      name: 'C9: billed three months later, after the subscription ended',
      history: history(billedOn('2026-11-14')),
      expect: [
        {
          classification: 'billing_error',
          category: 'proration',
          variant: 'late_after_end',
          amount: 4209,
          evidence: ['sub_1', 'in_Late', 'il_Charge', 'il_Credit'],
          correction: {
            kind: 'credit_note',
            target: 'in_Late',
            amount: 4209,
            params: { invoice: 'in_Late' },
          },
        },
      ],
    },
    {
      name: 'C9: on an invoice of another subscription, after the end, with tax',
      history: history(
        billedOn('2026-08-25', {
          subscription: 'sub_2',
          lines: [
            credit({ period, credited_items: null, taxes: taxOf(-825, '20') }),
            charge({ period, taxes: taxOf(1667, '20') }),
          ],
        }),
      ),
      // 42.09 before tax, with 20 %: 50.51.
      expect: [
        {
          classification: 'billing_error',
          variant: 'elsewhere_after_end',
          amount: 5051,
          evidence: ['in_Late'],
        },
      ],
    },
    {
      name: 'C9: part of it credited',
      history: {
        ...history(billedOn('2026-11-14')),
        credit_notes: [aCreditNote({ invoice: 'in_Late', amount: 1209 })],
      },
      expect: [{ classification: 'billing_error', amount: 3000, evidence: ['cn_1'] }],
    },
    {
      name: 'C9: late, while the subscription runs: explained',
      history: history(billedOn('2026-11-14'), aSubscription()),
      expect: [
        { classification: 'valid_but_confusing', variant: 'late', amount: null, evidence: ['in_Late'] },
      ],
    },
    {
      name: 'C9: with another subscription’s invoice, while it runs: explained',
      history: history(billedOn('2026-08-25', { subscription: 'sub_2' }), aSubscription()),
      expect: [
        { classification: 'valid_but_confusing', variant: 'elsewhere', amount: null, evidence: ['in_Late'] },
      ],
    },
    {
      name: 'V8: left over from a change shortly before the end',
      history: history(billedOn('2026-08-21')),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'after_end',
          amount: null,
          evidence: ['sub_1', 'in_Late'],
          correction: null,
        },
      ],
    },
    {
      name: 'V8: billed together with the end',
      history: history(billedOn('2026-08-20', { billing_reason: 'subscription_update' })),
      expect: [
        { classification: 'valid_but_confusing', variant: 'after_end', amount: null, evidence: ['in_Late'] },
      ],
    },
    {
      name: 'V8: still waiting',
      history: { ...aHistory({ subscriptions: [ended('2026-08-20')], prices }), invoice_items: [waiting()] },
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'waiting',
          amount: null,
          evidence: ['ii_1', 'sub_1'],
        },
      ],
    },
  ],
  reject: [
    { name: 'C9: billed with its change', history: upgraded([credit(), charge()]) },
    {
      name: 'C9: with the next renewal',
      history: history(billedOn('2026-09-10', { billing_reason: 'subscription_cycle' }), aSubscription()),
    },
    { name: 'C9: on a void invoice', history: history(billedOn('2026-11-14', { status: 'void' })) },
    {
      name: 'C9: in the customer’s favour',
      history: history(billedOn('2026-11-14', { lines: [credit({ period, credited_items: null })] })),
      worthExplaining: false,
    },
    {
      name: 'C9: all of it credited',
      history: {
        ...history(billedOn('2026-11-14')),
        credit_notes: [aCreditNote({ invoice: 'in_Late', amount: 4209 })],
      },
    },
    {
      name: 'V8: long ago, and nobody asks',
      history: history(billedOn('2026-08-21')),
      worthExplaining: false,
    },
    {
      name: 'V8: a change after the end',
      history: history(billedOn('2026-08-21'), ended('2026-08-10')),
    },
    {
      name: 'V8: a waiting item of a subscription that runs',
      history: { ...aHistory({ subscriptions: [aSubscription()], prices }), invoice_items: [waiting()] },
    },
    {
      name: 'V8: a waiting credit',
      history: {
        ...aHistory({ subscriptions: [ended('2026-08-20')], prices }),
        invoice_items: [waiting({ amount: -4124 })],
      },
    },
  ],
};
