import { formatMoney, toDecimal } from '../../../money.ts';
import type { BillingHistory } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { EvidenceRef, MoneyUnit, RuleFinding } from '../../finding.ts';
import { type HistoryIndex, isLiveSubscription } from '../../history-index.ts';
import { itemChanges, totalOf } from '../../prices/amount-causes.ts';
import { type BilledUnits, lineProduct } from '../../prices/billed-units.ts';
import { CONSENT_DAYS } from '../../prices/consent.ts';
import { changesItems } from '../../prices/item-events.ts';
import { type Renewal, renewals, sameInterval } from '../../prices/renewals.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, shownText } from '../../wording.ts';

const DAY_SECONDS = 86_400;

/** E11: a recurring line is new on the latest renewal, or missing from it, and nothing on record says why. */
export const recurringLineChanged = defineRule({
  id: 'recurring-line-changed',
  version: 1,
  rows: ['E11'],
  category: 'price',
  title: 'A recurring line is new or missing',
  needs: ['invoices', 'subscriptions', 'prices', 'events', 'checkout_sessions', 'subscription_schedules'],
  proposes: [],
  check(history, context) {
    return [...renewals(history, context.index).values()].flatMap((all) => {
      const now = all[all.length - 1];
      if (now === undefined) return [];
      const before = all.slice(0, -1).findLast((one) => sameInterval(one, now));
      return before === undefined ? [] : changedLines(history, before, now, context);
    });
  },
});

function changedLines(
  history: BillingHistory,
  before: Renewal,
  now: Renewal,
  context: RuleContext,
): readonly RuleFinding[] {
  const changes = itemChanges(before, now);
  const isNew = changes.filter(({ cause }) => cause === 'new_line');
  const isGone = changes.filter(({ cause }) => cause === 'gone_line');
  // One for the other is a change of plan, which other rules tell.
  if (isNew.length > 0 && isGone.length > 0) return [];
  if (hasCause(history, before, now, context)) return [];
  const added = isNew
    .flatMap((change) => change.now ?? [])
    .filter((units) => !wasCharged(units, now, context.index));
  const missing = isGone
    .flatMap((change) => change.before ?? [])
    .filter((units) => isExpected(units, context.index));
  return [
    ...added.map((units) => describe('new_line', units, before, now, context.index)),
    ...missing.map((units) => describe('missing_line', units, before, now, context.index)),
  ];
}

/** Whether anything between the two renewals says that the subscription was changed. */
function hasCause(history: BillingHistory, before: Renewal, now: Renewal, { policy }: RuleContext): boolean {
  const { subscription } = now;
  const { customer } = now.invoice;
  const within = (at: number): boolean => at >= before.invoice.created && at <= now.invoice.created;
  const wasAsked = (policy.requests ?? []).some(
    (request) =>
      (request.kind === 'add_on' || request.kind === 'change_plan') &&
      request.customer === customer &&
      (request.subscription ?? subscription) === subscription &&
      request.at >= before.invoice.created - CONSENT_DAYS * DAY_SECONDS &&
      request.at <= now.invoice.created,
  );
  return (
    wasAsked ||
    history.events.some(
      (event) => event.subject === subscription && within(event.created) && changesItems(event),
    ) ||
    history.checkout_sessions.some(
      (session) =>
        session.customer === customer &&
        session.status === 'complete' &&
        // What was bought as a subscription of its own is no line of this one.
        (session.subscription ?? subscription) === subscription &&
        within(session.created),
    ) ||
    history.subscription_schedules.some(
      (schedule) =>
        schedule.subscription === subscription &&
        schedule.phases.some(({ start_date }) => within(start_date)),
    )
  );
}

/** True when the item was billed for part of a period before: then it was added then, and this is its first whole one. */
function wasCharged({ item }: BilledUnits, { subscription, invoice }: Renewal, index: HistoryIndex): boolean {
  return index
    .invoicesOfSubscription(subscription)
    .some(
      (other) =>
        other.created <= invoice.created &&
        other.lines.some(
          (line) => line.subscription_item === item && (line.proration || other.created < invoice.created),
        ),
    );
}

/** True while the item is still on a live subscription for a licensed price: its line should have been there. */
function isExpected({ item, price }: BilledUnits, index: HistoryIndex): boolean {
  const found = index.subscriptionItem(item);
  return (
    found !== undefined &&
    isLiveSubscription(found.subscription) &&
    (found.item.quantity ?? 1) > 0 &&
    price !== undefined &&
    price.recurring?.usage_type !== 'metered'
  );
}

function describe(
  variant: 'new_line' | 'missing_line',
  units: BilledUnits,
  before: Renewal,
  now: Renewal,
  index: HistoryIndex,
): RuleFinding {
  const { invoice, subscription } = now;
  const { currency, customer, created } = invoice;
  const [line] = units.lines;
  const product = line === undefined ? '' : lineProduct(index, line);
  const amount = totalOf(units);
  const money = formatMoney({ amount, currency });
  const isNew = variant === 'new_line';
  const at_issue: MoneyUnit[] = isNew
    ? units.lines.map(({ id }) => ({ object: 'line_item', id, part: 'whole' }))
    : [{ object: 'invoice', id: invoice.id, part: 'whole' }];
  const evidence: EvidenceRef[] = [
    { object: 'invoice', id: invoice.id },
    { object: 'invoice', id: before.invoice.id },
    ...units.lines.map(({ id }) => ({ object: 'line_item', id })),
  ];
  const decimal = toDecimal({ amount, currency });
  return {
    classification: 'notice',
    confidence: 'medium',
    variant,
    title: isNew ? 'A new recurring line' : 'A recurring line is missing',
    message: isNew
      ? `${invoice.id} of ${isoDate(created)} bills ${product} (${money}) on ${shownText(subscription)} for the first time, and no request, checkout, event or schedule since ${before.invoice.id} says why: ask who added it before answering.`
      : `${invoice.id} of ${isoDate(created)} leaves out ${product} (${money} on ${before.invoice.id}), which ${shownText(subscription)} still holds, and nothing on record says why: check whether it was meant.`,
    facts: {
      line_amount: fact.money(amount, currency),
      product: fact.text(product),
      invoice_at: fact.date(created),
    },
    amount: null,
    evidence,
    recomputation: [
      {
        label: isNew ? `${invoice.id} without it` : `${invoice.id} with it`,
        expression: `${toDecimal({ amount: invoice.total, currency })} ${isNew ? '−' : '+'} ${decimal}`,
        result: toDecimal({ amount: invoice.total + (isNew ? -amount : amount), currency }),
      },
    ],
    at_issue,
    yields: true,
    correction: null,
    customer,
    occurred_at: created,
  };
}
