import type { Promised } from '../../../../src/analysis/policy.ts';
import { promisedCreditMissing } from '../../../../src/analysis/rules/discounts/promised-credit-missing.ts';
import { aBalanceEntry, aCreditNote, aCustomer, aRefund, at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { billed, month, vat } from './histories.ts';

const promise = (
  parts: Partial<Extract<Promised, { kind: 'credit' }>> = {},
): Extract<Promised, { kind: 'credit' }> => ({
  ref: 'p-1',
  kind: 'credit',
  customer: CUSTOMER,
  amount: 2500,
  currency: 'usd',
  made_at: at('2026-10-29T14:00:00Z'),
  due_by: at('2026-11-10'),
  source: 'ticket:41877',
  ...parts,
});
const { due_by: _, ...withoutDueBy } = promise();
const promises = [promise()];
const credit = (parts = {}) => aBalanceEntry({ amount: -2500, ending_balance: -2500, ...parts });

export const cases: RuleCases = {
  rule: promisedCreditMissing,
  accept: [
    {
      name: 'a credit of 25.00 was promised and nothing was booked',
      history: billed([month(11)]),
      policy: { promises },
      expect: [
        {
          classification: 'billing_error',
          category: 'credit',
          confidence: 'certain',
          variant: 'overdue',
          amount: 2500,
          evidence: ['p-1', CUSTOMER],
          correction: {
            kind: 'customer_balance_credit',
            target: CUSTOMER,
            amount: 2500,
            params: { customer: CUSTOMER, amount: -2500, currency: 'usd' },
          },
        },
      ],
    },
    {
      name: 'without a date it is overdue after ten days, in yen as well',
      history: billed([]),
      policy: { promises: [{ ...withoutDueBy, currency: 'jpy' }] },
      expect: [{ classification: 'billing_error', amount: 2500, evidence: ['p-1'] }],
    },
    {
      name: 'two credits were promised and one was booked',
      history: billed([], { customer_balance_transactions: [credit({ created: at('2026-11-02') })] }),
      policy: { promises: [promise(), promise({ ref: 'p-2', made_at: at('2026-11-01') })] },
      expect: [{ classification: 'billing_error', amount: 2500, evidence: ['p-2'] }],
    },
    {
      name: 'only 10.00 was booked by hand: whether that was meant decides',
      history: billed([], {
        customer_balance_transactions: [
          aBalanceEntry({ amount: -1000, ending_balance: -1000, created: at('2026-11-02') }),
        ],
      }),
      policy: { promises },
      expect: [
        {
          classification: 'likely_error',
          confidence: 'medium',
          variant: 'unclear',
          amount: 1500,
          evidence: ['p-1', 'cbtxn_1'],
          correction: null,
        },
      ],
    },
    {
      name: 'a credit of that amount came before the promise',
      history: billed([], { customer_balance_transactions: [credit({ created: at('2026-10-20') })] }),
      policy: { promises },
      expect: [{ classification: 'billing_error', amount: 2500, evidence: ['p-1'] }],
    },
    {
      name: 'the refund of that amount failed',
      history: billed([month(11)], {
        refunds: [aRefund({ charge: 'ch_in_11', amount: 2500, status: 'failed' })],
      }),
      policy: { promises },
      expect: [{ classification: 'billing_error', amount: 2500, evidence: ['p-1', 're_1'] }],
    },
    {
      name: 'a credit of another amount says that it is for something else',
      history: billed([], {
        customer_balance_transactions: [
          credit({ amount: -300, ending_balance: -300, description: 'Review', created: at('2026-11-02') }),
        ],
      }),
      policy: { promises },
      expect: [
        { classification: 'billing_error', variant: 'overdue', amount: 2500, evidence: ['p-1', CUSTOMER] },
      ],
    },
  ],
  reject: [
    {
      name: 'the credit was booked and already used on an invoice',
      history: billed([month(11, {}, { starting_balance: -2500, amount_due: 2400 })], {
        customer_balance_transactions: [
          credit({ created: at('2026-11-02') }),
          aBalanceEntry({
            id: 'cbtxn_2',
            type: 'applied_to_invoice',
            amount: 2500,
            ending_balance: 0,
            invoice: 'in_11',
            created: at('2026-11-10T10:00:00Z'),
          }),
        ],
      }),
      policy: { promises },
    },
    {
      name: 'kept by a refund',
      history: billed([month(11)], { refunds: [aRefund({ charge: 'ch_in_11', amount: 2500 })] }),
      policy: { promises },
    },
    {
      name: 'kept by a credit note of that amount before its tax',
      history: billed([month(11)], {
        credit_notes: [aCreditNote({ invoice: 'in_11', amount: 2975, total_taxes: [vat(2500)] })],
      }),
      policy: { promises },
    },
    {
      name: 'kept by a larger credit that names the ticket',
      history: billed([], {
        customer_balance_transactions: [
          aBalanceEntry({ amount: -3000, created: at('2026-11-02'), description: 'Goodwill, ticket:41877' }),
        ],
      }),
      policy: { promises },
    },
    {
      name: 'not due yet',
      history: billed([month(11)]),
      policy: { promises: [promise({ due_by: at('2026-12-01') })] },
    },
    {
      name: 'promised to somebody else',
      history: billed([month(11)], { customers: [aCustomer()] }),
      policy: { promises: [promise({ customer: 'cus_Other' })] },
    },
    { name: 'the policy does not speak of promises', history: billed([month(11)]), skipped: 'promises' },
  ],
};
