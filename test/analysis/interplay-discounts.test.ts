import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analysis/analyze.ts';
import type { BillingHistory } from '../../src/analysis/billing-history.ts';
import type { Policy } from '../../src/analysis/policy.ts';
import { aBalanceEntry, aCoupon, aDiscount, aSubscription, at, NOW } from './builders.ts';
import { aPromise, billed, given, month } from './rules/discounts/histories.ts';

/** What the whole catalogue says where several rules look at one discount or one balance. */
function summary(history: BillingHistory, policy: Partial<Policy> = {}): readonly unknown[] {
  const { analysis, crashes } = analyze({
    history,
    policy: { version: 1, timezone: 'UTC', ...policy },
    asOf: NOW,
    ticket: null,
  });
  expect(crashes).toEqual([]);
  return analysis.findings.map(({ rule, classification, amount }) => [
    rule,
    classification,
    amount?.amount ?? null,
  ]);
}

const carrying = aSubscription({ discounts: [aDiscount()] });
const short = month(11, given([490, 'di_1']));
const debit = aBalanceEntry({ amount: 1500, ending_balance: 1500, created: at('2026-11-01') });
const collected = month(11, {}, { starting_balance: 1500, ending_balance: 0, amount_due: 6400 });
const applied = aBalanceEntry({
  id: 'cbtxn_2',
  type: 'applied_to_invoice',
  amount: -1500,
  ending_balance: 0,
  invoice: 'in_11',
  created: at('2026-11-10T10:00:00Z'),
});

describe('a discount that is too small (D1, D6)', () => {
  it('is measured by the coupon, or by the promise where there is one, and told once', () => {
    const history = billed([short], { subscriptions: [carrying], coupons: [aCoupon()] });
    expect(summary(history, { promises: [] })).toEqual([['discount-too-small', 'billing_error', 490]]);
    expect(summary(history, { promises: [aPromise({ percent: 25 })] })).toEqual([
      ['discount-not-applied', 'billing_error', 735],
    ]);
  });
});

describe('a discount in another currency (D1, D9)', () => {
  it('is decided by a promise that states its amount, and likely without', () => {
    const history = billed([month(11, { currency: 'eur' }, { currency: 'eur' })], {
      subscriptions: [carrying],
      coupons: [aCoupon({ amount_off: 1000, currency: 'usd' })],
    });
    expect(summary(history, { promises: [] })).toEqual([['discount-other-currency', 'likely_error', null]]);
    expect(summary(history, { promises: [aPromise({ amount: 900, currency: 'eur' })] })).toEqual([
      ['discount-not-applied', 'billing_error', 900],
    ]);
  });
});

describe('a discount that ended (V15, D5, D8)', () => {
  const ended = aDiscount({ start: at('2026-08-10'), end: at('2026-11-10') });
  const repeating = aCoupon({ duration: 'repeating', duration_in_months: 3 });
  const before = month(10, given([980, 'di_1']), { discounts: [ended] });

  it('is explained when its months were used, and no error', () => {
    const history = billed([before, month(11)], { coupons: [repeating] });
    expect(summary(history)).toEqual([['discount-ended', 'valid_but_confusing', null]]);
  });

  it('is an error when it stopped before them, and not explained away', () => {
    const running = { ...ended, end: at('2027-02-10') };
    const history = billed([{ ...before, discounts: [running] }, month(11)], {
      coupons: [aCoupon({ duration: 'repeating', duration_in_months: 6 })],
    });
    expect(summary(history)).toEqual([['discount-lost', 'billing_error', 980]]);
  });

  it('is for finance when it goes on after them', () => {
    const history = billed([before, month(11, given([980, 'di_1']))], { coupons: [repeating] });
    expect(summary(history)).toEqual([['discount-after-end', 'leakage', 980]]);
  });
});

describe('a debt on the balance (D12, V23)', () => {
  it('is explained where somebody wrote what it is for', () => {
    const written = { ...debit, description: 'Setup hours' };
    const history = billed([collected], { customer_balance_transactions: [written, applied] });
    expect(summary(history)).toEqual([['balance-applied', 'valid_but_confusing', null]]);
  });

  it('is not called right while nobody knows its cause', () => {
    const history = billed([collected], { customer_balance_transactions: [debit, applied] });
    expect(summary(history)).toEqual([['balance-debit-without-cause', 'likely_error', 1500]]);
  });

  it('is settled by a credit of the same amount', () => {
    const back = { ...debit, id: 'cbtxn_3', amount: -1500, ending_balance: 0, created: at('2026-11-12') };
    const history = billed([month(11)], { customer_balance_transactions: [debit, back] });
    expect(summary(history)).toEqual([]);
  });
});
