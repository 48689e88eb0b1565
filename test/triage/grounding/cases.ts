import { fact } from '../../../src/analysis/facts.ts';
import type { Facts, Finding } from '../../../src/analysis/finding.ts';
import { EMPTY_POLICY, type ReplyStyle } from '../../../src/analysis/policy.ts';
import type { WriteRequest } from '../../../src/check/ports.ts';
import { type Evidence, gatherEvidence } from '../../../src/triage/grounding/evidence.ts';
import { writeFromTemplates } from '../../../src/triage/template-writer.ts';
import type { RuleTextKey } from '../../../src/triage/templates/rule-keys.ts';
import { anAnalysis, aRequest, sampleFinding } from '../sample-findings.ts';

const eur = (amount: number) => fact.money(amount, 'eur');
const jpy = (amount: number) => fact.money(amount, 'jpy');

/** A finding with some facts of its own; the amount of an error follows its `amount` fact. */
function finding(key: RuleTextKey, facts: Facts = {}, parts: Partial<Finding> = {}): Finding {
  const base = sampleFinding(key);
  const own = facts['amount'];
  const owed =
    own?.kind === 'money' && base.amount !== null
      ? { amount: own.amount, currency: own.currency }
      : base.amount;
  return {
    ...base,
    facts: { ...base.facts, ...facts },
    amount: owed,
    recomputation: [],
    correction: null,
    ...parts,
  };
}

/** What the drafts are about: each a check as the writer gets it. */
const FINDINGS: Readonly<Record<string, readonly Finding[]>> = {
  /** $49.00 taken on 10 and 12 November 2026 for one invoice, card ending in 4242. */
  'charged-twice': [sampleFinding('duplicate-charge/same_invoice')],
  /** ¥4,900 three times for one order, ¥9,800 too much. */
  'charged-three-times': [
    finding(
      'duplicate-charge/same_order',
      { each: jpy(4900), amount: jpy(9800) },
      { recomputation: [{ label: 'over-charged', expression: '3 × 4900 − 4900', result: '9800' }] },
    ),
  ],
  /** Two subscriptions to Team since 3 September 2026, €89.00 each on two invoices; the next is due on 3 December. */
  'two-subscriptions': [
    finding(
      'duplicate-subscription/paid',
      { product: fact.text('Team'), amount: eur(17_800) },
      {
        recomputation: [{ label: 'paid for the second one', expression: '89.00 + 89.00', result: '178.00' }],
      },
    ),
  ],
  /** €1,234.56 on 3 October 2026, though the contract ended on 30 September. */
  'charged-after-the-end': [
    finding('charged-after-cancellation/paid', { amount: eur(123_456), invoice: fact.id('in_1QzR7cK') }),
  ],
  /** 20 % promised on 10 September 2026, €9.80 too much on the invoice of 10 November. */
  'missing-discount': [finding('discount-not-applied/promised', { amount: eur(980) })],
  /** 19 % tax, €9.31, on the invoice of 10 November 2026. */
  'taxed-though-exempt': [
    finding('tax-on-exempt-customer/certificate', { amount: eur(931), invoice_count: fact.count(1) }),
  ],
  /** $49.00 held on 18 November 2026 until 25 November, not taken. */
  'card-hold': [sampleFinding('authorization-hold/held')],
  /** €49.00 failed on 10 November 2026 and went through on 12 November. */
  'declined-then-paid': [finding('failed-attempt-retried/retried', { amount: eur(4900) })],
  /** $49.00 refunded on 18 November 2026, expected by 2 December, reference 74512096325. */
  'refund-on-its-way': [sampleFinding('refund-in-transit/refund')],
  /** From Basic to Pro on 10 November 2026: €10.00 credit, €24.50 charge until 1 December, €14.50 net. */
  'upgraded-midway': [
    finding(
      'plan-change-proration/upgrade',
      { credit: eur(1000), charge: eur(2450), net: eur(1450) },
      {
        recomputation: [
          { label: 'unused time', expression: '15.00 × 20 of 30 days', result: '10.00' },
          { label: 'net', expression: '24.50 − 10.00', result: '14.50' },
        ],
      },
    ),
  ],
  /** 20 % for three months, ended on 10 October 2026: $49.00 instead of $39.20. */
  'discount-over': [sampleFinding('discount-ended/repeating')],
  /** €49.00 instead of €39.00 a seat, five seats, three invoices since 1 August 2026: €150.00. */
  'above-the-contract': [
    finding(
      'charged-above-agreed-price/contract',
      { charged_unit: eur(4900), agreed_unit: eur(3900), amount: eur(15_000) },
      { recomputation: [{ label: 'difference', expression: '(49.00 − 39.00) × 5 × 3', result: '150.00' }] },
    ),
  ],
  /** Nothing found in 12 invoices. */
  nothing: [],
};

const STYLE: ReplyStyle = {
  tone: 'friendly',
  language: 'auto',
  signature: 'The Doorlist Billing Team\nbilling@doorlist.example',
};

export function requestOf(name: string): WriteRequest {
  const findings = FINDINGS[name];
  if (findings === undefined) throw new Error(`There is no case "${name}".`);
  return { ...aRequest(anAnalysis(findings)), policy: { ...EMPTY_POLICY, reply: STYLE } };
}

/** What a draft about the case may state. */
export function evidenceOf(name: string): Evidence {
  const request = requestOf(name);
  return gatherEvidence(request, writeFromTemplates(request));
}

/** True where money was in fact returned or credited. */
export const isReturned = (name: string): boolean => ['refund-on-its-way', 'upgraded-midway'].includes(name);
