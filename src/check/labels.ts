import type { Classification, CorrectionKind, Verdict } from '../analysis/finding.ts';
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

const CLASSIFICATION_LABELS: Record<Classification, string> = {
  billing_error: 'billing error',
  likely_error: 'likely error',
  valid_but_confusing: 'right, but confusing',
  payment_issue: 'payment issue',
  leakage: 'for finance only',
  notice: 'for context',
};

const CORRECTION_VERBS: Record<CorrectionKind, string> = {
  refund: 'Refund',
  credit_note: 'Credit note',
  void_invoice: 'Void invoice',
  delete_invoice_item: 'Delete pending invoice item',
  customer_balance_credit: 'Balance credit',
  cancel_subscription: 'Cancel subscription',
  remove_discount: 'Remove discount',
  apply_discount: 'Apply discount',
  update_price: 'Change price',
  update_quantity: 'Change quantity',
  update_tax_status: 'Change tax status',
  extend_trial: 'Extend trial',
  cancel_payment_intent: 'Release the hold',
  escalate: 'Decide in person',
};

/** The verdict's sentence with the amount at stake; several currencies are listed, never added. */
export function verdictSentence({ verdict, findings }: Pick<AnalysisResult, 'verdict' | 'findings'>): string {
  const totals = new Map<string, number>();
  for (const { classification, amount } of findings) {
    if (classification !== verdict || amount === null) continue;
    totals.set(amount.currency, (totals.get(amount.currency) ?? 0) + amount.amount);
  }
  const shown = [...totals].map(([currency, amount]) => formatMoney({ amount, currency }));
  const sentence = VERDICT_SENTENCES[verdict];
  return shown.length === 0 ? sentence : `${sentence.slice(0, -1)} (${shown.join(' + ')}).`;
}

export function classificationLabel(classification: Classification): string {
  return CLASSIFICATION_LABELS[classification];
}

/** The drafted correction in one line, e.g. `Credit note of $49.00 on in_1, in 2 steps: …`. */
export function correctionLine({ correction }: Pick<ResultFinding, 'correction'>): string | null {
  if (correction === null) return null;
  const { kind, target, amount, currency, steps, justification } = correction;
  const money = amount === null || currency === null ? '' : ` of ${formatMoney({ amount, currency })}`;
  const inSteps =
    steps.length < 2
      ? ''
      : ` in ${steps.length} steps (${steps
          .map((step) => `${CORRECTION_VERBS[step.kind].toLowerCase()} ${step.target}`)
          .join(', ')})`;
  return `${CORRECTION_VERBS[kind]}${money} on ${target}${inSteps}. ${justification}`;
}

/** Who worded the text. */
export function writtenBy({ source, model, fallback_reason }: ResultTriage): string {
  if (source === 'model') return `Worded by ${model ?? 'a model'}; every figure comes from the rules.`;
  return fallback_reason === undefined
    ? 'Worded without AI, from the findings alone.'
    : `Worded without AI, from the findings alone (${fallback_reason}).`;
}
