import type { Subscription } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation } from '../../history-index.ts';
import { cancelWhileBilling, type PeriodFee, periodFees, wholeFees } from '../../lifecycle/period-fees.ts';
import { reactivations } from '../../lifecycle/reactivations.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { billsAgain } from '../../over-charge.ts';
import type { CustomerRequest } from '../../policy.ts';
import { defineRule, type RuleContext, type RuleOutcome } from '../../rule.ts';
import { isoDate, isoMinute, productName } from '../../wording.ts';

export const cancelRequestNotExecuted = defineRule({
  id: 'cancel-request-not-executed',
  version: 1,
  rows: ['B2'],
  category: 'cancellation',
  title: 'A requested cancellation was never made',
  needs: ['subscriptions', 'invoices', 'prices', 'events', 'charges', 'credit_notes', 'refunds'],
  proposes: ['cancel_subscription', 'credit_note', 'void_invoice'],
  check(history, context): RuleOutcome {
    const { requests } = context.policy;
    if (requests === undefined) return { findings: [], skipped: 'the policy file has no requests section' };
    const takenBack = reactivations(history.events);
    const findings = byCreation(history.subscriptions).flatMap((subscription) => {
      const request = firstOpenRequest(subscription, requests);
      // Carried out and taken back again is another rule's work.
      const isTakenBack = takenBack.get(subscription.id)?.some(({ at }) => at > (request?.at ?? at));
      return request === null || isTakenBack === true
        ? []
        : (findingOf(subscription, request, requests, context) ?? []);
    });
    return { findings };
  },
});

/** The earliest request to cancel that the subscription outlived. */
function firstOpenRequest(
  subscription: Subscription,
  requests: readonly CustomerRequest[],
): CustomerRequest | null {
  const about = requests
    .filter(
      (request) =>
        request.kind === 'cancel' && concerns(request, subscription) && request.at >= subscription.created,
    )
    .sort((a, b) => a.at - b.at);
  return about[0] ?? null;
}

function concerns(request: CustomerRequest, { id, customer }: Subscription): boolean {
  return request.customer === customer && (request.subscription === undefined || request.subscription === id);
}

function findingOf(
  subscription: Subscription,
  request: CustomerRequest,
  requests: readonly CustomerRequest[],
  { index }: RuleContext,
): RuleFinding | null {
  const { id, customer, ended_at } = subscription;
  const wantedAgain = requests.find(
    ({ kind, at, ...rest }) =>
      (kind === 'reactivate' || kind === 'resume') &&
      at > request.at &&
      concerns({ kind, at, ...rest }, subscription),
  );
  const late = periodFees(index, subscription).filter(
    ({ line: { period } }) =>
      // The period running at the request is the last one owed; what follows the real end is another rule's work.
      period.start > request.at &&
      (ended_at === null || period.start < ended_at) &&
      (wantedAgain === undefined || period.start < wantedAgain.at),
  );
  const [first] = late;
  if (first === undefined) return null;
  const product = productName(index, first.line.product);
  const why = `${customer} asked on ${isoMinute(request.at)} to cancel ${id}${request.source === undefined ? '' : ` (${request.source})`}`;
  const repeats = wantedAgain === undefined && billsAgain(subscription);
  return lineErrorFinding(index, wholeFees(late), {
    classification: 'billing_error',
    confidence: 'certain',
    title: 'A requested cancellation was never made',
    message: (left) =>
      `${why}, and it went on billing: ${inWords(late)} from ${isoDate(first.line.period.start)} on took ${left} that was not owed.` +
      (repeats ? ` Cancel ${id} now.` : ''),
    facts: (amount, currency) => ({
      amount: fact.money(amount, currency),
      product: fact.text(product),
      asked_at: fact.date(request.at),
      since: fact.date(first.line.period.start),
      invoice_count: fact.count(new Set(late.map(({ invoice }) => invoice.id)).size),
    }),
    words: {
      reason: 'order_change',
      justification: `${why}; nothing was owed for periods that began later.`,
      alternatives: [
        { kind: 'refund', why_not: 'A bare refund would leave the invoices and their tax as they are.' },
      ],
    },
    part: 'whole',
    evidence: [
      { object: 'subscription', id },
      { object: 'policy', id: request.ref },
    ],
    settings: wantedAgain === undefined ? cancelWhileBilling(subscription, `${why}.`) : [],
    customer,
    repeats,
  });
}

function inWords(fees: readonly PeriodFee[]): string {
  const count = new Set(fees.map(({ invoice }) => invoice.id)).size;
  return count === 1 ? 'one invoice' : `${count} invoices`;
}
