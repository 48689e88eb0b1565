import { promotionOutlived } from '../../../../src/analysis/rules/leakage/promotion-outlived.ts';
import {
  aCoupon,
  aCustomer,
  aDiscount,
  aHistory,
  aLine,
  anInvoice,
  anItem,
  aSubscription,
  at,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

const coupon = aCoupon({ id: 'LAUNCH', percent_off: '20', duration: 'forever', redeem_by: at('2025-12-31') });
const discount = aDiscount({ id: 'di_1', coupon: 'LAUNCH', subscription: 'sub_1', end: null });
const off = { amount: 980, discount: 'di_1' };
const invoice = anInvoice({ lines: [aLine({ discount_amounts: [off] })], total_discount_amounts: [off] });
const history = (parts: Parameters<typeof aHistory>[0] = {}) =>
  aHistory({
    subscriptions: [aSubscription({ discounts: [discount] })],
    coupons: [coupon],
    invoices: [invoice],
    ...parts,
  });

export const cases: RuleCases = {
  rule: promotionOutlived,
  accept: [
    {
      name: 'on the subscription, since a launch of last year',
      history: history(),
      expect: [
        {
          classification: 'leakage',
          category: 'discount',
          amount: 980,
          evidence: ['sub_1', 'LAUNCH', 'in_1'],
          correction: null,
        },
      ],
    },
    {
      name: 'on the customer',
      history: history({
        subscriptions: [aSubscription()],
        customers: [aCustomer({ discount: { ...discount, subscription: null } })],
      }),
      expect: [{ classification: 'leakage', amount: 980, evidence: ['LAUNCH'] }],
    },
    {
      name: 'on an item, nothing invoiced yet; the promotion code tells the end',
      history: history({
        subscriptions: [
          aSubscription({ items: [anItem({ discounts: [{ ...discount, promotion_code: 'promo_1' }] })] }),
        ],
        coupons: [aCoupon({ id: 'LAUNCH', duration: 'forever', redeem_by: null })],
        promotion_codes: [
          {
            object: 'promotion_code',
            id: 'promo_1',
            created: at('2025-01-01'),
            code: 'LAUNCH25',
            coupon: 'LAUNCH',
            customer: null,
            active: false,
            expires_at: at('2025-06-30'),
            max_redemptions: null,
            times_redeemed: 9,
            metadata: {},
          },
        ],
        invoices: [],
      }),
      expect: [{ classification: 'leakage', amount: null, evidence: ['LAUNCH', 'sub_1'] }],
    },
  ],
  reject: [
    {
      name: 'the promotion ended last month',
      history: history({ coupons: [{ ...coupon, redeem_by: at('2026-10-31') }] }),
    },
    { name: 'it never had an end', history: history({ coupons: [{ ...coupon, redeem_by: null }] }) },
    {
      name: 'a repeating coupon',
      history: history({ coupons: [{ ...coupon, duration: 'repeating', duration_in_months: 36 }] }),
    },
    {
      name: 'the discount has an end',
      history: history({
        subscriptions: [aSubscription({ discounts: [{ ...discount, end: at('2027-01-01') }] })],
      }),
    },
    {
      name: "the customer's, on a subscription that has a discount of its own",
      history: history({
        subscriptions: [aSubscription({ discounts: [aDiscount({ id: 'di_own', coupon: 'OWN' })] })],
        customers: [aCustomer({ discount: { ...discount, subscription: null } })],
        coupons: [coupon, aCoupon({ id: 'OWN' })],
        invoices: [],
      }),
    },
    {
      name: 'the subscription ended',
      history: history({ subscriptions: [aSubscription({ status: 'canceled', discounts: [discount] })] }),
    },
  ],
};
