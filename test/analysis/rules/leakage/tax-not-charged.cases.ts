import type { Invoice, TaxAmount } from '../../../../src/analysis/billing-history.ts';
import { taxNotCharged } from '../../../../src/analysis/rules/leakage/tax-not-charged.ts';
import { aHistory, aLine, anInvoice, at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const address = (country: string, state: string | null = null) => ({ country, state, postal_code: null });
const untaxed = (parts: Partial<Invoice> = {}) =>
  aHistory({ invoices: [anInvoice({ customer_address: address('DE'), ...parts })] });
const tax = {
  seller_country: 'DE',
  registrations: [
    { ref: 'reg-de', country: 'DE', from: at('2015-01-01') },
    { ref: 'reg-tx', country: 'US', state: 'TX', from: at('2022-03-01') },
  ],
  rates: [
    { ref: 'rate-de', country: 'DE', percentage: 19 },
    { ref: 'rate-tx', country: 'US', state: 'TX', percentage: 8.25 },
  ],
};
const because = (reason: string): TaxAmount => ({
  amount: 0,
  tax_rate: null,
  inclusive: false,
  taxability_reason: reason,
  taxable_amount: 0,
});

export const cases: RuleCases = {
  rule: taxNotCharged,
  accept: [
    {
      name: 'at home, without tax',
      history: untaxed(),
      policy: { tax },
      expect: [
        {
          classification: 'leakage',
          category: 'tax',
          amount: 931,
          evidence: ['in_1', 'reg-de', 'rate-de'],
          correction: null,
        },
      ],
    },
    {
      name: 'in a state with a registration, a consumer',
      history: untaxed({ customer_address: address('US', 'TX') }),
      policy: { tax },
      expect: [{ classification: 'leakage', amount: 404, evidence: ['reg-tx', 'rate-tx'] }],
    },
    {
      name: 'the shipping address decides',
      history: untaxed({ customer_address: address('CH'), customer_shipping_address: address('DE') }),
      policy: { tax },
      expect: [{ classification: 'leakage', amount: 931, evidence: ['in_1'] }],
    },
  ],
  reject: [
    {
      name: 'so little that its tax comes to nothing',
      history: untaxed({ total: 2, amount_due: 2, lines: [aLine({ amount: 2 })] }),
      policy: { tax },
    },
    {
      name: 'it is taxed',
      history: untaxed({
        lines: [aLine({ taxes: [{ ...because('standard_rated'), amount: 931, taxable_amount: 4900 }] })],
      }),
      policy: { tax },
    },
    {
      name: 'the invoice says why not',
      history: untaxed({ lines: [aLine({ taxes: [because('product_exempt')] })] }),
      policy: { tax },
    },
    { name: 'the customer is exempt', history: untaxed({ customer_tax_exempt: 'exempt' }), policy: { tax } },
    {
      name: 'an exemption in the policy file',
      history: untaxed(),
      policy: { tax: { ...tax, exempt_customers: [{ ref: 'ex', customer: CUSTOMER }] } },
    },
    {
      name: 'a business abroad',
      history: untaxed({
        customer_address: address('US', 'TX'),
        customer_tax_ids: [{ type: 'us_ein', value: '12-3456789' }],
      }),
      policy: { tax },
    },
    {
      name: 'no registration there',
      history: untaxed({ customer_address: address('US', 'NY') }),
      policy: { tax },
    },
    { name: 'the policy file says nothing of tax', history: untaxed(), skipped: 'tax.registrations' },
  ],
};
