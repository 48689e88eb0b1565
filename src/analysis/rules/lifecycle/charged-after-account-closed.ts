import type { Subscription } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation } from '../../history-index.ts';
import { cancelWhileBilling, periodFees, wholeFees } from '../../lifecycle/period-fees.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { billsAgain } from '../../over-charge.ts';
import type { ClosedAccount } from '../../policy.ts';
import { defineRule, type RuleContext, type RuleOutcome } from '../../rule.ts';
import { isoDate, productName } from '../../wording.ts';

export const chargedAfterAccountClosed = defineRule({
  id: 'charged-after-account-closed',
  version: 1,
  rows: ['B3'],
  category: 'cancellation',
  title: 'Charged after the account was closed',
  needs: ['subscriptions', 'invoices', 'prices', 'charges', 'credit_notes', 'refunds'],
  proposes: ['cancel_subscription', 'credit_note', 'void_invoice'],
  check(history, context): RuleOutcome {
    const { accounts } = context.policy;
    if (accounts === undefined) return { findings: [], skipped: 'the policy file has no accounts section' };
    const findings = byCreation(history.subscriptions).flatMap((subscription) => {
      const account = accounts.find(({ customer }) => customer === subscription.customer);
      // Opened again since: whoever subscribes after the closing has an account.
      if (account === undefined || subscription.created > account.closed_at) return [];
      return findingOf(subscription, account, context) ?? [];
    });
    return { findings };
  },
});

function findingOf(
  subscription: Subscription,
  { ref, closed_at }: ClosedAccount,
  { index }: RuleContext,
): RuleFinding | null {
  const { id, customer, ended_at } = subscription;
  const late = periodFees(index, subscription).filter(
    ({ line: { period } }) => period.start >= closed_at && (ended_at === null || period.start < ended_at),
  );
  const [first] = late;
  if (first === undefined) return null;
  const product = productName(index, first.line.product);
  const why = `the account of ${customer} was closed on ${isoDate(closed_at)}`;
  const repeats = billsAgain(subscription);
  return lineErrorFinding(index, wholeFees(late), {
    classification: 'billing_error',
    confidence: 'certain',
    title: 'Charged after the account was closed',
    message: (left) =>
      `${id} went on billing ${product} although ${why}: ${left} was charged for periods that began from ${isoDate(first.line.period.start)} on.` +
      (repeats ? ` Cancel ${id} now.` : ''),
    facts: (amount, currency) => ({
      amount: fact.money(amount, currency),
      product: fact.text(product),
      closed_at: fact.date(closed_at),
      since: fact.date(first.line.period.start),
      invoice_count: fact.count(new Set(late.map(({ invoice }) => invoice.id)).size),
    }),
    words: {
      reason: 'order_change',
      justification: `Nothing may be charged beyond the period running when ${why}.`,
      alternatives: [
        { kind: 'refund', why_not: 'A bare refund would leave the invoices and their tax as they are.' },
      ],
    },
    part: 'whole',
    evidence: [
      { object: 'subscription', id },
      { object: 'policy', id: ref },
    ],
    settings: cancelWhileBilling(subscription, `${why.charAt(0).toUpperCase()}${why.slice(1)}.`),
    customer,
    repeats,
  });
}
