import { formatMoney, toDecimal } from '../../../money.ts';
import type { Charge } from '../../billing-history.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { EvidenceRef, MoneyUnit, RecomputationStep, RuleFinding } from '../../finding.ts';
import { chargeDeclineReason, intentFailureReason } from '../../payments/decline-reasons.ts';
import { type Attempts, failedAttempts, type Success } from '../../payments/payment-attempts.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, isoMinute, plural, shownText } from '../../wording.ts';

export const failedAttemptRetried = defineRule({
  id: 'failed-attempt-retried',
  version: 1,
  rows: ['V2', 'G11'],
  category: 'payment_failure',
  title: 'A failed attempt, not a second payment',
  needs: ['charges', 'payment_intents', 'invoices'],
  proposes: [],
  thresholds: { retry_hours: 24 },
  check(history, { asOf, index, thresholds, isWorthExplaining }) {
    return failedAttempts(history, index, asOf, thresholds['retry_hours'] ?? 0)
      .filter(
        ({ success, failedAt, nextAttemptAt }) =>
          // While Stripe keeps trying, it is not over, however long ago it began.
          nextAttemptAt !== undefined || isWorthExplaining(success?.at ?? failedAt, 'payment_failure'),
      )
      .map(explain);
  },
});

function explain(attempts: Attempts): RuleFinding {
  const { failed, waiting, invoice, success, amount, currency, failedAt, nextAttemptAt } = attempts;
  const reason = reasonOf(attempts);
  const count = failed.length + waiting.length;
  const units: MoneyUnit[] = [
    ...failed.map(({ id }) => unit('charge', id)),
    ...waiting.map(({ id }) => unit('payment_intent', id)),
  ];
  const evidence: EvidenceRef[] = [
    ...units.map(({ object, id }) => ({ object, id })),
    ...(success?.charge === undefined ? [] : [{ object: 'charge', id: success.charge.id }]),
    ...(invoice === undefined ? [] : [{ object: 'invoice', id: invoice.id }]),
  ];
  return {
    classification: success === undefined ? 'payment_issue' : 'valid_but_confusing',
    confidence: success?.sameOrder === false ? 'high' : 'certain',
    title: success === undefined ? 'A payment that failed' : 'A failed attempt, not a second payment',
    variant: success === undefined ? 'unpaid' : 'retried',
    message: success === undefined ? unpaidMessage(attempts) : retriedMessage(attempts, success),
    facts: knownFacts({
      amount: fact.money(amount, currency),
      failed_at: fact.date(failedAt),
      failed_count: fact.count(count),
      succeeded_at: success === undefined ? undefined : fact.date(success.at),
      reason: reason === undefined ? undefined : fact.text(reason),
      next_attempt_at: nextAttemptAt === undefined ? undefined : fact.date(nextAttemptAt),
    }),
    amount: null,
    evidence,
    recomputation: success?.charge === undefined ? [] : [takenStep(count, success.charge)],
    at_issue: units,
    explains: units,
    correction: null,
    customer: attempts.customer,
    occurred_at: success?.at ?? failedAt,
  };
}

function takenStep(count: number, { amount_captured, currency }: Charge): RecomputationStep {
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  return {
    label: 'taken in all attempts',
    expression: `${count} × ${decimal(0)} + ${decimal(amount_captured)}`,
    result: decimal(amount_captured),
  };
}

function reasonOf({ failed, waiting }: Attempts): string | undefined {
  const intent = waiting.at(-1);
  const charge = failed.at(-1);
  return (
    (intent?.status === 'requires_action' || charge === undefined
      ? intent && intentFailureReason(intent)
      : undefined) ??
    (charge && chargeDeclineReason(charge))
  );
}

function retriedMessage(attempts: Attempts, success: Success): string {
  const sameDay = isoDate(attempts.failedAt) === isoDate(success.at);
  const show = sameDay ? isoMinute : isoDate;
  const paid =
    success.charge === undefined
      ? `the invoice was settled on ${show(success.at)}`
      : `the payment ${shownText(success.charge.id)} succeeded on ${show(success.at)}`;
  return [
    `${attemptsOf(attempts)} failed${lastTime(attempts)} on ${show(attempts.failedAt)}${why(attempts)}, and ${paid}.`,
    'Failed attempts take no money, though a bank may show them as pending for a few days.',
    ...(success.sameOrder
      ? []
      : ['Only customer, amount and time link the two: check that it was one order.']),
    'There is nothing to refund on them: tell the customer which line is the payment.',
  ].join(' ');
}

function unpaidMessage(attempts: Attempts): string {
  const { failed, waiting, invoice, failedAt, nextAttemptAt } = attempts;
  const confirm = waiting.some(({ status }) => status === 'requires_action');
  const what =
    confirm && failed.length === 0
      ? `waits for the customer's confirmation since ${isoDate(failedAt)}`
      : `failed${lastTime(attempts)} on ${isoDate(failedAt)}${why(attempts)}`;
  return [
    `${attemptsOf(attempts)} ${what}: nothing was taken${invoice === undefined ? '' : ', and the invoice is open'}.`,
    ...(nextAttemptAt === undefined ? [] : [`Stripe tries again on ${isoDate(nextAttemptAt)}.`]),
    confirm
      ? 'Ask the customer to confirm the payment with their bank.'
      : 'Ask the customer to check the card or to pay with another one.',
  ].join(' ');
}

function attemptsOf({ failed, waiting, invoice, amount, currency }: Attempts): string {
  const forWhat = invoice === undefined ? '' : ` for ${shownText(invoice.id)}`;
  const money = formatMoney({ amount, currency });
  const count = failed.length + waiting.length;
  return count === 1
    ? `A payment attempt of ${money}${forWhat}`
    : `${plural(count, 'payment attempt')} of ${money}${forWhat}`;
}

function lastTime({ failed, waiting }: Attempts): string {
  return failed.length + waiting.length > 1 ? ', the last' : '';
}

function why(attempts: Attempts): string {
  const reason = reasonOf(attempts);
  return reason === undefined ? '' : ` (${reason})`;
}

function unit(object: 'charge' | 'payment_intent', id: string): MoneyUnit {
  return { object, id, part: 'whole' };
}
