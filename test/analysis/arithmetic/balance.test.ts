import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyBalance,
  byGrantOrder,
  drawFrom,
  splitCreditNote,
} from '../../../src/analysis/arithmetic/balance.ts';
import type { CreditGrant } from '../../../src/analysis/billing-history.ts';
import { at, CUSTOMER } from '../builders.ts';

describe('the balance on an invoice', () => {
  // https://docs.stripe.com/billing/customer/balance: negative values are a credit, "a reduction in the amount owed by
  // the customer"; positive values are a debt; both apply to the next invoice finalised.
  it('lowers what is due by credit and keeps what the total does not take', () => {
    expect(applyBalance(4_900, -1_000, 'usd')).toMatchObject({
      amount_due: 3_900,
      ending_balance: 0,
      applied: -1_000,
    });
    expect(applyBalance(4_900, -6_000, 'usd')).toMatchObject({
      amount_due: 0,
      ending_balance: -1_100,
      applied: -4_900,
    });
  });

  it('raises what is due by a debt', () => {
    const { amount_due, ending_balance, applied, steps } = applyBalance(4_900, 30, 'usd');
    expect({ amount_due, ending_balance, applied }).toEqual({
      amount_due: 4_930,
      ending_balance: 0,
      applied: 30,
    });
    expect(steps).toEqual([
      { label: 'total and what was owed before', expression: '49.00 + 0.30', result: '49.30' },
    ]);
  });

  it('adds an invoice that comes to a credit', () => {
    expect(applyBalance(-700, -300, 'usd')).toMatchObject({
      amount_due: 0,
      ending_balance: -1_000,
      applied: 0,
    });
  });

  // The same page: "When the amount due on an invoice is less than the minimum chargeable amount the invoice is marked as
  // paid and the amount owed moved to the invoice balance as a debit." The minimum is 0.50 USD.
  it('carries over what is too little to charge, and collects it with the next', () => {
    const first = applyBalance(30, 0, 'usd', 50);
    expect(first).toMatchObject({ amount_due: 0, ending_balance: 30, carried: true });
    expect(applyBalance(4_900, first.ending_balance, 'usd', 50)).toMatchObject({
      amount_due: 4_930,
      carried: false,
    });
    expect(applyBalance(50, 0, 'usd', 50)).toMatchObject({ amount_due: 50, carried: false });
  });

  it('loses nothing: total and balance before are what is due and the balance after', () => {
    const value = fc.integer({ min: -1_000_000, max: 1_000_000 });
    fc.assert(
      fc.property(value, value, (total, balance) => {
        const { amount_due, ending_balance } = applyBalance(total, balance, 'usd', 50);
        expect(amount_due + ending_balance).toBe(total + balance);
      }),
    );
  });
});

describe('a credit note', () => {
  // https://docs.stripe.com/api/credit_notes/create: "will first reduce the invoice's amount_remaining […] but not below
  // zero. […] The sum of refunds, customer balance credits, and outside of Stripe credits must equal the
  // post_payment_amount." Stripe's example in "Credit notes": 110 USD billed instead of 100 gives a credit of 10.
  it.each([
    [1_000, 11_000, { pre_payment_amount: 1_000, post_payment_amount: 0 }],
    [1_000, 0, { pre_payment_amount: 0, post_payment_amount: 1_000 }],
    [1_000, 400, { pre_payment_amount: 400, post_payment_amount: 600 }],
  ])('of %i on an invoice with %i to pay', (amount, remaining, parts) => {
    expect(splitCreditNote(amount, remaining)).toEqual(parts);
  });
});

describe('credit grants', () => {
  const grant = (id: string, parts: Partial<CreditGrant> = {}): CreditGrant => ({
    object: 'billing.credit_grant',
    id,
    customer: CUSTOMER,
    created: at('2026-01-01'),
    name: null,
    amount: { amount: 1_000, currency: 'usd' },
    category: 'paid',
    effective_at: null,
    expires_at: null,
    voided_at: null,
    applicable_prices: [],
    scope_known: true,
    priority: null,
    ...parts,
  });

  // https://docs.stripe.com/billing/subscriptions/usage-based/billing-credits#multiple-credit-grants: priority, then
  // expires_at, then promotional before paid, then effective_at, then created.
  it('are used up in the documented order', () => {
    const grants = [
      grant('old'),
      grant('older', { created: at('2025-12-01') }),
      grant('promotional', { category: 'promotional' }),
      grant('ends', { expires_at: at('2027-01-01') }),
      grant('first', { priority: 10 }),
      grant('last', { priority: 90, expires_at: at('2026-12-01') }),
    ];
    expect(grants.sort(byGrantOrder).map(({ id }) => id)).toEqual([
      'first',
      'ends',
      'promotional',
      'older',
      'old',
      'last',
    ]);
  });

  it('are drawn from one after the other', () => {
    expect(drawFrom([500, 300, 200], 700)).toEqual([500, 200, 0]);
    expect(drawFrom([500], 700)).toEqual([500]);
  });
});
