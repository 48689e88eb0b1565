import type { Policy } from '../../../../src/analysis/policy.ts';
import { outdatedTaxRate } from '../../../../src/analysis/rules/taxes/outdated-tax-rate.ts';
import { at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { aTax, aTaxRate, billed, taxed, to, upgraded } from './histories.ts';

const policy: Partial<Policy> = {
  tax: {
    rates: [
      { ref: 'de-old', country: 'DE', percentage: 19, until: at('2026-07-01') },
      { ref: 'de-new', country: 'DE', percentage: 16, from: at('2026-07-01') },
    ],
  },
};
const inJune = { created: at('2026-06-30T23:00:00Z'), finalized_at: at('2026-06-30T23:30:00Z') };

export const cases: RuleCases = {
  rule: outdatedTaxRate,
  accept: [
    {
      name: '19 % four months after the rate fell to 16 %',
      history: billed([taxed([aTax(931)])]),
      policy,
      expect: [
        {
          classification: 'billing_error',
          category: 'tax',
          confidence: 'certain',
          amount: 147,
          evidence: ['in_Nov', 'txr_De', 'de-new'],
          correction: { kind: 'credit_note', target: 'in_Nov', amount: 147, params: { refund_amount: 147 } },
        },
      ],
    },
    {
      name: 'a draft begun under the old rate, finalised under the new one',
      history: billed([taxed([aTax(931)], { ...inJune, finalized_at: at('2026-07-01T00:30:00Z') })]),
      policy,
      expect: [{ classification: 'billing_error', amount: 147, evidence: ['in_Nov'] }],
    },
    {
      name: 'an open invoice is lowered before payment',
      history: billed([taxed([aTax(931)], { status: 'open' })]),
      policy,
      expect: [
        {
          classification: 'billing_error',
          amount: 147,
          evidence: ['in_Nov'],
          correction: {
            kind: 'credit_note',
            target: 'in_Nov',
            amount: 147,
            params: { refund_amount: undefined },
          },
        },
      ],
    },
    {
      name: 'an upgrade whose credit takes part of the old rate back',
      history: billed([
        taxed([aTax(931)]),
        upgraded(
          [aTax(1520, 'txr_De', { taxable_amount: 8000 })],
          [aTax(-570, 'txr_De', { taxable_amount: -3000 })],
        ),
      ]),
      policy,
      expect: [
        { classification: 'billing_error', amount: 147, evidence: ['in_Nov'] },
        { classification: 'billing_error', amount: 150, evidence: ['in_Up'] },
      ],
    },
  ],
  reject: [
    { name: 'finalised while the old rate held', history: billed([taxed([aTax(931)], inJune)]), policy },
    {
      name: 'the new rate',
      history: billed([taxed([aTax(784)])], { tax_rates: [aTaxRate({ percentage: '16' })] }),
      policy,
    },
    {
      name: 'automatic tax takes the rate at finalisation',
      history: billed([taxed([aTax(931)], { automatic_tax: { enabled: true, status: 'complete' } })]),
      policy,
    },
    { name: 'another country', history: billed([taxed([aTax(931)], to('FR'))]), policy },
    {
      name: 'a rate the policy file never knew',
      history: billed([taxed([aTax(1029)])], { tax_rates: [aTaxRate({ percentage: '21' })] }),
      policy,
    },
    {
      name: 'the rate rose: the customer paid too little',
      history: billed([taxed([aTax(784)])], { tax_rates: [aTaxRate({ percentage: '16' })] }),
      policy: {
        tax: {
          rates: [
            { ref: 'old', country: 'DE', percentage: 16, until: at('2026-07-01') },
            { ref: 'new', country: 'DE', percentage: 19, from: at('2026-07-01') },
          ],
        },
      },
    },
    {
      name: 'no rates in the policy file',
      history: billed([taxed([aTax(931)])]),
      skipped: 'tax.rates',
    },
  ],
};
