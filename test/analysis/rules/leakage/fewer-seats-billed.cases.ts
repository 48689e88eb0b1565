import { fewerSeatsBilled } from '../../../../src/analysis/rules/leakage/fewer-seats-billed.ts';
import { aHistory, aLine, anInvoice, anItem, aPrice, aSubscription, at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const billing = (quantity: number, more: Parameters<typeof aLine>[0][] = []) =>
  aHistory({
    subscriptions: [aSubscription()],
    prices: [aPrice()],
    invoices: [
      anInvoice({
        lines: [
          aLine({ quantity, amount: 4900 * quantity }),
          ...more.map((line, place) => aLine({ id: `il_more_${place}`, ...line })),
        ],
      }),
    ],
  });
const seats = (quantity: number, parts = {}) => ({
  seats: [{ ref: 'seats[0]', customer: CUSTOMER, quantity, ...parts }],
});

export const cases: RuleCases = {
  rule: fewerSeatsBilled,
  accept: [
    {
      name: 'three of five seats billed',
      history: billing(3),
      policy: seats(5),
      expect: [
        {
          classification: 'leakage',
          category: 'quantity',
          amount: 9800,
          evidence: ['sub_1', 'in_1', 'il_1', 'seats[0]'],
          correction: null,
        },
      ],
    },
    {
      name: 'an entry for the subscription, from before the period',
      history: billing(1),
      policy: { seats: [{ ref: 's', subscription: 'sub_1', quantity: 2, from: at('2026-11-10') }] },
      expect: [{ classification: 'leakage', amount: 4900, evidence: ['s'] }],
    },
    {
      name: 'two products: the entry names its own',
      history: billing(3, [
        { product: 'prod_Report', price: 'price_Report', amount: 900, unit_amount_decimal: '900' },
      ]),
      policy: seats(4, { product: 'prod_Pro' }),
      expect: [{ classification: 'leakage', amount: 4900, evidence: ['il_1'] }],
    },
  ],
  reject: [
    {
      name: 'the quantity has been raised since',
      history: {
        ...billing(3),
        subscriptions: [aSubscription({ items: [anItem({ quantity: 5 })] })],
      },
      policy: seats(5),
    },
    { name: 'as many as used', history: billing(5), policy: seats(5) },
    { name: 'more than used: an error of another kind', history: billing(6), policy: seats(5) },
    {
      name: 'added after the period began',
      history: billing(3),
      policy: seats(5, { from: at('2026-11-11') }),
    },
    {
      name: 'two products, and the entry names none',
      history: billing(3, [
        { product: 'prod_Report', price: 'price_Report', amount: 900, unit_amount_decimal: '900' },
      ]),
      policy: seats(5),
    },
    { name: 'the policy file has no seats', history: billing(3), skipped: 'seats' },
  ],
};
