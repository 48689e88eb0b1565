import { mulDiv, toDecimal } from '../../../money.ts';
import { type LineAmount, lineAmount } from '../../arithmetic/line-amount.ts';
import type { BillingHistory, InvoiceLine, Subscription } from '../../billing-history.ts';
import type { CorrectionWords } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { RecomputationStep, RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../../history-index.ts';
import { quantityChanges } from '../../lifecycle/quantity-changes.ts';
import { type BilledAfterRemoval, billedAfterRemoval } from '../../lifecycle/seat-removals.ts';
import { requestedReductions, type SeatFee } from '../../lifecycle/seat-requests.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { billsAgain, draftSetting, invoicesAndDays, type OverCharge } from '../../over-charge.ts';
import { agreedPrice } from '../../prices/agreed-price.ts';
import { billedUnits, lineProduct, overChargedUnits } from '../../prices/billed-units.ts';
import { addTo, groupBy } from '../../prices/grouping.ts';
import { owedQuantity } from '../../prices/owed-quantity.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoMinute, shownText } from '../../wording.ts';

/** Left to rounding on each line, in minor units. */
const ROUNDING_MAX_MINOR_UNITS = 1;
const HOUR_SECONDS = 3600;

/** B13: seats were removed before the renewal was drafted, and it billed the old number. */
export const removedSeatBilled = defineRule({
  id: 'removed-seat-billed',
  version: 1,
  rows: ['B13'],
  category: 'quantity',
  title: 'Removed seats were billed again',
  needs: [
    'subscriptions',
    'subscription_schedules',
    'invoices',
    'invoice_items',
    'prices',
    'events',
    'charges',
    'credit_notes',
    'refunds',
  ],
  proposes: ['credit_note', 'void_invoice', 'update_quantity'],
  check(history, context) {
    const changes = quantityChanges(history);
    const prorations = prorationsByItem(history);
    const schedules = groupBy(history.subscription_schedules, ({ subscription }) => subscription ?? '');
    const reasons = new Set<string>();
    const findings: RuleFinding[] = [];
    for (const subscription of byCreation(history.subscriptions)) {
      const fees = seatFees(subscription, context.index);
      if (fees.length === 0) continue;
      const asked = requestedReductions(subscription, fees, history.subscriptions, context.policy);
      for (const reason of asked.reasons) reasons.add(reason);
      for (const [item, ofItem] of fees) {
        const known = [...(changes.get(item) ?? []), ...asked.changes.filter((one) => one.item === item)];
        const wrong = billedAfterRemoval(ofItem, known, schedules.get(subscription.id) ?? []).flatMap(
          (one) => tooManyOf(one, prorations.get(item) ?? [], context) ?? [],
        );
        for (const one of wrong) if (typeof one === 'string') reasons.add(one);
        const group = wrong.filter((one) => typeof one !== 'string');
        const finding = toFinding(subscription, item, group, context);
        if (finding !== null) findings.push(finding);
      }
    }
    const skipped = joinReasons([...reasons].sort());
    return skipped === undefined ? findings : { findings, skipped };
  },
});

/** What each item was billed for a number of units for time to come, oldest first. */
function seatFees(
  { id }: Subscription,
  index: HistoryIndex,
): readonly (readonly [string, readonly SeatFee[]])[] {
  const found = new Map<string, SeatFee[]>();
  for (const invoice of index.invoicesOfSubscription(id).filter(isEffectiveInvoice)) {
    for (const billed of billedUnits(invoice, index)) {
      const { lines, price, subscription, item, quantity, amount, period } = billed;
      const isFee =
        subscription === id &&
        amount > 0 &&
        lines.every((line) => line.invoice_item === null) &&
        price?.type !== 'one_time' &&
        price?.recurring?.usage_type !== 'metered' &&
        period.end > invoice.created;
      if (!isFee || item === null || quantity === null) continue;
      addTo(found, item, { ...billed, quantity });
    }
  }
  return [...found];
}

/** What such a fee takes for units that were gone. */
interface TooMany extends BilledAfterRemoval {
  readonly owed: number;
  readonly charged: LineAmount;
  readonly right: LineAmount;
  readonly creditedSince: number;
  readonly over: OverCharge;
}

/** What a fee takes for removed units, null where nothing, or why that cannot be said. */
function tooManyOf(
  { fee, removal }: BilledAfterRemoval,
  prorations: readonly Proration[],
  { policy, index }: RuleContext,
): TooMany | string | null {
  const { invoice, lines, price, quantity } = fee;
  const [line] = lines;
  // How many are owed by the company's own list is another rule's work.
  if (line === undefined || owedQuantity(policy, index, invoice, line) !== null) return null;
  if (price === undefined) return `price ${shownText(line.price ?? '')} is not in the history`;
  const agreed = agreedPrice(policy.prices ?? [], policy.price_change_notice_days, index, invoice, line);
  const minimum = agreed !== null && 'entry' in agreed ? (agreed.entry.minimum_quantity ?? 0) : 0;
  const owed = Math.max(removal.after, minimum);
  const label = (count: number, what: string): string => `${invoice.id} ${what}, ${count} seats`;
  const charged = lineAmount(price, quantity, invoice.currency, label(quantity, 'billed'));
  const right = lineAmount(price, owed, invoice.currency, label(owed, 'left'));
  if ('unknown' in charged) return charged.unknown;
  if ('unknown' in right) return right.unknown;
  const whole = charged.amount - right.amount;
  const creditedSince = creditedOf(fee, whole, prorations);
  const tooMuch = whole - creditedSince;
  if (tooMuch <= ROUNDING_MAX_MINOR_UNITS) return null;
  const over = overChargedUnits(index, fee, tooMuch);
  return over === null ? null : { fee, removal, owed, charged, right, creditedSince, over };
}

type Proration = Pick<InvoiceLine, 'amount' | 'period'>;

/** Prorations on invoices and waiting for one, by subscription item. */
function prorationsByItem(history: BillingHistory): ReadonlyMap<string, readonly Proration[]> {
  const lines = history.invoices.flatMap(({ status, lines }) => (status === 'void' ? [] : lines));
  const waiting = history.invoice_items.filter(({ invoice }) => invoice === null);
  return groupBy(
    [...lines, ...waiting].filter(({ proration }) => proration),
    ({ subscription_item }) => subscription_item ?? '',
  );
}

/** What prorations within the fee's own period gave back of `whole`, when the number was lowered after all. */
function creditedOf({ period }: SeatFee, whole: number, prorations: readonly Proration[]): number {
  const within = prorations.filter(
    (line) => line.period.start > period.start && line.period.end <= period.end + HOUR_SECONDS,
  );
  const given = -within.reduce((sum, { amount }) => sum + amount, 0);
  if (given <= 0) return 0;
  const from = Math.min(...within.map((line) => line.period.start));
  // A credit may be for more seats than these: of them, it gave back the rest of the period at most.
  return Math.min(given, mulDiv(whole, period.end - from, period.end - period.start));
}

function toFinding(
  subscription: Subscription,
  item: string,
  group: readonly TooMany[],
  { index }: RuleContext,
): RuleFinding | null {
  const first = group[0];
  const latest = group[group.length - 1];
  const line = first?.fee.lines[0];
  if (first === undefined || latest === undefined || line === undefined) return null;
  const { fee, removal, owed } = first;
  const present = subscription.items.find(({ id }) => id === item);
  const tells = (object: string): boolean => removal.evidence.some((ref) => ref.object === object);
  const isAsked = removal.evidence.every(({ object }) => object === 'policy');
  const isSure = tells('policy') || tells('event') || present?.quantity === removal.after;
  const product = lineProduct(index, line);
  const id = shownText(subscription.id);
  const words: CorrectionWords = {
    reason: 'order_change',
    justification: `${fee.quantity} × ${product} were billed although ${removal.after} were left from ${isoMinute(removal.at)} on.`,
    alternatives: [
      { kind: 'refund', why_not: 'A bare refund leaves the invoice and its tax at the wrong quantity.' },
    ],
  };
  const repeats =
    present !== undefined && present.quantity === latest.fee.quantity && billsAgain(subscription);
  const settings =
    repeats && isSure
      ? [draftSetting('update_quantity', item, { quantity: latest.owed, proration_behavior: 'none' }, words)]
      : [];
  const overs = group.map(({ over }) => over);
  const finding = lineErrorFinding(index, overs, {
    classification: isSure ? 'billing_error' : 'likely_error',
    confidence: isSure ? (isAsked ? 'high' : 'certain') : 'medium',
    variant: isAsked ? 'asked' : 'removed',
    title: 'Removed seats were billed again',
    message: (left) =>
      [
        `${id} ${isAsked ? 'was asked to go' : 'went'} from ${fee.quantity} to ${removal.after} × ${product} on ${isoMinute(removal.at)}, before the renewal was drafted, and ${fee.quantity} were billed on ${invoicesAndDays(overs)}${owed === removal.after ? '' : `, of which the contract’s minimum of ${owed} is owed`}: ${left} too much, tax included.`,
        ...(isSure
          ? []
          : ['Whether seats were added again before the renewal is not on record any more: ask first.']),
      ].join(' '),
    facts: (amount, currency) => ({
      amount: fact.money(amount, currency),
      product: fact.text(product),
      removed_at: fact.date(removal.at),
      billed: fact.count(fee.quantity),
      left: fact.count(removal.after),
      invoice_count: fact.count(group.length),
    }),
    words,
    part: 'quantity',
    evidence: [
      { object: 'subscription', id: subscription.id },
      ...removal.evidence,
      ...settings.map(({ target }) => ({ object: 'subscription_item', id: target })),
    ],
    steps: group.flatMap(stepsOf),
    settings,
    customer: subscription.customer,
    ...(repeats ? { repeats } : {}),
  });
  if (finding === null || settings.length === 0) return finding;
  return {
    ...finding,
    message: `${finding.message} Set ${shownText(item)} to ${latest.owed}, so that the next invoice is right.`,
  };
}

function stepsOf({ fee, charged, right, creditedSince }: TooMany): readonly RecomputationStep[] {
  const { invoice } = fee;
  const decimal = (amount: number): string => toDecimal({ amount, currency: invoice.currency });
  const over = charged.amount - right.amount;
  return [
    charged.step,
    right.step,
    {
      label: `${invoice.id} billed for removed seats`,
      expression: `${decimal(charged.amount)} − ${decimal(right.amount)}`,
      result: decimal(over),
    },
    ...(creditedSince === 0
      ? []
      : [
          {
            label: `${invoice.id} less what a later proration credited`,
            expression: `${decimal(over)} − ${decimal(creditedSince)}`,
            result: decimal(over - creditedSince),
          },
        ]),
  ];
}
