import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analysis/analyze.ts';
import type { BillingHistory } from '../../src/analysis/billing-history.ts';
import { EMPTY_POLICY, type Policy } from '../../src/analysis/policy.ts';
import {
  aCharge,
  aHistory,
  aLine,
  anInvoice,
  aPaymentIntent,
  aPrice,
  aSubscription,
  at,
  CUSTOMER,
  NOW,
  paidBy,
} from './builders.ts';

/** The whole catalogue on one history: explanations beside each other, and beside the errors they must not hide. */
const told = (history: BillingHistory, body: string | null = null, policy: Policy = EMPTY_POLICY) => {
  const ticket =
    body === null ? null : { subject: '', body, requester_email: 'jane@acme.example', created_at: NOW };
  const { analysis, crashes } = analyze({ history, policy, asOf: NOW, ticket });
  expect(crashes).toEqual([]);
  const findings = analysis.findings.map(({ rule, variant }) => `${rule}/${variant}`);
  return { ...analysis, findings, all: analysis.findings };
};

const ended = { status: 'canceled', canceled_at: at('2026-10-20'), ended_at: at('2026-10-20') } as const;
const october = anInvoice({
  id: 'in_Oct',
  created: at('2026-10-10T10:00:00Z'),
  lines: [aLine({ id: 'il_Oct', period: { start: at('2026-10-10'), end: at('2026-11-10') } })],
});

describe('explanations and errors', () => {
  it('nobody is asked to pay an invoice for time after the end', () => {
    const overdue = anInvoice({ status: 'open', due_date: at('2026-11-15'), payments: [] });
    const history = aHistory({
      subscriptions: [aSubscription(ended)],
      prices: [aPrice()],
      invoices: [october, overdue],
      charges: [paidBy(october)],
    });
    const { findings, verdict, skipped } = told(history, 'I cancelled, why do I get an invoice?');
    expect(findings).toEqual(['charged-after-cancellation/open']);
    expect(verdict).toBe('billing_error');
    expect(skipped).toContainEqual({
      rule: 'not-yet-charged',
      reason: expect.stringContaining('charged-after-cancellation'),
    });
  });

  it('a charge after the end is not explained by the one before', () => {
    const november = anInvoice();
    const history = aHistory({
      subscriptions: [aSubscription(ended)],
      prices: [aPrice()],
      invoices: [october, november],
      charges: [paidBy(october), paidBy(november)],
    });
    expect(told(history, 'I cancelled and was charged').findings).toEqual([
      'charged-after-cancellation/paid',
    ]);
  });

  it('a trial that became a subscription does not hide a discount that was promised', () => {
    const first = anInvoice();
    const history = aHistory({
      subscriptions: [
        aSubscription({
          created: at('2026-10-11'),
          trial_start: at('2026-10-11'),
          trial_end: at('2026-11-10'),
        }),
      ],
      prices: [aPrice()],
      invoices: [first],
      charges: [paidBy(first)],
    });
    expect(told(history).findings).toEqual(['trial-converted/converted']);
    const promises = [
      {
        ref: 'p-3',
        customer: CUSTOMER,
        kind: 'discount',
        percent: 20,
        made_at: at('2026-10-01'),
        from: at('2026-10-01'),
        until: at('2027-10-01'),
      },
    ] as const;
    const withPromise = told(history, null, { ...EMPTY_POLICY, promises });
    expect(withPromise.findings).toEqual(['discount-not-applied/promised']);
    expect(withPromise.verdict).toBe('billing_error');
  });

  it('an invoice with a failed attempt is told once, with the attempt', () => {
    const open = anInvoice({ status: 'open', attempt_count: 1, payments: [] });
    const failed = {
      ...paidBy(open),
      amount: 4900,
      status: 'failed',
      captured: false,
      invoice: 'in_1',
    } as const;
    const history = aHistory({ subscriptions: [aSubscription()], invoices: [open], charges: [failed] });
    const { findings, verdict } = told(history);
    expect(findings).toEqual(['failed-attempt-retried/unpaid']);
    expect(verdict).toBe('payment_issue');
  });

  it('a dollar held is told once, as a check of the card', () => {
    const history = aHistory({
      charges: [aCharge({ amount: 100, captured: false, payment_intent: 'pi_1' })],
      payment_intents: [
        aPaymentIntent({ amount: 100, status: 'requires_capture', capture_method: 'manual' }),
      ],
    });
    expect(told(history).findings).toEqual(['card-verification/small_hold']);
    expect(told(history, 'I don’t recognise this $1.00 charge').findings).toEqual([
      'card-verification/small_hold',
    ]);
  });
});

describe('a charge that is not here', () => {
  const november = anInvoice();
  const account = aHistory({
    subscriptions: [aSubscription()],
    prices: [aPrice()],
    invoices: [november],
    charges: [paidBy(november)],
  });
  const unknown = 'I do not recognise this charge of $23.90 on my card ending in 4242.';

  it('is what the ticket is about', () => {
    const { findings, verdict, all } = told(account, unknown);
    expect(findings).toEqual(['not-in-this-account/amount']);
    expect(verdict).toBe('valid_but_confusing');
    expect(all[0]).toMatchObject({
      about_ticket: true,
      amount: null,
      correction: null,
      facts: { amount: { amount: 2390, currency: 'usd' }, last4: { text: '4242' } },
    });
  });

  it('is in the currency of the account where the sign allows it', () => {
    const cad = { ...account, customers: account.customers.map((one) => ({ ...one, currency: 'cad' })) };
    const charges = account.charges.map((charge) => ({ ...charge, currency: 'cad' }));
    expect(told({ ...cad, charges }, unknown).all[0]?.facts['amount']).toMatchObject({ currency: 'cad' });
  });

  it('keeps its fingerprint whatever is charged later', () => {
    const [one] = told(account, unknown).all;
    const [other] = told({ ...account, charges: [...account.charges, aCharge({ id: 'ch_9' })] }, unknown).all;
    expect(other?.fingerprint).toBe(one?.fingerprint);
  });

  it('is not claimed of a history that lacks payments', () => {
    const gap = { message: 'Charges could not be read.', could_hold_money: true, scope: null };
    const { findings, verdict, skipped } = told({ ...account, gaps: [gap] }, unknown);
    expect(findings).toEqual([]);
    expect(verdict).toBe('cannot_tell');
    expect(skipped.map(({ rule }) => rule)).toContain('not-in-this-account');
  });

  it('is looked for in a long history, with many amounts named', () => {
    const invoices = Array.from({ length: 10_000 }, (_, place) => {
      const start = at('2020-01-01') + place * 20_000;
      const period = { start, end: start + 20_000 };
      const lines = [aLine({ id: `il_${place}`, amount: 100_000 + place, period })];
      return anInvoice({ id: `in_${place}`, created: start, lines });
    });
    const history = aHistory({ invoices, charges: invoices.map((invoice) => paidBy(invoice)) });
    const many = Array.from({ length: 40 }, (_, place) => `$${place + 20}.13`).join(', ');
    const rules = ['not-in-this-account', 'card-verification', 'not-yet-charged', 'trial-converted'];
    const { findings } = told(history, `Unknown charges: ${many}`);
    expect(findings.filter((key) => rules.some((rule) => key.startsWith(rule)))).toEqual([
      'not-in-this-account/amount',
    ]);
  }, 20_000);
});
