import { balanceApplied } from '../../../../src/analysis/rules/discounts/balance-applied.ts';
import { aBalanceEntry, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { billed, month } from './histories.ts';

const NOVEMBER = at('2026-11-10T10:00:00Z');
const applied = (amount: number, ending_balance = 0, parts = {}) =>
  aBalanceEntry({
    id: 'cbtxn_applied',
    type: 'applied_to_invoice',
    amount,
    ending_balance,
    invoice: 'in_11',
    created: NOVEMBER,
    ...parts,
  });
const carried = (parts = {}) =>
  aBalanceEntry({
    type: 'invoice_too_small',
    amount: 30,
    ending_balance: 30,
    invoice: 'in_10',
    created: at('2026-10-10T10:00:00Z'),
    ...parts,
  });
const credit = (parts = {}) =>
  aBalanceEntry({ amount: -1000, ending_balance: -1000, created: at('2026-10-20'), ...parts });
const reduced = month(11, {}, { starting_balance: -1000, ending_balance: 0, amount_due: 3900 });
const withCarried = month(11, {}, { starting_balance: 30, ending_balance: 0, amount_due: 4930 });

export const cases: RuleCases = {
  rule: balanceApplied,
  accept: [
    {
      name: 'credit lowered the invoice',
      history: billed([reduced], { customer_balance_transactions: [credit(), applied(1000)] }),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'balance',
          variant: 'reduced',
          amount: null,
          evidence: ['in_11', 'cbtxn_1', 'cbtxn_applied'],
          correction: null,
        },
      ],
    },
    {
      name: 'more credit than the invoice takes: some is left',
      history: billed([month(11, {}, { starting_balance: -6000, ending_balance: -1100, amount_due: 0 })], {
        customer_balance_transactions: [
          credit({ amount: -4000, ending_balance: -4000 }),
          credit({ id: 'cbtxn_2', amount: -2000, ending_balance: -6000, created: at('2026-11-02') }),
          applied(4900, -1100),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'reduced',
          amount: null,
          evidence: ['cbtxn_1', 'cbtxn_2', 'in_11'],
        },
      ],
    },
    {
      name: 'a small amount of last month was carried over',
      history: billed([withCarried], { customer_balance_transactions: [carried(), applied(-30)] }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'carried',
          amount: null,
          evidence: ['in_11', 'cbtxn_1'],
        },
      ],
    },
    {
      name: 'two small amounts of two months were carried over',
      history: billed([month(11, {}, { starting_balance: 50, ending_balance: 0, amount_due: 4950 })], {
        customer_balance_transactions: [
          carried({ created: at('2026-09-10'), amount: 20, ending_balance: 20, invoice: 'in_09' }),
          carried({ id: 'cbtxn_2', ending_balance: 50 }),
          applied(-50),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'carried',
          amount: null,
          evidence: ['cbtxn_1', 'cbtxn_2'],
        },
      ],
    },
    {
      name: 'a small amount carried over in yen',
      history: billed(
        [
          month(
            11,
            { currency: 'jpy' },
            { currency: 'jpy', starting_balance: 30, ending_balance: 0, amount_due: 4930 },
          ),
        ],
        {
          customer_balance_transactions: [carried({ currency: 'jpy' }), applied(-30, 0, { currency: 'jpy' })],
        },
      ),
      expect: [
        { classification: 'valid_but_confusing', variant: 'carried', amount: null, evidence: ['in_11'] },
      ],
    },
    {
      name: 'a debt that was written down raised the invoice',
      history: billed([month(11, {}, { starting_balance: 1500, ending_balance: 0, amount_due: 6400 })], {
        customer_balance_transactions: [
          aBalanceEntry({
            amount: 1500,
            ending_balance: 1500,
            created: at('2026-11-01'),
            description: 'Setup hours',
          }),
          applied(-1500),
        ],
      }),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'increased',
          amount: null,
          evidence: ['in_11', 'cbtxn_1'],
        },
      ],
    },
    {
      name: 'the entries are not in the history: the invoice alone tells',
      history: billed([reduced]),
      expect: [
        { classification: 'valid_but_confusing', variant: 'reduced', amount: null, evidence: ['in_11'] },
      ],
    },
  ],
  reject: [
    { name: 'no balance before', history: billed([month(11)]) },
    {
      name: 'longer ago than anyone asks for',
      history: billed([reduced], { customer_balance_transactions: [credit(), applied(1000)] }),
      worthExplaining: false,
    },
    {
      name: 'the amounts do not follow from the balance alone',
      history: billed([month(11, {}, { starting_balance: -1000, ending_balance: 0, amount_due: 3000 })]),
    },
    {
      name: 'there was credit and none of it was applied',
      history: billed([month(11, {}, { starting_balance: -1000, ending_balance: -1000, amount_due: 4900 })], {
        customer_balance_transactions: [credit()],
      }),
    },
    {
      name: 'an amount still small is carried over again, and nobody paid it',
      history: billed([
        month(11, { amount: 15 }, { starting_balance: 30, ending_balance: 45, amount_due: 0 }),
      ]),
    },
    {
      name: 'a void invoice',
      history: billed([month(11, {}, { status: 'void', starting_balance: 30, amount_due: 4930 })], {
        customer_balance_transactions: [carried()],
      }),
    },
  ],
};
