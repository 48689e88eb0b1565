import type { InvoiceLine, Subscription } from '../../../../src/analysis/billing-history.ts';
import { backdatedStartBilledTwice } from '../../../../src/analysis/rules/duplicates/backdated-start-billed-twice.ts';
import {
  aHistory,
  aLine,
  anInvoice,
  anItem,
  aPrice,
  aSubscription,
  at,
  CUSTOMER,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

/** Paid for November, cancelled on the eleventh; the next one, of the sixteenth, is back-dated to the first. */
const old = aSubscription({
  id: 'sub_old',
  created: at('2026-01-01'),
  status: 'canceled',
  canceled_at: at('2026-11-11'),
  ended_at: at('2026-11-11'),
  items: [anItem({ id: 'si_old' })],
});
const next = (parts: Partial<Subscription> = {}) =>
  aSubscription({
    id: 'sub_new',
    created: at('2026-11-16'),
    start_date: at('2026-11-01'),
    items: [anItem({ id: 'si_new' })],
    ...parts,
  });
const november = { start: at('2026-11-01'), end: at('2026-12-01') };
const bill = (which: 'old' | 'new', created: string, line: Partial<InvoiceLine> = {}) =>
  anInvoice({
    id: `in_${which}`,
    created: at(created),
    lines: [
      aLine({
        id: `il_${which}`,
        subscription: `sub_${which}`,
        subscription_item: `si_${which}`,
        period: november,
        amount: 3000,
        unit_amount_decimal: '3000',
        ...line,
      }),
    ],
  });
const history = (
  subscriptions: readonly Subscription[],
  invoices = [bill('old', '2026-11-01'), bill('new', '2026-11-16')],
) =>
  aHistory({
    subscriptions,
    invoices,
    prices: [aPrice({ unit_amount: 3000 })],
    charges: invoices.map((invoice) => paidBy(invoice)),
  });

export const cases: RuleCases = {
  rule: backdatedStartBilledTwice,
  accept: [
    {
      name: 'ten of thirty days were paid on the old one',
      history: history([old, next()]),
      expect: [
        {
          classification: 'billing_error',
          category: 'duplicate_subscription',
          amount: 1000,
          evidence: ['sub_new', 'in_new', 'in_old'],
          correction: { kind: 'credit_note', target: 'in_new', amount: 1000 },
        },
      ],
    },
    {
      name: 'with tax, in proportion',
      history: history(
        [old, next()],
        [
          bill('old', '2026-11-01'),
          bill('new', '2026-11-16', {
            taxes: [
              {
                amount: 600,
                tax_rate: 'txr_1',
                inclusive: false,
                taxability_reason: null,
                taxable_amount: 3000,
              },
            ],
          }),
        ],
      ),
      expect: [{ classification: 'billing_error', amount: 1200, evidence: ['in_new'] }],
    },
    {
      name: 'another plan of the family was paid before',
      history: {
        ...history(
          [old, next({ items: [anItem({ id: 'si_new', price: 'price_Max' })] })],
          [
            bill('old', '2026-11-01'),
            bill('new', '2026-11-16', {
              price: 'price_Max',
              product: 'prod_Max',
              amount: 6000,
              unit_amount_decimal: '6000',
            }),
          ],
        ),
        prices: [aPrice(), aPrice({ id: 'price_Max', product: 'prod_Max', unit_amount: 6000 })],
      },
      policy: {
        multiple_subscriptions: {
          allowed: false,
          metadata_keys: [],
          exclusive_products: [['prod_Pro', 'prod_Max']],
        },
      },
      expect: [{ classification: 'billing_error', amount: 2000, evidence: ['in_new', 'in_old'] }],
    },
    {
      name: 'the time before as a proration of its own, the first ten of fifteen days paid before',
      history: history(
        [old, next()],
        [
          bill('old', '2026-11-01'),
          {
            ...bill('new', '2026-11-16', {
              amount: 1500,
              proration: true,
              invoice_item: 'ii_1',
              period: { start: at('2026-11-01'), end: at('2026-11-16') },
            }),
            billing_reason: 'subscription_create',
          },
        ],
      ),
      expect: [{ classification: 'billing_error', amount: 1000, evidence: ['sub_new', 'in_new', 'in_old'] }],
    },
    {
      name: 'two periods paid before, in one line',
      history: history(
        [
          { ...old, canceled_at: at('2026-12-01'), ended_at: at('2026-12-01') },
          next({ created: at('2026-12-01') }),
        ],
        [
          bill('old', '2026-11-01', { period: { start: at('2026-11-01'), end: at('2026-11-16') } }),
          {
            ...bill('old', '2026-11-16', {
              id: 'il_later',
              period: { start: at('2026-11-16'), end: at('2026-12-01') },
            }),
            id: 'in_later',
          },
          bill('new', '2026-12-01'),
        ],
      ),
      expect: [{ classification: 'billing_error', amount: 3000, evidence: ['in_new', 'in_old', 'in_later'] }],
    },
  ],
  reject: [
    {
      name: 'the back-dating was asked for',
      history: history([old, next()]),
      policy: {
        requests: [
          { ref: 'r-1', customer: CUSTOMER, kind: 'backdate', at: at('2026-11-15'), effective: 'period_end' },
        ],
      },
    },
    { name: 'it is not back-dated', history: history([old, next({ start_date: at('2026-11-16') })]) },
    { name: 'nothing was paid before', history: history([next()], [bill('new', '2026-11-16')]) },
    {
      name: 'another product was paid before',
      history: {
        ...history(
          [old, next()],
          [
            bill('old', '2026-11-01', { product: 'prod_Else', price: 'price_Else' }),
            bill('new', '2026-11-16'),
          ],
        ),
        subscriptions: [{ ...old, items: [anItem({ id: 'si_old', price: 'price_Else' })] }, next()],
        prices: [aPrice(), aPrice({ id: 'price_Else', product: 'prod_Else' })],
      },
    },
    {
      name: 'what was paid before was returned',
      history: {
        ...history([old, next()]),
        charges: [
          paidBy(bill('old', '2026-11-01'), { amount_refunded: 3000 }),
          paidBy(bill('new', '2026-11-16')),
        ],
      },
    },
  ],
};
