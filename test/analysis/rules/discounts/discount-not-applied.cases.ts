import type { BillingHistory, Invoice, InvoiceLine } from '../../../../src/analysis/billing-history.ts';
import type { Promised } from '../../../../src/analysis/policy.ts';
import { discountNotApplied } from '../../../../src/analysis/rules/discounts/discount-not-applied.ts';
import {
  aCoupon,
  aCreditNote,
  aCustomer,
  aDiscount,
  aDispute,
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

/** A history of these invoices, each paid by its charge. */
const billed = (invoices: readonly Invoice[], parts: Partial<BillingHistory> = {}): BillingHistory =>
  aHistory({
    subscriptions: [aSubscription()],
    prices: [aPrice()],
    coupons: [aCoupon()],
    invoices,
    charges: invoices.filter(({ status }) => status === 'paid').map((invoice) => paidBy(invoice)),
    ...parts,
  });

/** 20 % from mid September for half a year. */
const promise = (
  parts: Partial<Extract<Promised, { kind: 'discount' }>> = {},
): Extract<Promised, { kind: 'discount' }> => ({
  ref: 'p-3',
  kind: 'discount',
  customer: CUSTOMER,
  made_at: at('2026-09-10'),
  from: at('2026-09-14'),
  until: at('2027-03-14'),
  percent: 20,
  coupon: 'WELCOME20',
  ...parts,
});
const amountPromise = (
  parts: Partial<Extract<Promised, { kind: 'discount' }>> = {},
): Extract<Promised, { kind: 'discount' }> => {
  const { percent: _, ...rest } = promise({ ref: 'p-amount', amount: 1000, currency: 'usd', ...parts });
  return rest;
};
const NOTHING_PROMISED = { promises: [] };

const attached = (discount = aDiscount(), item = anItem()) =>
  aSubscription({ discounts: [discount], items: [item] });
const tax = (amount: number, taxable: number, inclusive = false) => ({
  amount,
  tax_rate: 'txr_Vat',
  inclusive,
  taxability_reason: 'standard_rated',
  taxable_amount: taxable,
});
const given = (amount: number, discount = 'di_1') => ({ discount_amounts: [{ amount, discount }] });

export const cases: RuleCases = {
  rule: discountNotApplied,
  accept: [
    {
      name: 'a promised 20 % is missing on two invoices and the promise still runs',
      history: billed([october(), november()]),
      policy: { promises: [promise()] },
      expect: [
        {
          classification: 'billing_error',
          category: 'discount',
          confidence: 'certain',
          variant: 'promised',
          amount: 1960,
          evidence: ['p-3', 'in_Oct', 'in_Nov', 'WELCOME20', 'sub_1'],
          correction: {
            kind: 'credit_note',
            target: 'in_Oct',
            amount: 1960,
            params: {
              invoice: 'in_Oct',
              refund_amount: 980,
              lines: [{ type: 'invoice_line_item', invoice_line_item: 'il_in_Oct', amount: 980 }],
            },
          },
        },
      ],
    },
    {
      name: 'the tax on the missing discount comes back in proportion',
      history: billed([november({ taxes: [tax(931, 4900)] })]),
      policy: { promises: [promise()] },
      expect: [
        {
          classification: 'billing_error',
          amount: 1166,
          evidence: ['p-3', 'in_Nov'],
          correction: {
            kind: 'credit_note',
            target: 'in_Nov',
            amount: 1166,
            params: { refund_amount: 1166 },
          },
        },
      ],
    },
    {
      name: 'tax included in the price is not added to the missing discount',
      history: billed([november({ taxes: [tax(782, 4118, true)] })]),
      policy: { promises: [promise()] },
      expect: [{ classification: 'billing_error', amount: 980, evidence: ['in_Nov'] }],
    },
    {
      name: 'a smaller discount than promised was given: the difference is owed',
      history: billed([november(given(490, 'di_Partner'))]),
      policy: { promises: [promise()] },
      expect: [
        {
          classification: 'billing_error',
          variant: 'promised',
          amount: 490,
          evidence: ['in_Nov'],
          correction: { kind: 'credit_note', target: 'in_Nov', amount: 490 },
        },
      ],
    },
    {
      name: 'a promise by number of invoices covers the first two only',
      history: billed([invoiceOf('in_Sep', at('2026-09-20T10:00:00Z')), october(), november()]),
      policy: { promises: [promise({ invoices: 2, until: at('2030-01-01') })] },
      expect: [{ classification: 'billing_error', amount: 1960, evidence: ['in_Sep', 'in_Oct'] }],
    },
    {
      name: 'an amount promised off each invoice never exceeds what the invoice came to',
      history: billed([november({ amount: 700, quantity: 1, unit_amount_decimal: '700' })]),
      policy: { promises: [amountPromise()] },
      expect: [{ classification: 'billing_error', variant: 'promised', amount: 700, evidence: ['p-amount'] }],
    },
    {
      name: 'a promise for one product leaves the other products on the invoice alone',
      history: billed([
        anInvoice({
          id: 'in_Nov',
          lines: [
            aLine({ id: 'il_Pro' }),
            aLine({
              id: 'il_Seats',
              amount: 3000,
              product: 'prod_Seat',
              price: 'price_Seat',
              subscription_item: 'si_2',
            }),
          ],
        }),
      ]),
      policy: { promises: [promise({ product: 'prod_Seat' })] },
      expect: [
        {
          classification: 'billing_error',
          amount: 600,
          evidence: ['in_Nov'],
          correction: {
            kind: 'credit_note',
            target: 'in_Nov',
            amount: 600,
            params: { lines: [{ type: 'invoice_line_item', invoice_line_item: 'il_Seats', amount: 600 }] },
          },
        },
      ],
    },
    {
      name: 'yen have no minor unit: 20 % of 4900 is 980 yen',
      history: billed([november({ currency: 'jpy' }, { currency: 'jpy' })]),
      policy: { promises: [promise()] },
      expect: [{ classification: 'billing_error', amount: 980, evidence: ['in_Nov'] }],
    },
    {
      name: 'a promise that ended is still owed on the invoices of its time, without a change for the future',
      history: billed([october(), november()]),
      policy: { promises: [promise({ until: at('2026-11-01') })] },
      expect: [
        {
          classification: 'billing_error',
          amount: 980,
          evidence: ['in_Oct'],
          correction: { kind: 'credit_note', target: 'in_Oct', amount: 980 },
        },
      ],
    },
    {
      name: 'half of it was credited on the line already: the rest is owed',
      history: billed([november()], {
        credit_notes: [
          aCreditNote({
            invoice: 'in_Nov',
            amount: 490,
            lines: [
              {
                id: 'cnli_1',
                amount: 490,
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
      policy: { promises: [promise()] },
      expect: [
        {
          classification: 'billing_error',
          amount: 490,
          evidence: ['in_Nov'],
          correction: { kind: 'credit_note', target: 'in_Nov', amount: 490, params: { refund_amount: 490 } },
        },
      ],
    },
    {
      name: 'an open invoice is lowered before payment',
      history: billed([november({}, { status: 'open' })]),
      policy: { promises: [promise()] },
      expect: [
        {
          classification: 'billing_error',
          amount: 980,
          evidence: ['in_Nov'],
          correction: {
            kind: 'credit_note',
            target: 'in_Nov',
            amount: 980,
            params: { refund_amount: undefined, credit_amount: undefined },
          },
        },
      ],
    },
    {
      name: 'an open dispute keeps the money where it is: the error stands, nothing is drafted',
      history: billed([november()], { disputes: [aDispute({ charge: 'ch_in_Nov' })] }),
      policy: { promises: [promise()] },
      expect: [{ classification: 'billing_error', amount: 980, evidence: ['in_Nov'], correction: null }],
    },
    {
      name: 'a discount attached to the subscription is missing on an invoice finalised later',
      history: billed([november()], { subscriptions: [attached()] }),
      policy: NOTHING_PROMISED,
      expect: [
        {
          classification: 'billing_error',
          confidence: 'certain',
          variant: 'attached',
          amount: 980,
          evidence: ['di_1', 'WELCOME20', 'in_Nov'],
          correction: { kind: 'credit_note', target: 'in_Nov', amount: 980 },
        },
      ],
    },
    {
      name: 'a discount of 10.00 attached to one item is missing on its line',
      history: billed([november()], {
        subscriptions: [
          aSubscription({ items: [anItem({ discounts: [aDiscount({ subscription_item: 'si_1' })] })] }),
        ],
        coupons: [aCoupon({ amount_off: 1000, currency: 'usd' })],
      }),
      policy: NOTHING_PROMISED,
      expect: [{ classification: 'billing_error', variant: 'attached', amount: 1000, evidence: ['di_1'] }],
    },
    {
      name: 'the customer has a discount and the subscription none of its own',
      history: billed([november()], {
        customers: [aCustomer({ discount: aDiscount({ subscription: null }) })],
      }),
      policy: NOTHING_PROMISED,
      expect: [{ classification: 'billing_error', variant: 'attached', amount: 980, evidence: ['di_1'] }],
    },
    {
      name: 'attached between creation and finalisation of the invoice: less than certain',
      history: billed([november({}, { finalized_at: NOVEMBER + 3600 })], {
        subscriptions: [attached(aDiscount({ start: NOVEMBER + 600 }))],
      }),
      policy: NOTHING_PROMISED,
      expect: [{ classification: 'billing_error', confidence: 'high', amount: 980, evidence: ['di_1'] }],
    },
    {
      name: 'promised and attached at once is one error',
      history: billed([november()], { subscriptions: [attached()] }),
      policy: { promises: [promise()] },
      expect: [{ classification: 'billing_error', variant: 'promised', amount: 980, evidence: ['p-3'] }],
    },
  ],
  reject: [
    {
      name: 'the promised discount is on the invoice',
      history: billed([november(given(980))], { subscriptions: [attached()] }),
      policy: { promises: [promise()] },
    },
    {
      name: 'another, better discount is on the invoice',
      history: billed([november(given(1470, 'di_Half'))], { subscriptions: [attached()] }),
      policy: { promises: [promise()] },
    },
    {
      name: 'one cent less than promised is rounding',
      history: billed([november(given(979))]),
      policy: { promises: [promise()] },
    },
    {
      name: 'the promise starts after the invoice',
      history: billed([november()]),
      policy: { promises: [promise({ from: at('2026-11-11') })] },
    },
    {
      name: 'the promise is for another subscription',
      history: billed([november()]),
      policy: { promises: [promise({ subscription: 'sub_Other' })] },
    },
    {
      name: 'the promise is for another product',
      history: billed([november()]),
      policy: { promises: [promise({ product: 'prod_Other' })] },
    },
    {
      name: 'a promise of another kind',
      history: billed([november()]),
      policy: {
        promises: [
          { ref: 'p-1', kind: 'credit', customer: CUSTOMER, made_at: OCTOBER, amount: 2500, currency: 'usd' },
        ],
      },
    },
    {
      name: 'an amount promised in another currency cannot be held against the invoice',
      history: billed([november()]),
      policy: { promises: [amountPromise({ currency: 'eur' })] },
      skipped: 'promise p-amount is an amount in eur',
    },
    {
      name: 'nothing is known of promises: only what Stripe holds is checked',
      history: billed([november()]),
      skipped: 'policy section promises is missing',
    },
    {
      name: 'a one-off line is not covered by a promise about the plan',
      history: billed(
        [
          november({
            price: 'price_Setup',
            subscription: null,
            subscription_item: null,
            invoice_item: 'ii_1',
          }),
        ],
        { prices: [aPrice({ id: 'price_Setup', type: 'one_time', recurring: null })] },
      ),
      policy: { promises: [promise()] },
    },
    {
      name: 'prorations follow the lines they adjust',
      history: billed([november({ proration: true })], { subscriptions: [attached()] }),
      policy: { promises: [promise()] },
    },
    {
      name: 'void, draft and written-off invoices ask for nothing',
      history: billed(
        [
          october({}, { status: 'void' }),
          november({}, { status: 'draft' }),
          invoiceOf('in_Bad', at('2026-11-11'), {}, { status: 'uncollectible' }),
        ],
        { subscriptions: [attached()] },
      ),
      policy: { promises: [promise()] },
    },
    {
      name: 'the missing discount was refunded already',
      history: billed([november()], {
        charges: [paidBy(november(), { amount_refunded: 980 })],
        refunds: [aRefund({ charge: 'ch_in_Nov', amount: 980 })],
      }),
      policy: { promises: [promise()] },
    },
    {
      name: 'the discount had ended when the invoice was finalised',
      history: billed([november()], { subscriptions: [attached(aDiscount({ end: at('2026-11-01') }))] }),
      policy: NOTHING_PROMISED,
    },
    {
      name: 'the coupon was redeemed after the invoice was finalised',
      history: billed([november()], { subscriptions: [attached(aDiscount({ start: at('2026-11-12') }))] }),
      policy: NOTHING_PROMISED,
    },
    {
      name: 'a coupon for one invoice was used on the first',
      history: billed([october(given(980)), november()], {
        subscriptions: [attached()],
        coupons: [aCoupon({ duration: 'once' })],
      }),
      policy: NOTHING_PROMISED,
    },
    {
      name: 'the coupon is limited to another product',
      history: billed([november()], {
        subscriptions: [attached()],
        coupons: [aCoupon({ applies_to_products: ['prod_Other'] })],
      }),
      policy: NOTHING_PROMISED,
    },
    {
      name: 'which products the coupon is limited to was not read',
      history: billed([november()], {
        subscriptions: [attached()],
        coupons: [aCoupon({ applies_to_known: false })],
      }),
      policy: NOTHING_PROMISED,
      skipped: 'which products coupon WELCOME20 is limited to is not known',
    },
    {
      name: 'the coupon of the attached discount is not in the history',
      history: billed([november()], { subscriptions: [attached()], coupons: [] }),
      policy: NOTHING_PROMISED,
      skipped: 'the coupon of discount di_1 is not in the history',
    },
    {
      name: 'the line cannot be discounted',
      history: billed([november({ discountable: false })], { subscriptions: [attached()] }),
      policy: NOTHING_PROMISED,
    },
    {
      name: 'the amount coupon is in another currency than the invoice',
      history: billed([november()], {
        subscriptions: [attached()],
        coupons: [aCoupon({ amount_off: 1000, currency: 'eur' })],
      }),
      policy: NOTHING_PROMISED,
    },
    {
      name: "the customer's discount gives way to the subscription's own",
      history: billed([november(given(490, 'di_Own'))], {
        customers: [
          aCustomer({ discount: aDiscount({ id: 'di_Customer', coupon: 'BIG', subscription: null }) }),
        ],
        subscriptions: [attached(aDiscount({ id: 'di_Own', coupon: 'SMALL' }))],
        coupons: [aCoupon({ id: 'BIG', percent_off: '50' }), aCoupon({ id: 'SMALL', percent_off: '10' })],
      }),
      policy: NOTHING_PROMISED,
    },
  ],
};
