import { formatMoney, toDecimal } from '../../../money.ts';
import type { Invoice, InvoiceLine, Subscription } from '../../billing-history.ts';
import { creditWholeLine } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import {
  byCreation,
  type HistoryIndex,
  isEffectiveInvoice,
  isPeriodFee,
  largestFirst,
  lineTotal,
} from '../../history-index.ts';
import { cancelledInTrial } from '../../lifecycle/cancelled-trial.ts';
import {
  draftReturns,
  lessReturned,
  type OpenOverCharge,
  returnSteps,
  whatToReturn,
} from '../../over-charge.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, listed, productName } from '../../wording.ts';

/** A subscription that is over for good, and since when (Unix seconds). */
interface Ended {
  readonly subscription: Subscription;
  readonly at: number;
}

export const chargedAfterCancellation = defineRule({
  id: 'charged-after-cancellation',
  version: 1,
  rows: ['B1'],
  category: 'cancellation',
  title: 'Charged after the subscription ended',
  needs: ['subscriptions', 'invoices', 'charges', 'credit_notes', 'refunds', 'prices'],
  proposes: ['credit_note', 'void_invoice'],
  check(history, context) {
    return byCreation(history.subscriptions).flatMap((subscription) => {
      const at = endOf(subscription);
      return at === null ? [] : findingsOf({ subscription, at }, context);
    });
  },
});

/** When it ended; null while it has not. A cancellation set for the period's end is not an end. */
function endOf({ status, ended_at, canceled_at }: Subscription): number | null {
  return ended_at ?? (status === 'canceled' ? canceled_at : null);
}

function findingsOf(ended: Ended, context: RuleContext): RuleFinding[] {
  const { index } = context;
  const overCharges = index.invoicesOfSubscription(ended.subscription.id).flatMap((invoice) => {
    const lines = largestFirst(linesAfter(ended, invoice, context));
    const overCharge = lessReturned(index, { invoice, credits: lines.map(creditWholeLine) });
    return overCharge === null ? [] : { overCharge, lines };
  });
  return overCharges.map(({ overCharge, lines }, position) =>
    // Stripe bills nothing on an ended subscription by itself; who did it twice will do it again.
    findingOf(ended, overCharge, lines, index, position > 0 && position === overCharges.length - 1),
  );
}

/** Lines that charge the subscription's price for time that begins when it was already over. */
function linesAfter({ subscription, at }: Ended, invoice: Invoice, context: RuleContext): InvoiceLine[] {
  if (!isEffectiveInvoice(invoice) || invoice.created < at) return [];
  if (wasReactivated({ subscription, at }, invoice, context) || cancelledInTrial(subscription)) return [];
  return invoice.lines.filter(
    (line) =>
      line.subscription === subscription.id &&
      line.period.start >= at &&
      lineTotal(line) > 0 &&
      isPeriodFee(line, context.index),
  );
}

/** True when the policy file says that the customer asked for this very subscription again before the charge. */
function wasReactivated({ subscription, at }: Ended, invoice: Invoice, { policy }: RuleContext): boolean {
  return (policy.requests ?? []).some(
    (request) =>
      (request.kind === 'reactivate' || request.kind === 'resume') &&
      request.customer === subscription.customer &&
      request.subscription === subscription.id &&
      request.at >= at &&
      request.at <= invoice.created,
  );
}

function findingOf(
  { subscription, at }: Ended,
  overCharge: OpenOverCharge,
  lines: readonly InvoiceLine[],
  index: HistoryIndex,
  repeats: boolean,
): RuleFinding {
  const { invoice, charged, left } = overCharge;
  const { currency } = invoice;
  const isPaid = invoice.status === 'paid';
  const start = Math.min(...lines.map((line) => line.period.start));
  const end = Math.max(...lines.map((line) => line.period.end));
  const chargedAt = invoice.paid_at ?? invoice.created;
  const products = new Set(lines.map((line) => productName(index, line.product)));
  const period = `${isoDate(start)} to ${isoDate(end)}`;
  const reason = `${subscription.id} (${listed([...products].sort())}) ended on ${isoDate(at)}, before the period ${period} began`;
  const returns = draftReturns(index, [overCharge], {
    reason: 'order_change',
    justification: `${reason}, so nothing is owed for it.`,
    alternatives: [
      isPaid
        ? { kind: 'refund', why_not: 'A bare refund would leave the invoice and its tax as they are.' }
        : { kind: 'refund', why_not: 'Nothing of it is paid yet.' },
    ],
  });
  const [correction = null] = returns.drafts;
  const returned =
    charged === left
      ? ''
      : `, of which ${formatMoney({ amount: charged - left, currency })} is returned already`;
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  return {
    classification: 'billing_error',
    confidence: 'certain',
    variant: isPaid ? 'paid' : 'open',
    title: isPaid ? 'Charged after the subscription ended' : 'Invoiced after the subscription ended',
    message:
      `${invoice.id} of ${isoDate(invoice.created)} ${isPaid ? 'charged' : 'asks for'} ` +
      `${formatMoney({ amount: charged, currency })} for ${period}${returned}: ${reason}. ${whatToReturn([overCharge], returns)}`,
    facts: {
      amount: fact.money(left, currency),
      ended_at: fact.date(at),
      charged_at: fact.date(chargedAt),
      period_start: fact.date(start),
      period_end: fact.date(end),
      invoice: fact.id(invoice.id),
    },
    amount: { amount: left, currency },
    evidence: [
      { object: 'subscription', id: subscription.id },
      { object: 'invoice', id: invoice.id },
      ...lines.map(({ id }) => ({ object: 'line_item', id })),
      ...index.creditNotesOfInvoice(invoice.id).map(({ id }) => ({ object: 'credit_note', id })),
      ...index
        .chargesOfInvoice(invoice.id)
        .flatMap(({ id, status }) => (status === 'succeeded' ? { object: 'charge', id } : [])),
    ],
    recomputation: [
      {
        label: `charged for time from ${isoDate(start)}, after ${isoDate(at)}`,
        expression: lines.map((line) => decimal(lineTotal(line))).join(' + '),
        result: decimal(charged),
      },
      ...returnSteps([overCharge]),
    ],
    at_issue: lines.map(({ id }) => ({ object: 'line_item', id, part: 'whole' })),
    correction,
    customer: subscription.customer,
    occurred_at: chargedAt,
    repeats,
  };
}
