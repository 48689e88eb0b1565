import type { Invoice, InvoiceLine, Price, PriceTier } from '../../../../src/analysis/billing-history.ts';
import { lineAmountWrong } from '../../../../src/analysis/rules/prices/line-amount-wrong.ts';
import {
  aCoupon,
  aCreditNote,
  aCustomer,
  aDiscount,
  aHistory,
  aLine,
  anInvoice,
  aPrice,
  at,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const tier = (up_to: number | null, unit: number, flat: number | null = null): PriceTier => ({
  up_to,
  unit_amount_decimal: String(unit),
  flat_amount_decimal: flat === null ? null : String(flat),
});

/** 1-5 at 5.00, 6-10 at 4.00, from 11 at 3.00. */
const TIERS = [tier(5, 500), tier(10, 400), tier(null, 300)];

const teamPrice = (parts: Partial<Price> = {}): Price =>
  aPrice({
    id: 'price_Team',
    product: 'prod_Team',
    billing_scheme: 'tiered',
    unit_amount: null,
    unit_amount_decimal: null,
    tiers_mode: 'graduated',
    tiers: TIERS,
    ...parts,
  });

const metered = { interval: 'month', interval_count: 1, usage_type: 'metered', meter: 'mtr_1' } as const;

const teamLine = (amount: number, quantity: number, parts: Partial<InvoiceLine> = {}): InvoiceLine =>
  aLine({
    amount,
    quantity,
    price: 'price_Team',
    product: 'prod_Team',
    description: `${quantity} × Team (Tier 1 at $5.00 / month)`,
    unit_amount_decimal: null,
    ...parts,
  });

const billed = (price: Price, lines: readonly InvoiceLine[], parts: Partial<Invoice> = {}) => {
  const invoice = anInvoice({ lines, ...parts });
  return aHistory({ prices: [price], invoices: [invoice], charges: [paidBy(invoice)] });
};

const packagePrice = (parts: Partial<Price> = {}): Price =>
  aPrice({
    id: 'price_Pack',
    product: 'prod_Pack',
    unit_amount: 1000,
    transform_quantity: { divide_by: 60, round: 'up' },
    ...parts,
  });

const packageLine = (amount: number, quantity: number, parts: Partial<InvoiceLine> = {}): InvoiceLine =>
  aLine({
    amount,
    quantity,
    price: 'price_Pack',
    product: 'prod_Pack',
    description: `${quantity} × Minutes`,
    unit_amount_decimal: '1000',
    ...parts,
  });

const october = billed(teamPrice(), [teamLine(6000, 12)], {
  id: 'in_Oct',
  created: at('2026-10-10T10:00:00Z'),
});
const november = billed(teamPrice(), [teamLine(6000, 12, { id: 'il_2' })]);

export const cases: RuleCases = {
  rule: lineAmountWrong,
  accept: [
    {
      name: 'graduated tiers: every unit was billed at the price of the first tier',
      history: billed(teamPrice(), [teamLine(6000, 12)]),
      expect: [
        {
          classification: 'billing_error',
          category: 'price',
          confidence: 'certain',
          variant: 'graduated',
          amount: 900,
          evidence: ['in_1', 'il_1', 'price_Team', 'ch_in_1'],
          correction: {
            kind: 'credit_note',
            target: 'in_1',
            amount: 900,
            params: { reason: 'order_change', refund_amount: 900 },
          },
        },
      ],
    },
    {
      name: 'graduated tiers on lines of their own: one unit too many at the first tier, with tax',
      history: billed(teamPrice(), [
        teamLine(2500, 5, { id: 'il_a', taxes: [exclusive(500)] }),
        teamLine(2500, 5, {
          id: 'il_b',
          description: '5 × Team (Tier 2 at $5.00 / month)',
          taxes: [exclusive(500)],
        }),
        teamLine(600, 2, { id: 'il_c', taxes: [exclusive(120)] }),
      ]),
      // 56.00 instead of 51.00, with 20 % tax.
      expect: [
        {
          classification: 'billing_error',
          variant: 'graduated',
          amount: 600,
          evidence: ['in_1', 'il_b'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 600 },
        },
      ],
    },
    {
      name: 'two tiers billed at the price of the first: each line gives back what its own tier took, to the yen',
      history: billed(
        teamPrice({ currency: 'jpy', tiers: [tier(5, 2100), tier(20, 1700), tier(null, 1100)] }),
        [
          teamLine(10_500, 5, { id: 'il_a', currency: 'jpy', taxes: [exclusive(1050)] }),
          teamLine(31_500, 15, {
            id: 'il_b',
            currency: 'jpy',
            description: '15 × Team (Tier 2 at ¥2,100 / month)',
            taxes: [exclusive(3150)],
          }),
          teamLine(8400, 4, {
            id: 'il_c',
            currency: 'jpy',
            description: '4 × Team (Tier 3 at ¥2,100 / month)',
            taxes: [exclusive(840)],
          }),
        ],
        { currency: 'jpy' },
      ),
      // 15 × 400 + 4 × 1000 with 10 % tax.
      expect: [
        {
          classification: 'billing_error',
          variant: 'graduated',
          amount: 11_000,
          evidence: ['in_1', 'il_b', 'il_c'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 11_000 },
        },
      ],
    },
    {
      name: 'a volume price billed as if it were graduated',
      history: billed(teamPrice({ tiers_mode: 'volume' }), [teamLine(5100, 12)]),
      expect: [
        {
          classification: 'billing_error',
          variant: 'volume',
          amount: 1500,
          evidence: ['in_1', 'price_Team'],
        },
      ],
    },
    {
      name: 'a flat fee billed twice',
      history: billed(teamPrice({ tiers: [tier(5, 500, 1000), tier(null, 400, 2000)] }), [
        teamLine(2500, 5, { id: 'il_a' }),
        teamLine(2000, 1, { id: 'il_b', description: '1 × Team (Tier 1 flat fee at $10.00 / month)' }),
      ]),
      expect: [{ classification: 'billing_error', variant: 'graduated', amount: 1000, evidence: ['il_b'] }],
    },
    {
      name: 'the same mistake on two invoices is one finding, in yen without decimals',
      history: {
        ...october,
        prices: [teamPrice({ currency: 'jpy' })],
        invoices: [
          ...october.invoices.map((invoice) => ({ ...invoice, currency: 'jpy' })),
          ...november.invoices.map((invoice) => ({ ...invoice, currency: 'jpy' })),
        ],
        charges: [...october.charges, ...november.charges].map((charge) => ({ ...charge, currency: 'jpy' })),
      },
      expect: [{ classification: 'billing_error', amount: 1800, evidence: ['in_Oct', 'in_1'] }],
    },
    {
      name: 'a discount of 20 % had made the difference smaller',
      history: {
        ...billed(teamPrice(), [
          teamLine(6000, 12, { discount_amounts: [{ amount: 1200, discount: 'di_1' }] }),
        ]),
        coupons: [aCoupon()],
        customers: [aCustomer({ discount: aDiscount() })],
      },
      expect: [{ classification: 'billing_error', amount: 720, evidence: ['in_1'] }],
    },
    {
      name: 'packages: 150 minutes are 3 hours, and 4 were billed',
      history: billed(packagePrice(), [packageLine(4000, 150)]),
      expect: [
        {
          classification: 'billing_error',
          category: 'quantity',
          variant: 'package',
          amount: 1000,
          evidence: ['in_1', 'price_Pack'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 1000 },
        },
      ],
    },
    {
      name: 'packages: the price rounds down, and was rounded up',
      history: billed(packagePrice({ transform_quantity: { divide_by: 60, round: 'down' } }), [
        packageLine(3000, 150),
      ]),
      expect: [
        {
          classification: 'billing_error',
          category: 'quantity',
          variant: 'package',
          amount: 1000,
          evidence: [],
        },
      ],
    },
    {
      name: 'packages: every minute was billed as an hour, on an open invoice',
      history: billed(packagePrice(), [packageLine(60_000, 60)], { status: 'open' }),
      expect: [
        {
          classification: 'billing_error',
          category: 'quantity',
          amount: 59_000,
          evidence: ['in_1'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 59_000 },
        },
      ],
    },
    {
      name: 'a line that does not agree with the unit amount it shows',
      history: billed(aPrice(), [aLine({ quantity: 3, amount: 15_700 })]),
      expect: [
        {
          classification: 'billing_error',
          category: 'price',
          variant: 'per_unit',
          amount: 1000,
          evidence: ['il_1'],
        },
      ],
    },
    {
      name: 'only part of it was credited since',
      history: {
        ...billed(teamPrice(), [teamLine(6000, 12)]),
        credit_notes: [aCreditNote({ amount: 300 })],
      },
      expect: [{ classification: 'billing_error', amount: 600, evidence: ['in_1', 'cn_1'] }],
    },
  ],
  reject: [
    {
      name: 'graduated tiers added up as they should be, on one line',
      history: billed(teamPrice(), [teamLine(5100, 12)]),
    },
    {
      name: 'graduated tiers and flat fees, each on a line of its own',
      history: billed(teamPrice({ tiers: [tier(5, 500, 1000), tier(null, 400, 2000)] }), [
        teamLine(2500, 5, { id: 'il_a' }),
        teamLine(1000, 1, { id: 'il_b', description: 'Team (Tier 1 flat fee at $10.00 / month)' }),
        teamLine(2800, 7, { id: 'il_c' }),
        teamLine(2000, 1, { id: 'il_d', description: 'Team (Tier 2 flat fee at $20.00 / month)' }),
      ]),
    },
    {
      name: 'a flat fee on a line that does not say what it is',
      history: billed(teamPrice({ tiers_mode: 'volume', tiers: [tier(null, 500, 1000)] }), [
        teamLine(2500, 5, { id: 'il_a' }),
        teamLine(1000, 1, { id: 'il_b', description: null }),
      ]),
    },
    {
      name: 'a volume price: the customer expected graduated tiers',
      history: billed(teamPrice({ tiers_mode: 'volume' }), [teamLine(3600, 12)]),
    },
    {
      name: 'tiers that go on after a threshold invoice',
      history: (() => {
        const price = teamPrice({ recurring: metered, tiers: [tier(5, 300), tier(null, 500)] });
        const first = anInvoice({
          id: 'in_T',
          created: at('2026-10-20'),
          billing_reason: 'subscription_threshold',
          lines: [
            teamLine(1500, 5, { id: 'il_T', period: { start: at('2026-10-10'), end: at('2026-10-20') } }),
          ],
        });
        const rest = anInvoice({
          lines: [teamLine(1000, 2, { period: { start: at('2026-10-20'), end: at('2026-11-10') } })],
        });
        return aHistory({ prices: [price], invoices: [first, rest], charges: [paidBy(first), paidBy(rest)] });
      })(),
    },
    {
      name: 'usage in fractions of a unit',
      history: billed(teamPrice({ recurring: metered }), [teamLine(1270, 3)], {}),
    },
    {
      name: 'the tiers are not in the history',
      history: billed(teamPrice({ tiers: null }), [teamLine(6000, 12)]),
      skipped: 'the tiers of price price_Team in USD are not in the history',
    },
    {
      name: 'the tiered price is not in the history',
      history: { ...billed(teamPrice(), [teamLine(6000, 12)]), prices: [] },
      skipped: 'price_Team is not in the history',
    },
    {
      name: 'everything was credited since',
      history: {
        ...billed(teamPrice(), [teamLine(6000, 12)]),
        credit_notes: [aCreditNote({ amount: 900 })],
      },
    },
    {
      name: 'the invoice was voided',
      history: billed(teamPrice(), [teamLine(6000, 12)], { status: 'void' }),
    },
    {
      name: 'a package rounded up as the price says',
      history: billed(packagePrice(), [packageLine(3000, 150)]),
    },
    {
      name: 'a package rounded down as the price says, and none at all',
      history: billed(packagePrice({ transform_quantity: { divide_by: 60, round: 'down' } }), [
        packageLine(0, 59),
        packageLine(2000, 150, { id: 'il_2', subscription_item: 'si_2' }),
      ]),
    },
    {
      name: 'packages billed for too little',
      history: billed(packagePrice(), [packageLine(2000, 150)]),
    },
    {
      name: 'a per-unit line in another currency than its price, and one with a unit amount of its own',
      history: billed(aPrice(), [
        aLine({ amount: 9000, quantity: 2, unit_amount_decimal: '4500' }),
        aLine({
          id: 'il_2',
          amount: 5500,
          quantity: 1,
          unit_amount_decimal: '5500',
          subscription_item: 'si_2',
        }),
      ]),
    },
    {
      name: 'a hundred times the price: a question of currency',
      history: billed(aPrice(), [aLine({ amount: 490_000 })]),
    },
  ],
};

function exclusive(amount: number) {
  return {
    amount,
    tax_rate: 'txr_1',
    inclusive: false,
    taxability_reason: 'standard_rated',
    taxable_amount: amount * 5,
  };
}
