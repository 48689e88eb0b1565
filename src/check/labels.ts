import type { Classification, CorrectionKind, RecomputationStep, Verdict } from '../analysis/finding.ts';
import { formatMoney } from '../money.ts';
import type { AnalysisResult, ResultFinding, ResultTriage } from './result.ts';

/** The answer in one sentence, for people who decide in ten seconds. */
const VERDICT_SENTENCES: Record<Verdict, string> = {
  billing_error: 'Billing error: the customer was charged wrongly.',
  likely_error: 'Probably a billing error: one fact decides it.',
  payment_issue: 'No billing error: a payment is failing or waiting.',
  valid_but_confusing: 'The charges are right; here is why they look wrong.',
  no_anomaly: 'Nothing wrong was found in this billing history.',
  cannot_tell: 'Cannot tell yet: part of the answer is missing.',
};

const UNRESOLVED_SENTENCES: Record<Exclude<AnalysisResult['customer']['kind'], 'resolved'>, string> = {
  ambiguous: 'Nothing was checked yet: several customers match.',
  not_found: 'Nothing was checked: no such customer was found.',
  deleted: 'Nothing was checked: this customer was deleted in Stripe.',
};

const CLASSIFICATION_LABELS: Record<Classification, string> = {
  billing_error: 'billing error',
  likely_error: 'likely error',
  valid_but_confusing: 'right, but confusing',
  payment_issue: 'payment issue',
  leakage: 'for finance only',
  notice: 'for context',
};

const CORRECTION_NAMES: Record<CorrectionKind, string> = {
  refund: 'Refund',
  credit_note: 'Credit note',
  void_invoice: 'Voiding',
  delete_invoice_item: 'Deletion',
  customer_balance_credit: 'Balance credit',
  cancel_subscription: 'Cancellation',
  remove_discount: 'Removal of the discount',
  apply_discount: 'New discount',
  update_price: 'New price',
  update_quantity: 'New quantity',
  update_tax_status: 'New tax status',
  extend_trial: 'Longer trial',
  cancel_payment_intent: 'Release of the hold',
  escalate: 'Decision in person',
};

/** The verdict's sentence with the amount at stake; several currencies are listed, never added. */
export function verdictSentence({
  verdict,
  findings,
  customer,
}: Pick<AnalysisResult, 'verdict' | 'findings' | 'customer'>): string {
  if (customer.kind !== 'resolved') return UNRESOLVED_SENTENCES[customer.kind];
  const totals = new Map<string, number>();
  for (const { classification, amount } of findings) {
    if (classification !== verdict || amount === null) continue;
    totals.set(amount.currency, (totals.get(amount.currency) ?? 0) + amount.amount);
  }
  const shown = [...totals].map(([currency, amount]) => formatMoney({ amount, currency }));
  const sentence = VERDICT_SENTENCES[verdict];
  return shown.length === 0 ? sentence : `${sentence.slice(0, -1)} (${shown.join(' + ')}).`;
}

/** How the sentence of a verdict begins, whatever the amounts. */
export function verdictWords(verdict: Verdict): string {
  return VERDICT_SENTENCES[verdict].slice(0, -1);
}

export function classificationLabel(classification: Classification): string {
  return CLASSIFICATION_LABELS[classification];
}

/** The drafted correction in one line, e.g. `Credit note on in_1: $49.00.` or its steps in order. */
export function correctionLine({ correction }: Pick<ResultFinding, 'correction'>): string | null {
  if (correction === null) return null;
  const { amount, currency, steps, justification } = correction;
  const what = steps.length === 0 ? [correction] : steps;
  const inOrder = what
    .map((step) => `${CORRECTION_NAMES[step.kind]} on ${step.target}${inMoney(step.amount, step.currency)}`)
    .map((step, place) => (place === 0 ? step : step.charAt(0).toLowerCase() + step.slice(1)))
    .join(', then ');
  const total = steps.length > 1 ? inMoney(amount, currency).replace(': ', '; together ') : '';
  return `${inOrder}${total}. ${justification}`;
}

function inMoney(amount: number | null, currency: string | null): string {
  return amount === null || currency === null ? '' : `: ${formatMoney({ amount, currency })}`;
}

/** One line of arithmetic, its minus signs all alike. */
export function recomputationLine({ label, expression, result }: RecomputationStep): string {
  return `${label}: ${expression} = ${result.replace(/^-/, '−')}`;
}

/** Who worded the text, and why they did. */
export function writtenBy({ source, model, author, fallback_reason }: ResultTriage): string {
  if (source === 'model') {
    const prompt = author?.prompt_version == null ? '' : `, prompt ${author.prompt_version}`;
    return `Worded by ${model ?? 'a model'}${prompt}; every figure comes from the rules.`;
  }
  if (fallback_reason !== undefined)
    return `Worded without AI, from the findings alone (${fallback_reason}).`;
  return author?.reason == null
    ? 'Worded without AI, from the findings alone.'
    : `Worded without AI: ${author.reason}.`;
}
