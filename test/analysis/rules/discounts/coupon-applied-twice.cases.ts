import type { Discount, Invoice } from '../../../../src/analysis/billing-history.ts';
import { couponAppliedTwice } from '../../../../src/analysis/rules/discounts/coupon-applied-twice.ts';
import {
  aCoupon,
  aCreditNote,
  aCustomer,
  aDiscount,
  aHistory,
  aLine,
  anInvoice,
  anItem,
  aRefund,
  aSubscription,
  at,
  paidBy,
} from '../../builders.ts';
import type { RuleCases } from '../../rule-cases.ts';

/** WELCOME20 hangs on the customer and on the subscription: 9.80 and 7.84 off 49.00. */
const onCustomer = aDiscount({ id: 'di_cus', subscription: null });
const onSubscription = aDiscount({ id: 'di_sub' });
const onItem = aDiscount({ id: 'di_item', subscription_item: 'si_1' });
const onInvoice = aDiscount({ id: 'di_inv', invoice: 'in_1' });
const onLine = aDiscount({ id: 'di_line', invoice_item: 'il_1' });

const reduced = (first: Discount, second: Discount, parts: Partial<Invoice> = {}): Invoice =>
  anInvoice({
    lines: [
      aLine({
        id: `il_${parts.id ?? 'in_1'}`,
        discount_amounts: [
          { amount: 980, discount: first.id },
          { amount: 784, discount: second.id },
        ],
      }),
    ],
    discounts: [first, second],
    ...parts,
  });

const customers = [aCustomer({ discount: onCustomer })];
const coupons = [aCoupon()];
const both = { customers, coupons, subscriptions: [aSubscription({ discounts: [onSubscription] })] };

export const cases: RuleCases = {
  rule: couponAppliedTwice,
  accept: [
    {
      name: 'one coupon on the customer and on the subscription',
      history: aHistory({ ...both, invoices: [reduced(onCustomer, onSubscription)] }),
      expect: [
        {
          classification: 'leakage',
          category: 'discount',
          confidence: 'certain',
          variant: 'standing',
          amount: 784,
          evidence: ['di_cus', 'di_sub', 'WELCOME20', 'in_1', 'sub_1'],
          correction: {
            kind: 'remove_discount',
            target: 'sub_1',
            amount: null,
            params: { discounts: '', proration_behavior: 'none' },
          },
        },
      ],
    },
    {
      name: 'another discount of the subscription stays',
      history: aHistory({
        customers,
        coupons: [...coupons, aCoupon({ id: 'PARTNER', name: 'Partner', percent_off: '5' })],
        subscriptions: [
          aSubscription({ discounts: [onSubscription, aDiscount({ id: 'di_partner', coupon: 'PARTNER' })] }),
        ],
        invoices: [reduced(onCustomer, onSubscription)],
      }),
      expect: [
        {
          classification: 'leakage',
          amount: 784,
          evidence: ['sub_1'],
          correction: {
            kind: 'remove_discount',
            target: 'sub_1',
            amount: null,
            params: { discounts: [{ discount: 'di_partner' }] },
          },
        },
      ],
    },
    {
      name: 'on the subscription and on one of its items: the narrower goes',
      history: aHistory({
        coupons,
        subscriptions: [
          aSubscription({ discounts: [onSubscription], items: [anItem({ discounts: [onItem] })] }),
        ],
        invoices: [reduced(onSubscription, onItem)],
      }),
      expect: [
        {
          classification: 'leakage',
          variant: 'standing',
          amount: 784,
          evidence: ['di_sub', 'di_item', 'si_1'],
          correction: { kind: 'remove_discount', target: 'si_1', amount: null },
        },
      ],
    },
    {
      name: 'three invoices in a row: one finding',
      history: aHistory({
        ...both,
        invoices: ['09', '10', '11'].map((month) =>
          reduced(onCustomer, onSubscription, { id: `in_${month}`, created: at(`2026-${month}-10`) }),
        ),
      }),
      expect: [{ classification: 'leakage', amount: 2352, evidence: ['in_09', 'in_10', 'in_11'] }],
    },
    {
      name: 'the one on the subscription was removed since: nothing to change',
      history: aHistory({
        customers,
        coupons,
        subscriptions: [aSubscription()],
        invoices: [reduced(onCustomer, onSubscription)],
      }),
      expect: [
        { classification: 'leakage', variant: 'past', amount: 784, evidence: ['in_1'], correction: null },
      ],
    },
    {
      name: 'the subscription ends with its period: nothing to change',
      history: aHistory({
        ...both,
        subscriptions: [aSubscription({ discounts: [onSubscription], cancel_at_period_end: true })],
        invoices: [reduced(onCustomer, onSubscription)],
      }),
      expect: [
        { classification: 'leakage', variant: 'past', amount: 784, evidence: ['in_1'], correction: null },
      ],
    },
    {
      name: 'on the customer, and put on the line by hand as well',
      history: aHistory({
        customers,
        coupons,
        subscriptions: [aSubscription()],
        invoices: [reduced(onCustomer, onLine)],
      }),
      expect: [
        { classification: 'leakage', variant: 'past', amount: 784, evidence: ['di_line'], correction: null },
      ],
    },
    {
      name: 'twice ten dollars, the coupon itself not in the history',
      history: aHistory({
        customers,
        subscriptions: [aSubscription({ discounts: [onSubscription] })],
        invoices: [
          anInvoice({
            lines: [
              aLine({
                discount_amounts: [
                  { amount: 1000, discount: 'di_cus' },
                  { amount: 1000, discount: 'di_sub' },
                ],
              }),
            ],
          }),
        ],
      }),
      expect: [
        {
          classification: 'leakage',
          amount: 1000,
          evidence: ['di_cus', 'di_sub'],
          correction: { kind: 'remove_discount', target: 'sub_1', amount: null },
        },
      ],
    },
  ],
  reject: [
    {
      name: 'one coupon, once',
      history: aHistory({
        ...both,
        invoices: [
          anInvoice({ lines: [aLine({ discount_amounts: [{ amount: 980, discount: 'di_sub' }] })] }),
        ],
      }),
    },
    {
      name: 'a discount on the invoice and one on its line, both put there by hand',
      history: aHistory({
        coupons,
        subscriptions: [aSubscription()],
        invoices: [reduced(onInvoice, onLine)],
      }),
    },
    {
      name: 'two different coupons',
      history: aHistory({
        customers: [aCustomer({ discount: { ...onCustomer, coupon: 'PARTNER' } })],
        coupons: [...coupons, aCoupon({ id: 'PARTNER' })],
        subscriptions: [aSubscription({ discounts: [onSubscription] })],
        invoices: [reduced({ ...onCustomer, coupon: 'PARTNER' }, onSubscription)],
      }),
    },
    {
      name: 'the coupon on the customer does not count where the subscription has its own',
      history: aHistory({
        ...both,
        invoices: [
          anInvoice({
            lines: [
              aLine({
                discount_amounts: [
                  { amount: 0, discount: 'di_cus' },
                  { amount: 980, discount: 'di_sub' },
                ],
              }),
            ],
          }),
        ],
      }),
    },
    {
      name: 'the coupon on two items, each line reduced once',
      history: aHistory({
        coupons,
        subscriptions: [
          aSubscription({
            items: [
              anItem({ discounts: [onItem] }),
              anItem({ id: 'si_2', discounts: [{ ...onItem, id: 'di_item2', subscription_item: 'si_2' }] }),
            ],
          }),
        ],
        invoices: [
          anInvoice({
            lines: [
              aLine({ discount_amounts: [{ amount: 980, discount: 'di_item' }] }),
              aLine({
                id: 'il_2',
                subscription_item: 'si_2',
                discount_amounts: [{ amount: 980, discount: 'di_item2' }],
              }),
            ],
          }),
        ],
      }),
    },
    {
      name: 'a void invoice and a draft',
      history: aHistory({
        ...both,
        invoices: [
          reduced(onCustomer, onSubscription, { status: 'void' }),
          reduced(onCustomer, onSubscription, { id: 'in_2', status: 'draft' }),
        ],
      }),
    },
    {
      name: 'an invoice that was refunded or credited in full',
      history: aHistory({
        ...both,
        invoices: [reduced(onCustomer, onSubscription), reduced(onCustomer, onSubscription, { id: 'in_2' })],
        charges: [paidBy(reduced(onCustomer, onSubscription, { id: 'in_2' }), { amount_refunded: 3136 })],
        refunds: [aRefund({ charge: 'ch_in_2', amount: 3136 })],
        credit_notes: [aCreditNote({ amount: 3136 })],
      }),
    },
    {
      name: 'a discount whose coupon is not known',
      history: aHistory({
        ...both,
        customers: [aCustomer()],
        invoices: [
          anInvoice({
            lines: [
              aLine({
                discount_amounts: [
                  { amount: 980, discount: 'di_gone' },
                  { amount: 784, discount: 'di_sub' },
                ],
              }),
            ],
          }),
        ],
      }),
      skipped: 'the coupon of discount di_gone is not in the history',
    },
  ],
};
