import { discountAfterEnd } from '../../../../src/analysis/rules/discounts/discount-after-end.ts';
import { aCoupon, aCreditNote, aDiscount, aSubscription, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { billed, given, month } from './histories.ts';

const ended = aDiscount({ start: at('2026-07-10'), end: at('2026-10-10') });
const repeating = aCoupon({ duration: 'repeating', duration_in_months: 3 });
const carrying = aSubscription({ discounts: [ended] });
const once = aCoupon({ duration: 'once' });
/** Where a coupon for one invoice is known from: it hangs nowhere afterwards. */
const named = { discounts: [aDiscount()] };
const bare = aSubscription();
const off = given([980, 'di_1']);

export const cases: RuleCases = {
  rule: discountAfterEnd,
  accept: [
    {
      name: 'three months were granted and a fourth and fifth were given',
      history: billed([month(9, off), month(10, off), month(11, off)], {
        subscriptions: [carrying],
        coupons: [repeating],
      }),
      expect: [
        {
          classification: 'leakage',
          category: 'discount',
          variant: 'standing',
          amount: 1960,
          evidence: ['di_1', 'WELCOME20', 'in_10', 'in_11', 'sub_1'],
          correction: { kind: 'remove_discount', target: 'sub_1', amount: null, params: { discounts: '' } },
        },
      ],
    },
    {
      name: 'no end on record: the months of the coupon are counted on the calendar',
      history: billed([month(11, off)], {
        subscriptions: [aSubscription({ discounts: [aDiscount({ start: at('2026-07-31') })] })],
        coupons: [repeating],
      }),
      expect: [{ classification: 'leakage', amount: 980, evidence: ['di_1', 'in_11'] }],
    },
    {
      name: 'a coupon for one invoice on two',
      history: billed([month(9, off, named), month(10), month(11, off, named)], {
        coupons: [once],
        subscriptions: [bare],
      }),
      expect: [
        { classification: 'leakage', variant: 'past', amount: 980, evidence: ['di_1', 'WELCOME20', 'in_11'] },
      ],
    },
    {
      name: 'a copy on the invoice itself, off no subscription any more: nothing is left to change',
      history: billed([month(11, off, { discounts: [ended] })], { coupons: [repeating] }),
      expect: [
        {
          classification: 'leakage',
          variant: 'past',
          amount: 980,
          evidence: ['di_1', 'in_11'],
          correction: null,
        },
      ],
    },
    {
      name: 'the coupon is not in the history, the discount’s own end is',
      history: billed([month(11, off)], { subscriptions: [carrying] }),
      expect: [{ classification: 'leakage', amount: 980, evidence: ['di_1'] }],
    },
  ],
  reject: [
    {
      name: 'a coupon for one invoice, on the one that replaced a void one',
      history: billed([month(10, off, { ...named, status: 'void' }), month(11, off, named)], {
        coupons: [once],
        subscriptions: [bare],
      }),
    },
    {
      name: 'a change within the month that a coupon for one invoice reduced',
      history: billed(
        [month(10, off, named), month(11, { ...off, proration: true, invoice_item: 'ii_1' }, named)],
        {
          coupons: [once],
          subscriptions: [bare],
        },
      ),
    },
    {
      name: 'the line’s period began before the end',
      history: billed([month(11, off)], {
        subscriptions: [aSubscription({ discounts: [aDiscount({ end: at('2026-11-10T09:00:00Z') })] })],
        coupons: [repeating],
      }),
    },
    {
      name: 'redeem_by has passed, and the discount runs on',
      history: billed([month(11, off)], {
        subscriptions: [aSubscription({ discounts: [aDiscount()] })],
        coupons: [aCoupon({ redeem_by: at('2026-02-01'), valid: false })],
      }),
    },
    {
      name: 'within its months',
      history: billed([month(11, off)], {
        subscriptions: [
          aSubscription({ discounts: [aDiscount({ start: at('2026-09-10'), end: at('2026-12-10') })] }),
        ],
        coupons: [repeating],
      }),
    },
    {
      name: 'usage of a month that began before the end, billed after it',
      history: billed([month(11, { ...off, period: { start: at('2026-10-01'), end: at('2026-11-10') } })], {
        subscriptions: [carrying],
        coupons: [repeating],
      }),
    },
    {
      name: 'given back as a whole since',
      history: billed([month(11, off)], {
        subscriptions: [carrying],
        coupons: [repeating],
        credit_notes: [aCreditNote({ invoice: 'in_11', amount: 3920 })],
      }),
    },
    {
      name: 'a draft',
      history: billed([month(11, off, { status: 'draft' })], {
        subscriptions: [carrying],
        coupons: [repeating],
      }),
    },
  ],
};
