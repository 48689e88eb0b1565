import type { PromotionCode, Quote } from '../../../../src/analysis/billing-history.ts';
import { discountTooSmall } from '../../../../src/analysis/rules/discounts/discount-too-small.ts';
import { aCoupon, aCreditNote, aDiscount, aLine, aSubscription, at, CUSTOMER } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { aPromise, billed, given, month, vat } from './histories.ts';

const carrying = (parts = {}) => aSubscription({ discounts: [aDiscount()], ...parts });
const code = (parts: Partial<PromotionCode> = {}): PromotionCode => ({
  object: 'promotion_code',
  id: 'promo_1',
  created: at('2025-12-01'),
  code: 'SPRING',
  coupon: 'WELCOME20',
  customer: null,
  active: true,
  expires_at: null,
  max_redemptions: null,
  times_redeemed: 1,
  metadata: {},
  ...parts,
});
const quote: Quote = {
  object: 'quote',
  id: 'qt_1',
  customer: CUSTOMER,
  created: at('2026-01-05'),
  status: 'accepted',
  amount_total: null,
  currency: 'usd',
  subscription: 'sub_1',
  invoice: null,
  expires_at: null,
  metadata: { promised_percent: '25' },
};
const off = given([980, 'di_1']);

export const cases: RuleCases = {
  rule: discountTooSmall,
  accept: [
    {
      name: '20 % were granted and 10 % taken off',
      history: billed([month(11, given([490, 'di_1']))], {
        subscriptions: [carrying()],
        coupons: [aCoupon()],
      }),
      expect: [
        {
          classification: 'billing_error',
          category: 'discount',
          confidence: 'high',
          variant: 'terms',
          amount: 490,
          evidence: ['WELCOME20', 'di_1', 'in_11'],
          correction: { kind: 'credit_note', target: 'in_11', amount: 490, params: { refund_amount: 490 } },
        },
      ],
    },
    {
      name: '10.00 were granted and 6.00 taken off, with tax, on two invoices',
      history: billed(
        [
          month(10, { ...given([600, 'di_1']), taxes: [vat(4300)] }),
          month(11, { ...given([600, 'di_1']), taxes: [vat(4300)] }),
        ],
        { subscriptions: [carrying()], coupons: [aCoupon({ amount_off: 1000, currency: 'usd' })] },
      ),
      expect: [
        { classification: 'billing_error', variant: 'terms', amount: 952, evidence: ['in_10', 'in_11'] },
      ],
    },
    {
      name: '10.00 and 20 % on one line: together they take at least 17.80, and 14.00 was taken',
      history: billed([month(11, given([1000, 'di_10'], [400, 'di_1']))], {
        subscriptions: [carrying({ discounts: [aDiscount(), aDiscount({ id: 'di_10', coupon: 'TEN' })] })],
        coupons: [aCoupon(), aCoupon({ id: 'TEN', name: 'Ten off', amount_off: 1000, currency: 'usd' })],
      }),
      expect: [
        {
          classification: 'billing_error',
          variant: 'terms',
          amount: 380,
          evidence: ['WELCOME20', 'di_1', 'in_11'],
        },
      ],
    },
    {
      name: 'the coupon is called 25 % off and takes 20 %',
      history: billed([month(11, off)], {
        subscriptions: [carrying()],
        coupons: [aCoupon({ name: 'Spring sale: 25 % off' })],
      }),
      expect: [
        {
          classification: 'likely_error',
          confidence: 'medium',
          variant: 'stated',
          amount: 245,
          evidence: ['WELCOME20', 'in_11'],
          correction: { kind: 'credit_note', target: 'in_11', amount: 245 },
        },
      ],
    },
    {
      name: 'the code says SAVE30OFF, the coupon takes 20 %',
      history: billed([month(11, off)], {
        subscriptions: [carrying({ discounts: [aDiscount({ promotion_code: 'promo_1' })] })],
        coupons: [aCoupon()],
        promotion_codes: [code({ code: 'SAVE-30OFF' })],
      }),
      expect: [
        { classification: 'likely_error', variant: 'stated', amount: 490, evidence: ['promo_1', 'in_11'] },
      ],
    },
    {
      name: 'the quote says 25 %, in yen',
      history: billed([month(11, { ...off, currency: 'jpy' }, { currency: 'jpy' })], {
        subscriptions: [carrying()],
        coupons: [aCoupon()],
        quotes: [quote],
      }),
      expect: [
        { classification: 'likely_error', variant: 'stated', amount: 245, evidence: ['qt_1', 'in_11'] },
      ],
    },
  ],
  reject: [
    {
      name: 'the coupon has another amount for the currency of the invoice',
      history: billed([month(11, { ...given([900, 'di_1']), currency: 'eur' }, { currency: 'eur' })], {
        subscriptions: [carrying()],
        coupons: [
          aCoupon({ amount_off: 1000, currency: 'usd', currency_options: { eur: { amount_off: 900 } } }),
        ],
      }),
    },
    {
      name: 'just what was granted, a minor unit of rounding aside',
      history: billed([month(11, given([979, 'di_1']))], {
        subscriptions: [carrying()],
        coupons: [aCoupon()],
      }),
    },
    {
      name: 'an amount never takes more than the line comes to',
      history: billed([month(11, { amount: 700, ...given([700, 'di_1']) })], {
        subscriptions: [carrying()],
        coupons: [aCoupon({ amount_off: 1000, currency: 'usd' })],
      }),
    },
    {
      name: 'two discounts on one line: the second takes its share of what is left',
      history: billed([month(11, given([980, 'di_1'], [392, 'di_2']))], {
        subscriptions: [
          carrying({ discounts: [aDiscount(), aDiscount({ id: 'di_2', coupon: 'PARTNER10' })] }),
        ],
        coupons: [aCoupon(), aCoupon({ id: 'PARTNER10', name: 'Partner', percent_off: '10' })],
      }),
    },
    {
      name: 'an amount after a percentage, or before it: either order is right',
      history: billed(
        [month(10, given([980, 'di_1'], [1000, 'di_10'])), month(11, given([1000, 'di_10'], [780, 'di_1']))],
        {
          subscriptions: [carrying({ discounts: [aDiscount(), aDiscount({ id: 'di_10', coupon: 'TEN' })] })],
          coupons: [aCoupon(), aCoupon({ id: 'TEN', name: 'Ten', amount_off: 1000, currency: 'usd' })],
        },
      ),
    },
    {
      name: 'the coupon was deleted and made anew with other terms',
      history: billed([month(11, given([490, 'di_1']))], {
        subscriptions: [carrying()],
        coupons: [aCoupon({ created: at('2026-06-01') })],
      }),
    },
    {
      name: 'a number in the name that is no percentage',
      history: billed([month(11, off)], {
        subscriptions: [carrying()],
        coupons: [aCoupon({ name: 'Summer 2026, plan 50' })],
      }),
    },
    {
      name: 'the name says less than the coupon takes off',
      history: billed([month(11, off)], {
        subscriptions: [carrying()],
        coupons: [aCoupon({ name: '15% off' })],
      }),
    },
    {
      name: 'part of it went to a proration',
      history: billed(
        [
          month(
            11,
            {},
            {
              lines: [
                aLine({ ...given([490, 'di_1']) }),
                aLine({ id: 'il_2', proration: true, amount: 2450, ...given([490, 'di_1']) }),
              ],
            },
          ),
        ],
        { subscriptions: [carrying()], coupons: [aCoupon()] },
      ),
    },
    {
      name: 'the policy promises it, which discount-not-applied judges',
      history: billed([month(11, given([490, 'di_1']))], {
        subscriptions: [carrying()],
        coupons: [aCoupon()],
      }),
      policy: { promises: [aPromise({ percent: 20 })] },
    },
    {
      name: 'the difference was credited since',
      history: billed([month(11, given([490, 'di_1']))], {
        subscriptions: [carrying()],
        coupons: [aCoupon()],
        credit_notes: [aCreditNote({ invoice: 'in_11', amount: 490 })],
      }),
    },
  ],
};
