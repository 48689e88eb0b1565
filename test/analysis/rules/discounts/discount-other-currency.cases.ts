import { discountOtherCurrency } from '../../../../src/analysis/rules/discounts/discount-other-currency.ts';
import { aCoupon, aCreditNote, aCustomer, aDiscount, aPrice, aSubscription, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { aPromise, billed, given, month, vat } from './histories.ts';

const tenDollars = aCoupon({ name: 'Ten off', amount_off: 1000, currency: 'usd' });
const carrying = aSubscription({ discounts: [aDiscount()], currency: 'eur' });
const inEuro = (number: number, line = {}, invoice = {}) =>
  month(
    number,
    { amount: 4500, currency: 'eur', unit_amount_decimal: '4500', ...line },
    { currency: 'eur', ...invoice },
  );
/** 49.00 USD, or 45.00 EUR. */
const bothPrices = [
  aPrice({ currency_options: { eur: { unit_amount_decimal: '4500', tax_behavior: null } } }),
];
const euroOnly = [aPrice({ currency: 'eur', unit_amount: 4500 })];

export const cases: RuleCases = {
  rule: discountOtherCurrency,
  accept: [
    {
      name: '10.00 USD off a euro invoice; the price says what that is in euros',
      history: billed([inEuro(11)], { subscriptions: [carrying], coupons: [tenDollars], prices: bothPrices }),
      expect: [
        {
          classification: 'likely_error',
          category: 'discount',
          confidence: 'medium',
          variant: 'converted',
          amount: 918,
          evidence: ['di_1', 'WELCOME20', 'price_Pro', 'in_11'],
          correction: { kind: 'credit_note', target: 'in_11', amount: 918, params: { refund_amount: 918 } },
        },
      ],
    },
    {
      name: 'on the customer, on two invoices, with tax',
      history: billed([inEuro(10, { taxes: [vat(4500)] }), inEuro(11, { taxes: [vat(4500)] })], {
        subscriptions: [aSubscription()],
        customers: [aCustomer({ discount: aDiscount({ subscription: null }) })],
        coupons: [tenDollars],
        prices: bothPrices,
      }),
      expect: [
        { classification: 'likely_error', variant: 'converted', amount: 2184, evidence: ['in_10', 'in_11'] },
      ],
    },
    {
      name: 'used once: it hangs nowhere any more, but its invoice names it',
      history: billed([inEuro(11, {}, { discounts: [aDiscount()] })], {
        subscriptions: [aSubscription({ currency: 'eur' })],
        coupons: [{ ...tenDollars, duration: 'once' }],
        prices: bothPrices,
      }),
      expect: [{ classification: 'likely_error', variant: 'converted', amount: 918, evidence: ['in_11'] }],
    },
    {
      name: 'in yen, which have no minor unit',
      history: billed(
        [month(11, { amount: 7000, currency: 'jpy', unit_amount_decimal: '7000' }, { currency: 'jpy' })],
        {
          subscriptions: [carrying],
          coupons: [tenDollars],
          prices: [
            aPrice({ currency_options: { jpy: { unit_amount_decimal: '7000', tax_behavior: null } } }),
          ],
        },
      ),
      expect: [{ classification: 'likely_error', variant: 'converted', amount: 1429, evidence: ['in_11'] }],
    },
    {
      name: 'nothing says what it is worth in euros',
      history: billed([inEuro(11)], { subscriptions: [carrying], coupons: [tenDollars], prices: euroOnly }),
      expect: [
        {
          classification: 'likely_error',
          variant: 'unvalued',
          amount: null,
          evidence: ['di_1', 'in_11'],
          correction: null,
        },
      ],
    },
  ],
  reject: [
    {
      name: 'the coupon has an amount in euros',
      history: billed([inEuro(11, given([900, 'di_1']))], {
        subscriptions: [carrying],
        coupons: [aCoupon({ ...tenDollars, currency_options: { eur: { amount_off: 900 } } })],
        prices: bothPrices,
      }),
    },
    {
      name: 'a percentage has no currency',
      history: billed([inEuro(11)], { subscriptions: [carrying], coupons: [aCoupon()], prices: bothPrices }),
    },
    {
      name: 'the invoice is in dollars',
      history: billed([month(11)], { subscriptions: [carrying], coupons: [tenDollars] }),
    },
    {
      name: 'another discount reduced the invoice',
      history: billed([inEuro(11, given([900, 'di_2']))], {
        subscriptions: [carrying],
        coupons: [tenDollars],
        prices: bothPrices,
      }),
    },
    {
      name: 'the discount had ended',
      history: billed([inEuro(11)], {
        subscriptions: [aSubscription({ discounts: [aDiscount({ end: at('2026-11-01') })] })],
        coupons: [tenDollars],
        prices: bothPrices,
      }),
    },
    {
      name: 'the policy promises an amount in euros, which discount-not-applied judges',
      history: billed([inEuro(11)], { subscriptions: [carrying], coupons: [tenDollars], prices: bothPrices }),
      policy: { promises: [aPromise({ amount: 900, currency: 'eur' })] },
    },
    {
      name: 'what it was worth was credited since',
      history: billed([inEuro(11)], {
        subscriptions: [carrying],
        coupons: [tenDollars],
        prices: bothPrices,
        credit_notes: [aCreditNote({ invoice: 'in_11', amount: 918, currency: 'eur' })],
      }),
    },
    {
      name: 'the coupon is for one invoice, and this is not the first',
      history: billed([inEuro(10), inEuro(11, {}, { status: 'draft' })], {
        subscriptions: [aSubscription({ discounts: [aDiscount({ start: at('2026-11-01') })] })],
        coupons: [aCoupon({ ...tenDollars, duration: 'once' })],
        prices: bothPrices,
      }),
    },
  ],
};
