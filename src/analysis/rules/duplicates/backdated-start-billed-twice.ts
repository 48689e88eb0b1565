import { mulDiv, toDecimal } from '../../../money.ts';
import type { InvoiceLine } from '../../billing-history.ts';
import { creditNetOfLine } from '../../correction.ts';
import {
  type Billed,
  billedSubscriptions,
  conflictingProducts,
  overlapSeconds,
  type PaidLine,
} from '../../duplicates/subscription-conflict.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { lineDiscount } from '../../history-index.ts';
import { backdatedLines, isBackdated } from '../../lifecycle/backdated-lines.ts';
import type { PeriodFee } from '../../lifecycle/period-fees.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate } from '../../wording.ts';

export const backdatedStartBilledTwice = defineRule({
  id: 'backdated-start-billed-twice',
  version: 1,
  rows: ['B11'],
  category: 'duplicate_subscription',
  title: 'A back-dated start billed time that was paid already',
  needs: ['subscriptions', 'invoices', 'prices', 'charges', 'credit_notes', 'refunds'],
  proposes: ['credit_note'],
  thresholds: { min_overlap_hours: 24 },
  check(_history, context) {
    const subscriptions = billedSubscriptions(context.index);
    return subscriptions
      .filter(({ subscription }) => isBackdated(subscription))
      .flatMap((later) => findingOf(later, subscriptions, context) ?? []);
  },
});

/** A line of the back-dated subscription with those of others that had paid for part of its time. */
interface Twice {
  readonly one: PeriodFee;
  /** The longest first. */
  readonly before: readonly PaidLine[];
  /** Of the line's time that others had paid for. */
  readonly seconds: number;
}

function findingOf(later: Billed, all: readonly Billed[], context: RuleContext): RuleFinding | null {
  const { index, policy, thresholds } = context;
  const { subscription } = later;
  if (isAgreed(later, context)) return null;
  const least = (thresholds['min_overlap_hours'] ?? 0) * 3600;
  const others = all
    .filter((other) => isEarlier(other, later) && conflictingProducts(other, later, policy).size > 0)
    .flatMap((other) => other.paid);
  const twice = backdatedLines(index, subscription).flatMap((one): Twice[] => {
    if (one.invoice.status !== 'paid') return [];
    const { start, end } = one.line.period;
    const span = { start, end: Math.min(end, subscription.created) };
    const before = others
      .filter((other) => overlapSeconds(span, other) > 0)
      .sort((a, b) => overlapSeconds(span, b) - overlapSeconds(span, a));
    const seconds = coveredSeconds(span, before);
    return seconds === 0 ? [] : [{ one, before, seconds }];
  });
  if (twice.reduce((sum, { seconds }) => sum + seconds, 0) < least) return null;
  const [first] = twice;
  const earlier = first?.before[0];
  if (first === undefined || earlier === undefined) return null;
  const decimal = (amount: number, line: InvoiceLine): string =>
    toDecimal({ amount, currency: line.currency });
  return lineErrorFinding(
    index,
    twice.map(({ one, seconds }) => ({
      invoice: one.invoice,
      credits: [creditNetOfLine(one.line, shareOf(one, seconds))],
    })),
    {
      classification: 'billing_error',
      confidence: 'high',
      title: 'A back-dated start billed time that was paid already',
      message: (left) =>
        `${subscription.id} was created on ${isoDate(subscription.created)} and back-dated to ${isoDate(subscription.start_date)}, and ` +
        `${first.one.invoice.id} bills time that ${earlier.invoice.id} had billed before: ${left} is paid twice.`,
      facts: (amount, currency) => ({
        amount: fact.money(amount, currency),
        created_at: fact.date(subscription.created),
        start_at: fact.date(subscription.start_date),
        paid_until: fact.date(earlier.end),
        invoice: fact.id(first.one.invoice.id),
      }),
      words: {
        reason: 'duplicate',
        justification: `${earlier.invoice.id} had billed the time until ${isoDate(earlier.end)} already.`,
        alternatives: [
          {
            kind: 'cancel_subscription',
            why_not: 'The new subscription is wanted: only its past was paid before.',
          },
        ],
      },
      part: 'whole',
      evidence: [
        { object: 'subscription', id: subscription.id },
        ...twice.flatMap(({ before }) =>
          before.flatMap(({ invoice, line }) => [
            { object: 'invoice', id: invoice.id },
            { object: 'line_item', id: line.id },
          ]),
        ),
      ],
      steps: twice.map(({ one, seconds }) => ({
        label: `${one.invoice.id}: time that was paid already`,
        expression: `${decimal(netOf(one), one.line)} × ${seconds} of ${one.line.period.end - one.line.period.start} seconds`,
        result: decimal(shareOf(one, seconds), one.line),
      })),
      customer: subscription.customer,
    },
  );
}

/** The customer asked for the start to be back-dated: nothing is too much then. */
function isAgreed({ subscription }: Billed, { policy }: RuleContext): boolean {
  return (policy.requests ?? []).some(
    (request) =>
      request.kind === 'backdate' &&
      request.customer === subscription.customer &&
      (request.subscription === undefined || request.subscription === subscription.id),
  );
}

function isEarlier({ subscription: other }: Billed, { subscription }: Billed): boolean {
  return (
    other.id !== subscription.id &&
    other.customer === subscription.customer &&
    other.created < subscription.created
  );
}

/** Seconds of `span` that at least one of the others covers. */
function coveredSeconds(
  span: { readonly start: number; readonly end: number },
  others: readonly PaidLine[],
): number {
  let until = span.start;
  let seconds = 0;
  for (const { start, end } of [...others].sort((a, b) => a.start - b.start)) {
    const from = Math.max(start, until);
    const to = Math.min(end, span.end);
    if (to <= from) continue;
    seconds += to - from;
    until = to;
  }
  return seconds;
}

const netOf = ({ line }: PeriodFee): number => line.amount - lineDiscount(line);

function shareOf(one: PeriodFee, seconds: number): number {
  return mulDiv(netOf(one), seconds, one.line.period.end - one.line.period.start);
}
