import type { Subscription } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation } from '../../history-index.ts';
import { periodFees, wholeFees } from '../../lifecycle/period-fees.ts';
import { lineErrorFinding } from '../../line-error.ts';
import type { Promised } from '../../policy.ts';
import { defineRule, type RuleContext, type RuleOutcome } from '../../rule.ts';
import { isoDate, productName } from '../../wording.ts';

const DAY_SECONDS = 86_400;
/** Stripe rounds trials to seconds; a trial an hour short is as promised. */
const TOLERANCE_SECONDS = 3600;

type PromisedTrial = Extract<Promised, { kind: 'trial' }>;

export const trialShorterThanPromised = defineRule({
  id: 'trial-shorter-than-promised',
  version: 1,
  rows: ['B6'],
  category: 'trial',
  title: 'The trial was shorter than promised',
  needs: ['subscriptions', 'invoices', 'prices', 'charges', 'credit_notes', 'refunds'],
  proposes: ['credit_note', 'void_invoice'],
  check(history, context): RuleOutcome {
    const { promises } = context.policy;
    if (promises === undefined) return { findings: [], skipped: 'the policy file has no promises section' };
    const subscriptions = byCreation(history.subscriptions);
    const findings = promises.flatMap((promise) => {
      if (promise.kind !== 'trial') return [];
      // The subscription created after the promise; a later one is another sign-up.
      const meant = subscriptions.find(
        ({ id, customer, created }) =>
          customer === promise.customer &&
          created >= promise.made_at &&
          (promise.subscription === undefined || promise.subscription === id),
      );
      return meant === undefined ? [] : (findingOf(meant, promise, context) ?? []);
    });
    return { findings };
  },
});

function findingOf(
  subscription: Subscription,
  promise: PromisedTrial,
  { index }: RuleContext,
): RuleFinding | null {
  const { id, customer, start_date: start } = subscription;
  const freeUntil = start + promise.days * DAY_SECONDS;
  const early = periodFees(index, subscription).filter(
    ({ line: { period } }) => period.start < freeUntil - TOLERANCE_SECONDS,
  );
  const [first] = early;
  if (first === undefined) return null;
  const product = productName(index, first.line.product);
  const given = Math.max(0, Math.floor((first.line.period.start - start) / DAY_SECONDS));
  return lineErrorFinding(index, wholeFees(early), {
    classification: 'billing_error',
    confidence: 'certain',
    title: 'The trial was shorter than promised',
    message: (left) =>
      `${promise.days} free days of ${product} were promised to ${customer} on ${isoDate(promise.made_at)}, until ${isoDate(freeUntil)}; ${first.invoice.id} bills from ${isoDate(first.line.period.start)} on, after ${given}: ${left} was taken too early.`,
    facts: (amount, currency) => ({
      amount: fact.money(amount, currency),
      product: fact.text(product),
      days: fact.count(promise.days),
      promised_at: fact.date(promise.made_at),
      free_until: fact.date(freeUntil),
      charged_at: fact.date(first.invoice.paid_at ?? first.invoice.created),
    }),
    words: {
      reason: 'order_change',
      justification: `${promise.days} free days were promised on ${isoDate(promise.made_at)}; nothing was owed before ${isoDate(freeUntil)}.`,
      alternatives: [
        { kind: 'extend_trial', why_not: 'The customer has paid already for time that was to be free.' },
      ],
    },
    part: 'whole',
    evidence: [
      { object: 'subscription', id },
      { object: 'policy', id: promise.ref },
    ],
    customer,
  });
}
