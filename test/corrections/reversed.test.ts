import { describe, expect, it } from 'vitest';
import { followed, type SeenObject } from '../../src/corrections/made-in-stripe.ts';
import { nextLookMs, reversalOf } from '../../src/corrections/reversed.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const refund = (id: string, status: string | null, failure_reason: string | null = null): SeenObject => ({
  object: 'refund',
  id,
  amount: 4_900,
  currency: 'usd',
  status,
  failure_reason,
});

describe('what a correction made', () => {
  it('is followed where money may come back', () => {
    expect(followed(['re_1', 'cn_1', 'cbtxn_1', 'pyr_1', 'sub_1', 'in_1'])).toEqual([
      { object: 'refund', id: 're_1' },
      { object: 'credit_note', id: 'cn_1' },
      { object: 'refund', id: 'pyr_1' },
    ]);
  });

  it('stays with the customer unless a refund of it failed or was cancelled', () => {
    expect(reversalOf([])).toBeNull();
    const well = ['succeeded', 'pending', 'requires_action', null].map((status) => refund('re_1', status));
    expect(reversalOf(well)).toBeNull();
    expect(reversalOf([{ ...refund('cn_1', 'failed'), object: 'credit_note' }])).toBeNull();
  });

  it('is told refund by refund, in the same order whatever order they were read in', () => {
    const objects = [
      refund('re_3', 'failed'),
      refund('re_1', 'failed', 'insufficient_funds'),
      refund('re_4', 'succeeded'),
      refund('re_2', 'canceled', 'merchant_request'),
    ];
    const reversal = reversalOf(objects);
    expect(reversal?.refunds.map(({ id }) => id)).toEqual(['re_1', 're_2', 're_3']);
    expect(reversal?.sentence).toBe(
      'The refund of $49.00 (re_1) failed because the Stripe balance was too low. The refund of $49.00 (re_2) was cancelled before it arrived. The refund of $49.00 (re_3) failed. The customer does not have that money: it is back on the Stripe balance. Check the customer again and return it another way.',
    );
    expect(reversalOf(objects.toReversed())).toEqual(reversal);
  });
});

describe('the next look', () => {
  it('is after an hour, then a day after each, until 30 days have passed', () => {
    expect(nextLookMs(0, 0)).toBe(HOUR);
    expect(nextLookMs(0, HOUR - 1)).toBe(HOUR);
    expect(nextLookMs(0, HOUR)).toBe(HOUR + DAY);
    expect(nextLookMs(0, 29 * DAY)).toBe(30 * DAY);
    expect(nextLookMs(0, 29 * DAY + 1)).toBeNull();
  });
});
