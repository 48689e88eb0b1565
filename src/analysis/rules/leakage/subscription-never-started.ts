import { formatMoney, toDecimal } from '../../../money.ts';
import type { Subscription } from '../../billing-history.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation } from '../../history-index.ts';
import { leak } from '../../leakage/leak.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, productName } from '../../wording.ts';

const DAY_SECONDS = 86_400;

export const subscriptionNeverStarted = defineRule({
  id: 'subscription-never-started',
  version: 1,
  rows: ['H9'],
  category: 'payment_failure',
  title: 'A subscription that never started',
  needs: ['subscriptions', 'invoices', 'prices'],
  proposes: [],
  thresholds: { within_days: 60 },
  check(history, context) {
    return byCreation(history.subscriptions).flatMap(
      (subscription) => findingOf(subscription, context) ?? [],
    );
  },
});

function findingOf(subscription: Subscription, { index, asOf, thresholds }: RuleContext): RuleFinding | null {
  const { id, status, created, customer } = subscription;
  if (status !== 'incomplete' && status !== 'incomplete_expired') return null;
  if (asOf - created > (thresholds['within_days'] ?? 0) * DAY_SECONDS) return null;
  const products = productsOf(subscription, index);
  // Of several attempts at one product the last one stands for all.
  const isFollowed = index.history.subscriptions.some(
    (other) =>
      other.id !== id &&
      other.customer === customer &&
      (other.created > created || (other.created === created && hasStarted(other))) &&
      productsOf(other, index).some((product) => products.includes(product)),
  );
  if (isFollowed) return null;
  const first = index.invoicesOfSubscription(id)[0];
  const lost =
    first === undefined || first.amount_remaining <= 0
      ? null
      : { amount: first.amount_remaining, currency: first.currency };
  const name = productName(index, products[0] ?? null);
  return leak({
    title: 'A subscription whose first payment never went through',
    variant: status,
    message:
      `${id} to ${name} of ${isoDate(created)} is ${status}: its first payment` +
      `${lost === null ? '' : ` of ${formatMoney(lost)}`} did not go through, and no other subscription followed. ` +
      'If the customer has access, ask for the payment, or take the access away.',
    facts: knownFacts({
      amount: lost === null ? undefined : fact.money(lost.amount, lost.currency),
      product: fact.text(name),
      started_at: fact.date(created),
    }),
    lost,
    evidence: [
      { object: 'subscription', id },
      ...(first === undefined ? [] : [{ object: 'invoice', id: first.id }]),
    ],
    recomputation:
      lost === null || first === undefined
        ? []
        : [
            {
              label: 'never paid',
              expression: `${toDecimal({ amount: first.amount_due, currency: first.currency })} − ${toDecimal({ amount: first.amount_paid, currency: first.currency })}`,
              result: toDecimal(lost),
            },
          ],
    about: { object: 'subscription', id, part: 'whole' },
    customer,
    occurredAt: created,
  });
}

const hasStarted = ({ status }: Subscription): boolean =>
  status !== 'incomplete' && status !== 'incomplete_expired';

function productsOf({ items }: Subscription, index: RuleContext['index']): readonly string[] {
  return items.flatMap(({ price }) => index.price(price)?.product ?? price ?? []);
}
