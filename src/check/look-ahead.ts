import type { BillingHistory } from '../analysis/billing-history.ts';
import type { Analysis } from '../analysis/finding.ts';
import { isLiveSubscription } from '../analysis/history-index.ts';

/** Subscriptions that an error is about and that will bill again: their next invoice may repeat it. In order of id. */
export function subscriptionsInError({ findings }: Analysis, history: BillingHistory): readonly string[] {
  const cited = new Set(
    findings
      .filter(({ classification }) => classification === 'billing_error' || classification === 'likely_error')
      .flatMap(({ evidence, at_issue }) => [...evidence, ...at_issue].map(({ id }) => id)),
  );
  if (cited.size === 0) return [];
  const touched = new Set<string>();
  for (const { id, subscription, lines } of history.invoices) {
    if (!cited.has(id) && !lines.some((line) => cited.has(line.id))) continue;
    for (const one of [subscription, ...lines.map((line) => line.subscription)]) {
      if (one !== null) touched.add(one);
    }
  }
  return history.subscriptions
    .filter((subscription) => isLiveSubscription(subscription) && !subscription.cancel_at_period_end)
    .filter(({ id }) => cited.has(id) || touched.has(id))
    .map(({ id }) => id)
    .sort();
}
