import type { Subscription } from '../../billing-history.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isLiveSubscription } from '../../history-index.ts';
import { leak } from '../../leakage/leak.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate } from '../../wording.ts';

const WHAT_HAPPENS: Readonly<Record<string, string>> = {
  void: 'each invoice is voided',
  keep_as_draft: 'each invoice stays a draft',
  mark_uncollectible: 'each invoice is written off',
};

export const pauseWithoutEnd = defineRule({
  id: 'pause-without-end',
  version: 1,
  rows: ['H6'],
  category: 'pause',
  title: 'A pause without an end',
  needs: ['subscriptions', 'invoices'],
  proposes: [],
  check(history, context) {
    return byCreation(history.subscriptions).flatMap(
      (subscription) => findingOf(subscription, context) ?? [],
    );
  },
});

function findingOf(subscription: Subscription, { index, asOf }: RuleContext): RuleFinding | null {
  const { id, customer, pause_collection: pause } = subscription;
  if (pause === null || pause.resumes_at !== null || !isLiveSubscription(subscription)) return null;
  const lastBilled = lastCollected(index, subscription);
  return leak({
    title: 'Collection is paused without an end',
    variant: pause.behavior,
    message:
      `Collection of ${id} is paused without a date to resume, so that ${WHAT_HAPPENS[pause.behavior]}` +
      `${lastBilled === null ? '' : `; the last one paid is of ${isoDate(lastBilled)}`}. ` +
      'If the service runs on, set a date to resume, or end the subscription.',
    facts: knownFacts({ last_paid_at: lastBilled === null ? undefined : fact.date(lastBilled) }),
    lost: null,
    evidence: [{ object: 'subscription', id }],
    about: { object: 'subscription', id, part: 'whole' },
    customer,
    occurredAt: lastBilled ?? Math.min(subscription.created, asOf),
  });
}

function lastCollected(index: HistoryIndex, { id }: Subscription): number | null {
  const paid = index.invoicesOfSubscription(id).filter(({ status, total }) => status === 'paid' && total > 0);
  return paid.at(-1)?.created ?? null;
}
