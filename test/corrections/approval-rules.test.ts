import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Approvals } from '../../src/analysis/policy.ts';
import {
  expiresAtMs,
  judgeApproval,
  type Spent,
  type ToApprove,
} from '../../src/corrections/approval-rules.ts';
import { countPeople, isSamePerson, type Person } from '../../src/corrections/people.ts';
import { smallerAmount } from '../../src/corrections/smaller-amount.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 21, 9);
const person = (account: string, human: string | null = null): Person => ({ account, human });
const [maya, noor, olga] = [
  person('slack:U1', 'maya'),
  person('slack:U2', 'noor'),
  person('slack:U3', 'olga'),
];
const approvals: Approvals = { second_person_over: { usd: 50_000 }, expires_after_hours: 72 };
const correction = (parts: Partial<ToApprove> = {}): ToApprove => ({
  customer: 'cus_1',
  kinds: ['credit_note'],
  amount: 4_900,
  currency: 'usd',
  requester: maya,
  proposedAtMs: NOW - HOUR,
  isIdentified: true,
  approvers: [],
  ...parts,
});
const spent = (amount: number, parts: Partial<Spent> = {}): Spent => ({
  customer: 'cus_1',
  amount,
  currency: 'usd',
  approvers: [olga],
  atMs: NOW - 2 * HOUR,
  ...parts,
});
const judge = (
  what: Partial<ToApprove> = {},
  by: Person = noor,
  policy: Partial<Approvals> = {},
  earlier: readonly Spent[] = [],
) => judgeApproval(correction(what), by, { ...approvals, ...policy }, earlier, NOW);
const refusal = (...parts: Parameters<typeof judge>): string => {
  const judgement = judge(...parts);
  return judgement.kind === 'refused' ? judgement.sentence : `not refused but ${judgement.kind}`;
};

describe('an approval', () => {
  it('of another person is enough below the limit', () => {
    expect(judge()).toEqual({ kind: 'approved' });
    expect(judge({ amount: 50_000 })).toEqual({ kind: 'approved' });
  });

  it('is never one’s own, in whichever account', () => {
    expect(refusal({}, maya)).toContain('You asked for this correction yourself');
    expect(refusal({}, person('zendesk:7', 'maya'))).toContain('You asked for this correction yourself');
    expect(refusal({ amount: 90_000, approvers: [noor] }, person('zendesk:8', 'noor'))).toContain('already');
  });

  it('needs a second person above the limit, and has it then', () => {
    expect(judge({ amount: 50_001 })).toEqual({
      kind: 'needs_second',
      why: 'Above $500.00 the policy wants two people.',
    });
    expect(judge({ amount: 50_001, approvers: [olga] })).toEqual({ kind: 'approved' });
  });

  it('needs two for kinds that always do, even where no money moves', () => {
    const policy = { always_two: ['cancel_subscription'] };
    expect(judge({ kinds: ['cancel_subscription'], amount: 0, currency: null }, noor, policy)).toMatchObject({
      kind: 'needs_second',
      why: 'The policy wants two people for every cancel subscription.',
    });
  });

  it('adds up what was split below the limit, by customer and by approver', () => {
    const split = Array.from({ length: 9 }, () => spent(5_000));
    expect(judge({ amount: 5_000 }, noor, {}, split)).toEqual({ kind: 'approved' });
    expect(judge({ amount: 5_001 }, noor, {}, split)).toMatchObject({ kind: 'needs_second' });
    const others = split.map((one, place) => ({ ...one, customer: `cus_${place + 2}`, approvers: [noor] }));
    expect(judge({ amount: 5_001 }, noor, {}, others)).toMatchObject({ kind: 'needs_second' });
    expect(judge({ amount: 5_001 }, olga, {}, others)).toEqual({ kind: 'approved' });
    const old = split.map((one) => ({ ...one, atMs: NOW - 25 * HOUR }));
    expect(judge({ amount: 5_001 }, noor, {}, old)).toEqual({ kind: 'approved' });
  });

  it('is refused above the maximum, the day’s sum and the customer’s sum, each in its currency', () => {
    expect(refusal({ amount: 10_001 }, noor, { maximum: { usd: 10_000 } })).toContain('escalate it');
    const day = { per_day: { usd: 20_000 } };
    expect(refusal({ amount: 10_000 }, noor, day, [spent(10_001, { customer: 'cus_9' })])).toContain('a day');
    expect(judge({ amount: 9_999 }, noor, day, [spent(10_001, { customer: 'cus_9' })]).kind).toBe('approved');
    const each = { per_customer: { usd: 20_000 } };
    const lastWeek = spent(15_001, { atMs: NOW - 7 * 24 * HOUR });
    expect(refusal({ amount: 5_000 }, noor, each, [lastWeek])).toContain('for one customer');
    expect(judge({ amount: 5_000 }, noor, each, [{ ...lastWeek, customer: 'cus_2' }]).kind).toBe('approved');
    expect(judge({ amount: 5_000, currency: 'eur' }, noor, { ...each, ...day }, [lastWeek]).kind).toBe(
      'approved',
    );
  });

  it('is refused once it expired, and while nobody knows who the customer is', () => {
    const proposedAtMs = NOW - 72 * HOUR;
    expect(expiresAtMs(proposedAtMs, approvals)).toBe(NOW);
    expect(refusal({ proposedAtMs })).toContain('expired');
    expect(judge({ proposedAtMs: proposedAtMs + 1 }).kind).toBe('approved');
    expect(refusal({ isIdentified: false })).toContain('confirm who it is');
    expect(judge({ isIdentified: false, amount: 0, currency: null }).kind).toBe('approved');
  });

  it('never lets less than two people spend more than one may, however it is split', () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(amounts, (wanted) => {
        const done: Spent[] = [];
        for (const amount of wanted) {
          if (judge({ amount }, noor, {}, done).kind === 'approved')
            done.push(spent(amount, { approvers: [noor] }));
        }
        const sum = done.reduce((total, one) => total + one.amount, 0);
        expect(sum).toBeLessThanOrEqual(50_000);
      }),
    );
  });
});

describe('people', () => {
  it('are counted by human, not by account', () => {
    expect(countPeople([maya, person('zendesk:7', 'maya'), noor])).toBe(2);
    expect(countPeople([person('a'), person('b'), person('a')])).toBe(2);
    expect(isSamePerson(person('a'), person('b'))).toBe(false);
  });
});

describe('a changed amount', () => {
  it('only shrinks', () => {
    expect(smallerAmount('48.99', 4_900, 'usd')).toEqual({ amount: 4_899 });
    expect(smallerAmount(' 48,99 ', 4_900, 'usd')).toEqual({ amount: 4_899 });
    expect(smallerAmount('48', 4_900, 'usd')).toEqual({ amount: 4_800 });
    expect(smallerAmount('48', 49, 'jpy')).toEqual({ amount: 48 });
    expect(smallerAmount('1.5', 4_900, 'kwd')).toEqual({ amount: 1_500 });
    expect(smallerAmount('49.00', 4_900, 'usd')).toEqual({ sentence: '$49.00 is the amount already.' });
    expect(smallerAmount('49.01', 4_900, 'usd')).toEqual({
      sentence: 'The amount can only shrink: $49.00 is what was found to be owed.',
    });
  });

  it.each(['0', '-1', '1.505', 'NaN', '', '$5', '1e1', '1,000.00', '9007199254740993', '9'.repeat(40)])(
    'of %j is none',
    (wanted) => {
      expect(smallerAmount(wanted, 4_900, 'usd')).toHaveProperty('sentence');
    },
  );
});
