import type { Subscription } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, lineTotal } from '../../history-index.ts';
import { type PeriodFee, periodFees, wholeFees } from '../../lifecycle/period-fees.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { inForce, type PolicyPrice } from '../../policy.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, plural, productName } from '../../wording.ts';

export const renewedAtOtherInterval = defineRule({
  id: 'renewed-at-other-interval',
  version: 1,
  rows: ['B9'],
  category: 'renewal',
  title: 'Renewed at another interval than agreed',
  needs: ['subscriptions', 'invoices', 'prices', 'charges', 'credit_notes', 'refunds'],
  proposes: ['credit_note', 'void_invoice'],
  check(history, context) {
    return byCreation(history.subscriptions).flatMap(
      (subscription) => findingOf(subscription, context) ?? [],
    );
  },
});

interface Agreed {
  readonly entry: PolicyPrice;
  readonly interval: string;
}

function findingOf(subscription: Subscription, context: RuleContext): RuleFinding | null {
  const { index } = context;
  const wrong = periodFees(index, subscription).flatMap((fee) => {
    const agreed = agreedInterval(fee, subscription, context);
    const billed = intervalOf(fee, index);
    return agreed === null ||
      billed === null ||
      billed === agreed.interval ||
      asked(subscription, fee, context)
      ? []
      : [{ fee, agreed, billed }];
  });
  const [first] = wrong;
  if (first === undefined) return null;
  const { fee, agreed, billed } = first;
  const product = productName(index, fee.line.product);
  return lineErrorFinding(index, wholeFees(wrong.map((one) => one.fee)), {
    classification: 'billing_error',
    confidence: 'certain',
    title: 'Renewed at another interval than agreed',
    message: (left) =>
      `${fee.invoice.id} of ${isoDate(fee.invoice.created)} bills ${product} for ${billed}, while the contract (${agreed.entry.ref}) is for ${agreed.interval}: ${left} was billed for a period nobody agreed to. Credit it, move the subscription to the agreed interval, and bill that.`,
    facts: (amount, currency) => ({
      amount: fact.money(amount, currency),
      product: fact.text(product),
      invoice_at: fact.date(fee.invoice.created),
      billed: fact.text(billed),
      agreed: fact.text(agreed.interval),
    }),
    words: {
      reason: 'order_change',
      justification: `The contract (${agreed.entry.ref}) is for ${agreed.interval}; the period that is owed is to be billed anew.`,
      alternatives: [
        { kind: 'refund', why_not: 'A bare refund would leave an invoice for the wrong period.' },
      ],
    },
    part: 'whole',
    evidence: [
      { object: 'subscription', id: subscription.id },
      { object: 'policy', id: agreed.entry.ref },
      ...(fee.line.price === null ? [] : [{ object: 'price', id: fee.line.price }]),
    ],
    customer: subscription.customer,
    repeats: true,
  });
}

/** The interval a contract of the customer or subscription fixes for the product; null where none, or several, do. */
function agreedInterval(
  { invoice, line }: PeriodFee,
  { id, customer }: Subscription,
  { policy, index }: RuleContext,
): Agreed | null {
  const product = line.product ?? index.price(line.price)?.product ?? null;
  const contracts = (policy.prices ?? []).filter(
    (entry) =>
      entry.interval !== undefined &&
      entry.product === product &&
      (entry.subscription === id || (entry.subscription === undefined && entry.customer === customer)) &&
      inForce(entry, invoice.created),
  );
  const [entry] = contracts;
  if (entry?.interval === undefined) return null;
  const interval = inWords(entry.interval, entry.interval_count);
  const isOne = contracts.every(
    (other) => other.interval === entry.interval && other.interval_count === entry.interval_count,
  );
  return isOne && lineTotal(line) > 0 ? { entry, interval } : null;
}

function intervalOf({ line }: PeriodFee, index: HistoryIndex): string | null {
  const recurring = index.price(line.price)?.recurring ?? null;
  return recurring === null ? null : inWords(recurring.interval, recurring.interval_count);
}

/** The customer asked for the change before this renewal. */
function asked({ id, customer }: Subscription, { line }: PeriodFee, { policy }: RuleContext): boolean {
  return (policy.requests ?? []).some(
    (request) =>
      request.kind === 'change_plan' &&
      request.customer === customer &&
      (request.subscription === undefined || request.subscription === id) &&
      request.at <= line.period.start,
  );
}

const inWords = (interval: string, count: number): string => plural(count, interval);
