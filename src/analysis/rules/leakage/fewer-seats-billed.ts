import { formatMoney, multiplyDecimal, toDecimal } from '../../../money.ts';
import type { InvoiceLine, Subscription } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, isLiveSubscription } from '../../history-index.ts';
import { type LatestBill, latestBill } from '../../leakage/latest-invoice.ts';
import { leak } from '../../leakage/leak.ts';
import { inForce, type PolicySeats } from '../../policy.ts';
import { defineRule, type RuleContext, type RuleOutcome } from '../../rule.ts';
import { isoDate, productName } from '../../wording.ts';

export const fewerSeatsBilled = defineRule({
  id: 'fewer-seats-billed',
  version: 1,
  rows: ['H8'],
  category: 'quantity',
  title: 'Fewer seats billed than used',
  needs: ['subscriptions', 'invoices', 'prices'],
  proposes: [],
  check(history, context): RuleOutcome {
    const { seats } = context.policy;
    if (seats === undefined) return { findings: [], skipped: 'the policy file has no seats section' };
    const findings = byCreation(history.subscriptions)
      .filter(isLiveSubscription)
      .flatMap((subscription) => {
        const bill = latestBill(context.index, subscription);
        if (bill === null) return [];
        return bill.lines.flatMap((line) => findingOf(subscription, bill, line, seats, context) ?? []);
      });
    return { findings };
  },
});

function findingOf(
  subscription: Subscription,
  { invoice, lines }: LatestBill,
  line: InvoiceLine,
  seats: readonly PolicySeats[],
  { index }: RuleContext,
): RuleFinding | null {
  const { quantity, unit_amount_decimal: unit, currency, period } = line;
  const price = index.price(line.price);
  if (quantity === null || unit === null || (price !== undefined && price.billing_scheme !== 'per_unit'))
    return null;
  const product = line.product ?? price?.product ?? null;
  const entry = seats.find(
    (one) =>
      (one.subscription === undefined || one.subscription === subscription.id) &&
      (one.customer === undefined || one.customer === subscription.customer) &&
      (one.product === undefined ? lines.length === 1 : one.product === product) &&
      inForce(one, period.start),
  );
  if (entry === undefined || entry.quantity <= quantity) return null;
  // Corrected since, and Stripe bills the rest of the period with a proration.
  const item = subscription.items.find(({ id }) => id === line.subscription_item);
  if (item !== undefined && (item.quantity ?? 0) >= entry.quantity) return null;
  const missing = entry.quantity - quantity;
  const lost = { amount: multiplyDecimal(unit, missing), currency };
  const name = productName(index, product);
  return leak({
    title: 'Fewer seats billed than used',
    message:
      `${invoice.id} bills ${quantity} of ${entry.quantity} seats of ${name} for the period from ${isoDate(period.start)}: ` +
      `${formatMoney(lost)} less than the policy file (${entry.ref}) says. Correct the quantity going forward.`,
    facts: {
      amount: fact.money(lost.amount, currency),
      product: fact.text(name),
      billed: fact.count(quantity),
      used: fact.count(entry.quantity),
      period_start: fact.date(period.start),
    },
    lost,
    evidence: [
      { object: 'subscription', id: subscription.id },
      { object: 'invoice', id: invoice.id },
      { object: 'line_item', id: line.id },
      { object: 'policy', id: entry.ref },
    ],
    recomputation: [
      {
        label: 'seats not billed',
        expression: `(${entry.quantity} − ${quantity}) × ${toDecimal({ amount: multiplyDecimal(unit, 1), currency })}`,
        result: toDecimal(lost),
      },
    ],
    about: { object: 'line_item', id: line.id, part: 'quantity' },
    customer: subscription.customer,
    occurredAt: invoice.created,
    repeats: true,
  });
}
