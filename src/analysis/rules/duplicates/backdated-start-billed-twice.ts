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
import { lineErrorFinding } from '../../line-error.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate } from '../../wording.ts';

const DAY_SECONDS = 86_400;

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
      .filter(({ subscription }) => subscription.start_date < subscription.created - DAY_SECONDS)
      .flatMap((later) => findingOf(later, subscriptions, context) ?? []);
  },
});

/** A line of the back-dated subscription with the line of another one that had paid for part of its time. */
interface Twice {
  readonly one: PaidLine;
  readonly before: PaidLine;
  readonly seconds: number;
}

function findingOf(later: Billed, all: readonly Billed[], context: RuleContext): RuleFinding | null {
  const { index, policy, thresholds } = context;
  const { subscription } = later;
  if (isAgreed(later, context)) return null;
  const least = (thresholds['min_overlap_hours'] ?? 0) * 3600;
  const backdated = { start: subscription.start_date, end: subscription.created };
  const twice = later.paid.flatMap((one): Twice[] => {
    const candidates = all
      .filter((other) => isEarlier(other, later) && conflictingProducts(other, later, policy).size > 0)
      .flatMap((other) => other.paid)
      .map((before) => ({ one, before, seconds: overlapSeconds(within(one, backdated), before) }))
      .filter(({ seconds }) => seconds >= least)
      .sort((a, b) => b.seconds - a.seconds);
    const [longest] = candidates;
    return longest === undefined ? [] : [longest];
  });
  const [first] = twice;
  if (first === undefined) return null;
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
        `${first.one.invoice.id} bills time that ${first.before.invoice.id} had billed before: ${left} is paid twice.`,
      facts: (amount, currency) => ({
        amount: fact.money(amount, currency),
        created_at: fact.date(subscription.created),
        start_at: fact.date(subscription.start_date),
        paid_until: fact.date(first.before.end),
        invoice: fact.id(first.one.invoice.id),
      }),
      words: {
        reason: 'duplicate',
        justification: `${first.before.invoice.id} had billed the time until ${isoDate(first.before.end)} already.`,
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
        { object: 'invoice', id: first.before.invoice.id },
        { object: 'line_item', id: first.before.line.id },
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

function within(one: PaidLine, span: { readonly start: number; readonly end: number }) {
  return { start: Math.max(one.start, span.start), end: Math.min(one.end, span.end) };
}

const netOf = ({ line }: PaidLine): number => line.amount - lineDiscount(line);

function shareOf(one: PaidLine, seconds: number): number {
  return mulDiv(netOf(one), seconds, one.line.period.end - one.line.period.start);
}
