import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analysis/analyze.ts';
import type { BillingHistory } from '../../src/analysis/billing-history.ts';
import type { Finding } from '../../src/analysis/finding.ts';
import { EMPTY_POLICY, type Policy } from '../../src/analysis/policy.ts';
import {
  aBalanceEntry,
  aCharge,
  aDispute,
  aHistory,
  aLine,
  anInvoice,
  aPayment,
  aPrice,
  aRefund,
  aSubscription,
  at,
  CUSTOMER,
  NOW,
  paidBy,
} from './builders.ts';

/** What the whole catalogue says where several of its rules look at the same money. */
function judged(
  history: BillingHistory,
  policy: Partial<Policy> = {},
): ReturnType<typeof analyze>['analysis'] {
  const { analysis, crashes } = analyze({
    history,
    policy: { ...EMPTY_POLICY, ...policy },
    asOf: NOW,
    ticket: null,
  });
  expect(crashes).toEqual([]);
  return analysis;
}

const summary = (findings: readonly Finding[]): unknown[] =>
  findings.map(({ rule, classification, amount, correction }) => [
    rule,
    classification,
    amount?.amount ?? null,
    correction?.kind ?? null,
  ]);

const paidInParts = (...intents: string[]) =>
  anInvoice({
    payments: intents.map((id) => aPayment({ id: `inpay_${id}`, payment_intent: `pi_${id}` })),
  });
const payment = (id: string, minutes: number, amount = 4900) =>
  aCharge({
    id: `ch_${id}`,
    payment_intent: `pi_${id}`,
    amount,
    created: at('2026-11-10T10:00:00Z') + minutes * 60,
  });

describe('one invoice paid more than once (A1, A2)', () => {
  it('calls the same amount paid twice a duplicate charge, and nothing else', () => {
    const history = aHistory({
      invoices: [{ ...paidInParts('a', 'b'), amount_overpaid: 4900 }],
      charges: [payment('a', 0), payment('b', 5)],
    });
    expect(summary(judged(history).findings)).toEqual([
      ['duplicate-charge', 'billing_error', 4900, 'refund'],
    ]);
  });

  it('calls another amount an overpayment, and nothing else', () => {
    const history = aHistory({
      invoices: [paidInParts('a', 'b')],
      charges: [payment('a', 0), payment('b', 5, 1000)],
    });
    expect(summary(judged(history).findings)).toEqual([
      ['invoice-overpaid', 'billing_error', 1000, 'refund'],
    ]);
  });

  it('shares the excess of three payments out without counting any of it twice', () => {
    const history = aHistory({
      invoices: [paidInParts('a', 'b', 'c')],
      charges: [payment('a', 0), payment('b', 5), payment('c', 10, 1000)],
    });
    const { findings } = judged(history);
    expect(summary(findings)).toEqual([
      ['duplicate-charge', 'billing_error', 4900, 'refund'],
      ['invoice-overpaid', 'billing_error', 1000, 'refund'],
    ]);
    expect(findings.map(({ correction }) => correction?.target)).toEqual(['ch_b', 'ch_c']);
  });

  it('leaves excess alone that was credited on the balance by hand', () => {
    const history = aHistory({
      invoices: [paidInParts('a', 'b')],
      charges: [payment('a', 0), payment('b', 5, 1000)],
      customer_balance_transactions: [aBalanceEntry({ amount: -1000 })],
    });
    const { findings, skipped } = judged(history);
    expect(findings.map(({ rule }) => rule)).not.toContain('invoice-overpaid');
    expect(skipped).toContainEqual({
      rule: 'invoice-overpaid',
      reason: 'already settled by the balance credit cbtxn_1',
    });
  });
});

describe('a disputed payment blocks corrections (G5)', () => {
  const disputed = (charge: string, amount = 4900) => ({ disputes: [aDispute({ charge, amount })] });

  it('of a duplicate charge: the error stays, its correction goes, a person answers the bank', () => {
    const order = { metadata: { order_id: 'A-1017' } };
    const history = aHistory({
      charges: [
        { ...payment('a', 0), ...order },
        { ...payment('b', 2), ...order, disputed: true },
      ],
      ...disputed('ch_b'),
    });
    const { findings, verdict, urgency } = judged(history);
    expect(verdict).toBe('billing_error');
    expect(urgency.reasons).toContain('Dispute dp_1 is open.');
    expect(summary(findings)).toEqual([
      ['duplicate-charge', 'billing_error', 4900, null],
      ['refund-and-chargeback', 'payment_issue', null, 'escalate'],
    ]);
  });

  it('of an overpayment, a period billed twice, a trial fee and a failed refund', () => {
    const subscriptions = [
      aSubscription({
        trial_start: at('2026-11-10T10:00:00Z'),
        trial_end: at('2026-11-24T10:00:00Z'),
        status: 'trialing',
      }),
    ];
    const period = { start: at('2026-11-10T10:00:00Z'), end: at('2026-12-10T10:00:00Z') };
    const overpaid = paidInParts('a', 'b');
    const first = anInvoice({ id: 'in_first' });
    const again = anInvoice({
      id: 'in_again',
      created: at('2026-11-12'),
      lines: [aLine({ id: 'il_again' })],
    });
    const trial = anInvoice({ lines: [aLine({ period })] });
    const cases: readonly [string, Partial<BillingHistory>, string][] = [
      [
        'invoice-overpaid',
        { invoices: [overpaid], charges: [payment('a', 0), payment('b', 5, 1000)] },
        'ch_b',
      ],
      [
        'period-invoiced-twice',
        { invoices: [first, again], charges: [paidBy(first), paidBy(again)], prices: [aPrice()] },
        'ch_in_again',
      ],
      ['charged-during-trial', { subscriptions, invoices: [trial], charges: [paidBy(trial)] }, 'ch_in_1'],
      [
        'refund-failed',
        { charges: [payment('a', 0)], refunds: [aRefund({ charge: 'ch_a', status: 'failed' })] },
        'ch_a',
      ],
    ];
    for (const [rule, parts, charge] of cases) {
      const charges = (parts.charges ?? []).map((one) =>
        one.id === charge ? { ...one, disputed: true } : one,
      );
      const free = judged(aHistory(parts)).findings.find((finding) => finding.rule === rule);
      expect([rule, free?.correction?.kind]).not.toEqual([rule, undefined]);
      const { findings } = judged(aHistory({ ...parts, charges, ...disputed(charge) }));
      expect(summary(findings)).toContainEqual([rule, 'billing_error', free?.amount?.amount, null]);
      expect(summary(findings)).toContainEqual(['refund-and-chargeback', 'payment_issue', null, 'escalate']);
    }
  });
});

describe('a refund that failed (G2)', () => {
  it('of a duplicate charge is that error once more, not another one', () => {
    const order = { metadata: { order_id: 'A-1017' } };
    const history = aHistory({
      charges: [
        { ...payment('a', 0), ...order },
        { ...payment('b', 2), ...order },
      ],
      refunds: [aRefund({ charge: 'ch_b', status: 'failed', failure_reason: 'expired_or_canceled_card' })],
    });
    const { findings } = judged(history);
    expect(summary(findings)).toEqual([
      ['duplicate-charge', 'billing_error', 4900, 'escalate'],
      ['refund-failed', 'notice', null, null],
    ]);
    expect(findings[1]?.message).toContain('The same money ($49.00) is reported under');
  });

  it('is never also on its way or returned', () => {
    const states = ['pending', 'failed', 'requires_action', 'succeeded'] as const;
    for (const status of states) {
      for (const day of ['2026-11-18', '2026-11-02', '2026-10-01']) {
        const isLive = status !== 'failed';
        const history = aHistory({
          charges: [aCharge({ created: at('2026-09-30'), amount_refunded: isLive ? 4900 : 0 })],
          refunds: [aRefund({ status, created: at(day) })],
        });
        const rules = judged(history).findings.map(({ rule }) => rule);
        expect({ status, day, rules }).toEqual({ status, day, rules: [expect.any(String)] });
      }
    }
  });
});

it('one month billed twice after the subscription had ended is one error', () => {
  const ended = aSubscription({
    status: 'canceled',
    ended_at: at('2026-11-01'),
    canceled_at: at('2026-11-01'),
  });
  const invoices = [
    anInvoice({ id: 'in_a', lines: [aLine({ id: 'il_a' })] }),
    anInvoice({ id: 'in_b', created: at('2026-11-12'), lines: [aLine({ id: 'il_b' })] }),
  ];
  const history = aHistory({
    subscriptions: [ended],
    invoices,
    charges: invoices.map((invoice) => paidBy(invoice)),
  });
  const errors = judged(history).findings.filter(({ classification }) => classification === 'billing_error');
  expect(summary(errors)).toEqual([
    ['charged-after-cancellation', 'billing_error', 4900, 'credit_note'],
    ['charged-after-cancellation', 'billing_error', 4900, 'credit_note'],
  ]);
});

describe('an invoice retried after the customer had paid it another way (A1, A2, G10)', () => {
  it('calls it an overpayment, and no duplicate charge as well', () => {
    const history = aHistory({
      invoices: [paidInParts('a', 'b')],
      charges: [
        { ...payment('b', 0), id: 'ch_failed', status: 'failed', captured: false, amount_captured: 0 },
        payment('a', 5),
        payment('b', 60),
      ],
    });
    const errors = judged(history).findings.filter(({ amount }) => amount !== null);
    expect(summary(errors)).toEqual([['invoice-overpaid', 'billing_error', 4900, 'refund']]);
    expect(errors[0]?.correction?.target).toBe('ch_b');
  });
});

describe('a refund promised for a fault (A1, G1)', () => {
  it('is the same money: it is reported once', () => {
    const charges = [payment('a', 0), payment('b', 5)].map((charge) => ({
      ...charge,
      metadata: { order_id: 'A-1' },
    }));
    const promise = {
      ref: 'p-1',
      customer: CUSTOMER,
      kind: 'refund' as const,
      amount: 4900,
      currency: 'usd',
      charge: 'ch_b',
      made_at: at('2026-11-11'),
      due_by: at('2026-11-12'),
    };
    const { findings } = judged(aHistory({ charges }), { promises: [promise] });
    expect(summary(findings)).toEqual([
      ['duplicate-charge', 'billing_error', 4900, 'refund'],
      ['promised-refund-missing', 'notice', null, null],
    ]);
  });
});
