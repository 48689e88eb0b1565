import type { BillingEvent, Subscription } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation } from '../../history-index.ts';
import { type Pause, pausesOf } from '../../lifecycle/pauses.ts';
import { type PeriodFee, periodFees, wholeFees } from '../../lifecycle/period-fees.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { defineRule, type RuleContext, type RuleOutcome } from '../../rule.ts';
import { isoDate, productName } from '../../wording.ts';

export const chargedWhilePaused = defineRule({
  id: 'charged-while-paused',
  version: 1,
  rows: ['B7'],
  category: 'pause',
  title: 'Charged while paused',
  needs: ['subscriptions', 'invoices', 'events', 'prices', 'charges', 'credit_notes', 'refunds'],
  proposes: ['credit_note', 'void_invoice'],
  check(history, context): RuleOutcome {
    const eventsBySubscription = new Map<string, BillingEvent[]>();
    for (const event of history.events) {
      if (event.subject === null) continue;
      eventsBySubscription.set(event.subject, [...(eventsBySubscription.get(event.subject) ?? []), event]);
    }
    const findings: RuleFinding[] = [];
    const undecided: string[] = [];
    for (const subscription of byCreation(history.subscriptions)) {
      const pauses = pausesOf({
        subscription,
        events: eventsBySubscription.get(subscription.id) ?? [],
        requests: context.policy.requests ?? [],
        invoices: context.index.invoicesOfSubscription(subscription.id),
        asOf: context.asOf,
      });
      for (const pause of pauses) {
        const finding = findingOf(subscription, pause, context);
        if (finding === null) continue;
        if (pause.known === 'nothing') undecided.push(`${subscription.id} (${pause.evidence.id})`);
        else findings.push(finding);
      }
    }
    if (undecided.length === 0) return { findings };
    return {
      findings,
      skipped: `neither Stripe nor the policy file says whether the pause asked for was made, and until when: ${undecided.join(', ')}`,
    };
  },
});

function findingOf(
  subscription: Subscription,
  pause: Pause,
  { index, asOf }: RuleContext,
): RuleFinding | null {
  const { id, customer } = subscription;
  const { start } = pause;
  // Older than Stripe's events, and nobody says when it began: what it covered is not known.
  if (start === null) return null;
  const end = pause.end ?? asOf;
  const inside = periodFees(index, subscription).filter((fee) => isInside(fee, start, end));
  const [first] = inside;
  if (first === undefined) return null;
  const product = productName(index, first.line.product);
  const why = `collection was paused from ${isoDate(start)}${pause.end === null ? '' : ` until ${isoDate(pause.end)}`}`;
  return lineErrorFinding(index, wholeFees(inside), {
    classification: 'billing_error',
    confidence: pause.evidence.object === 'event' ? 'certain' : 'high',
    title: 'Charged while paused',
    message: (left) =>
      `${first.invoice.id} of ${isoDate(first.invoice.created)} was collected for ${product} although ${why}: ${left} was not to be taken.`,
    facts: (amount, currency) => ({
      amount: fact.money(amount, currency),
      product: fact.text(product),
      paused_at: fact.date(start),
      charged_at: fact.date(first.invoice.paid_at ?? first.invoice.created),
    }),
    words: {
      reason: 'order_change',
      justification: `${id}: ${why}.`,
      alternatives: [
        { kind: 'refund', why_not: 'A bare refund would leave the invoice and its tax as they are.' },
      ],
    },
    part: 'whole',
    evidence: [{ object: 'subscription', id }, pause.evidence],
    customer,
    repeats: pause.end === null && subscription.pause_collection === null,
  });
}

/** Made within the pause and paid or asked for by itself: what was paid outside Stripe was paid by hand. */
function isInside({ invoice, line }: PeriodFee, start: number, end: number): boolean {
  if (invoice.paid_out_of_band || invoice.created <= start || invoice.created >= end) return false;
  return line.period.start >= start;
}
