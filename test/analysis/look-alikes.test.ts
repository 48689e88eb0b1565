import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analysis/analyze.ts';
import type { BillingHistory, Charge } from '../../src/analysis/billing-history.ts';
import { EMPTY_POLICY, type Policy } from '../../src/analysis/policy.ts';
import {
  aCharge,
  aCreditNote,
  aCustomer,
  aHistory,
  aLine,
  anInvoice,
  anItem,
  aPaymentIntent,
  aPrice,
  aRefund,
  aSubscription,
  at,
  NOW,
  paidBy,
} from './builders.ts';

/** What public tools call a duplicate although it is right, and what is one: the whole catalogue decides. */
function errorsIn(history: BillingHistory, policy: Partial<Policy> = {}) {
  const { analysis, crashes } = analyze({
    history,
    policy: { ...EMPTY_POLICY, ...policy },
    asOf: NOW,
    ticket: null,
  });
  expect(crashes).toEqual([]);
  return analysis.findings
    .filter(({ classification }) => classification === 'billing_error' || classification === 'likely_error')
    .map(({ rule, amount }) => `${rule} ${amount?.amount ?? ''}`.trim());
}

const renewal = anInvoice();
const card = (fingerprint: string): Charge['card'] => ({
  brand: 'visa',
  last4: '4242',
  country: 'US',
  fingerprint,
  capture_before: null,
});
const subscribed = { subscriptions: [aSubscription()], prices: [aPrice()] };
/** Two half months: 49.00 → 99.00 on the day the period began. */
const upgraded = (created: string) => {
  const cycle = anInvoice({ id: 'in_cycle', created: at('2026-11-10'), lines: [aLine({ id: 'il_cycle' })] });
  const change = anInvoice({
    id: 'in_change',
    created: at(created),
    billing_reason: 'subscription_update',
    lines: [
      aLine({
        id: 'il_credit',
        amount: -4900,
        proration: true,
        invoice_item: 'ii_1',
        description: 'Unused time on Pro after 10 Nov 2026',
        credited_items: { invoice: 'in_cycle', invoice_line_items: ['il_cycle'] },
      }),
      aLine({
        id: 'il_debit',
        amount: 9900,
        price: 'price_Max',
        product: 'prod_Max',
        proration: true,
        invoice_item: 'ii_2',
        description: 'Remaining time on Max after 10 Nov 2026',
      }),
    ],
  });
  return aHistory({
    subscriptions: [aSubscription({ items: [anItem({ price: 'price_Max' })] })],
    prices: [aPrice(), aPrice({ id: 'price_Max', product: 'prod_Max', unit_amount: 9900 })],
    invoices: [cycle, change],
    charges: [paidBy(cycle), paidBy(change)],
  });
};

describe('what looks charged twice, and is right', () => {
  it.each<[string, BillingHistory, Partial<Policy>?]>([
    [
      'one payment seen as charge and as invoice',
      aHistory({ ...subscribed, invoices: [renewal], charges: [paidBy(renewal)] }),
    ],
    [
      'a hold and the capture of what was bought',
      aHistory({
        charges: [
          aCharge({
            id: 'ch_hold',
            payment_intent: 'pi_hold',
            captured: false,
            amount_captured: 0,
            created: at('2026-11-10T10:00:00Z'),
          }),
          aCharge({ id: 'ch_paid', payment_intent: 'pi_paid', created: at('2026-11-10T10:20:00Z') }),
        ],
        payment_intents: [
          aPaymentIntent({
            id: 'pi_hold',
            status: 'canceled',
            capture_method: 'manual',
            canceled_at: at('2026-11-10T10:15:00Z'),
          }),
          aPaymentIntent({ id: 'pi_paid' }),
        ],
      }),
    ],
    [
      'the same amount in another currency',
      aHistory({
        charges: [
          aCharge({ id: 'ch_usd', created: at('2026-11-10T10:00:00Z') }),
          aCharge({ id: 'ch_eur', currency: 'eur', created: at('2026-11-10T10:05:00Z') }),
        ],
      }),
    ],
    [
      'the first charge was refunded before the second',
      aHistory({
        charges: [
          aCharge({ id: 'ch_1', amount_refunded: 4900, refunded: true, created: at('2026-11-10T10:00:00Z') }),
          aCharge({ id: 'ch_2', created: at('2026-11-10T10:30:00Z') }),
        ],
        refunds: [aRefund({ charge: 'ch_1', created: at('2026-11-10T10:10:00Z') })],
      }),
    ],
    ['an upgrade invoice on the day of the cycle', upgraded('2026-11-10T00:00:00Z')],
    [
      'two subscriptions of one customer, to two products',
      (() => {
        const other = anInvoice({
          id: 'in_2',
          lines: [
            aLine({
              id: 'il_2',
              subscription: 'sub_2',
              subscription_item: 'si_2',
              price: 'price_B',
              product: 'prod_B',
            }),
          ],
        });
        return aHistory({
          subscriptions: [
            aSubscription(),
            aSubscription({ id: 'sub_2', items: [anItem({ id: 'si_2', price: 'price_B' })] }),
          ],
          prices: [aPrice(), aPrice({ id: 'price_B', product: 'prod_B' })],
          invoices: [renewal, other],
          charges: [paidBy(renewal), paidBy(other)],
        });
      })(),
      { multiple_subscriptions: { allowed: false, metadata_keys: [], exclusive_products: [] } },
    ],
    [
      'two partial refunds of one charge',
      aHistory({
        charges: [aCharge({ amount_refunded: 4000 })],
        refunds: [
          aRefund({ id: 're_1', amount: 2000 }),
          aRefund({ id: 're_2', amount: 2000, created: at('2026-11-12T10:00:00Z') }),
        ],
      }),
    ],
    [
      'a credit note and its own refund',
      aHistory({
        ...subscribed,
        invoices: [{ ...renewal, post_payment_credit_notes_amount: 2000 }],
        charges: [paidBy(renewal, { amount_refunded: 2000 })],
        refunds: [aRefund({ charge: 'ch_in_1', amount: 2000 })],
        credit_notes: [
          aCreditNote({
            amount: 2000,
            post_payment_amount: 2000,
            refunds: [{ refund: 're_1', amount_refunded: 2000 }],
          }),
        ],
      }),
    ],
  ])('%s', (_, history, policy) => {
    expect(errorsIn(history, policy)).toEqual([]);
  });
});

describe('what is charged twice', () => {
  it('a double charge one hour apart', () => {
    const charges = [
      aCharge({ id: 'ch_1', created: at('2026-11-10T10:00:00Z') }),
      aCharge({ id: 'ch_2', created: at('2026-11-10T11:00:00Z') }),
    ];
    expect(errorsIn(aHistory({ charges }))).toEqual(['duplicate-charge 4900']);
  });

  it('the same person on two customer records', () => {
    const customers = [
      aCustomer({ id: 'cus_A' }),
      aCustomer({ id: 'cus_B', email: 'Jane+two@acme.example' }),
    ];
    const charges = [
      aCharge({ id: 'ch_A', customer: 'cus_A', card: card('f1'), created: at('2026-11-10T10:00:00Z') }),
      aCharge({ id: 'ch_B', customer: 'cus_B', card: card('f1'), created: at('2026-11-10T10:07:00Z') }),
    ];
    expect(errorsIn(aHistory({ customers, charges }))).toEqual(['charged-on-two-records 4900']);
  });
});
