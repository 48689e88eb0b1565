import { creditedTwice } from '../../../../src/analysis/rules/discounts/credited-twice.ts';
import { aBalanceEntry, aCreditNote, aRefund, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { billed, month } from './histories.ts';

const noteLine = (amount: number, line = 'il_11') => ({
  id: 'cnli_1',
  amount,
  type: 'invoice_line_item' as const,
  invoice_line_item: line,
  description: null,
  quantity: null,
  taxes: [],
});
/** 10.00 credited to the balance. */
const note = (parts = {}) =>
  aCreditNote({
    invoice: 'in_11',
    amount: 1000,
    customer_balance_transaction: 'cbtxn_note',
    lines: [noteLine(1000)],
    ...parts,
  });
const refund = (parts = {}) => aRefund({ charge: 'ch_in_11', amount: 1000, ...parts });
/** The refund as it shows on the charge. */
const refunded = (amount: number) =>
  billed([month(11)]).charges.map((charge) => ({ ...charge, amount_refunded: amount }));
const credit = (parts = {}) =>
  aBalanceEntry({ amount: -1000, ending_balance: -1000, description: 'Outage of in_11', ...parts });

export const cases: RuleCases = {
  rule: creditedTwice,
  accept: [
    {
      name: 'a credit note to the balance and a refund of the same amount',
      history: billed([month(11)], { charges: refunded(1000), credit_notes: [note()], refunds: [refund()] }),
      expect: [
        {
          classification: 'leakage',
          category: 'refund',
          confidence: 'medium',
          variant: 'refund_and_credit',
          amount: 1000,
          evidence: ['cn_1', 're_1', 'in_11'],
          correction: { kind: 'escalate', target: 'cn_1', amount: null },
        },
      ],
    },
    {
      name: 'more given back than the invoice came to',
      history: billed([month(11)], {
        charges: refunded(4000),
        credit_notes: [note({ amount: 2000, lines: [noteLine(2000)] })],
        refunds: [refund({ amount: 4000 })],
      }),
      expect: [
        {
          classification: 'leakage',
          confidence: 'certain',
          amount: 1100,
          evidence: ['cn_1', 're_1', 'in_11'],
        },
      ],
    },
    {
      name: 'a credit by hand that names the invoice, and a refund of it',
      history: billed([month(11)], {
        charges: refunded(1000),
        refunds: [refund()],
        customer_balance_transactions: [credit()],
      }),
      expect: [
        {
          classification: 'leakage',
          variant: 'refund_and_credit',
          amount: 1000,
          evidence: ['cbtxn_1', 're_1', 'in_11'],
          correction: { kind: 'escalate', target: 'cbtxn_1', amount: null },
        },
      ],
    },
    {
      name: 'a credit by hand that names the invoice’s number, and a refund of it',
      history: billed([month(11)], {
        charges: refunded(1000),
        refunds: [refund()],
        customer_balance_transactions: [credit({ description: 'Outage, invoice A-in_11' })],
      }),
      expect: [
        {
          classification: 'leakage',
          variant: 'refund_and_credit',
          amount: 1000,
          evidence: ['cbtxn_1', 're_1', 'in_11'],
          correction: { kind: 'escalate', target: 'cbtxn_1', amount: null },
        },
      ],
    },
    {
      name: 'the same credit booked again the next day, in yen',
      history: billed([], {
        customer_balance_transactions: [
          credit({ currency: 'jpy', description: 'Outage, ticket 1182' }),
          credit({
            id: 'cbtxn_2',
            currency: 'jpy',
            description: 'Outage, ticket 1182',
            ending_balance: -2000,
            created: at('2026-11-13'),
          }),
        ],
      }),
      expect: [
        {
          classification: 'leakage',
          variant: 'same_credit_twice',
          amount: 1000,
          evidence: ['cbtxn_1', 'cbtxn_2'],
          correction: { kind: 'escalate', target: 'cbtxn_2', amount: null },
        },
      ],
    },
    {
      name: 'two credit notes over the same line within a week',
      history: billed([month(11)], {
        credit_notes: [note(), note({ id: 'cn_2', created: at('2026-11-14') })],
      }),
      expect: [
        {
          classification: 'leakage',
          variant: 'same_credit_twice',
          amount: 1000,
          evidence: ['cn_1', 'cn_2', 'in_11'],
        },
      ],
    },
  ],
  reject: [
    {
      name: 'two faults of different amounts',
      history: billed([month(11)], {
        charges: refunded(700),
        credit_notes: [note()],
        refunds: [refund({ amount: 700 })],
      }),
    },
    {
      name: 'a credit note and its own refund',
      history: billed([month(11)], {
        charges: refunded(1000),
        credit_notes: [
          note({ customer_balance_transaction: null, refunds: [{ refund: 're_1', amount_refunded: 1000 }] }),
        ],
        refunds: [refund()],
      }),
    },
    {
      name: 'the credit note was voided',
      history: billed([month(11)], {
        charges: refunded(1000),
        credit_notes: [note({ status: 'void', voided_at: at('2026-11-13') })],
        refunds: [refund()],
      }),
    },
    {
      name: 'the second credit was taken back',
      history: billed([], {
        customer_balance_transactions: [
          credit(),
          credit({ id: 'cbtxn_2', ending_balance: -2000, created: at('2026-11-13') }),
          credit({ id: 'cbtxn_3', amount: 1000, created: at('2026-11-14') }),
        ],
      }),
    },
    {
      name: 'two credits for two tickets',
      history: billed([], {
        customer_balance_transactions: [
          credit({ description: 'ticket 1' }),
          credit({
            id: 'cbtxn_2',
            description: 'ticket 2',
            ending_balance: -2000,
            created: at('2026-11-13'),
          }),
        ],
      }),
    },
    {
      name: 'a loyalty credit every month',
      history: billed([], {
        customer_balance_transactions: [
          credit({ description: 'Loyalty', created: at('2026-10-12') }),
          credit({ id: 'cbtxn_2', description: 'Loyalty', ending_balance: -2000 }),
        ],
      }),
    },
    {
      name: 'the refund failed',
      history: billed([month(11)], { credit_notes: [note()], refunds: [refund({ status: 'failed' })] }),
    },
    {
      name: 'credit and refund of the same amount a month apart',
      history: billed([month(11)], {
        charges: refunded(1000),
        credit_notes: [note({ created: at('2026-10-01') })],
        refunds: [refund()],
      }),
    },
  ],
};
