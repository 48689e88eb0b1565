import { periodNotInvoiced } from '../../../../src/analysis/rules/leakage/period-not-invoiced.ts';
import { aHistory, aLine, anInvoice, anItem, aPrice, aSubscription, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

/** Paid until the tenth of November, and active since then without an invoice. */
const october = anInvoice({
  id: 'in_Oct',
  created: at('2026-10-10'),
  lines: [aLine({ id: 'il_Oct', period: { start: at('2026-10-10'), end: at('2026-11-10') } })],
});
const history = (parts: Parameters<typeof aHistory>[0] = {}) =>
  aHistory({ subscriptions: [aSubscription()], prices: [aPrice()], invoices: [october], ...parts });

export const cases: RuleCases = {
  rule: periodNotInvoiced,
  accept: [
    {
      name: 'the running month has no invoice',
      history: history(),
      expect: [
        {
          classification: 'leakage',
          category: 'renewal',
          amount: 4900,
          evidence: ['sub_1'],
          correction: null,
        },
      ],
    },
    {
      name: 'three seats, in yen',
      history: history({
        subscriptions: [aSubscription({ currency: 'jpy', items: [anItem({ quantity: 3 })] })],
        prices: [aPrice({ currency: 'jpy', unit_amount: 1500 })],
        invoices: [],
      }),
      expect: [{ classification: 'leakage', amount: 4500, evidence: ['sub_1', 'price_Pro'] }],
    },
    {
      name: 'a tiered price: no amount follows',
      history: history({
        prices: [aPrice({ billing_scheme: 'tiered', tiers_mode: 'graduated' })],
      }),
      expect: [{ classification: 'leakage', amount: null, evidence: ['sub_1'] }],
    },
  ],
  reject: [
    { name: 'it is invoiced', history: history({ invoices: [october, anInvoice()] }) },
    {
      name: 'its invoice was voided on purpose',
      history: history({ invoices: [october, anInvoice({ status: 'void' })] }),
    },
    {
      name: 'the period began yesterday',
      history: history({
        subscriptions: [
          aSubscription({
            items: [anItem({ current_period_start: at('2026-11-19'), current_period_end: at('2026-12-19') })],
          }),
        ],
      }),
    },
    {
      name: 'a trial, a pause, and usage',
      history: history({
        subscriptions: [
          aSubscription({
            id: 'sub_trial',
            status: 'trialing',
            trial_end: at('2026-12-10'),
            items: [anItem({ id: 'si_t' })],
          }),
          aSubscription({
            id: 'sub_pause',
            pause_collection: { behavior: 'void', resumes_at: null },
            items: [anItem({ id: 'si_p' })],
          }),
          aSubscription({ id: 'sub_usage', items: [anItem({ id: 'si_u', price: 'price_Usage' })] }),
        ],
        prices: [
          aPrice(),
          aPrice({
            id: 'price_Usage',
            recurring: { interval: 'month', interval_count: 1, usage_type: 'metered', meter: null },
          }),
        ],
        invoices: [],
      }),
    },
    {
      name: 'invoices may be missing from the history',
      history: history({
        gaps: [{ message: 'Of the invoices only 100 were read.', could_hold_money: true, scope: null }],
      }),
      skipped: 'incomplete',
    },
  ],
};
