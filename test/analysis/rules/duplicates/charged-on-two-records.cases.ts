import type { Charge, Customer } from '../../../../src/analysis/billing-history.ts';
import { chargedOnTwoRecords } from '../../../../src/analysis/rules/duplicates/charged-on-two-records.ts';
import {
  aCharge,
  aCustomer,
  aHistory,
  aLine,
  anInvoice,
  anItem,
  aPrice,
  aSubscription,
  at,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const jane = aCustomer({ id: 'cus_A' });
const again = (parts: Partial<Customer> = {}) =>
  aCustomer({ id: 'cus_B', email: 'Jane+app@acme.example', ...parts });
const card = (fingerprint: string): Charge['card'] => ({
  brand: 'visa',
  last4: '4242',
  country: 'US',
  fingerprint,
  capture_before: null,
});
const policy = {
  multiple_subscriptions: { allowed: false, metadata_keys: ['workspace_id'], exclusive_products: [] },
};

const subscribed = (customer: string, day: string, metadata = {}) => ({
  subscription: aSubscription({
    id: `sub_${customer}`,
    customer,
    created: at(day),
    items: [anItem({ id: `si_${customer}` })],
    metadata,
  }),
  invoice: anInvoice({
    id: `in_${customer}`,
    customer,
    created: at(day),
    lines: [
      aLine({
        id: `il_${customer}`,
        subscription: `sub_${customer}`,
        subscription_item: `si_${customer}`,
        period: { start: at(day), end: at(day.replace('-11-', '-12-')) },
      }),
    ],
  }),
});
const both = (
  b: Customer,
  cards: readonly [string, string] = ['f1', 'f2'],
  metadata: readonly [object, object] = [{}, {}],
) => {
  const one = subscribed('cus_A', '2026-11-02', metadata[0]);
  const two = subscribed('cus_B', '2026-11-05', metadata[1]);
  return aHistory({
    customers: [jane, b],
    subscriptions: [one.subscription, two.subscription],
    invoices: [one.invoice, two.invoice],
    prices: [aPrice()],
    charges: [paidBy(one.invoice, { card: card(cards[0]) }), paidBy(two.invoice, { card: card(cards[1]) })],
  });
};
const bought = (b: Customer, parts: readonly [Partial<Charge>, Partial<Charge>]) =>
  aHistory({
    customers: [jane, b],
    charges: [
      aCharge({ id: 'ch_A', customer: 'cus_A', created: at('2026-11-10T10:00:00Z'), ...parts[0] }),
      aCharge({ id: 'ch_B', customer: 'cus_B', created: at('2026-11-10T11:00:00Z'), ...parts[1] }),
    ],
  });
const order = { metadata: { order_id: 'A-7' } };

export const cases: RuleCases = {
  rule: chargedOnTwoRecords,
  accept: [
    {
      name: 'one card pays for the same month on both records',
      history: both(again(), ['f1', 'f1']),
      policy,
      expect: [
        {
          classification: 'billing_error',
          category: 'identity',
          confidence: 'high',
          variant: 'subscription',
          amount: 4900,
          evidence: ['cus_A', 'cus_B', 'sub_cus_A', 'sub_cus_B', 'in_cus_B'],
          correction: { kind: 'cancel_subscription', target: 'sub_cus_B', amount: 4900 },
        },
      ],
    },
    {
      name: 'the mailbox under the same name, two cards',
      history: both(again()),
      policy,
      expect: [
        {
          classification: 'billing_error',
          variant: 'subscription',
          amount: 4900,
          evidence: ['cus_A', 'cus_B'],
        },
      ],
    },
    {
      name: 'the policy file does not say whether two are meant',
      history: both(again(), ['f1', 'f1']),
      expect: [
        {
          classification: 'likely_error',
          confidence: 'medium',
          variant: 'subscription',
          amount: 4900,
          evidence: ['sub_cus_B'],
        },
      ],
    },
    {
      name: 'one order paid on both records',
      history: bought(again({ name: null }), [order, order]),
      expect: [
        {
          classification: 'billing_error',
          confidence: 'certain',
          variant: 'payment',
          amount: 4900,
          evidence: ['cus_A', 'cus_B', 'ch_A', 'ch_B'],
          correction: { kind: 'refund', target: 'ch_B', amount: 4900, params: { reason: 'duplicate' } },
        },
      ],
    },
    {
      name: 'one order paid on both records, beside a third that shares a card with one of them',
      history: (() => {
        const history = bought(again(), [{ ...order, card: card('f1') }, order]);
        return {
          ...history,
          customers: [...history.customers, aCustomer({ id: 'cus_0', email: 'office@else.example' })],
          charges: [
            ...history.charges,
            aCharge({
              id: 'ch_0',
              customer: 'cus_0',
              amount: 100,
              card: card('f1'),
              created: at('2026-09-10'),
            }),
          ],
        };
      })(),
      expect: [{ classification: 'billing_error', amount: 4900, evidence: ['ch_A', 'ch_B'] }],
    },
    {
      name: 'the same amount within an hour, the name of one record unknown',
      history: bought(again({ name: null }), [{ card: card('f1') }, { card: card('f2') }]),
      expect: [
        { classification: 'likely_error', variant: 'payment', amount: 4900, evidence: ['ch_A', 'ch_B'] },
      ],
    },
  ],
  reject: [
    { name: 'an agency: two names in one mailbox', history: both(again({ name: 'Bob Poe' })), policy },
    {
      name: 'two workspaces',
      history: both(again(), ['f1', 'f1'], [{ workspace_id: '1' }, { workspace_id: '2' }]),
      policy,
    },
    {
      name: 'both are allowed',
      history: both(again(), ['f1', 'f1']),
      policy: { multiple_subscriptions: { ...policy.multiple_subscriptions, allowed: true } },
    },
    { name: 'strangers', history: both(again({ email: 'joe@else.example' })), policy },
    {
      name: 'one order on two records that only share a third, each in another way',
      history: (() => {
        const history = bought(again({ email: 'joe@else.example' }), [
          { ...order, card: card('f1') },
          { ...order, card: card('f2') },
        ]);
        return {
          ...history,
          customers: [...history.customers, aCustomer({ id: 'cus_0', email: 'office@else.example' })],
          charges: [
            ...history.charges,
            ...['f1', 'f2'].map((print, place) =>
              aCharge({
                id: `ch_0${place}`,
                customer: 'cus_0',
                amount: 100 + place,
                card: card(print),
                created: at('2026-09-10'),
              }),
            ),
          ],
        };
      })(),
    },
    { name: 'two orders', history: bought(again(), [order, { metadata: { order_id: 'A-8' } }]) },
    {
      name: 'the second was refunded',
      history: bought(again(), [order, { ...order, amount_refunded: 4900 }]),
    },
    {
      name: 'twice on one record is another rule’s work',
      history: bought(again(), [order, { ...order, customer: 'cus_A' }]),
    },
  ],
};
