import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analysis/analyze.ts';
import type { BillingHistory } from '../../src/analysis/billing-history.ts';
import type { MoneyUnit, RuleFinding } from '../../src/analysis/finding.ts';
import { EMPTY_POLICY, type Policy } from '../../src/analysis/policy.ts';
import { defineRule, type Rule } from '../../src/analysis/rule.ts';
import {
  aBalanceEntry,
  aCharge,
  aDispute,
  aHistory,
  aLine,
  anInvoice,
  aRefund,
  aSubscription,
  at,
  CUSTOMER,
  NOW,
  paidBy,
} from './builders.ts';

const CHARGE: MoneyUnit = { object: 'charge', id: 'ch_1', part: 'whole' };

const aFinding = (parts: Partial<RuleFinding> = {}): RuleFinding => ({
  classification: 'billing_error',
  confidence: 'certain',
  title: 'Title',
  message: 'Message.',
  facts: {},
  amount: { amount: 4900, currency: 'usd' },
  evidence: [{ object: 'charge', id: 'ch_1' }],
  recomputation: [],
  at_issue: [CHARGE],
  correction: {
    kind: 'refund',
    target: 'ch_1',
    amount: 4900,
    currency: 'usd',
    reason: 'duplicate',
    justification: 'Because.',
    alternatives: [],
    steps: [],
  },
  customer: CUSTOMER,
  occurred_at: at('2026-11-10'),
  ...parts,
});

const explanation = (parts: Partial<RuleFinding> = {}): RuleFinding =>
  aFinding({ classification: 'valid_but_confusing', amount: null, correction: null, ...parts });

const ruleOf = (id: string, ...findings: RuleFinding[]): Rule =>
  defineRule({
    id,
    version: 1,
    rows: ['A1'],
    category: 'duplicate_charge',
    title: id,
    needs: ['charges'],
    proposes: ['refund'],
    check: () => findings,
  });

const run = (
  rules: Rule[],
  history: BillingHistory = aHistory({ charges: [aCharge()] }),
  policy: Policy = EMPTY_POLICY,
) => analyze({ history, policy, asOf: NOW, ticket: null, rules });

describe('engine', () => {
  it('never throws: a crashing rule is skipped and reported, the others run', () => {
    const broken: Rule = {
      ...ruleOf('broken-rule'),
      check() {
        throw new TypeError('no');
      },
    };
    const { analysis, crashes } = run([broken, ruleOf('sound-rule', aFinding())]);
    expect(analysis.findings.map(({ rule }) => rule)).toEqual(['sound-rule']);
    expect(analysis.skipped).toEqual([{ rule: 'broken-rule', reason: expect.stringContaining('failed') }]);
    expect(crashes[0]?.error).toMatch(/TypeError: no/);
  });

  it.each([
    ['more than was over-charged', aFinding({ amount: { amount: 100, currency: 'usd' } })],
    ['an amount of nothing', aFinding({ amount: { amount: 0, currency: 'usd' } })],
    ['a fraction', aFinding({ amount: { amount: 4900.5, currency: 'usd' } })],
    ['no money at issue', aFinding({ at_issue: [] })],
    ['no evidence', aFinding({ evidence: [] })],
  ])('refuses a finding with %s', (_, finding) => {
    const { analysis, crashes } = run([ruleOf('wrong-rule', finding)]);
    expect(analysis.findings).toEqual([]);
    expect(crashes).toHaveLength(1);
  });

  it('switches rules off and passes thresholds from the policy', () => {
    const seen: unknown[] = [];
    const rule: Rule = {
      ...ruleOf('window-rule'),
      thresholds: { hours: 24, minutes: 10 },
      check: (_, { thresholds }) => {
        seen.push(thresholds);
        return [];
      },
    };
    run([rule], aHistory({}), {
      ...EMPTY_POLICY,
      rules: { 'window-rule': { enabled: true, thresholds: { hours: 12 } } },
    });
    expect(seen).toEqual([{ hours: 12, minutes: 10 }]);
    const off = run([rule], aHistory({}), {
      ...EMPTY_POLICY,
      rules: { 'window-rule': { enabled: false, thresholds: {} } },
    });
    expect(off.analysis.skipped[0]?.reason).toMatch(/switched off/);
  });

  describe('one finding per unit of money', () => {
    it('leaves out an explanation that yields where an error about its money stays, and only there', () => {
      const invoice = anInvoice({ status: 'open' });
      const history = aHistory({ invoices: [invoice] });
      const line: MoneyUnit = { object: 'line_item', id: 'il_1', part: 'whole' };
      const open = explanation({
        at_issue: [{ object: 'invoice', id: 'in_1', part: 'whole' }],
        yields: true,
      });
      const wrong = aFinding({ at_issue: [line], correction: null });
      const { analysis } = run([ruleOf('explains', open), ruleOf('wrong', wrong)], history);
      expect(analysis.findings.map(({ rule }) => rule)).toEqual(['wrong']);
      expect(analysis.skipped).toEqual([{ rule: 'explains', reason: 'answered by wrong: Title' }]);

      const elsewhere = aFinding({ at_issue: [CHARGE], correction: null });
      const both = run([ruleOf('explains', open), ruleOf('wrong', elsewhere)], {
        ...history,
        charges: [aCharge()],
      });
      expect(both.analysis.findings.map(({ rule }) => rule)).toEqual(['wrong', 'explains']);
      expect(Object.keys(both.analysis.findings[1] ?? {})).not.toContain('yields');
    });

    it('keeps the best proved of two errors about the same money; the other becomes context', () => {
      const invoice = anInvoice();
      const history = aHistory({ invoices: [invoice], charges: [paidBy(invoice)] });
      const aboutCharge = aFinding({
        confidence: 'high',
        at_issue: [{ object: 'charge', id: 'ch_in_1', part: 'whole' }],
      });
      const aboutLine = aFinding({ at_issue: [{ object: 'line_item', id: 'il_1', part: 'price' }] });
      const { findings } = run(
        [ruleOf('by-charge', aboutCharge), ruleOf('by-line', aboutLine)],
        history,
      ).analysis;
      expect(
        findings.map(({ rule, classification, amount }) => [rule, classification, amount?.amount]),
      ).toEqual([
        ['by-line', 'billing_error', 4900],
        ['by-charge', 'notice', undefined],
      ]);
      expect(findings[1]?.message).toContain('The same money ($49.00) is reported under "Title".');
    });

    it('keeps two errors about different parts of one line', () => {
      const part = (name: MoneyUnit['part']) =>
        aFinding({ at_issue: [{ object: 'line_item', id: 'il_1', part: name }] });
      const history = aHistory({ invoices: [anInvoice()] });
      expect(
        run(
          [ruleOf('tax-rule', part('tax')), ruleOf('price-rule', part('price'))],
          history,
        ).analysis.findings.map((f) => f.classification),
      ).toEqual(['billing_error', 'billing_error']);
    });

    it('does not take a second charge on an invoice for the invoice’s own money', () => {
      const invoice = anInvoice();
      const second = aCharge({ id: 'ch_second', payment_intent: 'pi_in_1', created: invoice.created + 60 });
      const history = aHistory({ invoices: [invoice], charges: [paidBy(invoice), second] });
      const twice = aFinding({ at_issue: [{ object: 'charge', id: 'ch_second', part: 'whole' }] });
      const price = aFinding({ at_issue: [{ object: 'line_item', id: 'il_1', part: 'price' }] });
      expect(
        run([ruleOf('twice', twice), ruleOf('price', price)], history).analysis.findings.map(
          (f) => f.classification,
        ),
      ).toEqual(['billing_error', 'billing_error']);
    });
  });

  describe('valid before error', () => {
    it('drops an error whose money is wholly explained', () => {
      const { analysis } = run([
        ruleOf('error', aFinding()),
        ruleOf('valid', explanation({ explains: [CHARGE] })),
      ]);
      expect(analysis.verdict).toBe('valid_but_confusing');
      expect(analysis.skipped).toContainEqual({ rule: 'error', reason: 'explained by valid: Title' });
    });

    it('keeps an error of which only part is explained, or which is better proved', () => {
      const other: MoneyUnit = { object: 'charge', id: 'ch_2', part: 'whole' };
      const partly = [
        ruleOf('error', aFinding({ at_issue: [CHARGE, other] })),
        ruleOf('valid', explanation({ explains: [CHARGE] })),
      ];
      expect(run(partly).analysis.verdict).toBe('billing_error');
      const weaker = [
        ruleOf('error', aFinding()),
        ruleOf('valid', explanation({ explains: [CHARGE], confidence: 'medium' })),
      ];
      expect(run(weaker).analysis.verdict).toBe('billing_error');
    });
  });

  it('counts a balance credit of exactly the amount as settled, once', () => {
    const credit = aBalanceEntry({ amount: -4900 });
    const history = aHistory({ charges: [aCharge()], customer_balance_transactions: [credit] });
    expect(run([ruleOf('error', aFinding())], history).analysis.verdict).toBe('no_anomaly');
    const two = ruleOf('error', aFinding(), aFinding({ at_issue: [{ ...CHARGE, id: 'ch_2' }] }));
    expect(run([two], history).analysis.findings).toHaveLength(1);
    const earlier = { ...history, customer_balance_transactions: [{ ...credit, created: at('2026-11-01') }] };
    expect(run([ruleOf('error', aFinding())], earlier).analysis.verdict).toBe('billing_error');
  });

  describe('verdict', () => {
    it('is the first present of the four that count', () => {
      const verdict = (...classes: RuleFinding['classification'][]) =>
        run(
          classes.map((classification, n) =>
            ruleOf(
              `rule-${n}`,
              aFinding({
                classification,
                amount: null,
                correction: null,
                at_issue: [{ ...CHARGE, id: `ch_${n}` }],
              }),
            ),
          ),
        ).analysis.verdict;
      expect(verdict('notice', 'leakage')).toBe('no_anomaly');
      expect(verdict('valid_but_confusing', 'payment_issue')).toBe('payment_issue');
      expect(verdict('payment_issue', 'likely_error')).toBe('likely_error');
      expect(verdict('likely_error', 'billing_error')).toBe('billing_error');
    });

    it('cannot tell when a gap could hold money, and then drafts no correction', () => {
      const history = {
        ...aHistory({ charges: [aCharge()] }),
        gaps: [
          { message: 'Charges after the first 100 were not read.', could_hold_money: true, scope: null },
        ],
      };
      const { analysis } = run([ruleOf('error', aFinding())], history);
      expect(analysis).toMatchObject({
        verdict: 'cannot_tell',
        gaps: ['Charges after the first 100 were not read.'],
      });
      expect(analysis.findings[0]?.correction).toBeNull();
    });

    it('a charge whose refunds are not all known only clouds findings about that charge', () => {
      const gaps = [{ message: 'Refunds of ch_2 were not read.', could_hold_money: true, scope: 'ch_2' }];
      const history = { ...aHistory({ charges: [aCharge(), aCharge({ id: 'ch_2' })] }), gaps };
      expect(run([], history).analysis.verdict).toBe('no_anomaly');
      expect(run([ruleOf('error', aFinding())], history).analysis.verdict).toBe('billing_error');
      const about = aFinding({ at_issue: [{ ...CHARGE, id: 'ch_2' }] });
      expect(run([ruleOf('error', about)], history).analysis.verdict).toBe('cannot_tell');
    });
  });

  it('leaves out what was created after the moment judged, and says so', () => {
    const charge = aCharge({ amount_refunded: 4900, refunded: true });
    const history = aHistory({ charges: [charge], refunds: [aRefund({ created: NOW + 60 })] });
    const seen: BillingHistory[] = [];
    const rule: Rule = {
      ...ruleOf('looking'),
      check: (given) => {
        seen.push(given);
        return [];
      },
    };
    const { analysis } = run([rule], history);
    expect(seen[0]?.refunds).toEqual([]);
    expect(seen[0]?.charges[0]).toMatchObject({ amount_refunded: 0, refunded: false });
    expect(analysis.gaps).toEqual([expect.stringMatching(/^1 object created after .* was left out\.$/)]);
    expect(analysis.verdict).toBe('no_anomaly');
  });

  it('names a finding the same whatever its amount or words, and differently for other money', () => {
    const print = (finding: RuleFinding) => run([ruleOf('error', finding)]).analysis.findings[0]?.fingerprint;
    const first = print(aFinding());
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(print(aFinding({ title: 'Other', amount: { amount: 5000, currency: 'usd' } }))).toBe(first);
    expect(print(aFinding({ at_issue: [{ ...CHARGE, id: 'ch_2' }] }))).not.toBe(first);
    expect(print(aFinding({ customer: 'cus_Other' }))).not.toBe(first);
  });

  it('escalates what is above the policy’s maximum instead of drafting it', () => {
    const policy: Policy = {
      ...EMPTY_POLICY,
      approvals: { maximum: { usd: 4000 }, expires_after_hours: 72 },
    };
    const correction = run([ruleOf('error', aFinding())], undefined, policy).analysis.findings[0]?.correction;
    expect(correction).toMatchObject({ kind: 'escalate', amount: null, alternatives: [{ kind: 'refund' }] });
    expect(correction?.justification).toContain('Above $40.00');
  });

  describe('old events that the words point at too', () => {
    const ticket = {
      subject: 'Charged twice',
      body: 'You charged me twice, I want a refund.',
      requester_email: null,
      created_at: null,
    };
    const judge = (...findings: RuleFinding[]) =>
      analyze({
        history: aHistory({ charges: [aCharge()] }),
        policy: EMPTY_POLICY,
        asOf: NOW,
        ticket,
        rules: findings.map((finding, n) => ruleOf(`rule-${n}`, finding)),
      }).analysis.findings.map(({ title }) => title);
    const old = explanation({
      title: 'old refund',
      category: 'refund',
      occurred_at: at('2026-03-01'),
      at_issue: [{ ...CHARGE, id: 'ch_old' }],
    });
    const hold = explanation({ title: 'hold', category: 'authorization_hold' });

    it('are told when nothing else answers', () => {
      expect(judge(old)).toEqual(['old refund']);
      expect(judge(old, explanation({ title: 'price', category: 'price' }))).toEqual(['old refund', 'price']);
    });

    it('are left out once an error, or something recent of another kind, answers', () => {
      expect(judge(old, aFinding({ title: 'error' }))).toEqual(['error']);
      expect(judge(old, hold)).toEqual(['hold']);
    });

    it('stay beside something recent of the same kind', () => {
      const recent = explanation({ title: 'recent refund', category: 'refund' });
      expect(judge(old, recent)).toEqual(['recent refund', 'old refund']);
    });
  });

  describe('urgency', () => {
    it('names its reasons and rests on fields', () => {
      const invoice = anInvoice({ lines: [aLine({ amount: 4900 })] });
      const history = aHistory({ invoices: [invoice], charges: [aCharge(), paidBy(invoice)] });
      expect(run([], history).analysis.urgency).toEqual({
        level: 'low',
        reasons: ['Nothing needs correcting.'],
      });
      expect(run([ruleOf('error', aFinding())], history).analysis.urgency.level).toBe('high');
      const small = aFinding({ amount: { amount: 100, currency: 'usd' }, correction: null });
      expect(run([ruleOf('error', small)], history).analysis.urgency.level).toBe('normal');
    });

    it('is urgent when a dispute is nearly due or the next invoice repeats the fault', () => {
      const dispute = aDispute({ due_by: NOW + 24 * 3600 });
      const disputed = run([], aHistory({ charges: [aCharge()], disputes: [dispute] })).analysis.urgency;
      expect(disputed).toEqual({
        level: 'urgent',
        reasons: ['Dispute dp_1 must be answered within 24 hours.'],
      });
      const subscription = aSubscription();
      const soon = {
        ...subscription,
        items: subscription.items.map((item) => ({ ...item, current_period_end: NOW + 48 * 3600 })),
      };
      const repeating = run(
        [ruleOf('error', aFinding({ repeats: true }))],
        aHistory({ charges: [aCharge()], subscriptions: [soon] }),
      );
      expect(repeating.analysis.urgency.level).toBe('urgent');
    });

    it('never follows from tone alone', () => {
      const ticket = {
        subject: 'Lawyer!',
        body: 'I will call my lawyer and my bank, chargeback now',
        requester_email: null,
        created_at: null,
      };
      const calm = analyze({
        history: aHistory({}),
        policy: EMPTY_POLICY,
        asOf: NOW,
        ticket,
        rules: [],
      }).analysis;
      expect(calm.urgency.level).toBe('low');
    });
  });
});
