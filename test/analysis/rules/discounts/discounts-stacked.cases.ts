import { discountsStacked } from '../../../../src/analysis/rules/discounts/discounts-stacked.ts';
import { aCoupon, aCreditNote, aCustomer, aDiscount, anItem, aSubscription } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { billed, given, month } from './histories.ts';

const FORBIDDEN = { discount_stacking: 'forbidden' } as const;
const twenty = aDiscount({ id: 'di_20' });
const ten = aDiscount({ id: 'di_10', coupon: 'PARTNER10' });
const coupons = [aCoupon(), aCoupon({ id: 'PARTNER10', name: 'Partner 10', percent_off: '10' })];
/** 20 % of 49.00, then 10 % of what is left. */
const stacked = given([980, 'di_20'], [392, 'di_10']);
const both = aSubscription({ discounts: [twenty, ten] });

export const cases: RuleCases = {
  rule: discountsStacked,
  accept: [
    {
      name: 'two coupons on one line: the better one stays',
      history: billed([month(11, stacked)], { subscriptions: [both], coupons }),
      policy: FORBIDDEN,
      expect: [
        {
          classification: 'leakage',
          category: 'discount',
          confidence: 'certain',
          variant: 'standing',
          amount: 392,
          evidence: ['discount_stacking', 'WELCOME20', 'PARTNER10', 'di_20', 'di_10', 'in_11', 'sub_1'],
          correction: {
            kind: 'remove_discount',
            target: 'sub_1',
            amount: null,
            params: { discounts: [{ discount: 'di_20' }], proration_behavior: 'none' },
          },
        },
      ],
    },
    {
      name: 'the lesser coupon came first: alone the better one would have taken 20 % of the whole line',
      history: billed([month(11, given([490, 'di_10'], [882, 'di_20']))], {
        subscriptions: [both],
        coupons,
      }),
      policy: FORBIDDEN,
      expect: [{ classification: 'leakage', amount: 392, evidence: ['in_11'] }],
    },
    {
      name: 'on two invoices, one coupon on the subscription and one on its item',
      history: billed([month(10, stacked), month(11, stacked)], {
        subscriptions: [
          aSubscription({
            discounts: [twenty],
            items: [anItem({ discounts: [aDiscount({ ...ten, subscription_item: 'si_1' })] })],
          }),
        ],
        coupons,
      }),
      policy: FORBIDDEN,
      expect: [
        {
          classification: 'leakage',
          amount: 784,
          evidence: ['in_10', 'in_11', 'si_1'],
          correction: { kind: 'remove_discount', target: 'si_1', amount: null, params: { discounts: '' } },
        },
      ],
    },
    {
      name: 'an amount and a percentage in yen, on a subscription that has ended: nothing is left to change',
      history: billed(
        [
          month(
            11,
            { amount: 5000, currency: 'jpy', ...given([1000, 'di_20'], [700, 'di_10']) },
            { currency: 'jpy' },
          ),
        ],
        {
          subscriptions: [
            aSubscription({ discounts: [twenty, ten], status: 'canceled', ended_at: 1_795_000_000 }),
          ],
          coupons: [
            aCoupon(),
            aCoupon({ id: 'PARTNER10', name: 'Partner 700', amount_off: 700, currency: 'jpy' }),
          ],
        },
      ),
      policy: FORBIDDEN,
      expect: [
        { classification: 'leakage', variant: 'past', amount: 700, evidence: ['in_11'], correction: null },
      ],
    },
  ],
  reject: [
    {
      name: 'partner and volume discount together, which the policy allows',
      history: billed([month(11, stacked)], { subscriptions: [both], coupons }),
      policy: { discount_stacking: 'allowed' },
    },
    {
      name: 'the policy does not say',
      history: billed([month(11, stacked)], { subscriptions: [both], coupons }),
      skipped: 'discount_stacking',
    },
    {
      name: 'two discounts on two lines of one invoice',
      history: billed([month(10, given([490, 'di_10'])), month(11, given([980, 'di_20']))], {
        subscriptions: [both],
        coupons,
      }),
      policy: FORBIDDEN,
    },
    {
      name: 'one coupon in two places is coupon-applied-twice',
      history: billed([month(11, given([980, 'di_20'], [784, 'di_customer']))], {
        subscriptions: [aSubscription({ discounts: [twenty] })],
        customers: [aCustomer({ discount: aDiscount({ id: 'di_customer', subscription: null }) })],
        coupons,
      }),
      policy: FORBIDDEN,
    },
    {
      name: 'the second discount took nothing off',
      history: billed([month(11, given([980, 'di_20'], [0, 'di_10']))], { subscriptions: [both], coupons }),
      policy: FORBIDDEN,
    },
    {
      name: 'the invoice was given back as a whole since',
      history: billed([month(11, stacked)], {
        subscriptions: [both],
        coupons,
        credit_notes: [aCreditNote({ invoice: 'in_11', amount: 3528 })],
      }),
      policy: FORBIDDEN,
    },
    {
      name: 'a void invoice',
      history: billed([month(11, stacked, { status: 'void' })], { subscriptions: [both], coupons }),
      policy: FORBIDDEN,
    },
    {
      name: 'a discount that the history does not know',
      history: billed([month(11, given([980, 'di_20'], [392, 'di_gone']))], {
        subscriptions: [both],
        coupons,
      }),
      policy: FORBIDDEN,
      skipped: 'di_gone',
    },
  ],
};
