import { prorationAmountWrong } from '../../../../src/analysis/rules/prorations/proration-amount-wrong.ts';
import {
  aCoupon,
  aCreditNote,
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
import {
  changed,
  charge,
  credit,
  end,
  november,
  onTeam,
  prices,
  taxOf,
  update,
  upgraded,
} from './upgrade.ts';

const graduated = aPrice({
  id: 'price_Team',
  product: 'prod_Team',
  billing_scheme: 'tiered',
  tiers_mode: 'graduated',
  unit_amount: null,
  unit_amount_decimal: null,
  tiers: [
    { up_to: 5, unit_amount_decimal: '1000', flat_amount_decimal: null },
    { up_to: null, unit_amount_decimal: '800', flat_amount_decimal: null },
  ],
});

export const cases: RuleCases = {
  rule: prorationAmountWrong,
  accept: [
    {
      name: 'the remaining time is charged at more than its share',
      history: upgraded([credit(), charge({ amount: 9900 })]),
      expect: [
        {
          classification: 'billing_error',
          category: 'proration',
          confidence: 'certain',
          variant: 'charge',
          amount: 1567,
          evidence: ['in_Upd', 'il_Charge', 'sub_1'],
          correction: {
            kind: 'credit_note',
            target: 'in_Upd',
            amount: 1567,
            params: { invoice: 'in_Upd', reason: 'order_change' },
          },
        },
      ],
    },
    {
      name: 'the credit for unused time is too small',
      history: upgraded([credit({ amount: -2000 }), charge()]),
      expect: [
        {
          classification: 'billing_error',
          variant: 'credit',
          amount: 2124,
          evidence: ['in_Upd', 'il_Credit'],
          correction: { kind: 'credit_note', target: 'in_Upd', amount: 2124 },
        },
      ],
    },
    {
      name: 'both lines wrong, with 20 % tax on each',
      history: upgraded([
        credit({ amount: -4000, taxes: taxOf(-800, '20') }),
        charge({ amount: 9000, taxes: taxOf(1800, '20') }),
      ]),
      // 1.24 + 6.67 before tax.
      expect: [{ classification: 'billing_error', amount: 949, evidence: ['il_Credit', 'il_Charge'] }],
    },
    {
      name: 'a downgrade whose small credit leaves nothing on its invoice: the old one gives the rest back',
      history: aHistory({
        subscriptions: [aSubscription()],
        prices,
        invoices: [
          anInvoice({
            id: 'in_Nov',
            lines: [aLine({ id: 'il_Nov', amount: 9900, price: 'price_Team', product: 'prod_Team' })],
          }),
          update([
            credit({ amount: -4124, price: 'price_Team', product: 'prod_Team' }),
            charge({ amount: 4124, price: 'price_Pro', product: 'prod_Pro' }),
          ]),
        ],
      }),
      expect: [
        {
          classification: 'billing_error',
          variant: 'credit',
          amount: 4209,
          evidence: ['in_Upd', 'in_Nov', 'il_Credit'],
          correction: { kind: 'credit_note', target: 'in_Nov', amount: 4209 },
        },
      ],
    },
    {
      name: 'more than the full price of the period, whatever its length',
      history: aHistory({
        subscriptions: [aSubscription({ items: [anItem({ price: 'price_Team' })] })],
        prices,
        invoices: [update([charge({ amount: 19_800, period: { start: changed, end } })])],
      }),
      expect: [{ classification: 'billing_error', amount: 19_800 - 8333, evidence: ['il_Charge'] }],
    },
    {
      name: 'a charge above the full share although a discount is about',
      history: aHistory({
        subscriptions: [{ ...onTeam, discounts: [aDiscount()] }],
        coupons: [aCoupon()],
        prices,
        invoices: [november, update([credit(), charge({ amount: 9500 })])],
      }),
      expect: [{ classification: 'billing_error', amount: 1167, evidence: ['il_Charge'] }],
    },
    {
      name: 'a tiered price: 8 seats are 5 × 10.00 + 3 × 8.00',
      history: aHistory({
        subscriptions: [onTeam],
        prices: [aPrice({ nickname: 'Pro' }), graduated],
        invoices: [november, update([credit(), charge({ quantity: 8, amount: 7400 })])],
      }),
      // 74.00 × 25.25 of 30 days = 62.28.
      expect: [{ classification: 'billing_error', amount: 7400 - 6228, evidence: ['il_Charge'] }],
    },
    {
      name: 'part of it credited already',
      history: {
        ...upgraded([credit(), charge({ amount: 9900 })]),
        credit_notes: [
          aCreditNote({
            invoice: 'in_Upd',
            amount: 1000,
            lines: [
              {
                id: 'cnli_1',
                amount: 1000,
                type: 'invoice_line_item',
                invoice_line_item: 'il_Charge',
                description: null,
                quantity: null,
                taxes: [],
              },
            ],
          }),
        ],
      },
      expect: [{ classification: 'billing_error', amount: 567, evidence: ['in_Upd', 'cn_1'] }],
    },
  ],
  reject: [
    { name: 'both lines recompute by the second', history: upgraded([credit(), charge()]) },
    {
      name: 'prorated by whole days, as scripts do',
      history: upgraded([credit({ amount: -4083 }), charge({ amount: 8250 })]),
    },
    {
      name: 'one minor unit of rounding on each line',
      history: upgraded([credit({ amount: -4123 }), charge({ amount: 8334 })]),
    },
    {
      name: 'a discount of 20 % folded into the charge',
      history: aHistory({
        subscriptions: [{ ...onTeam, discounts: [aDiscount()] }],
        coupons: [aCoupon()],
        prices,
        invoices: [november, update([credit(), charge({ amount: 6666 })])],
      }),
    },
    {
      name: 'classic mode credits the current price, lower than what was paid',
      history: aHistory({
        subscriptions: [{ ...onTeam, billing_mode: { type: 'classic', proration_discounts: null } }],
        prices: [aPrice({ nickname: 'Pro', unit_amount: 3900 }), ...prices.slice(1)],
        invoices: [november, update([credit({ amount: -3283 }), charge()])],
      }),
    },
    {
      name: 'in the customer’s favour',
      history: upgraded([credit({ amount: -4900 }), charge({ amount: 5000 })]),
    },
    {
      name: 'a price the history lacks',
      history: aHistory({
        subscriptions: [onTeam],
        prices: [aPrice()],
        invoices: [november, update([credit(), charge({ amount: 9900 })])],
      }),
    },
    {
      name: 'a void invoice',
      history: upgraded([credit(), charge({ amount: 9900 })], { status: 'void' }),
    },
    {
      name: 'a back-dated start: the stub before the anchor has no full period on record',
      history: aHistory({
        subscriptions: [aSubscription({ items: [anItem({ current_period_end: at('2027-01-10') })] })],
        prices,
        invoices: [
          anInvoice({
            lines: [
              aLine({
                amount: 2000,
                proration: true,
                period: { start: at('2026-11-10'), end: at('2026-11-24') },
              }),
            ],
          }),
        ],
      }),
    },
    {
      name: 'the whole difference was credited',
      history: {
        ...upgraded([credit(), charge({ amount: 9900 })]),
        credit_notes: [aCreditNote({ invoice: 'in_Upd', amount: 1567 })],
      },
    },
  ],
};
