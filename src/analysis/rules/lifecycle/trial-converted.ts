import { formatMoney } from '../../../money.ts';
import type {
  BillingEvent,
  BillingHistory,
  Invoice,
  InvoiceLine,
  Subscription,
} from '../../billing-history.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, isEffectiveInvoice, isPeriodFee, largestFirst, lineTotal } from '../../history-index.ts';
import type { Policy } from '../../policy.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, listed, plural, productName, shownText } from '../../wording.ts';

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

export const trialConverted = defineRule({
  id: 'trial-converted',
  version: 1,
  rows: ['V22'],
  category: 'trial',
  title: 'The trial ended and the subscription went on',
  needs: ['subscriptions', 'invoices', 'charges', 'credit_notes', 'refunds', 'prices', 'events'],
  proposes: [],
  check(history, context) {
    const events = eventsBySubject(history);
    return byCreation(history.subscriptions).flatMap((subscription) => {
      const converted = conversionOf(subscription, events.get(subscription.id) ?? [], context);
      if (converted === undefined || isDoubtful(converted, context.policy)) return [];
      return context.isWorthExplaining(converted.chargedAt, 'trial') ? [explain(converted, context)] : [];
    });
  },
});

/** The first payment after a trial. */
interface Conversion {
  readonly subscription: Subscription;
  readonly trialStart: number;
  readonly trialEnd: number;
  readonly invoice: Invoice;
  readonly lines: readonly InvoiceLine[];
  readonly chargedAt: number;
  /** When Stripe announced the end of the trial to the merchant. */
  readonly announcedAt: number | undefined;
}

function eventsBySubject(history: BillingHistory): ReadonlyMap<string, readonly BillingEvent[]> {
  const events = new Map<string, BillingEvent[]>();
  for (const event of byCreation(history.events)) {
    if (event.subject === null || !event.type.startsWith('customer.subscription.')) continue;
    const list = events.get(event.subject);
    if (list === undefined) events.set(event.subject, [event]);
    else list.push(event);
  }
  return events;
}

function conversionOf(
  subscription: Subscription,
  events: readonly BillingEvent[],
  { asOf, index }: RuleContext,
): Conversion | undefined {
  const { id, created, trial_start, trial_end: trialEnd, canceled_at, cancel_at } = subscription;
  const trialStart = trial_start ?? created;
  if (trialEnd === null || trialEnd > asOf || trialEnd - trialStart < HOUR_SECONDS) return undefined;
  if (canceled_at !== null && canceled_at < trialEnd) return undefined;
  if (cancel_at !== null && cancel_at <= trialEnd) return undefined;
  if (events.some((event) => wasOtherwise(event, trialEnd))) return undefined;
  const isFirstFee = (line: InvoiceLine): boolean =>
    line.subscription === id &&
    line.period.start >= trialEnd &&
    line.period.start < trialEnd + DAY_SECONDS &&
    lineTotal(line) > 0 &&
    isPeriodFee(line, index);
  const invoice = index
    .invoicesOfSubscription(id)
    .find((one) => isEffectiveInvoice(one) && one.lines.some(isFirstFee));
  if (invoice?.status !== 'paid' || invoice.amount_paid <= 0) return undefined;
  if (invoice.total - index.returnedOnInvoice(invoice) <= 0) return undefined;
  return {
    subscription,
    trialStart,
    trialEnd,
    invoice,
    lines: largestFirst(invoice.lines.filter(isFirstFee)),
    chargedAt: invoice.paid_at ?? invoice.created,
    announcedAt: events.find(
      ({ type, created: sent }) => type === 'customer.subscription.trial_will_end' && sent <= trialEnd,
    )?.created,
  };
}

/** True when an event shows that, before the trial ended, it was set to be cancelled, or to last longer. */
function wasOtherwise({ created, data }: BillingEvent, trialEnd: number): boolean {
  if (created > trialEnd) return false;
  return [data.object, data.previous_attributes].some((state) => {
    if (typeof state !== 'object' || state === null) return false;
    const { cancel_at_period_end, trial_end } = state as Record<string, unknown>;
    return (
      cancel_at_period_end === true || (typeof trial_end === 'number' && trial_end > trialEnd + HOUR_SECONDS)
    );
  });
}

/** True when the policy file says that it was cancelled in time, or promised to last longer: an error, or close to one. */
function isDoubtful({ subscription, trialStart, trialEnd }: Conversion, policy: Policy): boolean {
  const { id, customer, created } = subscription;
  const concerns = (entry: { readonly customer: string; readonly subscription?: string }): boolean =>
    entry.customer === customer && (entry.subscription ?? id) === id;
  return (
    (policy.requests ?? []).some(
      (request) =>
        request.kind === 'cancel' &&
        concerns(request) &&
        request.at < trialEnd &&
        // A request from before this subscription was about another one.
        request.at >= created,
    ) ||
    (policy.accounts ?? []).some(
      (account) => account.customer === customer && account.closed_at <= trialEnd,
    ) ||
    (policy.promises ?? []).some(
      (promise) =>
        promise.kind === 'trial' &&
        concerns(promise) &&
        promise.made_at < trialEnd &&
        Math.max(trialStart, promise.made_at) + promise.days * DAY_SECONDS > trialEnd + HOUR_SECONDS,
    )
  );
}

function explain(conversion: Conversion, { index }: RuleContext): RuleFinding {
  const { subscription, trialStart, trialEnd, invoice, lines, chargedAt, announcedAt } = conversion;
  const { currency, amount_paid: amount } = invoice;
  const products = [...new Set(lines.map(({ product }) => productName(index, product)))].sort();
  // Customers know no ids.
  const isNamed = lines.every(({ product }) => productName(index, product) !== shownText(product ?? ''));
  const days = Math.round((trialEnd - trialStart) / DAY_SECONDS);
  return {
    classification: 'valid_but_confusing',
    confidence: 'certain',
    title: 'The trial ended and the subscription went on',
    variant: 'converted',
    message: [
      `The trial of ${shownText(subscription.id)} (${listed(products)}) ran from ${isoDate(trialStart)} to ${isoDate(trialEnd)} and was not cancelled by then, so ${shownText(invoice.id)} charged ${formatMoney({ amount, currency })} on ${isoDate(chargedAt)}, the first payment.`,
      announcedAt === undefined
        ? 'Whether a reminder was sent is not in the history.'
        : `Stripe announced the end on ${isoDate(announcedAt)}; whether an e-mail went out to the customer is not in the history.`,
      'Tell the customer when the trial ended and what the payment is for.',
    ].join(' '),
    facts: knownFacts({
      amount: fact.money(amount, currency),
      trial_start: fact.date(trialStart),
      trial_end: fact.date(trialEnd),
      charged_at: fact.date(chargedAt),
      period_end: fact.date(Math.max(...lines.map(({ period }) => period.end))),
      product: products.length === 1 && isNamed ? fact.text(products[0] ?? '') : undefined,
      announced_at: announcedAt === undefined ? undefined : fact.date(announcedAt),
    }),
    amount: null,
    evidence: [
      { object: 'subscription', id: subscription.id },
      { object: 'invoice', id: invoice.id },
      ...index
        .chargesOfInvoice(invoice.id)
        .flatMap(({ id, status }) => (status === 'succeeded' ? [{ object: 'charge', id }] : [])),
    ],
    recomputation: [
      {
        label: 'end of the trial',
        expression: `${isoDate(trialStart)} + ${plural(days, 'day')}`,
        result: isoDate(trialEnd),
      },
    ],
    at_issue: lines.map(({ id }) => ({ object: 'line_item', id, part: 'whole' })),
    // That the trial was over says nothing about price, tax or number of what was charged then.
    explains: [],
    yields: true,
    correction: null,
    customer: subscription.customer,
    occurred_at: chargedAt,
  };
}
