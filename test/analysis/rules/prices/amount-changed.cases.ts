import { amountChanged } from '../../../../src/analysis/rules/prices/amount-changed.ts';
import { aPrice } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { REPORTS, renewal, renewed } from './renewal-fixtures.ts';

const DEAR = { price: 'price_Dear', amount: 5900, unit_amount_decimal: '5900' };
const usual = [renewal('2026-08'), renewal('2026-09'), renewal('2026-10')];
const withDear = { prices: [aPrice(), aPrice({ id: 'price_Dear', unit_amount: 5900 })] };
const metered = {
  prices: [
    aPrice({
      recurring: { interval: 'month', interval_count: 1, usage_type: 'metered', meter: 'mtr_1' },
    }),
  ],
};
const discounted = { discount_amounts: [{ amount: 980, discount: 'di_1' }] };

export const cases: RuleCases = {
  rule: amountChanged,
  accept: [
    {
      name: 'the same price and quantity, and another amount',
      history: renewed([...usual, renewal('2026-11', [{ amount: 6900 }])]),
      expect: [
        {
          classification: 'notice',
          category: 'price',
          variant: 'unexplained',
          amount: null,
          evidence: ['in_2026-11', 'in_2026-10', 'il_2026-11_0'],
          correction: null,
        },
      ],
    },
    {
      name: 'another price of the same product, and the policy is silent',
      history: renewed([...usual, renewal('2026-11', [DEAR])], withDear),
      expect: [{ classification: 'notice', variant: 'price', amount: null, evidence: ['il_2026-11_0'] }],
    },
    {
      name: 'twice as many seats',
      history: renewed([...usual, renewal('2026-11', [{ quantity: 2, amount: 9800 }])]),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'quantity',
          variant: 'quantity',
          amount: null,
          evidence: ['in_2026-11'],
        },
      ],
    },
    {
      name: 'half the usage',
      history: renewed(
        [
          ...['2026-09', '2026-10'].map((month) => renewal(month, [{ quantity: 10, amount: 49_000 }])),
          renewal('2026-11', [{ quantity: 5, amount: 24_500 }]),
        ],
        metered,
      ),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'usage',
          variant: 'usage',
          amount: null,
          evidence: [],
        },
      ],
    },
    {
      name: 'a smaller change than usual counts by the policy’s own threshold',
      history: renewed([...usual, renewal('2026-11', [{ amount: 5100 }])]),
      policy: { variance_threshold_percent: 2 },
      expect: [{ classification: 'notice', variant: 'unexplained', amount: null, evidence: ['in_2026-11'] }],
    },
  ],
  reject: [
    { name: 'as usual', history: renewed([...usual, renewal('2026-11')]) },
    { name: 'within the threshold', history: renewed([...usual, renewal('2026-11', [{ amount: 5300 }])]) },
    { name: 'the first renewal', history: renewed([renewal('2026-11', [{ quantity: 2, amount: 9800 }])]) },
    {
      name: 'a discount ended',
      history: renewed([
        renewal('2026-09', [discounted]),
        renewal('2026-10', [discounted]),
        renewal('2026-11'),
      ]),
    },
    {
      name: 'tax was added',
      history: renewed([
        ...usual,
        renewal('2026-11', [
          {
            taxes: [
              {
                amount: 980,
                tax_rate: 'txr_1',
                inclusive: false,
                taxability_reason: 'standard_rated',
                taxable_amount: 4900,
              },
            ],
          },
        ]),
      ]),
    },
    { name: 'a new line', history: renewed([...usual, renewal('2026-11', [{}, REPORTS])]) },
    {
      name: 'prorations and one-offs beside the usual fee',
      history: renewed([
        ...usual,
        renewal('2026-11', [
          {},
          { amount: 3000, proration: true, unit_amount_decimal: null },
          { amount: 9000, invoice_item: 'ii_1', subscription_item: null },
        ]),
      ]),
    },
    {
      name: 'another plan',
      history: renewed([...usual, renewal('2026-11', [{ ...DEAR, product: 'prod_Team' }])], withDear),
    },
    {
      name: 'a price that the policy knows',
      history: renewed([...usual, renewal('2026-11', [DEAR])], withDear),
      policy: {
        prices: [
          {
            ref: 'prices[0]',
            product: 'prod_Pro',
            interval_count: 1,
            currency: 'usd',
            unit_amount_decimal: '5900',
          },
        ],
      },
    },
    {
      name: 'another interval',
      history: renewed([
        ...usual,
        renewal('2026-11', [
          { amount: 49_000, period: { start: 1_794_268_800, end: 1_794_268_800 + 365 * 86_400 } },
        ]),
      ]),
    },
    {
      name: 'twice as many seats long ago, and nobody asked',
      history: renewed([...usual, renewal('2026-11', [{ quantity: 2, amount: 9800 }])]),
      worthExplaining: false,
    },
  ],
};
