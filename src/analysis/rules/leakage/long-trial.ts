import type { Subscription } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation } from '../../history-index.ts';
import { leak } from '../../leakage/leak.ts';
import type { Promised } from '../../policy.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate } from '../../wording.ts';

const DAY_SECONDS = 86_400;

export const longTrial = defineRule({
  id: 'long-trial',
  version: 1,
  rows: ['H5'],
  category: 'trial',
  title: 'A trial that runs unusually long',
  needs: ['subscriptions'],
  proposes: [],
  thresholds: { longest_days: 45 },
  check(history, context) {
    return byCreation(history.subscriptions).flatMap(
      (subscription) => findingOf(subscription, context) ?? [],
    );
  },
});

function findingOf(
  subscription: Subscription,
  { asOf, policy, thresholds }: RuleContext,
): RuleFinding | null {
  const { id, status, customer, trial_end: end } = subscription;
  const start = subscription.trial_start ?? subscription.start_date;
  if (status !== 'trialing' || end === null || end <= asOf) return null;
  const days = Math.floor((asOf - start) / DAY_SECONDS);
  if (days <= (thresholds['longest_days'] ?? 0) || isPromised(subscription, end, policy.promises ?? []))
    return null;
  return leak({
    title: 'A trial that runs unusually long',
    message:
      `${id} has been in its trial since ${isoDate(start)} (${days} days) and stays there until ${isoDate(end)}. ` +
      'If nobody agreed to that, end the trial; if somebody did, note it in the policy file (promises).',
    facts: { trial_start: fact.date(start), trial_end: fact.date(end), days: fact.count(days) },
    lost: null,
    evidence: [{ object: 'subscription', id }],
    about: { object: 'subscription', id, part: 'whole' },
    customer,
    occurredAt: start,
  });
}

/** True when a promise covers the trial up to its end. */
function isPromised(subscription: Subscription, end: number, promises: readonly Promised[]): boolean {
  const start = subscription.trial_start ?? subscription.start_date;
  return promises.some(
    (promise) =>
      promise.kind === 'trial' &&
      promise.customer === subscription.customer &&
      (promise.subscription === undefined || promise.subscription === subscription.id) &&
      start + promise.days * DAY_SECONDS >= end,
  );
}
