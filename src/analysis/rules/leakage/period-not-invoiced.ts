import { formatMoney } from '../../../money.ts';
import type { Subscription, SubscriptionItem } from '../../billing-history.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex } from '../../history-index.ts';
import { leak } from '../../leakage/leak.ts';
import { periodCost } from '../../leakage/period-cost.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, productName } from '../../wording.ts';

const DAY_SECONDS = 86_400;

export const periodNotInvoiced = defineRule({
  id: 'period-not-invoiced',
  version: 1,
  rows: ['H1'],
  category: 'renewal',
  title: 'A running period without an invoice',
  needs: ['subscriptions', 'invoices', 'prices'],
  proposes: [],
  thresholds: { grace_days: 3 },
  check(history, context) {
    if (history.gaps.some((gap) => gap.could_hold_money && gap.scope === null)) {
      return { findings: [], skipped: 'the history is incomplete, so an invoice may be missing from it' };
    }
    return byCreation(history.subscriptions)
      .filter(billsNow)
      .flatMap((subscription) => findingOf(subscription, context) ?? []);
  },
});

function billsNow({ status, pause_collection }: Subscription): boolean {
  return status === 'active' && pause_collection === null;
}

function findingOf(subscription: Subscription, { index, asOf, thresholds }: RuleContext): RuleFinding | null {
  const grace = (thresholds['grace_days'] ?? 0) * DAY_SECONDS;
  const missed = subscription.items.filter((item) => {
    const { current_period_start: from } = item;
    if (from === null || !isBilledAhead(index, item)) return false;
    if (asOf - from <= grace || (subscription.trial_end ?? 0) > from) return false;
    return !isBilled(index, subscription, from);
  });
  const [first] = missed;
  const start = first?.current_period_start ?? null;
  const end = first?.current_period_end ?? null;
  if (start === null || end === null) return null;
  const cost = periodCost(index, subscription, missed, start);
  // What costs nothing is no loss.
  if (cost !== null && cost.amount <= 0) return null;
  const lost = cost === null ? null : { amount: cost.amount, currency: cost.currency };
  const names = missed.map(({ price }) => productName(index, index.price(price)?.product ?? null));
  const product = [...new Set(names)].join(', ');
  return leak({
    title: 'A running period that was never invoiced',
    message:
      `${subscription.id} is active and its period from ${isoDate(start)} to ${isoDate(end)} has no invoice for ${product}` +
      `${lost === null ? '' : `, which costs ${formatMoney(lost)}`}. Stripe normally invoices a period when it begins: ` +
      'look whether it was meant to be free, or the period was moved by hand.',
    facts: knownFacts({
      amount: lost === null ? undefined : fact.money(lost.amount, lost.currency),
      product: fact.text(product),
      period_start: fact.date(start),
      period_end: fact.date(end),
    }),
    lost,
    evidence: [
      { object: 'subscription', id: subscription.id },
      ...missed.flatMap(({ price }) => (price === null ? [] : [{ object: 'price', id: price }])),
    ],
    recomputation: cost?.steps ?? [],
    about: { object: 'subscription', id: subscription.id, part: 'whole' },
    customer: subscription.customer,
    occurredAt: start,
  });
}

/** Usage is billed when its period is over, everything else when it begins. */
function isBilledAhead(index: HistoryIndex, item: SubscriptionItem): boolean {
  const recurring = index.price(item.price)?.recurring ?? null;
  return recurring !== null && recurring.usage_type !== 'metered';
}

/** True when any invoice, whatever became of it, has a line of the subscription for that moment. */
function isBilled(index: HistoryIndex, subscription: Subscription, moment: number): boolean {
  return index
    .invoicesOfSubscription(subscription.id)
    .some(({ lines }) =>
      lines.some(
        ({ subscription: id, period }) =>
          id === subscription.id && period.start <= moment && period.end > moment,
      ),
    );
}
