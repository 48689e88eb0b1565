import { mulDiv, toDecimal } from '../../../money.ts';
import { creditNetOfLine, creditWholeLine, type LineCredit, lineCreditTotal } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { RecomputationStep, RuleFinding } from '../../finding.ts';
import { byCreation, lineDiscount } from '../../history-index.ts';
import { type ImmediateCancellation, immediateCancellation } from '../../lifecycle/immediate-cancellation.ts';
import type { PeriodFee } from '../../lifecycle/period-fees.ts';
import { dueBack } from '../../lifecycle/refund-on-cancel.ts';
import { lineErrorFinding } from '../../line-error.ts';
import type { OverCharge } from '../../over-charge.ts';
import type { RefundOnCancel } from '../../policy.ts';
import { defineRule, type RuleContext, type RuleOutcome } from '../../rule.ts';
import { isoDate, isoMinute, productName } from '../../wording.ts';

export const refundOnCancelMissing = defineRule({
  id: 'refund-on-cancel-missing',
  version: 1,
  rows: ['B12'],
  category: 'cancellation',
  title: 'The refund due on cancellation was not given',
  needs: ['subscriptions', 'invoices', 'invoice_items', 'prices', 'charges', 'credit_notes', 'refunds'],
  proposes: ['credit_note'],
  check(history, context): RuleOutcome {
    const cancelled = byCreation(history.subscriptions).flatMap(
      (subscription) => immediateCancellation(subscription, context.index) ?? [],
    );
    const policy = context.policy.refund_on_cancel;
    if (policy === undefined) {
      return cancelled.length === 0
        ? { findings: [] }
        : {
            findings: [],
            skipped:
              'the policy file has no refund_on_cancel, so what a cancellation gives back is not known',
          };
    }
    return { findings: cancelled.flatMap((one) => findingOf(one, policy, context) ?? []) };
  },
});

function findingOf(
  { subscription, at, running, credited }: ImmediateCancellation,
  policy: RefundOnCancel,
  { index }: RuleContext,
): RuleFinding | null {
  const steps: RecomputationStep[] = [];
  let open = credited;
  const owed = running.flatMap((fee): OverCharge[] => {
    const due = dueBack(policy, fee, at);
    if (due === 'none') return [];
    const credit = due === 'full' ? creditWholeLine(fee.line) : unusedShare(fee, at, steps);
    const total = lineCreditTotal(credit);
    const settled = Math.min(open, total);
    open -= settled;
    if (settled >= total) return [];
    const rest =
      settled === 0 ? credit : creditNetOfLine(fee.line, mulDiv(credit.net, total - settled, total));
    return [{ invoice: fee.invoice, credits: [rest] }];
  });
  const [first] = running;
  if (first === undefined || owed.length === 0) return null;
  const isFull = dueBack(policy, first, at) === 'full';
  const product = productName(index, first.line.product);
  const { id, customer } = subscription;
  const rule = isFull ? 'everything paid for the period comes back' : 'the unused time comes back';
  return lineErrorFinding(index, owed, {
    classification: 'billing_error',
    confidence: 'certain',
    variant: isFull ? 'full' : 'prorated',
    title: 'The refund due on cancellation was not given',
    message: (left) =>
      `${id} was cancelled on ${isoMinute(at)}, within the period to ${isoDate(first.line.period.end)} that ${first.invoice.id} was paid for; by the policy file (refund_on_cancel) ${rule}, and ${left} of it did not.`,
    facts: (amount, currency) => ({
      amount: fact.money(amount, currency),
      product: fact.text(product),
      canceled_at: fact.date(at),
      period_end: fact.date(first.line.period.end),
    }),
    words: {
      reason: 'order_change',
      justification: `Cancelled on ${isoDate(at)}: by the policy file (refund_on_cancel) ${rule}.`,
      alternatives: [
        { kind: 'refund', why_not: 'A bare refund would leave the invoice and its tax as they are.' },
        {
          kind: 'customer_balance_credit',
          why_not: 'Whoever has cancelled has no next invoice to use it on.',
        },
      ],
    },
    part: 'whole',
    evidence: [
      { object: 'subscription', id },
      { object: 'policy', id: 'refund_on_cancel' },
    ],
    steps,
    customer,
    occurredAt: at,
  });
}

/** Unused seconds ÷ seconds of the period × amount paid for it, as Stripe prorates. */
function unusedShare({ line }: PeriodFee, at: number, steps: RecomputationStep[]): LineCredit {
  const net = line.amount - lineDiscount(line);
  const length = line.period.end - line.period.start;
  const unused = line.period.end - at;
  const share = mulDiv(net, unused, length);
  const decimal = (amount: number): string => toDecimal({ amount, currency: line.currency });
  steps.push({
    label: 'unused time',
    expression: `${decimal(net)} × ${unused} of ${length} seconds`,
    result: decimal(share),
  });
  return creditNetOfLine(line, share);
}
