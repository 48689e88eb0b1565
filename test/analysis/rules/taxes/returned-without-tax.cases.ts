import type {
  BillingHistory,
  CreditNote,
  Invoice,
  TaxAmount,
} from '../../../../src/analysis/billing-history.ts';
import { returnedWithoutTax } from '../../../../src/analysis/rules/taxes/returned-without-tax.ts';
import { aCreditNote, aDispute, aLine, anInvoice, aRefund, at, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { aTax, aTaxRate, billed, taxed } from './histories.ts';

const november = (line: Parameters<typeof taxed>[2] = {}, invoice: Partial<Invoice> = {}): Invoice =>
  taxed([aTax(931)], invoice, line);

const credited = (amount: number, taxes: readonly TaxAmount[] = [], line: string | null = 'il_Nov') => ({
  id: `cnli_${amount}_${line ?? 'custom'}`,
  amount,
  type: line === null ? ('custom_line_item' as const) : ('invoice_line_item' as const),
  invoice_line_item: line,
  description: null,
  quantity: null,
  taxes,
});

const note = (lines: CreditNote['lines'], parts: Partial<CreditNote> = {}): CreditNote => {
  const taxes = lines.flatMap((line) => line.taxes);
  const onTop = taxes.filter(({ inclusive }) => !inclusive);
  return aCreditNote({
    invoice: 'in_Nov',
    amount: [...lines, ...onTop].reduce((sum, { amount }) => sum + amount, 0),
    lines,
    total_taxes: taxes,
    ...parts,
  });
};

const creditedBy = (invoice: Invoice, ...notes: readonly CreditNote[]): BillingHistory =>
  billed([invoice], { credit_notes: notes });

const refunded = (invoice: Invoice, amount: number, parts: Partial<BillingHistory> = {}): BillingHistory =>
  billed([invoice], {
    charges: [paidBy(invoice, { amount_refunded: amount })],
    refunds: [aRefund({ charge: 'ch_in_Nov', amount })],
    ...parts,
  });

const yen = aTaxRate({ id: 'txr_Jp', percentage: '10', country: 'JP', jurisdiction: 'JP' });
const twoLines = anInvoice({
  id: 'in_Nov',
  lines: [
    aLine({ id: 'il_Nov', taxes: [aTax(931)] }),
    aLine({ id: 'il_Add', amount: 1000, taxes: [aTax(190, 'txr_De', { taxable_amount: 1000 })] }),
  ],
});

export const cases: RuleCases = {
  rule: returnedWithoutTax,
  accept: [
    {
      name: 'a whole line was credited at its net price',
      history: creditedBy(november(), note([credited(4900)])),
      expect: [
        {
          classification: 'billing_error',
          category: 'tax',
          confidence: 'certain',
          variant: 'whole_line',
          amount: 931,
          evidence: ['in_Nov', 'cn_1'],
          correction: {
            kind: 'credit_note',
            target: 'in_Nov',
            amount: 931,
            params: {
              refund_amount: 931,
              lines: [
                {
                  type: 'invoice_line_item',
                  invoice_line_item: 'il_Nov',
                  amount: 0,
                  tax_amounts: [{ amount: 931, tax_rate: 'txr_De', taxable_amount: 4900 }],
                },
              ],
            },
          },
        },
      ],
    },
    {
      name: 'one line of two was credited without its tax',
      history: creditedBy(twoLines, note([credited(1000, [], 'il_Add')])),
      expect: [{ classification: 'billing_error', variant: 'whole_line', amount: 190, evidence: ['cn_1'] }],
    },
    {
      name: 'only one of two taxes came back',
      history: billed([taxed([aTax(245), aTax(343, 'txr_Pst')])], {
        tax_rates: [
          aTaxRate({ percentage: '5' }),
          aTaxRate({ id: 'txr_Pst', percentage: '7', jurisdiction: 'BC' }),
        ],
        credit_notes: [note([credited(4900, [aTax(245)])])],
      }),
      expect: [{ classification: 'billing_error', variant: 'whole_line', amount: 343, evidence: ['cn_1'] }],
    },
    {
      name: 'automatic tax: Stripe takes no tax by line',
      history: creditedBy(
        november({}, { automatic_tax: { enabled: true, status: 'complete' } }),
        note([credited(4900)]),
      ),
      expect: [
        {
          classification: 'billing_error',
          amount: 931,
          evidence: ['cn_1'],
          correction: {
            kind: 'credit_note',
            target: 'in_Nov',
            amount: 931,
            params: { amount: 931, lines: undefined },
          },
        },
      ],
    },
    {
      name: 'an open invoice still asks for the tax of what was credited',
      history: creditedBy(
        november({}, { status: 'open', amount_remaining: 931 }),
        note([credited(4900)], { pre_payment_amount: 4900, post_payment_amount: 0 }),
      ),
      expect: [
        {
          classification: 'billing_error',
          amount: 931,
          evidence: ['cn_1'],
          correction: {
            kind: 'credit_note',
            target: 'in_Nov',
            amount: 931,
            params: { refund_amount: undefined },
          },
        },
      ],
    },
    {
      name: 'part of the tax was refunded since',
      history: billed([november()], {
        credit_notes: [note([credited(4900)], { refunds: [{ refund: 're_1', amount_refunded: 4900 }] })],
        charges: [paidBy(november(), { amount_refunded: 5300 })],
        refunds: [
          aRefund({ charge: 'ch_in_Nov', amount: 4900 }),
          aRefund({ id: 're_2', charge: 'ch_in_Nov', amount: 400 }),
        ],
      }),
      expect: [{ classification: 'billing_error', amount: 531, evidence: ['cn_1'] }],
    },
    {
      name: 'yen: a whole line at its net price',
      history: billed([taxed([aTax(490, 'txr_Jp')], { currency: 'jpy', customer_address: null })], {
        tax_rates: [yen],
        credit_notes: [note([credited(4900)], { currency: 'jpy' })],
      }),
      expect: [{ classification: 'billing_error', amount: 490, evidence: ['cn_1'] }],
    },
    {
      name: 'a discounted line: the note takes the discount off again',
      history: billed(
        [
          taxed(
            [aTax(745, 'txr_De', { taxable_amount: 3920 })],
            {},
            { discount_amounts: [{ amount: 980, discount: 'di_1' }] },
          ),
        ],
        { credit_notes: [note([credited(4900)], { amount: 3920, post_payment_amount: 3920 })] },
      ),
      expect: [{ classification: 'billing_error', variant: 'whole_line', amount: 745, evidence: ['cn_1'] }],
    },
    {
      name: 'two parts of a line, both without tax, make the whole',
      history: creditedBy(
        november(),
        note([credited(2000)]),
        note([credited(2900)], { id: 'cn_2', created: at('2026-11-13') }),
      ),
      expect: [
        { classification: 'billing_error', variant: 'whole_line', amount: 931, evidence: ['cn_1', 'cn_2'] },
      ],
    },
    {
      name: 'part of a line without tax: whether it was meant with the tax decides',
      history: creditedBy(november(), note([credited(1000)])),
      expect: [
        {
          classification: 'likely_error',
          confidence: 'medium',
          variant: 'part_of_line',
          amount: 190,
          evidence: ['cn_1'],
        },
      ],
    },
    {
      name: 'a part with and a part without its tax',
      history: creditedBy(
        november(),
        note([credited(1000, [aTax(190, 'txr_De', { taxable_amount: 1000 })])]),
        note([credited(2000)], { id: 'cn_2', created: at('2026-11-13') }),
      ),
      expect: [{ classification: 'likely_error', variant: 'part_of_line', amount: 380, evidence: ['cn_2'] }],
    },
    {
      name: 'a price that includes its tax, credited by exactly what it is without',
      history: creditedBy(
        taxed([aTax(782, 'txr_De', { inclusive: true, taxable_amount: 4118 })]),
        note([credited(4118)]),
      ),
      expect: [{ classification: 'likely_error', variant: 'part_of_line', amount: 782, evidence: ['cn_1'] }],
    },
    {
      name: 'a bare refund of exactly the net',
      history: refunded(november(), 4900),
      expect: [
        {
          classification: 'likely_error',
          variant: 'whole_invoice',
          amount: 931,
          evidence: ['in_Nov', 're_1'],
          correction: { kind: 'credit_note', target: 'in_Nov', amount: 931, params: { refund_amount: 931 } },
        },
      ],
    },
    {
      name: 'a credit that names no line, of exactly the net',
      history: creditedBy(november(), note([credited(4900, [], null)])),
      expect: [{ classification: 'likely_error', variant: 'whole_invoice', amount: 931, evidence: ['cn_1'] }],
    },
  ],
  reject: [
    { name: 'credited with its tax', history: creditedBy(november(), note([credited(4900, [aTax(931)])])) },
    {
      name: 'half of it credited with half of its tax, rounded the other way',
      history: creditedBy(
        november(),
        note([credited(2450, [aTax(465, 'txr_De', { taxable_amount: 2450 })])]),
      ),
    },
    {
      name: 'the tax came back on a note of its own',
      history: creditedBy(
        november(),
        note([credited(4900)]),
        note([credited(0, [aTax(931)])], { id: 'cn_2', created: at('2026-11-13') }),
      ),
    },
    {
      name: 'the tax came back as an amount on the line',
      history: creditedBy(
        november(),
        note([credited(4900)]),
        note([credited(931)], { id: 'cn_2', created: at('2026-11-13') }),
      ),
    },
    {
      name: 'the tax of a part came back as an amount on the line',
      history: creditedBy(
        november(),
        note([credited(1000)]),
        note([credited(190)], { id: 'cn_2', created: at('2026-11-13') }),
      ),
    },
    {
      name: 'the tax came back as a credit that names no line',
      history: creditedBy(
        november(),
        note([credited(4900)]),
        note([credited(931, [], null)], { id: 'cn_2', created: at('2026-11-13') }),
      ),
    },
    {
      name: 'the tax alone was credited, as an amount on the line',
      history: creditedBy(november(), note([credited(931)])),
    },
    { name: 'a line without tax', history: creditedBy(november({ taxes: [] }), note([credited(4900)])) },
    {
      name: 'the exempt part of a line that is taxed in part',
      history: creditedBy(taxed([aTax(380, 'txr_De', { taxable_amount: 2000 })]), note([credited(2900)])),
    },
    {
      name: 'a price that includes its tax, credited in whole',
      history: creditedBy(
        taxed([aTax(782, 'txr_De', { inclusive: true, taxable_amount: 4118 })]),
        note([credited(4900)]),
      ),
    },
    {
      name: 'the credit note was voided',
      history: creditedBy(november(), note([credited(4900)], { status: 'void' })),
    },
    { name: 'a refund of another amount', history: refunded(november(), 4000) },
    { name: 'the whole was refunded', history: refunded(november(), 5831) },
    {
      name: 'a refund of exactly the net was promised',
      history: refunded(november(), 4900),
      policy: {
        promises: [
          {
            ref: 'p-1',
            customer: 'cus_Acme',
            kind: 'refund',
            amount: 4900,
            currency: 'usd',
            made_at: at('2026-11-10'),
          },
        ],
      },
    },
    {
      name: 'a refund of the net, and the bank decides about the rest',
      history: refunded(november(), 4900, { disputes: [aDispute({ charge: 'ch_in_Nov', amount: 931 })] }),
    },
    {
      name: 'a credit that names no line, with its tax in it',
      history: creditedBy(
        november(),
        note([credited(4118, [], null)], { amount: 4900, total_taxes: [aTax(782)] }),
      ),
    },
  ],
};
