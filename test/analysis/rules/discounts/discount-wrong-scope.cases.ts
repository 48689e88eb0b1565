import { discountWrongScope } from '../../../../src/analysis/rules/discounts/discount-wrong-scope.ts';
import { aCoupon, aCreditNote, aDiscount, aLine, anItem, aPrice, aSubscription } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { aPromise, billed, given, month } from './histories.ts';

const seatPrice = aPrice({ id: 'price_Seat', product: 'prod_Seat', unit_amount: 2000 });
const prices = [aPrice(), seatPrice];
const seats = { ...given([400, 'di_1']), amount: 2000, price: 'price_Seat', product: 'prod_Seat' };
const forSeats = aCoupon({ applies_to_products: ['prod_Seat'] });
const onPro = aSubscription({ discounts: [aDiscount()] });
const onBoth = aSubscription({
  discounts: [aDiscount()],
  items: [anItem(), anItem({ id: 'si_2', price: 'price_Seat' })],
});
const off = given([980, 'di_1']);
const both = month(11, off, {
  lines: [aLine({ id: 'il_Pro', ...off }), aLine({ id: 'il_Seat', subscription_item: 'si_2', ...seats })],
});

export const cases: RuleCases = {
  rule: discountWrongScope,
  accept: [
    {
      name: 'a coupon limited to seats reduced the plan',
      history: billed([month(11, off)], { subscriptions: [onPro], coupons: [forSeats], prices }),
      policy: { promises: [] },
      expect: [
        {
          classification: 'leakage',
          category: 'discount',
          variant: 'coupon',
          amount: 980,
          evidence: ['WELCOME20', 'di_1', 'in_11', 'sub_1'],
          correction: { kind: 'remove_discount', target: 'sub_1', amount: null, params: { discounts: '' } },
        },
      ],
    },
    {
      name: 'promised for seats, and the coupon is not limited: it reduces everything',
      history: billed([both], { subscriptions: [onBoth], coupons: [aCoupon()], prices }),
      policy: { promises: [aPromise({ percent: 20, product: 'prod_Seat' })] },
      expect: [
        {
          classification: 'leakage',
          variant: 'promised',
          amount: 980,
          evidence: ['p-1', 'WELCOME20', 'in_11', 'sub_1'],
          correction: { kind: 'escalate', target: 'sub_1', amount: null },
        },
      ],
    },
    {
      name: 'on the wrong item only, over two invoices',
      history: billed([month(10, off), month(11, off)], {
        subscriptions: [
          aSubscription({
            items: [
              anItem({ discounts: [aDiscount({ subscription_item: 'si_1' })] }),
              anItem({ id: 'si_2', price: 'price_Seat' }),
            ],
          }),
        ],
        coupons: [forSeats],
        prices,
      }),
      policy: { promises: [] },
      expect: [
        {
          classification: 'leakage',
          amount: 1960,
          evidence: ['in_10', 'in_11', 'si_1'],
          correction: { kind: 'remove_discount', target: 'si_1', amount: null },
        },
      ],
    },
    {
      name: 'the product is known by the price alone, and the discount is gone: nothing is left to change',
      history: billed([month(11, { ...off, product: null }, { discounts: [aDiscount()] })], {
        coupons: [forSeats],
        prices,
      }),
      policy: { promises: [] },
      expect: [
        { classification: 'leakage', variant: 'coupon', amount: 980, evidence: ['in_11'], correction: null },
      ],
    },
  ],
  reject: [
    {
      name: 'an offer for the whole account',
      history: billed([both], { subscriptions: [onBoth], coupons: [aCoupon()], prices }),
      policy: { promises: [aPromise({ percent: 20 })] },
    },
    {
      name: 'promised for seats to one subscription and for everything to another',
      history: billed([both], { subscriptions: [onBoth], coupons: [aCoupon()], prices }),
      policy: {
        promises: [aPromise({ percent: 20, product: 'prod_Seat' }), aPromise({ ref: 'p-2', percent: 20 })],
      },
    },
    {
      name: 'the discount is on what it was meant for',
      history: billed([month(11, seats)], { subscriptions: [onBoth], coupons: [forSeats], prices }),
      policy: { promises: [] },
    },
    {
      name: 'nobody says what a coupon without a limit was meant for',
      history: billed([both], { subscriptions: [onBoth], coupons: [aCoupon()], prices }),
      skipped: 'promises',
    },
    {
      name: 'what the coupon is limited to was not read',
      history: billed([both], {
        subscriptions: [onBoth],
        coupons: [aCoupon({ applies_to_known: false })],
        prices,
      }),
    },
    {
      name: 'the product of the line is not known',
      history: billed([month(11, { ...off, product: null })], {
        subscriptions: [onPro],
        coupons: [forSeats],
        prices: [],
      }),
      policy: { promises: [] },
    },
    {
      name: 'given back as a whole since',
      history: billed([month(11, off)], {
        subscriptions: [onPro],
        coupons: [forSeats],
        prices,
        credit_notes: [aCreditNote({ invoice: 'in_11', amount: 3920 })],
      }),
      policy: { promises: [] },
    },
  ],
};
