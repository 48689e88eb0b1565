import type { BillingEvent, Coupon, Discount, Invoice } from '../../../../src/analysis/billing-history.ts';
import { discountEnded } from '../../../../src/analysis/rules/discounts/discount-ended.ts';
import {
  aCoupon,
  aDiscount,
  aHistory,
  aLine,
  anInvoice,
  anItem,
  aPrice,
  aSubscription,
  at,
  CUSTOMER,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const invoiced = (id: string, day: string, discount: Discount | null, parts: Partial<Invoice> = {}) =>
  anInvoice({
    id,
    created: at(`${day}T10:00:00Z`),
    discounts: discount === null ? [] : [discount],
    lines: [
      aLine({
        id: `il_${id}`,
        discount_amounts: discount === null ? [] : [{ amount: 980, discount: discount.id }],
      }),
    ],
    ...parts,
  });

const twoMonths = (discount: Discount, coupon: Coupon | null, later: Partial<Invoice> = {}) =>
  aHistory({
    subscriptions: [aSubscription()],
    prices: [aPrice()],
    coupons: coupon === null ? [] : [coupon],
    invoices: [invoiced('in_Oct', '2026-10-10', discount), invoiced('in_Nov', '2026-11-10', null, later)],
  });

const once = aCoupon({ duration: 'once' });
const threeMonths = aCoupon({ duration: 'repeating', duration_in_months: 3 });
const august = aDiscount({ start: at('2026-08-10T10:00:00Z'), end: at('2026-11-10T10:00:00Z') });
const forever = aCoupon();
const taxed = (id: string, invoice: string, discount: string | null, tax: number) =>
  aLine({
    id,
    invoice,
    discount_amounts: discount === null ? [] : [{ amount: 980, discount }],
    taxes: [
      { amount: tax, tax_rate: 'txr_1', inclusive: false, taxability_reason: null, taxable_amount: null },
    ],
  });
const removal: BillingEvent = {
  object: 'event',
  id: 'evt_1',
  created: at('2026-11-02'),
  type: 'customer.discount.deleted',
  subject: 'di_1',
  request: 'req_1',
  data: { object: null, previous_attributes: null },
};
const promise = { ref: 'p-3', customer: CUSTOMER, kind: 'discount', percent: 20 } as const;

/** 20 % and then 10 % of what it left; a month later only the second, which takes `stays`. */
const stackedThen = (stays: number) =>
  aHistory({
    subscriptions: [aSubscription()],
    coupons: [once, aCoupon({ id: 'PARTNER', name: null, percent_off: '10' })],
    invoices: [
      invoiced('in_Oct', '2026-10-10', aDiscount(), {
        lines: [
          aLine({
            id: 'il_1',
            discount_amounts: [
              { amount: 980, discount: 'di_1' },
              { amount: 392, discount: 'di_2' },
            ],
          }),
        ],
      }),
      invoiced('in_Nov', '2026-11-10', aDiscount({ id: 'di_2', coupon: 'PARTNER' }), {
        lines: [aLine({ id: 'il_2', discount_amounts: [{ amount: stays, discount: 'di_2' }] })],
      }),
    ],
  });

export const cases: RuleCases = {
  rule: discountEnded,
  accept: [
    {
      name: 'a coupon for one invoice, used on the one before',
      history: twoMonths(aDiscount(), once),
      expect: [
        {
          classification: 'valid_but_confusing',
          category: 'discount',
          confidence: 'certain',
          variant: 'once',
          amount: null,
          evidence: ['in_Nov', 'in_Oct', 'di_1', 'WELCOME20'],
          correction: null,
        },
      ],
    },
    {
      name: 'a coupon for three months, all of them used',
      history: twoMonths(august, threeMonths),
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'certain',
          variant: 'repeating',
          amount: null,
          evidence: ['in_Nov', 'in_Oct', 'di_1'],
        },
      ],
    },
    {
      name: 'a discount whose end is on record',
      history: twoMonths(aDiscount({ end: at('2026-11-01') }), forever),
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'ended',
          amount: null,
          evidence: ['in_Nov', 'di_1'],
        },
      ],
    },
    {
      name: 'a discount that an event says was removed',
      history: { ...twoMonths(aDiscount(), forever), events: [removal] },
      expect: [
        {
          classification: 'valid_but_confusing',
          confidence: 'medium',
          variant: 'ended',
          amount: null,
          evidence: ['in_Nov', 'di_1'],
        },
      ],
    },
    {
      name: 'with tax, which rises in proportion',
      history: aHistory({
        subscriptions: [aSubscription()],
        coupons: [once],
        invoices: [
          invoiced('in_Oct', '2026-10-10', aDiscount(), { lines: [taxed('il_1', 'in_Oct', 'di_1', 745)] }),
          invoiced('in_Nov', '2026-11-10', null, { lines: [taxed('il_2', 'in_Nov', null, 931)] }),
        ],
      }),
      expect: [
        { classification: 'valid_but_confusing', variant: 'once', amount: null, evidence: ['in_Nov'] },
      ],
    },
    {
      name: 'the first of two discounts ended, the other stays',
      history: aHistory({
        subscriptions: [aSubscription()],
        coupons: [once, aCoupon({ id: 'PARTNER', name: null })],
        invoices: [
          invoiced('in_Oct', '2026-10-10', aDiscount(), {
            lines: [
              aLine({
                id: 'il_1',
                discount_amounts: [
                  { amount: 980, discount: 'di_1' },
                  { amount: 500, discount: 'di_2' },
                ],
              }),
            ],
          }),
          invoiced('in_Nov', '2026-11-10', aDiscount({ id: 'di_2', coupon: 'PARTNER' }), {
            lines: [aLine({ id: 'il_2', discount_amounts: [{ amount: 500, discount: 'di_2' }] })],
          }),
        ],
      }),
      expect: [
        { classification: 'valid_but_confusing', variant: 'once', amount: null, evidence: ['in_Nov'] },
      ],
    },
    {
      name: 'the first of two percentages ended, the other is of more now',
      history: stackedThen(490),
      expect: [
        { classification: 'valid_but_confusing', variant: 'once', amount: null, evidence: ['in_Nov'] },
      ],
    },
    {
      name: 'a discount still listed on the subscription, with its end passed',
      history: {
        ...twoMonths(august, threeMonths),
        subscriptions: [aSubscription({ discounts: [august] })],
      },
      expect: [
        {
          classification: 'valid_but_confusing',
          variant: 'repeating',
          amount: null,
          evidence: ['in_Nov', 'di_1'],
        },
      ],
    },
    {
      name: 'a promise of another time does not stand against it',
      history: twoMonths(aDiscount(), once),
      policy: { promises: [{ ...promise, made_at: at('2026-01-01'), until: at('2026-11-01') }] },
      expect: [
        { classification: 'valid_but_confusing', variant: 'once', amount: null, evidence: ['in_Nov'] },
      ],
    },
  ],
  reject: [
    {
      name: 'the discount that stays takes far more than before: another reason as well',
      history: stackedThen(900),
    },
    {
      name: 'a promised discount that should still be on the invoice',
      history: twoMonths(aDiscount(), once),
      policy: { promises: [{ ...promise, made_at: at('2026-09-10'), until: at('2027-03-14') }] },
    },
    {
      name: 'promised for the first three invoices, and this is the second',
      history: twoMonths(aDiscount(), once),
      policy: { promises: [{ ...promise, made_at: at('2026-10-01'), invoices: 3 }] },
    },
    {
      name: 'a discount still attached to the subscription and not applied',
      history: {
        ...twoMonths(aDiscount(), forever),
        subscriptions: [aSubscription({ discounts: [aDiscount()] })],
      },
    },
    {
      name: 'another discount attached since, and not applied either',
      history: {
        ...twoMonths(aDiscount(), once),
        coupons: [once, aCoupon({ id: 'LOYAL' })],
        subscriptions: [
          aSubscription({ discounts: [aDiscount({ id: 'di_2', coupon: 'LOYAL', start: at('2026-11-01') })] }),
        ],
      },
    },
    {
      name: 'a repeating coupon that stopped before its months were used',
      history: twoMonths(
        aDiscount({ start: at('2026-10-10T10:00:00Z'), end: at('2026-11-05') }),
        aCoupon({ duration: 'repeating', duration_in_months: 6 }),
      ),
    },
    {
      name: 'a discount without end that vanished, and nothing says when or why',
      history: twoMonths(aDiscount(), forever),
    },
    {
      name: 'a plan change: another price than before',
      history: twoMonths(aDiscount(), once, { lines: [aLine({ id: 'il_Nov', price: 'price_Team' })] }),
    },
    {
      name: 'more seats than before',
      history: twoMonths(aDiscount(), once, { lines: [aLine({ id: 'il_Nov', quantity: 2, amount: 9800 })] }),
    },
    {
      name: 'a tax that was not there before',
      history: twoMonths(aDiscount(), once, { lines: [taxed('il_Nov', 'in_Nov', null, 931)] }),
    },
    {
      name: 'a contract that agrees the lower price',
      history: twoMonths(aDiscount(), once),
      policy: {
        prices: [
          {
            ref: 'frame-17',
            customer: CUSTOMER,
            product: 'prod_Pro',
            interval_count: 1,
            currency: 'usd',
            unit_amount_decimal: '4900',
            discount_percent: 20,
          },
        ],
      },
    },
    {
      name: 'the next invoice was voided',
      history: twoMonths(aDiscount(), once, { status: 'void' }),
    },
    {
      name: 'the same discount on both invoices',
      history: aHistory({
        subscriptions: [aSubscription({ items: [anItem()] })],
        coupons: [forever],
        invoices: [
          invoiced('in_Oct', '2026-10-10', aDiscount()),
          invoiced('in_Nov', '2026-11-10', aDiscount()),
        ],
      }),
    },
    {
      name: 'a discount whose coupon the history lacks',
      history: twoMonths(aDiscount(), null),
      skipped: 'di_1',
    },
    {
      name: 'a discount that ended long ago, nobody asks about',
      worthExplaining: false,
      history: twoMonths(aDiscount(), once),
    },
  ],
};
