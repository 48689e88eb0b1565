import type { BillingEvent, Invoice } from '../../../../src/analysis/billing-history.ts';
import { discountLost } from '../../../../src/analysis/rules/discounts/discount-lost.ts';
import { aCoupon, aCreditNote, aDiscount, aLine, anItem, aPrice, aSubscription, at } from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';
import { aPromise, billed, given, month, vat } from './histories.ts';

const forever = aDiscount();
/** Six months from July. */
const sixMonths = aDiscount({ start: at('2026-07-10'), end: at('2027-01-10') });
const repeating = aCoupon({ duration: 'repeating', duration_in_months: 6 });
const off = given([980, 'di_1']);
const team = { amount: 9900, price: 'price_Team', product: 'prod_Team', unit_amount_decimal: '9900' };
const prices = [aPrice(), aPrice({ id: 'price_Team', product: 'prod_Team', unit_amount: 9900 })];
/** Where Stripe still shows a discount that hangs nowhere any more. */
const carrying = (discount = forever): Partial<Invoice> => ({ discounts: [discount] });
const onTeam = aSubscription({ items: [anItem({ price: 'price_Team' })] });

const old = aSubscription({
  id: 'sub_old',
  status: 'canceled',
  ended_at: at('2026-11-09T12:00:00Z'),
  items: [anItem({ id: 'si_old' })],
});
const heir = (parts = {}) => aSubscription({ created: at('2026-11-09T12:05:00Z'), ...parts });
const ofOld = (discount = forever): Invoice =>
  month(
    10,
    { ...off, subscription: 'sub_old', subscription_item: 'si_old' },
    carrying({ ...discount, subscription: 'sub_old' }),
  );

/** On Team since noon of 25 October, half of that period; `amount` was charged for the rest of it with November. */
const withRest = (amount: number) => {
  const fee = month(11, { ...team, subscription_item: 'si_2' });
  const rest = aLine({
    ...team,
    id: 'il_rest',
    amount,
    proration: true,
    invoice_item: 'ii_rest',
    subscription_item: 'si_2',
    period: { start: at('2026-10-25T12:00:00Z'), end: at('2026-11-10') },
  });
  const total = amount + 9900;
  const invoice = {
    ...fee,
    lines: [rest, ...fee.lines],
    total,
    amount_due: total,
    amount_paid: total,
  };
  return billed([month(10, off, carrying(sixMonths)), invoice], {
    subscriptions: [aSubscription({ items: [anItem({ id: 'si_2', price: 'price_Team' })] })],
    coupons: [repeating],
    prices,
  });
};

export const cases: RuleCases = {
  rule: discountLost,
  accept: [
    {
      name: 'D2: a coupon without end is gone since the plan was changed',
      history: billed([month(10, off, carrying()), month(11, team)], {
        subscriptions: [onTeam],
        coupons: [aCoupon()],
        prices,
      }),
      expect: [
        {
          classification: 'likely_error',
          category: 'discount',
          confidence: 'medium',
          variant: 'plan_change',
          amount: 1980,
          evidence: ['di_1', 'WELCOME20', 'sub_1', 'in_10', 'in_11'],
          correction: { kind: 'credit_note', target: 'in_11', amount: 1980, params: { refund_amount: 1980 } },
        },
      ],
    },
    {
      name: 'D2: a coupon of six months is gone since the plan was changed in its fourth',
      history: billed([month(10, off, carrying(sixMonths)), month(11, { ...team, taxes: [vat(9900)] })], {
        subscriptions: [onTeam],
        coupons: [repeating],
        prices,
      }),
      expect: [
        {
          classification: 'billing_error',
          confidence: 'high',
          variant: 'plan_change',
          amount: 2356,
          evidence: ['di_1', 'in_11'],
          correction: { kind: 'credit_note', target: 'in_11', amount: 2356 },
        },
      ],
    },
    {
      name: 'D2: a new subscription took over without the coupon of the old one',
      history: billed([ofOld(), month(11)], { subscriptions: [old, heir()], coupons: [aCoupon()] }),
      expect: [
        {
          classification: 'likely_error',
          variant: 'new_subscription',
          amount: 980,
          evidence: ['di_1', 'sub_1', 'in_10', 'in_11'],
          correction: { kind: 'credit_note', target: 'in_11', amount: 980 },
        },
      ],
    },
    {
      name: 'D2: the item was replaced with the plan, and its discount went with it; the invoice is open',
      history: billed(
        [
          month(10, off, carrying({ ...forever, subscription_item: 'si_1' })),
          month(11, { ...team, subscription_item: 'si_2' }, { status: 'open' }),
        ],
        {
          subscriptions: [aSubscription({ items: [anItem({ id: 'si_2', price: 'price_Team' })] })],
          coupons: [aCoupon()],
          prices,
        },
      ),
      expect: [{ classification: 'likely_error', variant: 'plan_change', amount: 1980, evidence: ['in_11'] }],
    },
    {
      name: 'D2: changed in the middle of October, and the rest of it was reckoned from the full price',
      history: withRest(4950),
      // 19.80 of November, and 20 % of the 49.50 that half of October is of 99.00.
      expect: [
        { classification: 'billing_error', variant: 'plan_change', amount: 2970, evidence: ['in_11'] },
      ],
    },
    {
      name: 'D2: the rest of October was reckoned with the discount, only November lacks it',
      history: withRest(3960),
      expect: [
        { classification: 'billing_error', variant: 'plan_change', amount: 1980, evidence: ['in_11'] },
      ],
    },
    {
      name: 'D8: six months were granted, three were given, two are missing',
      history: billed([month(9, off, carrying(sixMonths)), month(10), month(11)], { coupons: [repeating] }),
      expect: [
        {
          classification: 'billing_error',
          confidence: 'high',
          variant: 'stopped_early',
          amount: 1960,
          evidence: ['di_1', 'in_09', 'in_10', 'in_11'],
          correction: { kind: 'credit_note', target: 'in_10', amount: 1960 },
        },
      ],
    },
    {
      name: 'D8: no end on record, the months of the coupon are counted; in yen',
      history: billed(
        [
          month(
            10,
            { ...off, currency: 'jpy' },
            { ...carrying({ ...sixMonths, end: null }), currency: 'jpy' },
          ),
          month(11, { currency: 'jpy' }, { currency: 'jpy' }),
        ],
        { coupons: [repeating] },
      ),
      expect: [
        { classification: 'billing_error', variant: 'stopped_early', amount: 980, evidence: ['in_11'] },
      ],
    },
    {
      name: 'D8: the subscription was created again and the months left were not carried over',
      history: billed([ofOld(sixMonths), month(11)], { subscriptions: [old, heir()], coupons: [repeating] }),
      expect: [
        {
          classification: 'likely_error',
          variant: 'new_subscription',
          amount: 980,
          evidence: ['di_1', 'in_11'],
        },
      ],
    },
    {
      name: 'D8: half of it was credited on the line since',
      history: billed([month(10, off, carrying(sixMonths)), month(11)], {
        coupons: [repeating],
        credit_notes: [
          aCreditNote({
            invoice: 'in_11',
            amount: 480,
            lines: [
              {
                id: 'cnli_1',
                amount: 480,
                type: 'invoice_line_item',
                invoice_line_item: 'il_11',
                description: null,
                quantity: null,
                taxes: [],
              },
            ],
          }),
        ],
      }),
      expect: [{ classification: 'billing_error', amount: 500, evidence: ['in_11'] }],
    },
  ],
  reject: [
    {
      name: 'D2: the discount was the old subscription’s by design, and the new one was bought a week later',
      history: billed([ofOld(), month(11)], {
        subscriptions: [old, heir({ created: at('2026-11-16') })],
        coupons: [aCoupon()],
      }),
    },
    {
      name: 'D2: the new plan is not among the products of the coupon',
      history: billed([month(10, off, carrying()), month(11, team)], {
        subscriptions: [onTeam],
        coupons: [aCoupon({ applies_to_products: ['prod_Pro'] })],
        prices,
      }),
    },
    {
      name: 'D2: another discount took its place',
      history: billed([month(10, off, carrying()), month(11, { ...team, ...given([500, 'di_2']) })], {
        subscriptions: [onTeam],
        coupons: [aCoupon()],
        prices,
      }),
    },
    {
      name: 'D2: it is on record that somebody removed it',
      history: billed([month(10, off, carrying()), month(11, team)], {
        subscriptions: [onTeam],
        coupons: [aCoupon()],
        prices,
        events: [
          {
            object: 'event',
            id: 'evt_1',
            created: at('2026-11-01'),
            type: 'customer.discount.deleted',
            subject: 'di_1',
            request: 'req_1',
            data: { object: null, previous_attributes: null },
          } satisfies BillingEvent,
        ],
      }),
    },
    {
      name: 'D2: still attached, which discount-not-applied judges',
      history: billed([month(10, off), month(11, team)], {
        subscriptions: [{ ...onTeam, discounts: [forever] }],
        coupons: [aCoupon()],
        prices,
      }),
    },
    {
      name: 'D2: what the coupon is limited to was not read',
      history: billed([month(10, off, carrying()), month(11, team)], {
        subscriptions: [onTeam],
        coupons: [aCoupon({ applies_to_known: false })],
        prices,
      }),
      skipped: 'applies_to',
    },
    {
      name: 'D2: the policy promises the discount, which discount-not-applied judges',
      history: billed([month(10, off, carrying()), month(11, team)], {
        subscriptions: [onTeam],
        coupons: [aCoupon()],
        prices,
      }),
      policy: { promises: [aPromise({ percent: 20 })] },
    },
    {
      name: 'D8: a yearly invoice uses up all its months at once',
      history: billed(
        [
          month(
            7,
            { ...off, period: { start: at('2026-07-10'), end: at('2027-07-10') } },
            carrying({ ...sixMonths, end: at('2026-10-10') }),
          ),
          month(11),
        ],
        { coupons: [aCoupon({ duration: 'repeating', duration_in_months: 3 })] },
      ),
    },
    {
      name: 'D8: its months are over',
      history: billed([month(10, off, carrying({ ...sixMonths, end: at('2026-11-10') })), month(11)], {
        coupons: [repeating],
      }),
    },
    {
      name: 'D8: a coupon without end is gone, and nothing changed: somebody took it off',
      history: billed([month(10, off, carrying()), month(11)], { coupons: [aCoupon()] }),
    },
    {
      name: 'D8: a coupon for one invoice',
      history: billed([month(10, off, carrying()), month(11)], { coupons: [aCoupon({ duration: 'once' })] }),
    },
    {
      name: 'D8: the difference was credited since',
      history: billed([month(10, off, carrying(sixMonths)), month(11)], {
        coupons: [repeating],
        credit_notes: [aCreditNote({ invoice: 'in_11', amount: 980 })],
      }),
    },
    {
      name: 'D8: the invoice that lacks it is void',
      history: billed([month(10, off, carrying(sixMonths)), month(11, {}, { status: 'void' })], {
        coupons: [repeating],
      }),
    },
  ],
};
