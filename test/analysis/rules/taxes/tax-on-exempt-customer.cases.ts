import type {
  BillingHistory,
  Invoice,
  InvoiceLine,
  TaxRate,
} from '../../../../src/analysis/billing-history.ts';
import type { Policy, PolicyTax } from '../../../../src/analysis/policy.ts';
import { taxOnExemptCustomer } from '../../../../src/analysis/rules/taxes/tax-on-exempt-customer.ts';
import {
  aCreditNote,
  aCustomer,
  aDispute,
  aHistory,
  aLine,
  anInvoice,
  aRefund,
  aSubscription,
  at,
  CUSTOMER,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const OCTOBER = at('2026-10-10T10:00:00Z');
const NOVEMBER = at('2026-11-10T10:00:00Z');
const VAT: TaxRate = {
  object: 'tax_rate',
  id: 'txr_Vat',
  created: at('2025-01-01'),
  active: true,
  display_name: 'VAT',
  inclusive: false,
  percentage: '19',
  effective_percentage: '19',
  country: 'DE',
  state: null,
  jurisdiction: 'DE',
  tax_type: 'vat',
};
const tax = (amount: number, taxable: number, inclusive = false, rate = 'txr_Vat') => ({
  amount,
  tax_rate: rate,
  inclusive,
  taxability_reason: 'standard_rated',
  taxable_amount: taxable,
});
const EXEMPT: Partial<Invoice> = { customer_tax_exempt: 'exempt' };

/** 49.00 with 9.31 of tax on top. */
const invoiceOf = (
  id: string,
  created: number,
  line: Partial<InvoiceLine> = {},
  invoice: Partial<Invoice> = EXEMPT,
) =>
  anInvoice({
    id,
    created,
    lines: [aLine({ id: `il_${id}`, taxes: [tax(931, 4900)], ...line })],
    ...invoice,
  });
const october = (line: Partial<InvoiceLine> = {}, invoice?: Partial<Invoice>) =>
  invoiceOf('in_Oct', OCTOBER, line, invoice);
const november = (line: Partial<InvoiceLine> = {}, invoice?: Partial<Invoice>) =>
  invoiceOf('in_Nov', NOVEMBER, line, invoice);

const billed = (invoices: readonly Invoice[], parts: Partial<BillingHistory> = {}): BillingHistory =>
  aHistory({
    subscriptions: [aSubscription()],
    tax_rates: [VAT],
    invoices,
    charges: invoices.filter(({ status }) => status === 'paid').map((invoice) => paidBy(invoice)),
    ...parts,
  });

const exemption = (
  parts: Partial<NonNullable<PolicyTax['exempt_customers']>[number]> = {},
): Partial<Policy> => ({
  tax: {
    exempt_customers: [
      { ref: 'library', customer: CUSTOMER, from: at('2026-01-01'), certificate: 'TX-1182', ...parts },
    ],
  },
});
const NOBODY_EXEMPT: Partial<Policy> = { tax: { exempt_customers: [] } };
const creditedLine = (amount: number, taxes: readonly ReturnType<typeof tax>[]) => ({
  id: 'cnli_1',
  amount,
  type: 'invoice_line_item' as const,
  invoice_line_item: 'il_in_Nov',
  description: null,
  quantity: null,
  taxes,
});

export const cases: RuleCases = {
  rule: taxOnExemptCustomer,
  accept: [
    {
      name: 'the invoice records the customer as exempt and charges tax',
      history: billed([november()]),
      expect: [
        {
          classification: 'billing_error',
          category: 'tax',
          confidence: 'certain',
          variant: 'snapshot',
          amount: 931,
          evidence: ['in_Nov', CUSTOMER],
          correction: {
            kind: 'credit_note',
            target: 'in_Nov',
            amount: 931,
            params: {
              invoice: 'in_Nov',
              refund_amount: 931,
              lines: [
                {
                  type: 'invoice_line_item',
                  invoice_line_item: 'il_in_Nov',
                  amount: 0,
                  tax_amounts: [{ amount: 931, tax_rate: 'txr_Vat', taxable_amount: 4900 }],
                },
              ],
            },
          },
        },
      ],
    },
    {
      name: 'a certificate in the policy file: two invoices, and the customer is marked exempt for the future',
      history: billed([october({}, {}), november({}, {})]),
      policy: exemption(),
      expect: [
        {
          classification: 'billing_error',
          confidence: 'certain',
          variant: 'certificate',
          amount: 1862,
          evidence: ['library', 'in_Oct', 'in_Nov', CUSTOMER],
          correction: { kind: 'credit_note', target: 'in_Oct', amount: 1862, params: { refund_amount: 931 } },
        },
      ],
    },
    {
      name: 'only invoices finalised while the certificate held',
      history: billed([october({}, {}), november({}, {})]),
      policy: exemption({ from: at('2026-11-01') }),
      expect: [
        { classification: 'billing_error', variant: 'certificate', amount: 931, evidence: ['in_Nov'] },
      ],
    },
    {
      name: 'two taxes by law on two lines: all of them',
      history: billed([
        anInvoice({
          id: 'in_Nov',
          lines: [
            aLine({ id: 'il_a', taxes: [tax(245, 4900), tax(489, 4900, false, 'txr_Pst')] }),
            aLine({ id: 'il_b', amount: 1000, taxes: [tax(50, 1000)] }),
          ],
          ...EXEMPT,
        }),
      ]),
      expect: [{ classification: 'billing_error', variant: 'snapshot', amount: 784, evidence: ['in_Nov'] }],
    },
    {
      name: 'a plan change: the tax of the credit line is taken off',
      history: billed([
        anInvoice({
          id: 'in_Nov',
          lines: [
            aLine({ id: 'il_unused', amount: -2000, proration: true, taxes: [tax(-380, -2000)] }),
            aLine({ id: 'il_new', amount: 9900, taxes: [tax(1881, 9900)] }),
          ],
          ...EXEMPT,
        }),
      ]),
      expect: [
        {
          classification: 'billing_error',
          amount: 1501,
          evidence: ['in_Nov'],
          correction: {
            kind: 'credit_note',
            target: 'in_Nov',
            amount: 1501,
            params: { refund_amount: 1501 },
          },
        },
      ],
    },
    {
      name: 'half of the invoice was credited with its tax: the tax of the other half is owed',
      history: billed([november()], {
        credit_notes: [
          aCreditNote({ invoice: 'in_Nov', amount: 2916, lines: [creditedLine(2450, [tax(466, 2450)])] }),
        ],
      }),
      expect: [
        {
          classification: 'billing_error',
          amount: 465,
          evidence: ['in_Nov'],
          correction: { kind: 'credit_note', target: 'in_Nov', amount: 465, params: { refund_amount: 465 } },
        },
      ],
    },
    {
      name: 'an open invoice is lowered by its tax before payment',
      history: billed([november({}, { ...EXEMPT, status: 'open' })]),
      expect: [
        {
          classification: 'billing_error',
          amount: 931,
          evidence: ['in_Nov'],
          correction: {
            kind: 'credit_note',
            target: 'in_Nov',
            amount: 931,
            params: { refund_amount: undefined, credit_amount: undefined },
          },
        },
      ],
    },
    {
      name: 'automatic tax: Stripe takes no tax by line, so the amount is credited as a whole',
      history: billed([november({}, { automatic_tax: { enabled: true, status: 'complete' } })]),
      policy: exemption(),
      expect: [
        {
          classification: 'billing_error',
          variant: 'certificate',
          amount: 931,
          evidence: ['library'],
          correction: {
            kind: 'credit_note',
            target: 'in_Nov',
            amount: 931,
            params: { amount: 931, refund_amount: 931, lines: undefined },
          },
        },
      ],
    },
    {
      name: 'tax included in the price: whether the price falls without it is not for Stripe to say',
      history: billed([november({ taxes: [tax(782, 4118, true)] })]),
      expect: [
        {
          classification: 'likely_error',
          confidence: 'medium',
          variant: 'snapshot',
          amount: 782,
          evidence: ['in_Nov'],
          correction: {
            kind: 'credit_note',
            target: 'in_Nov',
            amount: 782,
            params: {
              refund_amount: 782,
              lines: [
                {
                  type: 'invoice_line_item',
                  invoice_line_item: 'il_in_Nov',
                  amount: 782,
                  tax_amounts: [{ amount: 782, tax_rate: 'txr_Vat', taxable_amount: 4118 }],
                },
              ],
            },
          },
        },
      ],
    },
    {
      name: 'tax stated only for the whole invoice is found, and its return left to a person',
      history: billed([november({ taxes: [] }, { ...EXEMPT, total: 5831, total_taxes: [tax(931, 4900)] })]),
      expect: [{ classification: 'billing_error', amount: 931, evidence: ['in_Nov'], correction: null }],
    },
    {
      name: 'an open dispute keeps the money where it is: the error stands, nothing is drafted',
      history: billed([november()], {
        disputes: [aDispute({ charge: 'ch_in_Nov', status: 'needs_response', amount: 5831 })],
      }),
      expect: [{ classification: 'billing_error', amount: 931, evidence: ['in_Nov'], correction: null }],
    },
    {
      name: 'two currencies are two findings',
      history: billed([october(), november({ currency: 'eur' }, { ...EXEMPT, currency: 'eur' })]),
      expect: [
        { classification: 'billing_error', amount: 931, evidence: ['in_Oct'] },
        { classification: 'billing_error', amount: 931, evidence: ['in_Nov'] },
      ],
    },
  ],
  reject: [
    { name: 'an exempt customer without tax', history: billed([november({ taxes: [] })]) },
    {
      name: 'an exempt customer with a tax of zero',
      history: billed([november({ taxes: [{ ...tax(0, 4900), taxability_reason: 'customer_exempt' }] })]),
    },
    {
      name: 'an ordinary customer pays tax',
      history: billed([november({}, { customer_tax_exempt: 'none' })]),
      policy: NOBODY_EXEMPT,
    },
    {
      name: 'marked exempt after the invoice was finalised: not retroactive',
      history: billed([november({}, { customer_tax_exempt: 'none' })], {
        customers: [aCustomer({ tax_exempt: 'exempt' })],
      }),
      policy: NOBODY_EXEMPT,
    },
    {
      name: 'the certificate begins after the invoice was finalised',
      history: billed([november({}, {})]),
      policy: exemption({ from: at('2026-11-15') }),
    },
    {
      name: 'the certificate had run out',
      history: billed([november({}, {})]),
      policy: exemption({ until: at('2026-11-01') }),
    },
    {
      name: 'the certificate of another customer',
      history: billed([november({}, {})]),
      policy: exemption({ customer: 'cus_Other' }),
    },
    {
      name: 'reverse charge is another rule',
      history: billed([november({}, { customer_tax_exempt: 'reverse' })]),
      policy: NOBODY_EXEMPT,
    },
    {
      name: 'void, draft and written-off invoices ask for nothing',
      history: billed([
        october({}, { ...EXEMPT, status: 'void' }),
        november({}, { ...EXEMPT, status: 'draft' }),
        invoiceOf('in_Bad', at('2026-11-11'), {}, { ...EXEMPT, status: 'uncollectible' }),
      ]),
    },
    {
      name: 'the tax was credited already, by line',
      history: billed([november()], {
        credit_notes: [
          aCreditNote({ invoice: 'in_Nov', amount: 931, lines: [creditedLine(0, [tax(931, 4900)])] }),
        ],
      }),
    },
    {
      name: 'the tax was credited already, as an amount on the line',
      history: billed([november()], {
        credit_notes: [aCreditNote({ invoice: 'in_Nov', amount: 931, lines: [creditedLine(931, [])] })],
      }),
    },
    {
      name: 'the whole charge was refunded',
      history: billed([november()], {
        charges: [paidBy(november(), { amount_refunded: 5831, refunded: true })],
        refunds: [aRefund({ charge: 'ch_in_Nov', amount: 5831 })],
      }),
    },
    {
      name: 'the tax of the credit line outweighs that of the charge',
      history: billed([
        anInvoice({
          id: 'in_Nov',
          lines: [
            aLine({ id: 'il_unused', amount: -9900, proration: true, taxes: [tax(-1881, -9900)] }),
            aLine({ id: 'il_new', amount: 2000, taxes: [tax(380, 2000)] }),
          ],
          ...EXEMPT,
        }),
      ]),
    },
    {
      name: 'nothing is known of certificates',
      history: billed([november({}, { customer_tax_exempt: 'none' })]),
      skipped: 'policy section tax.exempt_customers is missing',
    },
    {
      name: 'the invoice does not say whether the customer was exempt',
      history: billed([november({}, { customer_tax_exempt: null })]),
      policy: NOBODY_EXEMPT,
      skipped: 'invoice in_Nov does not say whether the customer was exempt',
    },
  ],
};
