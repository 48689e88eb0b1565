import { balanceDebitWithoutCause } from '../../../../src/analysis/rules/discounts/balance-debit-without-cause.ts';
import { aBalanceEntry, at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { billed, month } from './histories.ts';

const debit = (parts = {}) =>
  aBalanceEntry({ amount: 1500, ending_balance: 1500, created: at('2026-11-01'), ...parts });
const carried = (parts = {}) =>
  aBalanceEntry({
    type: 'invoice_too_small',
    amount: 30,
    ending_balance: 30,
    invoice: 'in_10',
    created: at('2026-10-10T10:00:00Z'),
    ...parts,
  });
const small = month(10, { amount: 30 }, { amount_due: 0, ending_balance: 30 });

export const cases: RuleCases = {
  rule: balanceDebitWithoutCause,
  accept: [
    {
      name: 'a small amount was carried over twice',
      history: billed([small], {
        customer_balance_transactions: [
          carried(),
          carried({ id: 'cbtxn_2', ending_balance: 60, created: at('2026-10-11') }),
        ],
      }),
      expect: [
        {
          classification: 'billing_error',
          category: 'balance',
          confidence: 'certain',
          variant: 'twice',
          amount: 30,
          evidence: ['cbtxn_1', 'cbtxn_2', 'in_10', CUSTOMER],
          correction: {
            kind: 'customer_balance_credit',
            target: CUSTOMER,
            amount: 30,
            params: { customer: CUSTOMER, amount: -30, currency: 'usd' },
          },
        },
      ],
    },
    {
      name: 'the debt names another customer',
      history: billed([month(11)], {
        customer_balance_transactions: [debit({ metadata: { customer: 'cus_Other' } })],
      }),
      expect: [
        {
          classification: 'billing_error',
          confidence: 'high',
          variant: 'other_customer',
          amount: 1500,
          evidence: ['cbtxn_1'],
          correction: { kind: 'customer_balance_credit', target: CUSTOMER, amount: 1500 },
        },
      ],
    },
    {
      name: 'a debt without any word: who booked it decides',
      history: billed([month(11)], { customer_balance_transactions: [debit()] }),
      expect: [
        {
          classification: 'likely_error',
          confidence: 'medium',
          variant: 'no_source',
          amount: 1500,
          evidence: ['cbtxn_1'],
          correction: null,
        },
      ],
    },
    {
      name: 'the description names another customer, in dinar',
      history: billed([], {
        customer_balance_transactions: [
          debit({ currency: 'kwd', description: 'Old balance of cus_Former before the move' }),
        ],
      }),
      expect: [
        { classification: 'billing_error', variant: 'other_customer', amount: 1500, evidence: ['cbtxn_1'] },
      ],
    },
  ],
  reject: [
    {
      name: 'a small amount carried over once',
      history: billed([small], { customer_balance_transactions: [carried()] }),
    },
    {
      name: 'two small amounts of two invoices',
      history: billed([small], {
        customer_balance_transactions: [
          carried(),
          carried({ id: 'cbtxn_2', ending_balance: 60, invoice: 'in_11', created: at('2026-11-10') }),
        ],
      }),
    },
    {
      name: 'the debt says what it is for',
      history: billed([month(11)], {
        customer_balance_transactions: [debit({ description: 'Setup hours, order 1182' })],
      }),
    },
    {
      name: 'it undoes a credit booked by mistake',
      history: billed([month(11)], {
        customer_balance_transactions: [
          debit({ id: 'cbtxn_0', amount: -1500, ending_balance: -1500, created: at('2026-10-30') }),
          debit({ ending_balance: 0 }),
        ],
      }),
    },
    {
      name: 'the debt was taken back since',
      history: billed([month(11)], {
        customer_balance_transactions: [
          debit(),
          debit({ id: 'cbtxn_2', amount: -1500, ending_balance: 0, created: at('2026-11-03') }),
        ],
      }),
    },
    {
      name: 'it names this customer itself',
      history: billed([month(11)], {
        customer_balance_transactions: [debit({ metadata: { customer: CUSTOMER } })],
      }),
    },
    {
      name: 'debts that Stripe books itself',
      history: billed([month(11)], {
        customer_balance_transactions: [
          debit({ type: 'migration' }),
          debit({ id: 'cbtxn_2', type: 'unapplied_from_invoice', ending_balance: 3000 }),
        ],
      }),
    },
  ],
};
