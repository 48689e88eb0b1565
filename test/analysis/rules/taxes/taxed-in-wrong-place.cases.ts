import type { Policy } from '../../../../src/analysis/policy.ts';
import { taxedInWrongPlace } from '../../../../src/analysis/rules/taxes/taxed-in-wrong-place.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { aTax, aTaxRate, billed, taxed, to } from './histories.ts';

const california = aTaxRate({
  id: 'txr_Ca',
  display_name: 'Sales tax',
  percentage: '10',
  country: 'US',
  state: 'CA',
  jurisdiction: 'CA',
  tax_type: 'sales_tax',
});
const county = aTaxRate({ ...california, id: 'txr_County', percentage: '2', jurisdiction: 'Alameda' });
const oregon = { ...to('US', 'OR') };
const newYork = { ...to('US', 'NY') };
const rates = { tax_rates: [california, county, aTaxRate()] };
const policy: Partial<Policy> = {
  tax: {
    seller_country: 'US',
    registrations: [
      { ref: 'ca', country: 'US', state: 'CA' },
      { ref: 'ny', country: 'US', state: 'NY' },
      { ref: 'de', country: 'DE' },
    ],
    rates: [
      { ref: 'ca', country: 'US', state: 'CA', percentage: 10 },
      { ref: 'ny', country: 'US', state: 'NY', percentage: 4 },
    ],
  },
};

export const cases: RuleCases = {
  rule: taxedInWrongPlace,
  accept: [
    {
      name: 'Californian tax on an invoice to Oregon, where nothing is collected',
      history: billed([taxed([aTax(490, 'txr_Ca')], oregon)], rates),
      policy,
      expect: [
        {
          classification: 'billing_error',
          category: 'tax',
          confidence: 'high',
          amount: 490,
          evidence: ['in_Nov', 'txr_Ca'],
          correction: { kind: 'credit_note', target: 'in_Nov', amount: 490, params: { refund_amount: 490 } },
        },
      ],
    },
    {
      name: 'Californian tax on an invoice to New York: the difference',
      history: billed([taxed([aTax(490, 'txr_Ca')], newYork)], rates),
      policy,
      expect: [{ classification: 'billing_error', amount: 294, evidence: ['txr_Ca', 'ny'] }],
    },
    {
      name: 'state and county: what is due is taken off once',
      history: billed([taxed([aTax(490, 'txr_Ca'), aTax(98, 'txr_County')], newYork)], rates),
      policy,
      expect: [{ classification: 'billing_error', amount: 392, evidence: ['in_Nov'] }],
    },
    {
      name: 'the shipping address comes first',
      history: billed(
        [
          taxed([aTax(490, 'txr_Ca')], {
            ...to('US', 'CA'),
            customer_shipping_address: { country: 'US', state: 'OR', postal_code: null },
          }),
        ],
        rates,
      ),
      policy,
      expect: [{ classification: 'billing_error', amount: 490, evidence: ['in_Nov'] }],
    },
  ],
  reject: [
    {
      name: 'the right place',
      history: billed([taxed([aTax(490, 'txr_Ca')], to('US', 'CA'))], rates),
      policy,
    },
    {
      name: 'billed to Oregon, shipped to California',
      history: billed(
        [
          taxed([aTax(490, 'txr_Ca')], {
            ...oregon,
            customer_shipping_address: { country: 'US', state: 'CA', postal_code: null },
          }),
        ],
        rates,
      ),
      policy,
    },
    {
      name: 'the wrong place charges less than the right one',
      history: billed([taxed([aTax(98, 'txr_County')], newYork)], rates),
      policy,
    },
    {
      name: 'automatic tax knows the location better than the address',
      history: billed(
        [
          taxed([aTax(490, 'txr_Ca')], {
            ...oregon,
            automatic_tax: { enabled: true, status: 'complete' },
          }),
        ],
        rates,
      ),
      policy,
    },
    {
      name: 'a French consumer may owe the seller’s own tax',
      history: billed([taxed([aTax(931)], to('FR'))], rates),
      policy: { tax: { ...policy.tax, seller_country: 'DE' } },
      skipped: 'does not say what is due in FR',
    },
    {
      name: 'a rate without a place',
      history: billed([taxed([aTax(490, 'txr_Ca')], oregon)], {
        tax_rates: [aTaxRate({ ...california, country: null, state: null })],
      }),
      policy,
    },
    {
      name: 'without an address no place is known',
      history: billed([taxed([aTax(490, 'txr_Ca')], { customer_address: null })], rates),
      policy,
    },
    {
      name: 'without registrations nobody knows what is due',
      history: billed([taxed([aTax(490, 'txr_Ca')], oregon)], rates),
      skipped: 'does not say what is due in US',
    },
  ],
};
