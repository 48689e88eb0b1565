import { formatMoney, toDecimal } from '../../../money.ts';
import type { Invoice, InvoiceLine, Subscription } from '../../billing-history.ts';
import { fact, knownFacts } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, isEffectiveInvoice, isPeriodFee, largestFirst, lineTotal } from '../../history-index.ts';
import type { Policy } from '../../policy.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, listed, productName, shownText } from '../../wording.ts';

const DAY_SECONDS = 86_400;
/** Stripe's reasons for ending a subscription that no customer asked to end. */
const NOT_BY_REQUEST = new Set(['payment_failed', 'payment_disputed']);

export const chargedBeforeCancellation = defineRule({
  id: 'charged-before-cancellation',
  version: 1,
  rows: ['V6'],
  category: 'cancellation',
  title: 'Charged before the cancellation',
  needs: ['subscriptions', 'invoices', 'charges', 'credit_notes', 'refunds', 'prices'],
  proposes: [],
  check(history, context) {
    return byCreation(history.subscriptions).flatMap((subscription) => {
      const paid = periodAtCancellation(subscription, context);
      if (paid === undefined || isMoneyDue(paid, context)) return [];
      const noticedAt = Math.max(paid.chargedAt, paid.canceledAt);
      return context.isWorthExplaining(noticedAt, 'cancellation') ? [explain(paid, context)] : [];
    });
  },
});

/** The paid period in which a subscription was cancelled. */
interface PaidPeriod {
  readonly subscription: Subscription;
  readonly invoice: Invoice;
  readonly lines: readonly InvoiceLine[];
  readonly canceledAt: number;
  readonly chargedAt: number;
  readonly start: number;
  readonly end: number;
  /** When the subscription ends or ended. */
  readonly until: number;
  /** True when it ends before the paid period does. */
  readonly isEarly: boolean;
}

function periodAtCancellation(subscription: Subscription, { index }: RuleContext): PaidPeriod | undefined {
  const { id, canceled_at: canceledAt, cancellation_details: details } = subscription;
  if (canceledAt === null || NOT_BY_REQUEST.has(details?.reason ?? '')) return undefined;
  const feesOf = (invoice: Invoice): InvoiceLine[] =>
    invoice.lines.filter(
      (line) => line.subscription === id && lineTotal(line) > 0 && isPeriodFee(line, index),
    );
  const invoices = index.invoicesOfSubscription(id).filter(isEffectiveInvoice);
  // Billed on after it was cancelled: then this is not how the story ends.
  if (invoices.some((invoice) => invoice.created >= canceledAt && feesOf(invoice).length > 0))
    return undefined;
  const running = ({ period }: InvoiceLine): boolean => period.start <= canceledAt && period.end > canceledAt;
  const invoice = invoices.filter((one) => feesOf(one).some(running)).at(-1);
  if (invoice?.status !== 'paid' || invoice.total - index.returnedOnInvoice(invoice) <= 0) return undefined;
  const lines = largestFirst(feesOf(invoice).filter(running));
  const end = Math.max(...lines.map(({ period }) => period.end));
  const stop = stopOf(subscription, canceledAt);
  const isEarly = stop !== null && stop < end - DAY_SECONDS;
  const chargedAt = invoice.paid_at ?? invoice.created;
  // Stripe stops collecting for a subscription that is over: who took the money, and why, is not for this to say.
  if (isEarly && chargedAt > canceledAt) return undefined;
  return {
    subscription,
    invoice,
    lines,
    canceledAt,
    chargedAt,
    start: Math.min(...lines.map(({ period }) => period.start)),
    end,
    until: isEarly && stop !== null ? stop : end,
    isEarly,
  };
}

/** When it ends other than with the paid period; null when that is all the history says. */
function stopOf(
  { status, ended_at, cancel_at, cancel_at_period_end }: Subscription,
  canceledAt: number,
): number | null {
  if (ended_at !== null) return ended_at;
  if (status === 'canceled') return canceledAt;
  return cancel_at_period_end ? null : cancel_at;
}

/** True when the policy file says, or may say, that money of this period is owed: then it is not explained away. */
function isMoneyDue(
  { subscription, invoice, start, canceledAt, isEarly }: PaidPeriod,
  context: RuleContext,
): boolean {
  const { policy, index } = context;
  const { customer, id } = subscription;
  const charges = index.chargesOfInvoice(invoice.id);
  return (
    (isEarly && isRefundedOnCancel(policy, start, canceledAt)) ||
    (policy.requests ?? []).some(
      (request) =>
        request.kind === 'cancel' &&
        request.customer === customer &&
        (request.subscription ?? id) === id &&
        // A request from before this subscription was about another one.
        request.at >= subscription.created &&
        request.at <= start,
    ) ||
    (policy.accounts ?? []).some((account) => account.customer === customer && account.closed_at <= start) ||
    (policy.promises ?? []).some(
      (promise) =>
        promise.kind === 'refund' &&
        promise.customer === customer &&
        (promise.invoice === invoice.id || charges.some((charge) => charge.id === promise.charge)),
    )
  );
}

function isRefundedOnCancel({ refund_on_cancel: terms }: Policy, start: number, canceledAt: number): boolean {
  if (terms === undefined || terms === 'none') return false;
  if (terms === 'prorated' || terms.otherwise === 'prorated') return true;
  return canceledAt - start <= terms.full_within_days * DAY_SECONDS;
}

function explain(paid: PaidPeriod, { asOf, policy, index }: RuleContext): RuleFinding {
  const { subscription, invoice, lines, canceledAt, chargedAt, start, end, until, isEarly } = paid;
  const { currency } = invoice;
  const amount = lines.reduce((sum, line) => sum + lineTotal(line), 0);
  const variant = isEarly ? 'ended_early' : until > asOf ? 'running' : 'ran_out';
  const products = listed([...new Set(lines.map(({ product }) => productName(index, product)))].sort());
  const decimal = (value: number): string => toDecimal({ amount: value, currency });
  const what = `${formatMoney({ amount, currency })} of ${shownText(invoice.id)} was charged on ${isoDate(chargedAt)} for ${products}, ${isoDate(start)} to ${isoDate(end)}`;
  const then = {
    running: `It runs until ${isoDate(until)} and does not renew: tell the customer so.`,
    ran_out: `It ran until ${isoDate(until)} and did not renew: tell the customer so.`,
    ended_early: `It ${until > asOf ? 'ends' : 'ended'} on ${isoDate(until)}, before that period does. ${
      policy.refund_on_cancel === undefined
        ? 'Whether the rest is given back is for the policy to say (refund_on_cancel), and it does not: tell the customer when the charge was made, and no more.'
        : 'By the policy nothing is given back for the rest: tell the customer when the charge was made.'
    }`,
  };
  return {
    classification: 'valid_but_confusing',
    confidence: 'certain',
    title: 'Charged before the cancellation',
    variant,
    message: `${what}: that period had begun when ${shownText(subscription.id)} was cancelled on ${isoDate(canceledAt)}. ${then[variant]}`,
    facts: knownFacts({
      amount: fact.money(amount, currency),
      charged_at: fact.date(chargedAt),
      canceled_at: fact.date(canceledAt),
      period_start: fact.date(start),
      period_end: fact.date(end),
      until: fact.date(until),
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
        label: `charged for ${isoDate(start)} to ${isoDate(end)}`,
        expression: lines.map((line) => decimal(lineTotal(line))).join(' + '),
        result: decimal(amount),
      },
    ],
    at_issue: lines.map(({ id }) => ({ object: 'line_item', id, part: 'whole' })),
    // That a charge came before the cancellation says nothing about its price, tax or number.
    explains: [],
    yields: true,
    correction: null,
    customer: subscription.customer,
    occurred_at: Math.max(chargedAt, canceledAt),
  };
}
