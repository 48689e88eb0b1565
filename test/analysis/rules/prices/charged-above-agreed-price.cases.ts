import type { BillingHistory, Invoice, InvoiceLine } from '../../../../src/analysis/billing-history.ts';
import type { PolicyPrice } from '../../../../src/analysis/policy.ts';
import { chargedAboveAgreedPrice } from '../../../../src/analysis/rules/prices/charged-above-agreed-price.ts';
import {
  aCreditNote,
  aHistory,
  aLine,
  anInvoice,
  anItem,
  aPrice,
  aRefund,
  aSubscription,
  at,
  CUSTOMER,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const SEPTEMBER = at('2026-09-10T10:00:00Z');
const OCTOBER = at('2026-10-10T10:00:00Z');
const NOVEMBER = at('2026-11-10T10:00:00Z');

const invoiceOf = (
  id: string,
  created: number,
  line: Partial<InvoiceLine> = {},
  invoice: Partial<Invoice> = {},
) => anInvoice({ id, created, lines: [aLine({ id: `il_${id}`, ...line })], ...invoice });
const october = (line: Partial<InvoiceLine> = {}, invoice: Partial<Invoice> = {}) =>
  invoiceOf('in_Oct', OCTOBER, line, invoice);
const november = (line: Partial<InvoiceLine> = {}, invoice: Partial<Invoice> = {}) =>
  invoiceOf('in_Nov', NOVEMBER, line, invoice);

/** A history of these invoices, each paid by its charge; Pro costs 49.00 a month. */
const billed = (invoices: readonly Invoice[], parts: Partial<BillingHistory> = {}): BillingHistory =>
  aHistory({
    subscriptions: [aSubscription()],
    prices: [aPrice()],
    products: [
      {
        object: 'product',
        id: 'prod_Pro',
        active: true,
        name: 'Pro',
        default_price: null,
        tax_code: null,
        metadata: {},
      },
    ],
    invoices,
    charges: invoices.filter(({ status }) => status === 'paid').map((invoice) => paidBy(invoice)),
    ...parts,
  });

/** Pro for 39.00 a month, for everyone. */
const list = (parts: Partial<PolicyPrice> = {}): PolicyPrice => ({
  ref: 'pro-list',
  product: 'prod_Pro',
  interval: 'month',
  interval_count: 1,
  currency: 'usd',
  unit_amount_decimal: '3900',
  ...parts,
});
const contract = (parts: Partial<PolicyPrice> = {}): PolicyPrice =>
  list({ ref: 'frame-17', customer: CUSTOMER, ...parts });

const contractOnPrice = (price: string): PolicyPrice => {
  const { product: _, ...rest } = contract({ price });
  return rest;
};

/** The list price rose from 39.00 to 49.00 on 1 November. */
const raised = (parts: Partial<PolicyPrice> = {}): readonly PolicyPrice[] => [
  list({ ref: 'old', until: at('2026-11-01') }),
  list({ ref: 'new', unit_amount_decimal: '4900', from: at('2026-11-01'), ...parts }),
];
const tax = (amount: number, taxable: number, inclusive = false) => ({
  amount,
  tax_rate: 'txr_Vat',
  inclusive,
  taxability_reason: 'standard_rated',
  taxable_amount: taxable,
});

export const cases: RuleCases = {
  rule: chargedAboveAgreedPrice,
  accept: [
    {
      name: 'two invoices above the list price, and no Stripe price that costs it',
      history: billed([october(), november()]),
      policy: { prices: [list()] },
      expect: [
        {
          classification: 'billing_error',
          category: 'price',
          confidence: 'certain',
          variant: 'list',
          amount: 2000,
          evidence: ['pro-list', 'in_Oct', 'in_Nov'],
          correction: {
            kind: 'credit_note',
            target: 'in_Oct',
            amount: 2000,
            params: {
              refund_amount: 1000,
              lines: [{ type: 'invoice_line_item', invoice_line_item: 'il_in_Oct', amount: 1000 }],
            },
          },
        },
      ],
    },
    {
      name: "the customer's contract wins over the list",
      history: billed([november()]),
      policy: { prices: [list({ unit_amount_decimal: '4900' }), contract({ unit_amount_decimal: '4500' })] },
      expect: [
        {
          classification: 'billing_error',
          variant: 'contract',
          amount: 400,
          evidence: ['frame-17', 'in_Nov'],
        },
      ],
    },
    {
      name: "the subscription's contract wins over the customer's",
      history: billed([november()]),
      policy: {
        prices: [
          contract({ unit_amount_decimal: '4900' }),
          contract({ ref: 'sub-deal', subscription: 'sub_1', unit_amount_decimal: '2900' }),
        ],
      },
      expect: [
        { classification: 'billing_error', variant: 'contract', amount: 2000, evidence: ['sub-deal'] },
      ],
    },
    {
      name: 'the contract takes 15 % off: 20 seats at 17.00 instead of 20.00, tax in proportion',
      history: billed([
        november(
          {
            amount: 40000,
            quantity: 20,
            unit_amount_decimal: '2000',
            currency: 'gbp',
            taxes: [tax(8000, 40000)],
          },
          { currency: 'gbp' },
        ),
      ]),
      policy: { prices: [contract({ currency: 'gbp', unit_amount_decimal: '2000', discount_percent: 15 })] },
      expect: [
        {
          classification: 'billing_error',
          variant: 'contract',
          amount: 7200,
          evidence: ['frame-17'],
          correction: {
            kind: 'credit_note',
            target: 'in_Nov',
            amount: 7200,
            params: { refund_amount: 7200 },
          },
        },
      ],
    },
    {
      name: 'fractions of a cent: 1000 units at 0.849 instead of 0.999 cents',
      history: billed([november({ amount: 999, quantity: 1000, unit_amount_decimal: '0.999' })]),
      policy: { prices: [contract({ unit_amount_decimal: '0.849' })] },
      expect: [{ classification: 'billing_error', amount: 150, evidence: ['frame-17'] }],
    },
    {
      name: 'a coupon on the line brings it down, but not to the contract',
      history: billed([november({ discount_amounts: [{ amount: 490, discount: 'di_1' }] })]),
      policy: { prices: [contract()] },
      expect: [{ classification: 'billing_error', amount: 510, evidence: ['frame-17'] }],
    },
    {
      name: 'tax included in the price: compared before tax, returned with it',
      history: billed([
        november({ amount: 5831, unit_amount_decimal: '5831', taxes: [tax(931, 4900, true)] }),
      ]),
      policy: { prices: [contract()] },
      expect: [{ classification: 'billing_error', amount: 1190, evidence: ['frame-17'] }],
    },
    {
      name: 'an open invoice is lowered before payment',
      history: billed([november({}, { status: 'open' })]),
      policy: { prices: [list()] },
      expect: [
        {
          classification: 'billing_error',
          amount: 1000,
          evidence: ['in_Nov'],
          correction: {
            kind: 'credit_note',
            target: 'in_Nov',
            amount: 1000,
            params: { refund_amount: undefined, credit_amount: undefined },
          },
        },
      ],
    },
    {
      name: 'the contract names the price the customer should be on, so the item is moved to it',
      history: billed([november()], {
        prices: [aPrice(), aPrice({ id: 'price_Deal', unit_amount: 3900 })],
      }),
      policy: { prices: [contractOnPrice('price_Deal')] },
      expect: [
        {
          classification: 'billing_error',
          variant: 'contract',
          amount: 1000,
          evidence: ['frame-17', 'in_Nov', 'si_1'],
          correction: { kind: 'credit_note', target: 'in_Nov', amount: 1000 },
        },
      ],
    },
    {
      name: 'a rise without notice: the old price still holds for who subscribed before it',
      history: billed([october({ amount: 3900, unit_amount_decimal: '3900' }), november()]),
      policy: { prices: [...raised()], price_change_notice_days: 30 },
      expect: [
        {
          classification: 'billing_error',
          variant: 'no_notice',
          amount: 1000,
          evidence: ['old', 'new', 'in_Nov'],
          correction: { kind: 'credit_note', target: 'in_Nov', amount: 1000 },
        },
      ],
    },
    {
      name: 'a rise with twelve days of notice where thirty are due',
      history: billed([november()]),
      policy: { prices: [...raised({ notice_sent_at: at('2026-10-20') })], price_change_notice_days: 30 },
      expect: [
        { classification: 'billing_error', variant: 'no_notice', amount: 1000, evidence: ['old', 'new'] },
      ],
    },
    {
      name: 'part of it was refunded without a credit note: the rest is owed',
      history: billed([november()], {
        charges: [paidBy(november(), { amount_refunded: 600 })],
        refunds: [aRefund({ charge: 'ch_in_Nov', amount: 600 })],
      }),
      policy: { prices: [list()] },
      expect: [
        {
          classification: 'billing_error',
          amount: 400,
          evidence: ['in_Nov'],
          correction: { kind: 'credit_note', target: 'in_Nov', amount: 400, params: { refund_amount: 400 } },
        },
      ],
    },
    {
      name: 'one-off lines are held against entries without an interval',
      history: billed(
        [
          november({
            price: 'price_Setup',
            product: 'prod_Setup',
            subscription_item: null,
            invoice_item: 'ii_1',
          }),
        ],
        { prices: [aPrice({ id: 'price_Setup', product: 'prod_Setup', type: 'one_time', recurring: null })] },
      ),
      policy: {
        prices: [
          {
            ref: 'setup',
            product: 'prod_Setup',
            interval_count: 1,
            currency: 'usd',
            unit_amount_decimal: '3900',
          },
        ],
      },
      expect: [{ classification: 'billing_error', variant: 'list', amount: 1000, evidence: ['setup'] }],
    },
  ],
  reject: [
    {
      name: 'free by contract: told as such (billed-though-free)',
      history: billed([november({}, { status: 'open' })]),
      policy: { prices: [contract({ unit_amount_decimal: '0' })] },
    },
    {
      name: 'billed the list price',
      history: billed([november()]),
      policy: { prices: [list({ unit_amount_decimal: '4900' })] },
    },
    {
      name: 'billed below the list price: grandfathered on purpose',
      history: billed([november()]),
      policy: { prices: [list({ unit_amount_decimal: '5900' })] },
    },
    {
      name: 'a coupon brings the line down to the contract',
      history: billed([november({ discount_amounts: [{ amount: 1000, discount: 'di_1' }] })]),
      policy: { prices: [contract()] },
    },
    {
      name: 'one cent above is rounding',
      history: billed([november({ amount: 3901, unit_amount_decimal: '3901' })]),
      policy: { prices: [list()] },
    },
    {
      name: 'the lower list price starts after the invoice',
      history: billed([november()]),
      policy: {
        prices: [
          list({ unit_amount_decimal: '4900', until: at('2026-11-15') }),
          list({ from: at('2026-11-15') }),
        ],
      },
    },
    {
      name: 'the contract of another customer',
      history: billed([november()]),
      policy: { prices: [contract({ customer: 'cus_Other' })] },
    },
    {
      name: 'the contract of another subscription',
      history: billed([november()]),
      policy: { prices: [contract({ subscription: 'sub_Other' })] },
    },
    {
      name: 'the list price of another interval',
      history: billed([november()]),
      policy: { prices: [list({ interval: 'year', unit_amount_decimal: '3900' })] },
    },
    {
      name: 'the list price in another currency',
      history: billed([november()]),
      policy: { prices: [list({ currency: 'eur' })] },
    },
    {
      name: 'a rise announced in time',
      history: billed([november()]),
      policy: { prices: [...raised({ notice_sent_at: at('2026-09-20') })], price_change_notice_days: 30 },
    },
    {
      name: 'an unannounced rise for who subscribed after it',
      history: billed([november()], { subscriptions: [aSubscription({ created: at('2026-11-05') })] }),
      policy: { prices: [...raised()], price_change_notice_days: 30 },
    },
    {
      name: 'an unannounced rise of a plan the customer changed to after it',
      history: billed([
        invoiceOf('in_Sep', SEPTEMBER, {
          product: 'prod_Basic',
          price: 'price_Basic',
          amount: 1900,
          unit_amount_decimal: '1900',
        }),
        november(),
      ]),
      policy: { prices: [...raised()], price_change_notice_days: 30 },
    },
    {
      name: 'a rise where the policy asks for no notice',
      history: billed([november()]),
      policy: { prices: [...raised()] },
    },
    {
      name: 'prorations are recomputed elsewhere',
      history: billed([november({ proration: true })]),
      policy: { prices: [list()] },
    },
    {
      name: 'void, draft and written-off invoices ask for nothing',
      history: billed([
        october({}, { status: 'void' }),
        november({}, { status: 'draft' }),
        invoiceOf('in_Bad', at('2026-11-11'), {}, { status: 'uncollectible' }),
      ]),
      policy: { prices: [list()] },
    },
    {
      name: 'credited on the line already',
      history: billed([november()], {
        credit_notes: [
          aCreditNote({
            invoice: 'in_Nov',
            amount: 1000,
            lines: [
              {
                id: 'cnli_1',
                amount: 1000,
                type: 'invoice_line_item',
                invoice_line_item: 'il_in_Nov',
                description: null,
                quantity: null,
                taxes: [],
              },
            ],
          }),
        ],
      }),
      policy: { prices: [list()] },
    },
    {
      name: 'a tiered price has no unit price to compare',
      history: billed([november()], {
        prices: [aPrice({ billing_scheme: 'tiered', unit_amount: null, unit_amount_decimal: null })],
      }),
      policy: { prices: [list()] },
      skipped: 'price price_Pro is tiered',
    },
    {
      name: 'a metered price has no unit price to compare',
      history: billed([november()], {
        prices: [
          aPrice({ recurring: { interval: 'month', interval_count: 1, usage_type: 'metered', meter: null } }),
        ],
      }),
      policy: { prices: [list()] },
      skipped: 'price price_Pro is metered',
    },
    {
      name: 'an amount without a quantity has no unit price',
      history: billed([november({ quantity: 0 })]),
      policy: { prices: [list()] },
      skipped: 'without a whole quantity',
    },
    {
      name: 'the billed price is not in the history, so its interval is not known',
      history: billed([november()], { prices: [] }),
      policy: { prices: [list()] },
      skipped: 'price price_Pro is not in the history',
    },
    {
      name: 'nothing is known of prices',
      history: billed([november()], { subscriptions: [aSubscription({ items: [anItem()] })] }),
      skipped: 'policy section prices is missing',
    },
  ],
};
