import type { Invoice } from '../../../../src/analysis/billing-history.ts';
import { taxAmountWrong } from '../../../../src/analysis/rules/taxes/tax-amount-wrong.ts';
import { aCreditNote, aLine, anInvoice, aRefund, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { aTax, aTaxRate, billed, taxed } from './histories.ts';

const NOT_ASKED = { worthExplaining: false } as const;

/** Lines of the given bases with the given taxes. */
const lines = (
  entries: readonly (readonly [base: number, tax: number])[],
  invoice: Partial<Invoice> = {},
): Invoice =>
  anInvoice({
    id: 'in_Nov',
    lines: entries.map(([amount, tax], place) =>
      aLine({ id: `il_${place}`, amount, taxes: [aTax(tax, 'txr_De', { taxable_amount: amount })] }),
    ),
    ...invoice,
  });

const wrong = taxed([aTax(2000)]);
const credit = (amount: number, tax: number, base: number) =>
  aCreditNote({
    invoice: 'in_Nov',
    amount: amount + tax,
    lines: [
      {
        id: 'cnli_1',
        amount,
        type: 'invoice_line_item',
        invoice_line_item: 'il_Nov',
        description: null,
        quantity: null,
        taxes: tax === 0 ? [] : [aTax(tax, 'txr_De', { taxable_amount: base })],
      },
    ],
  });

export const cases: RuleCases = {
  rule: taxAmountWrong,
  accept: [
    {
      name: 'twice what the rate makes of the base',
      history: billed([wrong]),
      ...NOT_ASKED,
      expect: [
        {
          classification: 'billing_error',
          category: 'tax',
          confidence: 'certain',
          variant: 'too_much',
          amount: 1069,
          evidence: ['in_Nov', 'txr_De'],
          correction: null,
        },
      ],
    },
    {
      name: 'one of three lines is wrong',
      history: billed([
        lines([
          [4900, 931],
          [1000, 250],
          [2000, 380],
        ]),
      ]),
      ...NOT_ASKED,
      expect: [{ classification: 'billing_error', variant: 'too_much', amount: 60, evidence: ['il_1'] }],
    },
    {
      name: 'a line too low makes up for part of one that is too high',
      history: billed([
        lines([
          [4900, 1031],
          [1000, 150],
        ]),
      ]),
      ...NOT_ASKED,
      expect: [{ classification: 'billing_error', variant: 'too_much', amount: 60, evidence: ['il_0'] }],
    },
    {
      name: 'yen, where a minor unit is a yen',
      history: billed([taxed([aTax(600, 'txr_Jp')], { currency: 'jpy' })], {
        tax_rates: [aTaxRate({ id: 'txr_Jp', percentage: '10', effective_percentage: '10', country: 'JP' })],
      }),
      ...NOT_ASKED,
      expect: [{ classification: 'billing_error', variant: 'too_much', amount: 110, evidence: ['txr_Jp'] }],
    },
    {
      name: 'half of it was credited with half of its tax: half of the error is left',
      history: billed([wrong], { credit_notes: [credit(2450, 1000, 2450)] }),
      ...NOT_ASKED,
      expect: [{ classification: 'billing_error', amount: 534, evidence: ['cn_1'] }],
    },
    {
      name: 'part of it was refunded',
      history: billed([wrong], {
        charges: [paidBy(wrong, { amount_refunded: 1000 })],
        refunds: [aRefund({ charge: 'ch_in_Nov', amount: 1000 })],
      }),
      ...NOT_ASKED,
      expect: [{ classification: 'billing_error', amount: 69, evidence: ['in_Nov'] }],
    },
    {
      name: 'too little: finance is told',
      history: billed([taxed([aTax(500)])]),
      ...NOT_ASKED,
      expect: [
        { classification: 'notice', variant: 'too_little', amount: null, evidence: ['in_Nov', 'txr_De'] },
      ],
    },
    {
      name: 'asked about tax: each line rounded by itself',
      history: billed([
        lines([
          [1003, 191],
          [1003, 191],
          [1003, 191],
        ]),
      ]),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'rounding',
          amount: null,
          evidence: ['in_Nov', 'txr_De'],
        },
      ],
    },
    {
      name: 'asked about tax: rounded once for the invoice, so that a line differs',
      history: billed([
        lines([
          [1003, 190],
          [1003, 191],
          [1003, 191],
        ]),
      ]),
      expect: [
        { classification: 'valid_but_confusing', variant: 'rounding', amount: null, evidence: ['in_Nov'] },
      ],
    },
    {
      name: 'asked about tax: a line rounded down by an outside engine',
      history: billed([lines([[1003, 190]])]),
      expect: [
        { classification: 'valid_but_confusing', variant: 'rounding', amount: null, evidence: ['in_Nov'] },
      ],
    },
  ],
  reject: [
    { name: 'the rate makes the tax', history: billed([taxed([aTax(931)])]) },
    {
      name: 'a rounding, and nobody asks',
      history: billed([
        lines([
          [1003, 191],
          [1003, 191],
          [1003, 191],
        ]),
      ]),
      ...NOT_ASKED,
    },
    {
      name: 'rounded once for the invoice, the rest on the last line',
      history: billed([
        lines([
          [1003, 190],
          [1003, 190],
          [1003, 190],
          [1003, 192],
        ]),
      ]),
      ...NOT_ASKED,
    },
    {
      name: 'compound: the second tax is on the first as well',
      history: billed([taxed([aTax(245), aTax(513, 'txr_Qst', { taxable_amount: 5145 })])], {
        tax_rates: [
          aTaxRate({ percentage: '5', effective_percentage: '5' }),
          aTaxRate({ id: 'txr_Qst', percentage: '9.975', effective_percentage: '9.975', jurisdiction: 'QC' }),
        ],
      }),
    },
    {
      name: 'charged in fact at its effective percentage',
      history: billed([taxed([aTax(245)])], {
        tax_rates: [aTaxRate({ percentage: '6.25', effective_percentage: '5' })],
      }),
    },
    {
      name: 'a fee of a fixed amount is a rate of 0',
      history: billed([taxed([aTax(28)])], {
        tax_rates: [aTaxRate({ percentage: '0', effective_percentage: '0' })],
      }),
    },
    {
      name: 'only a portion is taxed',
      history: billed([
        taxed([aTax(400, 'txr_De', { taxability_reason: 'portion_product_exempt', taxable_amount: 4900 })]),
      ]),
    },
    {
      name: 'not charged for a reason of its own',
      history: billed([taxed([aTax(0, 'txr_De', { taxability_reason: 'reverse_charge' })])]),
    },
    {
      name: 'included in the price',
      history: billed([taxed([aTax(2000, 'txr_De', { inclusive: true })])]),
    },
    {
      name: 'the excess was credited, as tax alone',
      history: billed([wrong], { credit_notes: [credit(0, 1069, 4900)] }),
      ...NOT_ASKED,
    },
    {
      name: 'the excess was credited, as an amount on the line',
      history: billed([wrong], { credit_notes: [credit(1069, 0, 0)] }),
      ...NOT_ASKED,
    },
    {
      name: 'all of it was credited',
      history: billed([wrong], { credit_notes: [credit(4900, 2000, 4900)] }),
      ...NOT_ASKED,
    },
    { name: 'void', history: billed([taxed([aTax(2000)], { status: 'void' })]) },
    { name: 'the rate is not known', history: billed([wrong], { tax_rates: [] }) },
    {
      name: 'the base is not stated',
      history: billed([taxed([aTax(2000, 'txr_De', { taxable_amount: null })])]),
    },
  ],
};
