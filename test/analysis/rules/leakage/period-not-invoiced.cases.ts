import { periodNotInvoiced } from '../../../../src/analysis/rules/leakage/period-not-invoiced.ts';
import {
  aCoupon,
  aDiscount,
  aHistory,
  aLine,
  anInvoice,
  anItem,
  aPrice,
  aSubscription,
  at,
} from '../../builders.ts';
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
      name: 'a tiered price whose tiers are not known: no amount follows',
      history: history({
        prices: [aPrice({ billing_scheme: 'tiered', tiers_mode: 'graduated' })],
      }),
      expect: [{ classification: 'leakage', amount: null, evidence: ['sub_1'] }],
    },
    {
      name: 'a first period of 15 of 31 days, which nobody billed',
      history: history({
        subscriptions: [
          aSubscription({
            created: at('2026-11-05'),
            billing_cycle_anchor: at('2026-11-20'),
            items: [anItem({ current_period_start: at('2026-11-05'), current_period_end: at('2026-11-20') })],
          }),
        ],
        invoices: [],
      }),
      expect: [{ classification: 'leakage', amount: 2371, evidence: ['sub_1', 'price_Pro'] }],
    },
    {
      name: 'two products and a discount: one finding over what the period would have cost',
      history: history({
        subscriptions: [
          aSubscription({
            items: [anItem({ quantity: 2 }), anItem({ id: 'si_Kiosk', price: 'price_Kiosk' })],
            discounts: [aDiscount()],
          }),
        ],
        prices: [aPrice(), aPrice({ id: 'price_Kiosk', product: 'prod_Kiosk', unit_amount: 1000 })],
        coupons: [aCoupon({ percent_off: '20', duration: 'forever' })],
      }),
      expect: [{ classification: 'leakage', amount: 8640, evidence: ['sub_1', 'price_Pro', 'price_Kiosk'] }],
    },
    {
      name: 'a tiered price whose tiers are known',
      history: history({
        subscriptions: [aSubscription({ items: [anItem({ quantity: 7 })] })],
        prices: [
          aPrice({
            billing_scheme: 'tiered',
            tiers_mode: 'graduated',
            unit_amount: null,
            unit_amount_decimal: null,
            tiers: [
              { up_to: 5, unit_amount_decimal: '700', flat_amount_decimal: null },
              { up_to: null, unit_amount_decimal: '500', flat_amount_decimal: null },
            ],
          }),
        ],
      }),
      expect: [{ classification: 'leakage', amount: 4500, evidence: ['sub_1'] }],
    },
  ],
  reject: [
    {
      name: 'it costs nothing under a discount of 100 %',
      history: history({
        subscriptions: [aSubscription({ discounts: [aDiscount()] })],
        coupons: [aCoupon({ percent_off: '100', duration: 'forever' })],
      }),
    },
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
