import { creditBalanceNotApplied } from '../../../../src/analysis/rules/discounts/credit-balance-not-applied.ts';
import { aBalanceEntry, aDispute, aRefund, at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { billed, month } from './histories.ts';

/** 10.00 credit, booked on 1 October. */
const credit = (parts = {}) =>
  aBalanceEntry({ amount: -1000, ending_balance: -1000, created: at('2026-10-01'), ...parts });

export const cases: RuleCases = {
  rule: creditBalanceNotApplied,
  accept: [
    {
      name: 'an invoice paid in full although 10.00 credit was there',
      history: billed([month(11)], { customer_balance_transactions: [credit()] }),
      expect: [
        {
          classification: 'billing_error',
          category: 'balance',
          confidence: 'high',
          amount: 1000,
          evidence: ['in_11', 'cbtxn_1', 'ch_in_11', CUSTOMER],
          correction: {
            kind: 'refund',
            target: 'ch_in_11',
            amount: 1000,
            params: { charge: 'ch_in_11', amount: 1000 },
          },
        },
      ],
    },
    {
      name: 'two invoices passed it by: 60.00 credit, 49.00 on the first and the rest on the second',
      history: billed([month(10), month(11)], {
        customer_balance_transactions: [credit({ amount: -6000, ending_balance: -6000 })],
      }),
      expect: [
        {
          classification: 'billing_error',
          amount: 6000,
          evidence: ['in_10', 'in_11', 'ch_in_10', 'ch_in_11'],
          correction: { kind: 'refund', target: 'ch_in_10', amount: 6000 },
        },
      ],
    },
    {
      name: 'half of it was applied',
      history: billed([month(11, {}, { starting_balance: -1000, ending_balance: -500, amount_due: 4400 })], {
        customer_balance_transactions: [
          credit(),
          aBalanceEntry({
            id: 'cbtxn_2',
            type: 'applied_to_invoice',
            amount: 500,
            ending_balance: -500,
            invoice: 'in_11',
            created: at('2026-11-10T10:00:00Z'),
          }),
        ],
      }),
      expect: [{ classification: 'billing_error', amount: 500, evidence: ['in_11', 'cbtxn_1'] }],
    },
    {
      name: 'part of the credit was used on the next invoice: only the rest is still missing',
      history: billed(
        [
          month(10, { amount: 300 }),
          month(11, { amount: 800 }, { starting_balance: -1000, ending_balance: -200, amount_due: 0 }),
        ],
        {
          customer_balance_transactions: [
            credit(),
            aBalanceEntry({
              id: 'cbtxn_2',
              type: 'applied_to_invoice',
              amount: 800,
              ending_balance: -200,
              invoice: 'in_11',
              created: at('2026-11-10T10:00:00Z'),
            }),
          ],
        },
      ),
      expect: [{ classification: 'billing_error', amount: 200, evidence: ['in_10'] }],
    },
    {
      name: 'the payment is disputed: nothing can be drafted',
      history: billed([month(11, { currency: 'jpy' }, { currency: 'jpy' })], {
        customer_balance_transactions: [credit({ currency: 'jpy' })],
        disputes: [aDispute({ charge: 'ch_in_11', currency: 'jpy' })],
      }),
      expect: [{ classification: 'billing_error', amount: 1000, evidence: ['in_11'], correction: null }],
    },
  ],
  reject: [
    {
      name: 'the credit is in another currency',
      history: billed([month(11)], { customer_balance_transactions: [credit({ currency: 'eur' })] }),
    },
    {
      name: 'the credit was added after the invoice was finalised',
      history: billed([month(11)], {
        customer_balance_transactions: [credit({ created: at('2026-11-12') })],
      }),
    },
    {
      name: 'the credit was applied',
      history: billed([month(11, {}, { starting_balance: -1000, ending_balance: 0, amount_due: 3900 })], {
        customer_balance_transactions: [
          credit(),
          aBalanceEntry({
            id: 'cbtxn_2',
            type: 'applied_to_invoice',
            amount: 1000,
            ending_balance: 0,
            invoice: 'in_11',
            created: at('2026-11-10T10:00:00Z'),
          }),
        ],
      }),
    },
    {
      name: 'it was used up by a later invoice: nothing is missing any more',
      history: billed(
        [month(10), month(11, {}, { starting_balance: -1000, ending_balance: 0, amount_due: 3900 })],
        {
          customer_balance_transactions: [
            credit(),
            aBalanceEntry({
              id: 'cbtxn_2',
              type: 'applied_to_invoice',
              amount: 1000,
              ending_balance: 0,
              invoice: 'in_11',
              created: at('2026-11-10T10:00:00Z'),
            }),
          ],
        },
      ),
    },
    {
      name: 'a payment through Checkout, to which no balance applies',
      history: billed([month(11, {}, { billing_reason: 'manual' })], {
        customer_balance_transactions: [credit()],
        checkout_sessions: [
          {
            object: 'checkout.session',
            id: 'cs_1',
            customer: CUSTOMER,
            created: at('2026-11-10'),
            status: 'complete',
            mode: 'payment',
            subscription: null,
            invoice: 'in_11',
            payment_intent: null,
            amount_subtotal: 4900,
            amount_total: 4900,
            currency: 'usd',
            discounts: [],
            metadata: {},
          },
        ],
      }),
    },
    {
      name: 'the invoice was refunded since',
      history: billed([month(11)], {
        customer_balance_transactions: [credit()],
        charges: billed([month(11)]).charges.map((charge) => ({
          ...charge,
          amount_refunded: 4900,
          refunded: true,
        })),
        refunds: [aRefund({ charge: 'ch_in_11' })],
      }),
    },
    {
      name: 'a draft and a void invoice',
      history: billed([month(10, {}, { status: 'void' }), month(11, {}, { status: 'draft' })], {
        customer_balance_transactions: [credit()],
      }),
    },
  ],
};
