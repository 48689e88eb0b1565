import type { Subscription } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation } from '../../history-index.ts';
import { cancelledInTrial } from '../../lifecycle/cancelled-trial.ts';
import { cancelWhileBilling, periodFees, wholeFees } from '../../lifecycle/period-fees.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { billsAgain } from '../../over-charge.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, isoMinute, productName } from '../../wording.ts';

export const chargedAfterCancelledTrial = defineRule({
  id: 'charged-after-cancelled-trial',
  version: 1,
  rows: ['B5'],
  category: 'trial',
  title: 'The trial was cancelled, and converted all the same',
  needs: ['subscriptions', 'invoices', 'prices', 'charges', 'credit_notes', 'refunds'],
  proposes: ['cancel_subscription', 'credit_note', 'void_invoice'],
  check(history, context) {
    return byCreation(history.subscriptions).flatMap(
      (subscription) => findingOf(subscription, context) ?? [],
    );
  },
});

function findingOf(subscription: Subscription, { index }: RuleContext): RuleFinding | null {
  const { id, customer, trial_end: end, canceled_at: cancelledAt } = subscription;
  if (!cancelledInTrial(subscription) || end === null || cancelledAt === null) return null;
  const late = periodFees(index, subscription).filter(({ line: { period } }) => period.start >= end);
  const [first] = late;
  if (first === undefined) return null;
  const product = productName(index, first.line.product);
  const why = `the trial of ${id} was cancelled on ${isoMinute(cancelledAt)}, before it ended on ${isoMinute(end)}`;
  const repeats = billsAgain(subscription);
  return lineErrorFinding(index, wholeFees(late), {
    classification: 'billing_error',
    confidence: 'certain',
    title: 'The trial was cancelled, and converted all the same',
    message: (left) =>
      `${first.invoice.id} of ${isoDate(first.invoice.created)} charges ${product}, although ${why}: ${left} was not owed.` +
      (repeats ? ` Cancel ${id} now.` : ''),
    facts: (amount, currency) => ({
      amount: fact.money(amount, currency),
      product: fact.text(product),
      canceled_at: fact.date(cancelledAt),
      trial_end: fact.date(end),
      charged_at: fact.date(first.invoice.paid_at ?? first.invoice.created),
    }),
    words: {
      reason: 'order_change',
      justification: `${why.charAt(0).toUpperCase()}${why.slice(1)}; nothing was owed after it.`,
      alternatives: [
        { kind: 'refund', why_not: 'A bare refund would leave the invoice and its tax as they are.' },
        { kind: 'extend_trial', why_not: 'The customer does not want to go on.' },
      ],
    },
    part: 'whole',
    evidence: [{ object: 'subscription', id }],
    settings: cancelWhileBilling(subscription, `${why.charAt(0).toUpperCase()}${why.slice(1)}.`),
    customer,
    repeats,
  });
}
