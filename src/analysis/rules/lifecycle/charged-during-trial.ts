import { formatMoney, toDecimal } from '../../../money.ts';
import type { BillingEvent, Invoice, InvoiceLine, Subscription } from '../../billing-history.ts';
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
import {
  draftReturns,
  lessReturned,
  type OpenOverCharge,
  returnSteps,
  whatToReturn,
} from '../../over-charge.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, isoMinute, listed, productName } from '../../wording.ts';

/** When a subscription's trial ran, in Unix seconds. */
interface Trial {
  readonly start: number;
  readonly end: number;
}

export const chargedDuringTrial = defineRule({
  id: 'charged-during-trial',
  version: 1,
  rows: ['B4'],
  category: 'trial',
  title: 'Charged during the trial',
  needs: ['subscriptions', 'invoices', 'prices', 'charges', 'credit_notes', 'refunds', 'events'],
  proposes: ['credit_note', 'void_invoice'],
  check(history, { index }) {
    const changes = trialChanges(history.events);
    return byCreation(history.subscriptions).flatMap((subscription) =>
      index
        .invoicesOfSubscription(subscription.id)
        .flatMap(
          (invoice) => findingOf(subscription, invoice, changes.get(subscription.id) ?? [], index) ?? [],
        ),
    );
  },
});

function findingOf(
  subscription: Subscription,
  invoice: Invoice,
  changes: readonly TrialChange[],
  index: HistoryIndex,
): RuleFinding | null {
  if (!isEffectiveInvoice(invoice)) return null;
  const trial = trialAt(subscription, invoice.created, changes);
  if (trial === null) return null;
  const lines = largestFirst(
    invoice.lines.filter(
      (line) =>
        line.subscription === subscription.id &&
        line.period.start >= trial.start &&
        line.period.start < trial.end &&
        lineTotal(line) > 0 &&
        isPeriodFee(line, index),
    ),
  );
  const overCharge = lessReturned(index, { invoice, credits: lines.map(creditWholeLine) });
  return overCharge === null ? null : explain(subscription, trial, overCharge, lines, index);
}

/** An event that moved the end of a trial: until then it was `before`, null for no trial at all. */
interface TrialChange {
  readonly at: number;
  readonly before: number | null;
}

/** By subscription, oldest first. Stripe keeps events for 30 days: what is older stands as the subscription says. */
function trialChanges(events: readonly BillingEvent[]): ReadonlyMap<string, readonly TrialChange[]> {
  const changes = new Map<string, TrialChange[]>();
  for (const { type, subject, created, data } of byCreation(events)) {
    if (type !== 'customer.subscription.updated' || subject === null) continue;
    const before = previousTrialEnd(data.previous_attributes);
    if (before === undefined) continue;
    changes.set(subject, [...(changes.get(subject) ?? []), { at: created, before }]);
  }
  return changes;
}

/** `previous_attributes.trial_end`; undefined when the event did not change it. */
function previousTrialEnd(previous: unknown): number | null | undefined {
  if (typeof previous !== 'object' || previous === null || !('trial_end' in previous)) return undefined;
  const { trial_end: end } = previous;
  return end === null || (typeof end === 'number' && Number.isInteger(end)) ? end : undefined;
}

/** The trial as it was agreed at `at`: one granted or prolonged later does not make an earlier charge wrong. */
function trialAt(
  { trial_start, trial_end, start_date }: Subscription,
  at: number,
  changes: readonly TrialChange[],
): Trial | null {
  const next = changes.find((change) => change.at > at);
  const agreed = next === undefined ? trial_end : next.before;
  // Ended early since: the time up to the earlier end was still free.
  const end = agreed === null || trial_end === null ? agreed : Math.min(agreed, trial_end);
  return end === null ? null : { start: trial_start ?? start_date, end };
}

function explain(
  subscription: Subscription,
  trial: Trial,
  overCharge: OpenOverCharge,
  lines: readonly InvoiceLine[],
  index: HistoryIndex,
): RuleFinding {
  const { invoice, charged, left } = overCharge;
  const { currency } = invoice;
  const isPaid = invoice.status === 'paid';
  const chargedAt = invoice.paid_at ?? invoice.created;
  const start = Math.min(...lines.map(({ period }) => period.start));
  const products = [...new Set(lines.map((line) => productName(index, line.product)))].sort();
  const show = isoDate(start) === isoDate(trial.end) ? isoMinute : isoDate;
  const reason = `the trial of ${subscription.id} runs from ${isoDate(trial.start)} to ${show(trial.end)}, so nothing was due for ${listed(products)} from ${show(start)}`;
  const returns = draftReturns(index, [overCharge], {
    reason: 'order_change',
    justification: `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`,
    alternatives: [
      isPaid
        ? { kind: 'refund', why_not: 'A bare refund would leave the invoice and its tax as they are.' }
        : { kind: 'refund', why_not: 'Nothing of it is paid yet.' },
      { kind: 'extend_trial', why_not: 'The customer would still have paid for time that was free.' },
    ],
  });
  const returned =
    charged === left
      ? ''
      : `, of which ${formatMoney({ amount: charged - left, currency })} is returned already`;
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  return {
    classification: 'billing_error',
    confidence: 'certain',
    variant: isPaid ? 'paid' : 'open',
    title: isPaid ? 'Charged during the trial' : 'Invoiced during the trial',
    message:
      `${invoice.id} of ${isoDate(invoice.created)} ${isPaid ? 'charged' : 'asks for'} ` +
      `${formatMoney({ amount: charged, currency })}${returned}: ${reason}. ${whatToReturn([overCharge], returns)}`,
    facts: {
      amount: fact.money(left, currency),
      product: fact.text(products[0] ?? ''),
      charged_at: fact.date(chargedAt),
      trial_start: fact.date(trial.start),
      trial_end: fact.date(trial.end),
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
        label: `charged for time before ${isoDate(trial.end)}, when nothing was due`,
        expression: lines.map((line) => decimal(lineTotal(line))).join(' + '),
        result: decimal(charged),
      },
      ...returnSteps([overCharge]),
    ],
    at_issue: lines.map(({ id }) => ({ object: 'line_item', id, part: 'whole' })),
    correction: returns.drafts[0] ?? null,
    customer: subscription.customer,
    occurred_at: chargedAt,
  };
}
