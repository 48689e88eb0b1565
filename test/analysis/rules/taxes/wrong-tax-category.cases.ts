import type {
  BillingHistory,
  Invoice,
  Product,
  TaxAmount,
} from '../../../../src/analysis/billing-history.ts';
import type { Policy } from '../../../../src/analysis/policy.ts';
import { wrongTaxCategory } from '../../../../src/analysis/rules/taxes/wrong-tax-category.ts';
import { aCreditNote, aLine, anInvoice, aRefund, at, paidBy } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { aTax, aTaxRate, billed, to } from './histories.ts';

const LOW = aTaxRate({ id: 'txr_Low', percentage: '7', effective_percentage: '7' });
const reduced = (amount = 343): TaxAmount => aTax(amount, 'txr_Low', { taxability_reason: 'reduced_rated' });
const full = (): TaxAmount => aTax(931);
const month = (name: string, taxes: readonly TaxAmount[], parts: Partial<Invoice> = {}): Invoice =>
  anInvoice({
    id: `in_${name}`,
    created: at(`2026-${name}-10T10:00:00Z`),
    lines: [aLine({ id: `il_${name}`, taxes })],
    ...to('DE'),
    ...parts,
  });
const history = (invoices: readonly Invoice[], parts: Partial<BillingHistory> = {}): BillingHistory =>
  billed(invoices, { tax_rates: [aTaxRate(), LOW], ...parts });
const product = (tax_code: string | null): Product => ({
  object: 'product',
  id: 'prod_Pro',
  active: true,
  name: 'Field guide',
  default_price: null,
  tax_code,
  metadata: {},
});
const rates = (
  ...entries: readonly NonNullable<NonNullable<Policy['tax']>['rates']>[number][]
): Partial<Policy> => ({ tax: { rates: entries } });
const standing = rates({ ref: 'de', country: 'DE', percentage: 19 });
const both = rates(
  { ref: 'de', country: 'DE', percentage: 19 },
  { ref: 'de-low', country: 'DE', percentage: 7 },
);

export const cases: RuleCases = {
  rule: wrongTaxCategory,
  accept: [
    {
      name: 'taxed in full until the category was changed',
      history: history([month('10', [full()]), month('11', [reduced()])], {
        products: [product('txcd_10302000')],
      }),
      policy: standing,
      expect: [
        {
          classification: 'likely_error',
          category: 'tax',
          confidence: 'medium',
          amount: 588,
          evidence: ['in_10', 'in_11', 'de', 'prod_Pro'],
          correction: { kind: 'escalate', target: 'in_10', amount: null },
        },
      ],
    },
    {
      name: 'three invoices in full, by rates set by hand',
      history: history([
        month('08', [full()]),
        month('09', [full()]),
        month('10', [full()]),
        month('11', [aTax(343, 'txr_Low')]),
      ]),
      policy: both,
      expect: [
        { classification: 'likely_error', amount: 1764, evidence: ['in_08', 'in_09', 'in_10', 'in_11'] },
      ],
    },
    {
      name: 'not taxed at all since',
      history: history([
        month('10', [full()]),
        month('11', [aTax(0, 'txr_De', { taxability_reason: 'product_exempt', taxable_amount: 0 })]),
      ]),
      policy: standing,
      expect: [{ classification: 'likely_error', amount: 931, evidence: ['in_10', 'in_11'] }],
    },
    {
      name: 'one of two invoices was credited since',
      history: history([month('09', [full()]), month('10', [full()]), month('11', [reduced()])], {
        credit_notes: [
          aCreditNote({
            invoice: 'in_09',
            amount: 588,
            lines: [
              {
                id: 'cnli_1',
                amount: 0,
                type: 'invoice_line_item',
                invoice_line_item: 'il_09',
                description: null,
                quantity: null,
                taxes: [aTax(588)],
              },
            ],
          }),
        ],
      }),
      policy: standing,
      expect: [{ classification: 'likely_error', amount: 588, evidence: ['in_10'] }],
    },
  ],
  reject: [
    {
      name: 'the same rate all along',
      history: history([month('10', [full()]), month('11', [full()])]),
      policy: standing,
    },
    {
      name: 'the law lowered the rate',
      history: history([month('10', [full()]), month('11', [reduced()])]),
      policy: rates(
        { ref: 'old', country: 'DE', percentage: 19, until: at('2026-11-01') },
        { ref: 'new', country: 'DE', percentage: 7, from: at('2026-11-01') },
      ),
    },
    {
      name: 'another address',
      history: history([month('10', [full()]), month('11', [reduced()], to('DE', 'BY'))]),
      policy: standing,
    },
    {
      name: 'a tax holiday',
      history: history([
        month('10', [full()]),
        month('11', [aTax(0, 'txr_De', { taxability_reason: 'product_exempt_holiday', taxable_amount: 0 })]),
      ]),
      policy: standing,
    },
    {
      name: 'the customer became exempt',
      history: history([
        month('10', [full()]),
        month('11', [aTax(0, 'txr_De', { taxability_reason: 'customer_exempt', taxable_amount: 0 })]),
      ]),
      policy: standing,
    },
    {
      name: 'the rate rose',
      history: history([month('10', [reduced()]), month('11', [full()])]),
      policy: standing,
    },
    {
      name: 'another product',
      history: history([
        month('10', [full()]),
        month('11', [], { lines: [aLine({ id: 'il_11', product: 'prod_Book', taxes: [reduced()] })] }),
      ]),
      policy: standing,
    },
    {
      name: 'included in the price',
      history: history([
        month('10', [aTax(782, 'txr_De', { inclusive: true })]),
        month('11', [aTax(321, 'txr_Low', { inclusive: true })]),
      ]),
      policy: standing,
    },
    {
      name: 'all of it was refunded',
      history: history([month('10', [full()]), month('11', [reduced()])], {
        charges: [paidBy(month('10', [full()]), { amount_refunded: 5831 }), paidBy(month('11', [reduced()]))],
        refunds: [aRefund({ charge: 'ch_in_10', amount: 5831 })],
      }),
      policy: standing,
    },
    {
      name: 'the policy says nothing of the place',
      history: history([month('10', [full()]), month('11', [reduced()])]),
      skipped: 'does not say whether the law in DE or the product',
    },
    {
      name: 'the general code, beside a lower rate in the policy file',
      history: history([month('11', [full()])], { products: [product('txcd_99999999')] }),
      policy: both,
      skipped: 'which kind of goods it is stands in neither',
    },
  ],
};
