import { unusedTimeNotCredited } from '../../../../src/analysis/rules/prorations/unused-time-not-credited.ts';
import {
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

const waiting = {
  object: 'invoiceitem',
  id: 'ii_Credit',
  customer: 'cus_Acme',
  invoice: null,
  subscription: 'sub_1',
  subscription_item: 'si_1',
  date: changed,
  amount: -4124,
  currency: 'usd',
  description: 'Unused time on Pro',
  proration: true,
  price: 'price_Pro',
  product: 'prod_Pro',
  quantity: 1,
  period: { start: changed, end },
  metadata: {},
} as const;

export const cases: RuleCases = {
  rule: unusedTimeNotCredited,
  accept: [
    {
      name: 'an upgrade charges the rest of the month and credits nothing',
      history: upgraded([charge()]),
      expect: [
        {
          classification: 'billing_error',
          category: 'proration',
          amount: 4124,
          evidence: ['in_Upd', 'il_Charge', 'in_Nov', 'il_Nov', 'sub_1'],
          correction: {
            kind: 'credit_note',
            target: 'in_Nov',
            amount: 4124,
            params: { invoice: 'in_Nov', reason: 'order_change' },
          },
        },
      ],
    },
    {
      name: 'with a discount and tax on what was paid',
      history: aHistory({
        subscriptions: [onTeam],
        prices,
        invoices: [
          anInvoice({
            id: 'in_Nov',
            lines: [
              aLine({
                id: 'il_Nov',
                discount_amounts: [{ amount: 980, discount: 'di_1' }],
                taxes: taxOf(784, '20'),
              }),
            ],
            discounts: [aDiscount()],
          }),
          update([charge({ taxes: taxOf(1667, '20') })]),
        ],
      }),
      // 39.20 × 25.25 of 30 days = 32.99; with the tax on it 39.59.
      expect: [{ classification: 'billing_error', amount: 3959, evidence: ['in_Nov', 'il_Nov', 'in_Upd'] }],
    },
    {
      name: 'the item was replaced by another one',
      history: aHistory({
        subscriptions: [{ ...onTeam, items: [anItem({ id: 'si_2', price: 'price_Team' })] }],
        prices,
        invoices: [november, update([charge({ subscription_item: 'si_2' })])],
      }),
      expect: [{ classification: 'billing_error', amount: 4124, evidence: ['il_Charge', 'il_Nov'] }],
    },
    {
      name: 'billed with the next renewal',
      asOf: at('2026-12-11'),
      history: upgraded(
        [
          charge(),
          aLine({
            id: 'il_Dec',
            amount: 9900,
            price: 'price_Team',
            period: { start: end, end: at('2027-01-10') },
          }),
        ],
        { created: end, billing_reason: 'subscription_cycle' },
      ),
      expect: [{ classification: 'billing_error', amount: 4124, evidence: ['in_Upd', 'in_Nov'] }],
    },
    {
      name: 'part of it was credited on the old invoice',
      history: { ...upgraded([charge()]), credit_notes: [aCreditNote({ invoice: 'in_Nov', amount: 1124 })] },
      expect: [{ classification: 'billing_error', amount: 3000, evidence: ['cn_1'] }],
    },
    {
      name: 'yen: 4,900 for the month',
      history: aHistory({
        subscriptions: [{ ...onTeam, currency: 'jpy' }],
        prices: [
          aPrice({ currency: 'jpy' }),
          aPrice({ id: 'price_Team', currency: 'jpy', unit_amount: 9900 }),
        ],
        invoices: [
          anInvoice({ id: 'in_Nov', currency: 'jpy', lines: [aLine({ id: 'il_Nov' })] }),
          update([charge()], { currency: 'jpy' }),
        ],
      }),
      expect: [{ classification: 'billing_error', amount: 4124, evidence: ['in_Upd'] }],
    },
  ],
  reject: [
    { name: 'credit and charge together', history: upgraded([credit(), charge()]) },
    {
      name: 'the credit waits for the next invoice',
      history: { ...upgraded([charge()]), invoice_items: [waiting] },
    },
    {
      name: 'an add-on beside the plan',
      history: aHistory({
        subscriptions: [aSubscription({ items: [anItem(), anItem({ id: 'si_2', price: 'price_Team' })] })],
        prices,
        invoices: [november, update([charge({ subscription_item: 'si_2' })])],
      }),
    },
    {
      name: 'the old plan was free',
      history: aHistory({
        subscriptions: [onTeam],
        prices,
        invoices: [
          anInvoice({ id: 'in_Nov', lines: [aLine({ id: 'il_Nov', amount: 0 })] }),
          update([charge()]),
        ],
      }),
    },
    {
      name: 'the old plan was never paid',
      history: aHistory({
        subscriptions: [onTeam],
        prices,
        invoices: [
          anInvoice({ id: 'in_Nov', status: 'open', lines: [aLine({ id: 'il_Nov' })] }),
          update([charge()]),
        ],
      }),
    },
    {
      name: 'credited by an earlier change: paused, then resumed',
      history: aHistory({
        subscriptions: [aSubscription()],
        prices,
        invoices: [
          november,
          anInvoice({
            id: 'in_Pause',
            created: at('2026-11-12'),
            lines: [credit({ amount: -4573, period: { start: at('2026-11-12'), end } })],
          }),
          update([charge({ amount: 4124, price: 'price_Pro', product: 'prod_Pro' })]),
        ],
      }),
    },
    {
      name: 'a cheaper plan where the policy gives no credit for downgrades',
      policy: { on_downgrade: 'none' },
      history: aHistory({
        subscriptions: [aSubscription()],
        prices,
        invoices: [
          anInvoice({
            id: 'in_Nov',
            lines: [aLine({ id: 'il_Nov', amount: 9900, price: 'price_Team', product: 'prod_Team' })],
          }),
          update([charge({ amount: 4124, price: 'price_Pro', product: 'prod_Pro' })]),
        ],
      }),
    },
    {
      name: 'the unused share was credited on the old invoice',
      history: { ...upgraded([charge()]), credit_notes: [aCreditNote({ invoice: 'in_Nov', amount: 4124 })] },
    },
    {
      name: 'the charge stands on a void invoice',
      history: upgraded([charge()], { status: 'void' }),
    },
  ],
};
