import type { Invoice, InvoiceLine } from '../../../../src/analysis/billing-history.ts';
import type { PolicyPrice, PolicySeats } from '../../../../src/analysis/policy.ts';
import { quantityAboveOwed } from '../../../../src/analysis/rules/prices/quantity-above-owed.ts';
import {
  aCreditNote,
  aHistory,
  aLine,
  anInvoice,
  anItem,
  aPrice,
  aSubscription,
  at,
  CUSTOMER,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const seatPrice = aPrice({ id: 'price_Seat', product: 'prod_Seat', unit_amount: 1000 });

const seatLine = (quantity: number, parts: Partial<InvoiceLine> = {}): InvoiceLine =>
  aLine({
    price: 'price_Seat',
    product: 'prod_Seat',
    description: `${quantity} × Seat (at $10.00 / month)`,
    quantity,
    amount: quantity * 1000,
    unit_amount_decimal: '1000',
    ...parts,
  });

const graduatedPrice = aPrice({
  ...seatPrice,
  billing_scheme: 'tiered',
  tiers_mode: 'graduated',
  tiers: [
    { up_to: 5, unit_amount_decimal: '1200', flat_amount_decimal: null },
    { up_to: 10, unit_amount_decimal: '1000', flat_amount_decimal: null },
    { up_to: null, unit_amount_decimal: '700', flat_amount_decimal: null },
  ],
  unit_amount: null,
  unit_amount_decimal: null,
});

const tierLine = (tier: number, quantity: number, unit: number, tax: number): InvoiceLine =>
  seatLine(quantity, {
    id: `il_tier${tier}`,
    description: `${quantity} × Seat (Tier ${tier} at $${unit / 100}.00 / month)`,
    amount: quantity * unit,
    unit_amount_decimal: String(unit),
    taxes: [
      {
        amount: tax,
        tax_rate: 'txr_1',
        inclusive: false,
        taxability_reason: 'standard_rated',
        taxable_amount: quantity * unit,
      },
    ],
  });

const billing = (...invoices: Invoice[]) =>
  aHistory({
    prices: [seatPrice],
    subscriptions: [
      aSubscription({
        items: [anItem({ price: 'price_Seat', quantity: 20 })],
        status: 'canceled',
        ended_at: at('2026-11-18'),
      }),
    ],
    invoices,
    charges: invoices.filter(({ status }) => status === 'paid').map((invoice) => paidBy(invoice)),
  });

const running = (...invoices: Invoice[]) => ({
  ...billing(...invoices),
  subscriptions: [aSubscription({ items: [anItem({ price: 'price_Seat', quantity: 20 })] })],
});

const inOctober = (lines: readonly InvoiceLine[]): Invoice =>
  anInvoice({
    id: 'in_Oct',
    created: at('2026-10-10T10:00:00Z'),
    lines: lines.map((line) => ({ ...line, period: { start: at('2026-10-10'), end: at('2026-11-10') } })),
  });

const seats = (quantity: number, parts: Partial<PolicySeats> = {}): PolicySeats => ({
  ref: 'seats[0]',
  customer: CUSTOMER,
  quantity,
  ...parts,
});

const contract = (minimum_quantity: number): PolicyPrice => ({
  ref: 'frame-17',
  customer: CUSTOMER,
  product: 'prod_Seat',
  interval_count: 1,
  currency: 'usd',
  unit_amount_decimal: '1000',
  minimum_quantity,
});

export const cases: RuleCases = {
  rule: quantityAboveOwed,
  accept: [
    {
      name: '20 seats billed, 14 in use',
      history: billing(anInvoice({ lines: [seatLine(20)] })),
      policy: { seats: [seats(14)] },
      expect: [
        {
          classification: 'billing_error',
          category: 'quantity',
          confidence: 'certain',
          variant: 'seats',
          amount: 6000,
          evidence: ['seats[0]', 'in_1', 'il_1', 'ch_in_1'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 6000, params: { refund_amount: 6000 } },
        },
      ],
    },
    {
      name: 'two invoices, and the subscription would bill it again',
      history: running(inOctober([seatLine(20, { id: 'il_Oct' })]), anInvoice({ lines: [seatLine(20)] })),
      policy: { seats: [seats(14, { subscription: 'sub_1' })] },
      expect: [
        {
          classification: 'billing_error',
          amount: 12_000,
          evidence: ['in_Oct', 'in_1', 'si_1'],
          correction: {
            kind: 'update_quantity',
            target: 'si_1',
            amount: 12_000,
            params: { quantity: 14, proration_behavior: 'none' },
          },
        },
      ],
    },
    {
      name: 'seats of the last tier, on a line of its own: the other tiers give nothing back, nor does their tax',
      history: {
        ...billing(
          anInvoice({
            lines: [tierLine(1, 5, 1200, 533), tierLine(2, 5, 1000, 444), tierLine(3, 4, 700, 249)],
          }),
        ),
        prices: [graduatedPrice],
      },
      policy: { seats: [seats(12)] },
      // Two seats at 7.00 and the tax on them (8.875 % of 28.00 less that of 14.00).
      expect: [
        {
          classification: 'billing_error',
          amount: 1525,
          evidence: ['seats[0]', 'il_tier3'],
          correction: { kind: 'credit_note', target: 'in_1', amount: 1525 },
        },
      ],
    },
    {
      name: 'only the period that began after a seat was given up, with tax and a percentage discount',
      history: billing(
        inOctober([seatLine(20, { id: 'il_Oct' })]),
        anInvoice({
          lines: [
            seatLine(20, {
              discount_amounts: [{ amount: 2000, discount: 'di_gone' }],
              taxes: [
                {
                  amount: 3600,
                  tax_rate: 'txr_1',
                  inclusive: false,
                  taxability_reason: 'standard_rated',
                  taxable_amount: 18_000,
                },
              ],
            }),
          ],
        }),
      ),
      policy: {
        seats: [
          seats(20, { until: at('2026-10-24') }),
          seats(19, { ref: 'seats[1]', from: at('2026-10-24') }),
        ],
      },
      // One seat at 10.00, less 10 %, and 20 % tax.
      expect: [{ classification: 'billing_error', amount: 1080, evidence: ['seats[1]', 'in_1'] }],
    },
    {
      name: 'the seats of one product, beside a fee for another',
      history: billing(
        anInvoice({
          lines: [seatLine(5), aLine({ id: 'il_base', subscription_item: 'si_2' })],
        }),
      ),
      policy: { seats: [seats(4, { product: 'prod_Seat' })] },
      expect: [{ classification: 'billing_error', variant: 'seats', amount: 1000, evidence: ['il_1'] }],
    },
    {
      name: 'tiers make what one seat costs',
      history: {
        ...billing(anInvoice({ lines: [seatLine(12, { amount: 10_400, unit_amount_decimal: null })] })),
        prices: [
          {
            ...seatPrice,
            billing_scheme: 'tiered',
            unit_amount: null,
            unit_amount_decimal: null,
            tiers_mode: 'graduated',
            tiers: [
              { up_to: 10, unit_amount_decimal: '900', flat_amount_decimal: null },
              { up_to: null, unit_amount_decimal: '700', flat_amount_decimal: null },
            ],
          },
        ],
      },
      policy: { seats: [seats(9)] },
      expect: [{ classification: 'billing_error', amount: 2300, evidence: ['in_1'] }],
    },
    {
      name: 'minimum: 30 billed, 20 committed, 12 in use',
      history: billing(anInvoice({ lines: [seatLine(30)] })),
      policy: { seats: [seats(12)], prices: [contract(20)] },
      expect: [
        {
          classification: 'billing_error',
          category: 'quantity',
          variant: 'minimum',
          amount: 10_000,
          evidence: ['frame-17', 'seats[0]', 'in_1'],
          correction: { kind: 'escalate', target: 'in_1', amount: null },
        },
      ],
    },
    {
      name: 'minimum: the commitment was billed on top of the seats in use, on an open invoice',
      history: billing(anInvoice({ status: 'open', lines: [seatLine(32)] })),
      policy: { seats: [seats(12)], prices: [contract(20)] },
      expect: [
        { classification: 'billing_error', variant: 'minimum', amount: 12_000, evidence: ['frame-17'] },
      ],
    },
    {
      name: 'minimum: on two invoices, part of it credited',
      history: {
        ...billing(inOctober([seatLine(25, { id: 'il_Oct' })]), anInvoice({ lines: [seatLine(25)] })),
        credit_notes: [aCreditNote({ amount: 2000 })],
      },
      policy: { seats: [seats(1)], prices: [contract(20)] },
      expect: [
        { classification: 'billing_error', variant: 'minimum', amount: 8000, evidence: ['in_Oct', 'in_1'] },
      ],
    },
  ],
  reject: [
    {
      name: 'a seat given up after the period began',
      history: billing(anInvoice({ lines: [seatLine(20)] })),
      policy: {
        seats: [
          seats(20, { until: at('2026-11-11') }),
          seats(14, { ref: 'seats[1]', from: at('2026-11-11') }),
        ],
      },
    },
    {
      name: 'the minimum of the contract is billed',
      history: billing(anInvoice({ lines: [seatLine(20)] })),
      policy: { seats: [seats(14)], prices: [contract(20)] },
    },
    {
      name: 'more seats than the minimum are in use',
      history: billing(anInvoice({ lines: [seatLine(30)] })),
      policy: { seats: [seats(30)], prices: [contract(20)] },
    },
    {
      name: 'a contract with a minimum, and nobody says how many seats are in use',
      history: billing(anInvoice({ lines: [seatLine(30)] })),
      policy: { seats: [seats(3, { customer: 'cus_Other' })], prices: [contract(20)] },
    },
    {
      name: 'a true-up for a period that is over',
      history: billing(
        anInvoice({ lines: [seatLine(20, { period: { start: at('2026-10-10'), end: at('2026-11-10') } })] }),
      ),
      policy: { seats: [seats(14)] },
    },
    {
      name: 'seats of another subscription',
      history: billing(anInvoice({ lines: [seatLine(20)] })),
      policy: { seats: [seats(14, { subscription: 'sub_2' })] },
    },
    {
      name: 'the seats too many were credited',
      history: {
        ...billing(anInvoice({ lines: [seatLine(20)] })),
        credit_notes: [aCreditNote({ amount: 6000 })],
      },
      policy: { seats: [seats(14)] },
    },
    {
      name: 'fewer seats than owed',
      history: billing(anInvoice({ lines: [seatLine(10)] })),
      policy: { seats: [seats(14)] },
    },
    {
      name: 'several products, and the entry names none',
      history: billing(
        anInvoice({
          lines: [seatLine(20), aLine({ id: 'il_base', subscription_item: 'si_2', quantity: 1 })],
        }),
      ),
      policy: { seats: [seats(14)] },
      skipped: 'names no product',
    },
    {
      name: 'several subscriptions, and the entry names none',
      history: billing(
        anInvoice({ lines: [seatLine(20)] }),
        anInvoice({
          id: 'in_2',
          lines: [seatLine(5, { id: 'il_2', subscription: 'sub_2', subscription_item: 'si_2' })],
        }),
      ),
      policy: { seats: [seats(14)] },
      skipped: 'names no subscription',
    },
    {
      name: 'the price is not in the history',
      history: { ...billing(anInvoice({ lines: [seatLine(20)] })), prices: [] },
      policy: { seats: [seats(14)] },
      skipped: 'price_Seat is not in the history',
    },
    {
      name: 'the policy says nothing of seats',
      history: billing(anInvoice({ lines: [seatLine(20)] })),
      skipped: 'policy section seats is missing',
    },
  ],
};
