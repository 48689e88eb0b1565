import { formatMoney, mulDiv, toDecimal } from '../../../money.ts';
import { lineAmount } from '../../arithmetic/line-amount.ts';
import { shareInWords } from '../../arithmetic/proration.ts';
import type { Price, Subscription, SubscriptionItem } from '../../billing-history.ts';
import { creditNetOfLine } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { EvidenceRef, RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isLiveSubscription, lineDiscount } from '../../history-index.ts';
import { type PeriodFee, periodFees } from '../../lifecycle/period-fees.ts';
import { lineErrorFinding } from '../../line-error.ts';
import type { Policy } from '../../policy.ts';
import { type FormerItem, formerItems } from '../../prorations/item-changes.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, productName, shownText } from '../../wording.ts';

const MINUTE_SECONDS = 60;

/** C7: a cheaper plan began in the middle of a period that was paid at the dearer one, and nothing was credited. */
export const downgradeNotCredited = defineRule({
  id: 'downgrade-not-credited',
  version: 1,
  rows: ['C7'],
  category: 'proration',
  title: 'A downgrade at once, without credit',
  needs: ['subscriptions', 'invoices', 'invoice_items', 'prices', 'products', 'events'],
  proposes: ['credit_note'],
  check(history, context) {
    const reasons: string[] = [];
    const former = formerItems(history);
    const findings = byCreation(history.subscriptions)
      .filter(isLiveSubscription)
      .flatMap((subscription) => {
        const fees = periodFees(context.index, subscription);
        return subscription.items.flatMap((item) => {
          const downgrade = downgradeOf(subscription, item, fees, former.get(subscription.id) ?? [], context);
          if (downgrade === null) return [];
          if (typeof downgrade === 'string') {
            reasons.push(downgrade);
            return [];
          }
          return findingOf(subscription, downgrade, context) ?? [];
        });
      });
    const skipped = joinReasons(reasons);
    return skipped === undefined ? findings : { findings, skipped };
  },
});

interface Downgrade {
  readonly fee: PeriodFee;
  readonly price: Price;
  readonly at: number;
  /** Minor units of the new price for the whole period, before discounts. */
  readonly full: number;
  readonly policy: 'credit' | 'period_end';
  readonly evidence: EvidenceRef;
}

/** The downgrade of an item within the period it was last billed for; a string where a fact lacks to say so. */
function downgradeOf(
  subscription: Subscription,
  item: SubscriptionItem,
  fees: readonly PeriodFee[],
  former: readonly FormerItem[],
  { index, policy, asOf }: RuleContext,
): Downgrade | string | null {
  const fee = fees.findLast(({ line }) => line.subscription_item === item.id);
  const [now, before] = [index.price(item.price), index.price(fee?.line.price ?? null)];
  if (fee === undefined || now === undefined || before === undefined || now.id === before.id) return null;
  const { line, invoice } = fee;
  if (invoice.status !== 'paid' || asOf < line.period.start || !haveSameInterval(now, before)) return null;
  const full = lineAmount(now, item.quantity ?? 1, line.currency);
  if ('unknown' in full || full.amount >= line.amount) return null;
  const change = changeIn(fee, subscription, item, former, policy);
  if (change !== null && (change.at <= line.period.start || change.at >= line.period.end)) return null;
  if (change !== null && isProrated(subscription.id, change.at, index)) return null;
  const id = shownText(subscription.id);
  if (policy.on_downgrade === 'none') return null;
  if (policy.on_downgrade === undefined) {
    return `policy section on_downgrade is missing: ${id} moved to a cheaper price before its paid period ended`;
  }
  if (change === null) {
    return `neither an event of the last 30 days nor a request of the policy file says when ${id} moved to its cheaper price`;
  }
  return { fee, price: now, full: full.amount, policy: policy.on_downgrade, ...change };
}

function haveSameInterval(a: Price, b: Price): boolean {
  return (
    a.recurring?.interval === b.recurring?.interval &&
    a.recurring?.interval_count === b.recurring?.interval_count
  );
}

/** When the item left the price it was billed at: by Stripe's event, else by the customer's own request for now. */
function changeIn(
  { line }: PeriodFee,
  { id, customer }: Subscription,
  item: SubscriptionItem,
  former: readonly FormerItem[],
  { requests = [] }: Policy,
): { readonly at: number; readonly evidence: EvidenceRef } | null {
  const event = former.findLast((one) => one.item === item.id && one.price === line.price)?.event;
  if (event !== undefined) return { at: event.created, evidence: { object: 'event', id: event.id } };
  const request = requests.findLast(
    (one) =>
      one.kind === 'change_plan' &&
      one.effective === 'now' &&
      one.customer === customer &&
      one.price === item.price &&
      (one.subscription === undefined || one.subscription === id) &&
      one.at > line.period.start &&
      one.at < line.period.end,
  );
  return request === undefined ? null : { at: request.at, evidence: { object: 'policy', id: request.ref } };
}

/** The change left credits or charges, billed or waiting: then it is not for this rule to judge. */
function isProrated(subscription: string, at: number, index: HistoryIndex): boolean {
  const isOfChange = (line: ProratedTime): boolean =>
    line.proration &&
    line.subscription === subscription &&
    Math.abs(line.period.start - at) <= MINUTE_SECONDS;
  return (
    index.history.invoice_items.some(isOfChange) ||
    index.invoicesOfSubscription(subscription).some(({ lines }) => lines.some(isOfChange))
  );
}

type ProratedTime = Pick<PeriodFee['line'], 'proration' | 'subscription' | 'period'>;

function findingOf(
  subscription: Subscription,
  { fee, price, at, full, policy, evidence }: Downgrade,
  { index }: RuleContext,
): RuleFinding | null {
  const { invoice, line } = fee;
  const { start, end } = line.period;
  const { currency } = line;
  const paid = line.amount - lineDiscount(line);
  // What reduced the old price would have reduced the new one as well.
  const now = mulDiv(full, paid, line.amount);
  const unused = mulDiv(paid, end - at, end - start);
  const owed = mulDiv(now, end - at, end - start);
  const net = unused - owed;
  if (net <= 0) return null;
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  const show = (amount: number): string => formatMoney({ amount, currency });
  const share = (amount: number): string => shareInWords({ full: amount, start, end }, end - at);
  const [from, to] = [productName(index, line.product), productName(index, price.product)];
  const promised =
    policy === 'credit'
      ? 'the policy credits the unused difference'
      : 'the policy lets a cheaper plan begin with the next period';
  return lineErrorFinding(index, [{ invoice, credits: [creditNetOfLine(line, net)] }], {
    classification: policy === 'credit' ? 'billing_error' : 'likely_error',
    confidence: policy === 'credit' ? 'high' : 'medium',
    variant: policy,
    title: 'A downgrade at once, without credit',
    message: (left) =>
      `${shownText(subscription.id)} moved from ${from} to ${to} on ${isoDate(at)}, and ${invoice.id} had been paid at ${show(paid)} until ${isoDate(end)}; ${promised}, and nothing was credited: ${left}.` +
      (policy === 'credit'
        ? ''
        : ' Check whether the customer could still use the dearer plan until then; if so, nothing is owed.'),
    facts: (amount, code) => ({
      amount: fact.money(amount, code),
      changed_at: fact.date(at),
      from_plan: fact.text(from),
      to_plan: fact.text(to),
      paid_until: fact.date(end),
    }),
    words: {
      reason: 'order_change',
      justification: `${show(net)} of ${show(paid)} is for the dearer plan after it ended on ${isoDate(at)}.`,
      alternatives: [
        {
          kind: 'customer_balance_credit',
          why_not: 'A credit note can put its money on the balance as well, and keeps invoice and tax right.',
        },
      ],
    },
    part: 'proration',
    evidence: [{ object: 'subscription', id: subscription.id }, evidence],
    steps: [
      {
        label: 'unused time of the old plan',
        expression: `${decimal(paid)} × ${share(paid)}`,
        result: decimal(unused),
      },
      {
        label: 'the same time on the new plan',
        expression: `${decimal(now)} × ${share(now)}`,
        result: decimal(owed),
      },
      {
        label: 'unused difference',
        expression: `${decimal(unused)} − ${decimal(owed)}`,
        result: decimal(net),
      },
    ],
    customer: subscription.customer,
    occurredAt: at,
  });
}
