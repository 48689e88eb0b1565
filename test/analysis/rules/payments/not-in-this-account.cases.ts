import { notInThisAccount } from '../../../../src/analysis/rules/payments/not-in-this-account.ts';
import {
  aCharge,
  aCustomer,
  aHistory,
  aLine,
  anInvoice,
  aPrice,
  aRefund,
  at,
  CUSTOMER,
  NOW,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const asks = (body: string, requester: string | null = 'jane@acme.example') => ({
  subject: '',
  body,
  requester_email: requester,
  created_at: NOW,
});
const unknown = (what: string) => asks(`Hello, I don’t recognise this charge: ${what}. What is it?`);
const november = anInvoice();
const account = aHistory({ invoices: [november], charges: [paidBy(november)], prices: [aPrice()] });
const gap = { message: 'Charges before 2026-10-01 were not read.', could_hold_money: true, scope: null };

export const cases: RuleCases = {
  rule: notInThisAccount,
  accept: [
    {
      name: 'an amount that nothing in the account has',
      history: account,
      ticket: unknown('$23.90 on November 10'),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'other',
          confidence: 'high',
          variant: 'amount',
          amount: null,
          evidence: [CUSTOMER],
          correction: null,
        },
      ],
    },
    {
      name: 'the same in German, with a decimal comma',
      history: account,
      ticket: asks('Hallo, diese Abbuchung über 23,90 USD am 10.11. kenne ich nicht.'),
      expect: [
        { classification: 'valid_but_confusing', variant: 'amount', amount: null, evidence: [CUSTOMER] },
      ],
    },
    {
      name: 'in Spanish and French, two amounts, none of them here',
      history: account,
      ticket: asks('No reconozco este cargo de 23,90 dólares. Je ne connais pas 7,15 USD.'),
      expect: [
        { classification: 'valid_but_confusing', variant: 'amount', amount: null, evidence: [CUSTOMER] },
      ],
    },
    {
      name: 'an amount that is not here, on a card that is',
      history: account,
      ticket: unknown('$23.90 on my card ending in 4242'),
      expect: [
        { classification: 'valid_but_confusing', variant: 'amount', amount: null, evidence: [CUSTOMER] },
      ],
    },
    {
      name: 'only a card, which is not here',
      history: account,
      ticket: unknown('something on my card ending in 9999'),
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'medium',
          variant: 'card',
          amount: null,
          evidence: [CUSTOMER],
        },
      ],
    },
    {
      name: 'an account without any payment',
      history: aHistory({}),
      ticket: unknown('$23.90'),
      expect: [
        { classification: 'valid_but_confusing', variant: 'amount', amount: null, evidence: [CUSTOMER] },
      ],
    },
    {
      name: 'two records: the one whose address wrote is meant',
      history: aHistory({
        customers: [aCustomer({ id: 'cus_Other', email: 'other@acme.example' }), aCustomer()],
      }),
      ticket: asks('Unknown charge of $23.90', ' JANE@acme.example'),
      expect: [
        { classification: 'valid_but_confusing', variant: 'amount', amount: null, evidence: [CUSTOMER] },
      ],
    },
    {
      name: 'another currency, but no payment near the day the customer names',
      history: account,
      ticket: unknown('23,90 € on 2026-06-03'),
      expect: [
        { classification: 'valid_but_confusing', variant: 'amount', amount: null, evidence: [CUSTOMER] },
      ],
    },
    {
      name: 'something was missing that can hold no money',
      history: { ...account, gaps: [{ ...gap, could_hold_money: false }] },
      ticket: unknown('$23.90'),
      expect: [
        { classification: 'valid_but_confusing', variant: 'amount', amount: null, evidence: [CUSTOMER] },
      ],
    },
  ],
  reject: [
    { name: 'a payment of the amount', history: account, ticket: unknown('$49') },
    {
      name: 'another card, but a payment of the amount: a wallet shows other digits',
      history: account,
      ticket: unknown('$49.00 on my card ending in 9999'),
    },
    {
      name: 'a few percent more: a fee or the rate of the bank',
      history: account,
      ticket: unknown('$50.47'),
    },
    {
      name: 'a failed attempt of the amount',
      history: { ...account, charges: [aCharge({ amount: 2390, status: 'failed' })] },
      ticket: unknown('$23.90'),
    },
    {
      name: 'a hold of the amount',
      history: { ...account, charges: [aCharge({ amount: 2390, captured: false })] },
      ticket: unknown('$23.90'),
    },
    {
      name: 'a refund of the amount',
      history: { ...account, refunds: [aRefund({ charge: 'ch_in_1', amount: 2390 })] },
      ticket: unknown('$23.90'),
    },
    {
      name: 'an open invoice over the amount',
      history: {
        ...account,
        invoices: [
          november,
          anInvoice({ id: 'in_2', status: 'open', lines: [aLine({ id: 'il_2', amount: 2390 })] }),
        ],
      },
      ticket: unknown('$23.90'),
    },
    {
      name: 'two payments that add up to it',
      history: {
        ...account,
        charges: [
          aCharge({ amount: 1200 }),
          aCharge({ id: 'ch_2', amount: 700 }),
          aCharge({ id: 'ch_3', amount: 1190 }),
        ],
      },
      ticket: unknown('$23.90'),
    },
    {
      name: 'three payments in a row that add up to it',
      history: {
        ...account,
        charges: [1000, 700, 690].map((amount, day) =>
          aCharge({ id: `ch_${day}`, amount, created: at('2026-11-10') + day * 86_400 }),
        ),
      },
      ticket: unknown('$23.90'),
    },
    {
      name: 'what the bank shows of a payment in another currency',
      history: {
        ...account,
        charges: [aCharge({ presentment: { amount: 2390, currency: 'eur' } })],
      },
      ticket: unknown('23,90 €'),
    },
    {
      name: 'a dollar while a card was saved',
      history: {
        ...account,
        setup_intents: [
          {
            object: 'setup_intent',
            id: 'seti_1',
            customer: CUSTOMER,
            created: at('2026-11-16'),
            status: 'succeeded',
            usage: null,
            payment_method: null,
          },
        ],
      },
      ticket: unknown('$1.00'),
    },
    { name: 'one of two amounts fits', history: account, ticket: unknown('$23.90 instead of $49') },
    { name: 'a known card and no amount', history: account, ticket: unknown('on my card ending in 4242') },
    { name: 'neither amount nor card', history: account, ticket: unknown('on my statement') },
    {
      name: 'a question about a charge the customer knows',
      history: account,
      ticket: asks('Why did my plan cost $23.90 more this month?'),
    },
    { name: 'no ticket', history: account },
    {
      name: 'another currency than the account is charged in',
      history: account,
      ticket: unknown('£37.15'),
      skipped: 'conversion',
    },
    {
      name: 'only a card, and a saved one has no known digits',
      history: { ...account, customers: [aCustomer({ default_payment_method: 'pm_Unread' })] },
      ticket: unknown('something on my card ending in 9999'),
      skipped: 'pm_Unread',
    },
    {
      name: 'payments that could not be read',
      history: { ...account, gaps: [gap] },
      ticket: unknown('$23.90'),
      skipped: 'Charges before 2026-10-01',
    },
    { name: 'a sum its currency does not have', history: account, ticket: unknown('¥49.90 on 2026-06-03') },
  ],
};
