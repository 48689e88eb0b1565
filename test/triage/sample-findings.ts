import { fact } from '../../src/analysis/facts.ts';
import type {
  Analysis,
  Category,
  Classification,
  Correction,
  Facts,
  Finding,
  RecomputationStep,
  Verdict,
} from '../../src/analysis/finding.ts';
import { EMPTY_POLICY, type ReplyStyle } from '../../src/analysis/policy.ts';
import type { Ticket } from '../../src/analysis/ticket/ticket.ts';
import type { CustomerSummary, WriteRequest } from '../../src/check/ports.ts';
import type { RuleTextKey } from '../../src/triage/templates/rule-keys.ts';
import { at, NOW } from '../analysis/builders.ts';
import { OVERPAYMENT_SAMPLES } from './overpayment-samples.ts';
import { TIMING_SAMPLES } from './timing-samples.ts';

export interface Sample {
  readonly category: Category;
  readonly classification: Classification;
  readonly title: string;
  readonly facts: Facts;
  readonly recomputation?: readonly RecomputationStep[];
  /** Other classifications the rule gives this variant, to be written as well. */
  readonly also?: readonly Classification[];
}

const money = (amount: number) => fact.money(amount, 'usd');
const day = (iso: string) => fact.date(at(iso));
const { count, percent, text, id } = fact;

const duplicate = {
  category: 'duplicate_charge',
  classification: 'billing_error',
  title: 'Charged twice for the same thing',
  recomputation: [{ label: 'over-charged', expression: '2 × 49.00 − 49.00', result: '49.00' }],
  also: ['likely_error'],
} as const;
const duplicateFacts = {
  amount: money(4900),
  each: money(4900),
  count: count(2),
  first_at: day('2026-11-10'),
  last_at: day('2026-11-12'),
  kept: id('ch_Kept1'),
  duplicate: id('ch_Twice1'),
  last4: text('4242'),
};
const subscription = {
  category: 'duplicate_subscription',
  classification: 'billing_error',
  title: 'Two subscriptions to the same product',
  also: ['likely_error'],
} as const;
const cancellation = {
  category: 'cancellation',
  classification: 'billing_error',
  title: 'Charged after the subscription ended',
  also: ['likely_error'],
} as const;
const cancellationFacts = {
  amount: money(4900),
  ended_at: day('2026-09-30'),
  charged_at: day('2026-10-03'),
  period_start: day('2026-10-01'),
  period_end: day('2026-11-01'),
  invoice: id('in_After1'),
};
const discount = {
  category: 'discount',
  classification: 'billing_error',
  title: 'Discount not applied',
  recomputation: [{ label: 'discount', expression: '20 % of 49.00', result: '9.80' }],
  also: ['likely_error'],
} as const;
const price = {
  category: 'price',
  classification: 'billing_error',
  title: 'Charged above the agreed price',
  recomputation: [{ label: 'difference', expression: '(49.00 − 39.00) × 5 × 3', result: '150.00' }],
  also: ['likely_error'],
} as const;
const priceFacts = {
  amount: money(15_000),
  charged_unit: money(4900),
  agreed_unit: money(3900),
  quantity: count(5),
  product: text('Pro'),
  since: day('2026-08-01'),
  invoice_count: count(3),
};
const tax = {
  category: 'tax',
  classification: 'billing_error',
  title: 'Tax on an exempt customer',
  also: ['likely_error'],
} as const;
const taxFacts = {
  amount: money(931),
  invoice_at: day('2026-11-10'),
  invoice_count: count(1),
  percent: percent('19'),
};
const hold = {
  category: 'authorization_hold',
  classification: 'valid_but_confusing',
  title: 'Pre-authorization',
} as const;
const failed = { category: 'payment_failure', title: 'Failed attempt, then retried' } as const;
const failedFacts = {
  amount: money(4900),
  failed_at: day('2026-11-10'),
  failed_count: count(1),
  reason: text('insufficient_funds'),
};
const transit = {
  category: 'refund',
  classification: 'valid_but_confusing',
  title: 'Refund is on its way',
} as const;
const transitFacts = {
  amount: money(4900),
  refunded_at: day('2026-11-18'),
  expected_by: day('2026-12-02'),
  last4: text('4242'),
};
const ended = {
  category: 'discount',
  classification: 'valid_but_confusing',
  title: 'Discount ended',
} as const;
const endedFacts = {
  discount: text('Welcome 20'),
  percent: percent('20'),
  before: money(3920),
  now: money(4900),
  difference: money(980),
  ended_at: day('2026-10-10'),
  invoice_at: day('2026-11-10'),
};
const change = {
  category: 'proration',
  classification: 'valid_but_confusing',
  title: 'Plan changed in the middle of a period',
} as const;
const changeFacts = {
  changed_at: day('2026-11-10'),
  credit: money(1000),
  charge: money(2450),
  net: money(1450),
  from_plan: text('Basic'),
  to_plan: text('Pro'),
  period_end: day('2026-12-01'),
};
const returned = {
  category: 'refund',
  classification: 'valid_but_confusing',
  title: 'Money was already returned',
} as const;
const returnedFacts = {
  amount: money(4900),
  charged: money(4900),
  left: money(0),
  returned_at: day('2026-11-12'),
  count: count(1),
};
const part = { ...returnedFacts, amount: money(2000), left: money(2900) };

/** One finding for every rule and variant, with the facts of the table in `analysis/rules/README.md`. */
export const SAMPLES: Readonly<Record<RuleTextKey, Sample>> = {
  'duplicate-charge/same_invoice': { ...duplicate, facts: duplicateFacts },
  'duplicate-charge/same_order': {
    ...duplicate,
    facts: { ...duplicateFacts, count: count(3), amount: money(9800) },
    recomputation: [{ label: 'over-charged', expression: '3 × 49.00 − 49.00', result: '98.00' }],
  },
  'duplicate-charge/same_day': {
    ...duplicate,
    facts: { ...duplicateFacts, last_at: day('2026-11-10'), last4: text('') },
  },
  'duplicate-subscription/paid': {
    ...subscription,
    facts: {
      amount: money(9800),
      product: text('Pro'),
      kept: id('sub_Kept1'),
      duplicate: id('sub_Twice1'),
      since: day('2026-09-03'),
      invoice_count: count(2),
      next_at: day('2026-12-03'),
    },
    recomputation: [{ label: 'paid for the second one', expression: '49.00 + 49.00', result: '98.00' }],
  },
  'duplicate-subscription/unpaid': {
    ...subscription,
    facts: {
      product: text('Pro'),
      kept: id('sub_Kept1'),
      duplicate: id('sub_Twice1'),
      since: day('2026-11-15'),
      invoice_count: count(0),
      next_at: day('2026-12-15'),
    },
  },
  'charged-after-cancellation/paid': { ...cancellation, facts: cancellationFacts },
  'charged-after-cancellation/open': { ...cancellation, facts: cancellationFacts },
  'discount-not-applied/promised': {
    ...discount,
    facts: {
      amount: money(980),
      discount: text('Welcome 20'),
      percent: percent('20'),
      invoice_at: day('2026-11-10'),
      invoice_count: count(1),
      promised_at: day('2026-09-10'),
    },
  },
  'discount-not-applied/attached': {
    ...discount,
    facts: {
      amount: money(1500),
      discount: text('Partner'),
      discount_amount: money(500),
      invoice_at: day('2026-09-10'),
      invoice_count: count(3),
    },
    recomputation: [{ label: 'discount', expression: '3 × 5.00', result: '15.00' }],
  },
  'charged-above-agreed-price/contract': { ...price, facts: priceFacts },
  'charged-above-agreed-price/list': {
    ...price,
    facts: { ...priceFacts, quantity: count(1), invoice_count: count(1), amount: money(1000) },
    recomputation: [{ label: 'difference', expression: '49.00 − 39.00', result: '10.00' }],
  },
  'charged-above-agreed-price/no_notice': {
    ...price,
    facts: { ...priceFacts, quantity: count(1), amount: money(3570) },
    recomputation: [{ label: 'with 19 % tax', expression: '3 × 10.00 × 1.19', result: '35.70' }],
  },
  'tax-on-exempt-customer/snapshot': { ...tax, facts: taxFacts },
  'tax-on-exempt-customer/certificate': {
    ...tax,
    facts: { ...taxFacts, invoice_count: count(3), amount: money(2793) },
  },
  'authorization-hold/held': {
    ...hold,
    facts: { amount: money(4900), held_at: day('2026-11-18'), ends_at: day('2026-11-25') },
    also: ['payment_issue'],
  },
  'authorization-hold/released': {
    ...hold,
    facts: { amount: money(4900), held_at: day('2026-11-09'), released_at: day('2026-11-12') },
  },
  'authorization-hold/captured': {
    ...hold,
    facts: {
      amount: money(6000),
      held_at: day('2026-11-09'),
      captured: money(4900),
      captured_at: day('2026-11-10'),
    },
  },
  'failed-attempt-retried/retried': {
    ...failed,
    classification: 'valid_but_confusing',
    facts: { ...failedFacts, succeeded_at: day('2026-11-12') },
  },
  'failed-attempt-retried/unpaid': {
    ...failed,
    classification: 'payment_issue',
    facts: {
      ...failedFacts,
      failed_count: count(3),
      reason: text('expired_card'),
      next_attempt_at: day('2026-11-22'),
    },
  },
  'refund-in-transit/refund': { ...transit, facts: { ...transitFacts, reference: text('74512096325') } },
  'refund-in-transit/reversal': { ...transit, facts: transitFacts },
  'refund-in-transit/pending': { ...transit, facts: transitFacts, also: ['payment_issue'] },
  'discount-ended/once': { ...ended, facts: endedFacts },
  'discount-ended/repeating': { ...ended, facts: { ...endedFacts, months: count(3) } },
  'discount-ended/ended': { ...ended, facts: { ...endedFacts, ended_at: day('2025-12-31') } },
  'plan-change-proration/upgrade': {
    ...change,
    facts: changeFacts,
    recomputation: [
      { label: 'unused time', expression: '15.00 × 20 of 30 days', result: '10.00' },
      { label: 'net', expression: '24.50 − 10.00', result: '14.50' },
    ],
  },
  'plan-change-proration/downgrade': {
    ...change,
    facts: {
      ...changeFacts,
      credit: money(-2450),
      charge: money(1000),
      net: money(-1450),
      from_plan: text('Pro'),
      to_plan: text('Basic'),
    },
  },
  'plan-change-proration/interval': {
    ...change,
    facts: {
      ...changeFacts,
      from_plan: text('Pro monthly'),
      to_plan: text('Pro yearly'),
      period_end: day('2027-11-10'),
    },
  },
  'plan-change-proration/quantity': { ...change, facts: changeFacts },
  'already-returned/refund': { ...returned, facts: { ...returnedFacts, reference: text('74512096325') } },
  'already-returned/partial_refund': { ...returned, facts: { ...part, count: count(2) } },
  'already-returned/credit_note': { ...returned, facts: { ...part, reference: text('A-CN-1') } },
  'already-returned/balance': { ...returned, facts: part },
  ...TIMING_SAMPLES,
  ...OVERPAYMENT_SAMPLES,
};

/** The sample of a key as the engine would hand it over. */
export function sampleFinding(key: RuleTextKey, parts: Partial<Finding> = {}): Finding {
  const { facts, category, classification, title, recomputation = [] } = SAMPLES[key];
  const [rule = '', variant = ''] = key.split('/');
  const amount = facts['amount'];
  const isError = (parts.classification ?? classification) === 'billing_error';
  const owed =
    isError && amount?.kind === 'money' ? { amount: amount.amount, currency: amount.currency } : null;
  return {
    rule,
    variant,
    category,
    classification,
    confidence: 'certain',
    title,
    message: `${title}.`,
    facts,
    amount: owed,
    evidence: [{ object: 'charge', id: 'ch_Twice1' }],
    recomputation,
    at_issue: [{ object: 'charge', id: 'ch_Twice1', part: 'whole' }],
    correction: owed === null ? null : aCorrection(owed.amount),
    customer: 'cus_Acme',
    occurred_at: at('2026-11-12'),
    about_ticket: true,
    fingerprint: `fp_${key}`,
    ...parts,
  };
}

export function aCorrection(amount: number): Correction {
  const step = { kind: 'credit_note', target: 'in_1', amount, currency: 'usd' } as const;
  return {
    ...step,
    reason: 'duplicate',
    justification: 'The charge repeats another one.',
    alternatives: [{ kind: 'refund', why_not: 'the invoice would keep its revenue' }],
    steps: [{ ...step, params: { invoice: 'in_1', refund_amount: amount, reason: 'duplicate' } }],
  };
}

const VERDICTS: Readonly<Partial<Record<Classification, Verdict>>> = {
  billing_error: 'billing_error',
  likely_error: 'likely_error',
  payment_issue: 'payment_issue',
  valid_but_confusing: 'valid_but_confusing',
};

export function anAnalysis(findings: readonly Finding[], parts: Partial<Analysis> = {}): Analysis {
  const ranked = (['billing_error', 'likely_error', 'payment_issue', 'valid_but_confusing'] as const).find(
    (rank) => findings.some(({ classification }) => classification === rank),
  );
  return {
    as_of: NOW,
    verdict: (ranked === undefined ? undefined : VERDICTS[ranked]) ?? 'no_anomaly',
    urgency: { level: 'normal', reasons: ['The customer was charged in error.'] },
    findings,
    skipped: [],
    gaps: [],
    claim: null,
    counts: { invoices: 12, charges: 12, refunds: 0, subscriptions: 1, rules: 12 },
    ...parts,
  };
}

export const JANE: CustomerSummary = {
  id: 'cus_Acme',
  email: 'jane@acme.example',
  name: 'Jane Roe',
  created: at('2025-01-01'),
  livemode: false,
  currency: 'usd',
};

export const TICKETS = {
  en: 'Hello, I do not understand what you charged to my card this month. Please have a look.',
  de: 'Hallo, ich verstehe die Abbuchung auf meiner Karte in diesem Monat nicht. Bitte schaut nach.',
  es: 'Hola, no entiendo el importe que me han cobrado en la tarjeta este mes. ¿Lo pueden revisar, por favor?',
  fr: 'Bonjour, je ne comprends pas le montant prélevé sur ma carte ce mois-ci. Merci de vérifier.',
  ja: 'お世話になっております。今月カードに請求された金額の内容が分かりません。ご確認をお願いいたします。',
  it: 'Buongiorno, non capisco questo importo sulla mia carta e perché mi è stato addebitato. Grazie.',
} as const;

export const aTicket = (body: string): Ticket => ({
  subject: '',
  body,
  requester_email: 'jane@acme.example',
  created_at: NOW,
});

export interface SampleRequest {
  readonly language?: keyof typeof TICKETS;
  readonly reply?: ReplyStyle;
}

export function aRequest(analysis: Analysis, { language = 'en', reply }: SampleRequest = {}): WriteRequest {
  return {
    analysis,
    ticket: aTicket(TICKETS[language]),
    policy: reply === undefined ? EMPTY_POLICY : { ...EMPTY_POLICY, reply },
    customer: JANE,
    locales: [],
  };
}

export const style = (tone: ReplyStyle['tone'], parts: Partial<ReplyStyle> = {}): ReplyStyle => ({
  tone,
  language: 'auto',
  signature: 'The Billing Team',
  ...parts,
});
