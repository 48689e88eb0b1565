import { formatMoney, multiplyDecimal, toDecimal } from '../../../money.ts';
import type { Subscription, SubscriptionItem } from '../../billing-history.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex } from '../../history-index.ts';
import { leak } from '../../leakage/leak.ts';
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
      .flatMap((subscription) =>
        subscription.items.flatMap((item) => findingOf(subscription, item, context) ?? []),
      );
  },
});

function billsNow({ status, pause_collection }: Subscription): boolean {
  return status === 'active' && pause_collection === null;
}

function findingOf(
  subscription: Subscription,
  item: SubscriptionItem,
  { index, asOf, thresholds }: RuleContext,
): RuleFinding | null {
  const { current_period_start: start, current_period_end: end, quantity } = item;
  const price = index.price(item.price);
  if (start === null || end === null || price?.recurring == null) return null;
  if (price.recurring.usage_type === 'metered' || Number(price.unit_amount_decimal ?? '0') <= 0) return null;
  if (asOf - start <= (thresholds['grace_days'] ?? 0) * DAY_SECONDS) return null;
  if ((subscription.trial_end ?? 0) > start || isBilled(index, subscription, start)) return null;
  const { currency } = price;
  const unit =
    price.billing_scheme === 'per_unit' && price.transform_quantity === null
      ? price.unit_amount_decimal
      : null;
  const lost =
    unit === null || quantity === null ? null : { amount: multiplyDecimal(unit, quantity), currency };
  const product = productName(index, price.product);
  return leak({
    title: 'A running period that was never invoiced',
    message:
      `${subscription.id} is active and its period from ${isoDate(start)} to ${isoDate(end)} has no invoice for ${product}` +
      `${lost === null ? '' : `, which costs ${formatMoney(lost)}`}. Stripe normally invoices a period when it begins: ` +
      'look whether the invoice was deleted, or the period moved by hand.',
    facts: knownFacts({
      amount: lost === null ? undefined : fact.money(lost.amount, currency),
      product: fact.text(product),
      period_start: fact.date(start),
      period_end: fact.date(end),
    }),
    lost,
    evidence: [
      { object: 'subscription', id: subscription.id },
      { object: 'price', id: price.id },
    ],
    recomputation:
      lost === null || unit === null
        ? []
        : [
            {
              label: `${product} for the period`,
              expression: `${quantity} × ${toDecimal({ amount: multiplyDecimal(unit, 1), currency })}`,
              result: toDecimal(lost),
            },
          ],
    about: { object: 'subscription', id: subscription.id, part: 'whole' },
    customer: subscription.customer,
    occurredAt: start,
  });
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
