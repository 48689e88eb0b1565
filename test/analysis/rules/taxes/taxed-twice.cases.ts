import { taxedTwice } from '../../../../src/analysis/rules/taxes/taxed-twice.ts';
import { at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { aTax, aTaxRate, billed, taxed, upgraded } from './histories.ts';

const included = aTaxRate({ id: 'txr_Included', inclusive: true });
const again = aTaxRate({ id: 'txr_Again', created: at('2026-03-01') });
const gst = aTaxRate({
  id: 'txr_Gst',
  country: 'CA',
  percentage: '5',
  display_name: 'GST',
  tax_type: 'gst',
  jurisdiction: 'CA',
});
const pst = aTaxRate({
  id: 'txr_Pst',
  country: 'CA',
  state: 'BC',
  percentage: '7',
  display_name: 'PST',
  tax_type: 'pst',
  jurisdiction: 'BC',
});
const rates = { tax_rates: [aTaxRate(), included, again, gst, pst] };
const inPrice = aTax(782, 'txr_Included', { inclusive: true, taxable_amount: 4118 });

export const cases: RuleCases = {
  rule: taxedTwice,
  accept: [
    {
      name: 'VAT on top of a price that includes it',
      history: billed([taxed([inPrice, aTax(931)])], rates),
      expect: [
        {
          classification: 'billing_error',
          category: 'tax',
          confidence: 'certain',
          variant: 'on_top',
          amount: 931,
          evidence: ['in_Nov', 'txr_De', 'txr_Included'],
          correction: { kind: 'credit_note', target: 'in_Nov', amount: 931, params: { refund_amount: 931 } },
        },
      ],
    },
    {
      name: 'two rates of the same kind and place on one line',
      history: billed([taxed([aTax(931), aTax(931, 'txr_Again')])], rates),
      expect: [
        {
          classification: 'billing_error',
          variant: 'same_rate',
          amount: 931,
          evidence: ['txr_De', 'txr_Again'],
        },
      ],
    },
    {
      name: 'the same rate twice',
      history: billed([taxed([aTax(931), aTax(931)])], rates),
      expect: [{ classification: 'billing_error', variant: 'same_rate', amount: 931, evidence: ['txr_De'] }],
    },
    {
      name: 'of an old and a new rate the larger stays, so never too much goes back',
      history: billed([taxed([aTax(784, 'txr_Old'), aTax(931)])], {
        tax_rates: [aTaxRate(), aTaxRate({ id: 'txr_Old', percentage: '16', created: at('2020-07-01') })],
      }),
      expect: [{ classification: 'billing_error', variant: 'same_rate', amount: 784, evidence: ['txr_Old'] }],
    },
    {
      name: 'an upgrade with both rates: its credit takes part of the second back',
      history: billed(
        [
          taxed([aTax(931)]),
          upgraded([aTax(1520), aTax(1520, 'txr_Again')], [aTax(-570), aTax(-570, 'txr_Again')]),
        ],
        rates,
      ),
      expect: [
        {
          classification: 'billing_error',
          variant: 'same_rate',
          amount: 950,
          evidence: ['in_Up', 'txr_Again'],
        },
      ],
    },
  ],
  reject: [
    { name: 'one tax on top', history: billed([taxed([aTax(931)])], rates) },
    { name: 'one tax included', history: billed([taxed([inPrice])], rates) },
    {
      name: 'GST and PST are two taxes by law',
      history: billed([taxed([aTax(245, 'txr_Gst'), aTax(343, 'txr_Pst')])], rates),
    },
    {
      name: 'the second is zero',
      history: billed([taxed([aTax(931), aTax(0, 'txr_Again')])], rates),
    },
    {
      name: 'rates without a place may be two taxes',
      history: billed([taxed([aTax(931), aTax(931, 'txr_Again')])], {
        tax_rates: [aTaxRate({ country: null }), aTaxRate({ id: 'txr_Again', country: null })],
      }),
    },
    { name: 'void', history: billed([taxed([inPrice, aTax(931)], { status: 'void' })], rates) },
  ],
};
