import { toDecimal } from '../../../money.ts';
import { lineAmount } from '../../arithmetic/line-amount.ts';
import type { CorrectionWords } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { Category, Correction, MoneyUnit, RuleFinding } from '../../finding.ts';
import type { HistoryIndex } from '../../history-index.ts';
import { ownSessions, wasThere } from '../../lifecycle/own-sessions.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { billsAgain, draftSetting, type OverCharge } from '../../over-charge.ts';
import { agreedPrice } from '../../prices/agreed-price.ts';
import { lineProduct, overChargedUnits } from '../../prices/billed-units.ts';
import { consentRule, consentsTo } from '../../prices/consent.ts';
import {
  type ItemFee,
  type SubscriptionChange,
  subscriptionChanges,
} from '../../prices/subscription-changes.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, listedInPart, shownText } from '../../wording.ts';

/** Left to rounding on each line, in minor units. */
const ROUNDING_MAX_MINOR_UNITS = 1;

type Kind = SubscriptionChange['kind'];

/** E3: a dearer plan, an add-on or more units were billed without the request that the policy requires. */
export const changeWithoutConsent = defineRule({
  id: 'change-without-consent',
  version: 1,
  rows: ['E3'],
  category: 'price',
  title: 'A change without the customer’s consent',
  needs: [
    'invoices',
    'subscriptions',
    'prices',
    'events',
    'checkout_sessions',
    'credit_notes',
    'charges',
    'disputes',
  ],
  proposes: ['credit_note', 'void_invoice', 'update_price', 'update_quantity'],
  check(history, context) {
    const reasons = new Set<string>();
    const findings: RuleFinding[] = [];
    const sessions = ownSessions(history);
    for (const change of subscriptionChanges(history, context.index)) {
      const rule = consentRule(context.policy, change.kind);
      if (rule === 'not_required' || isAgreed(change, sessions, context)) continue;
      const over = overChargesOf(change, context);
      if (typeof over === 'string') reasons.add(over);
      else if (over.length > 0 && rule !== 'required') reasons.add(rule.missing);
      else if (over.length > 0) {
        const finding = toFinding(change, over, context);
        if (finding !== null) findings.push(finding);
      }
    }
    const skipped = joinReasons([...reasons].sort());
    return skipped === undefined ? findings : { findings, skipped };
  },
});

/** True when the customer asked for it, did it at Stripe, or has a contract for what is billed now. */
function isAgreed(
  change: SubscriptionChange,
  sessions: ReadonlyMap<string, readonly number[]>,
  { policy, index }: RuleContext,
): boolean {
  const { kind, customer, subscription, madeAt, isExact } = change;
  const [{ invoice, line, quantity: units }] = change.billed;
  const billedAt = isExact ? madeAt : invoice.created;
  const question = { customer, subscription, madeAt, billedAt };
  // A new item may stand for another plan or for an add-on: either request covers it.
  const kinds = kind === 'change_quantity' ? [kind, 'add_on' as const] : (['change_plan', 'add_on'] as const);
  const requests = kinds.flatMap((each) => consentsTo(policy, each, question));
  const covers = requests.some(
    ({ price, quantity }) =>
      (price === undefined || price === line.price) && (quantity === undefined || quantity >= units),
  );
  if (covers) return true;
  if (wasThere(sessions.get(customer ?? ''), madeAt, billedAt)) return true;
  if (kind === 'change_quantity') return false;
  const agreed = agreedPrice(policy.prices ?? [], policy.price_change_notice_days, index, invoice, line);
  return agreed !== null && 'unit' in agreed && agreed.kind === 'contract';
}

interface LineOver {
  readonly billed: ItemFee;
  /** What the state before would have cost, minor units before discounts. */
  readonly due: number;
  readonly over: OverCharge;
}

/** What the change made dearer, by invoice, or why that cannot be said. */
function overChargesOf(change: SubscriptionChange, context: RuleContext): readonly LineOver[] | string {
  const { policy, index } = context;
  const found: LineOver[] = [];
  const after = change.billed[0].line.price;
  const consentedAt = (policy.requests ?? []).find(
    ({ kind, customer, subscription = change.subscription, price = after, at }) =>
      ['change_plan', 'add_on', 'change_quantity'].includes(kind) &&
      customer === change.customer &&
      subscription === change.subscription &&
      price === after &&
      at > change.madeAt,
  )?.at;
  for (const billed of change.billed) {
    const { line, lines, amount, invoice } = billed;
    // What was asked for later is agreed from then on.
    if (consentedAt !== undefined && line.period.start >= consentedAt) break;
    const due = line.proration ? -billed.credited : formerAmount(change, billed, index);
    if (typeof due === 'string') return due;
    const tooMuch = amount - due;
    if (tooMuch <= ROUNDING_MAX_MINOR_UNITS) continue;
    const over = overChargedUnits(index, { invoice, lines }, tooMuch);
    if (over !== null) found.push({ billed, due, over });
  }
  return found;
}

/** What the item would have cost for a whole period without the change. */
function formerAmount(
  { before, kind }: SubscriptionChange,
  { line, quantity }: ItemFee,
  index: HistoryIndex,
): number | string {
  if (before === null) return 0;
  const price = index.price(before.line.price);
  const now = index.price(line.price);
  if (price === undefined) return `price ${shownText(before.line.price ?? '')} is not in the history`;
  const isSameInterval =
    now === undefined ||
    (now.recurring?.interval === price.recurring?.interval &&
      now.recurring?.interval_count === price.recurring?.interval_count);
  if (!isSameInterval) {
    return `${shownText(line.subscription ?? line.id)} changed its billing interval: what the old plan would have cost is not comparable`;
  }
  const answer = lineAmount(price, kind === 'change_quantity' ? before.quantity : quantity, line.currency);
  return 'unknown' in answer ? answer.unknown : answer.amount;
}

const CATEGORIES: Readonly<Record<Kind, Category>> = {
  change_plan: 'price',
  add_on: 'price',
  change_quantity: 'quantity',
};
const PARTS: Readonly<Record<Kind, MoneyUnit['part']>> = {
  change_plan: 'price',
  add_on: 'whole',
  change_quantity: 'quantity',
};
const TITLES: Readonly<Record<Kind, string>> = {
  change_plan: 'A dearer plan without the customer’s consent',
  add_on: 'An add-on without the customer’s consent',
  change_quantity: 'More units without the customer’s consent',
};

function toFinding(
  change: SubscriptionChange,
  over: readonly LineOver[],
  { index }: RuleContext,
): RuleFinding | null {
  const { kind, subscription, customer, item, before, madeAt, isExact } = change;
  const { line: after } = change.billed[0];
  const { currency } = after;
  const product = lineProduct(index, after);
  const what = whatChanged(change, index);
  const when = isExact ? `on ${isoDate(madeAt)}` : `after ${isoDate(madeAt)}`;
  const words: CorrectionWords = {
    reason: 'order_change',
    justification: `${shownText(subscription)} ${what} ${when} without the request that the policy requires.`,
    alternatives: [{ kind: 'refund', why_not: 'A bare refund leaves the invoice at what was not ordered.' }],
  };
  const found = index.subscriptionItem(item);
  const runs = found !== undefined && billsAgain(found.subscription) && found.item.price === after.price;
  const settings = !runs || before === null ? [] : [backAgain(change, before, words)];
  const finding = lineErrorFinding(index, byInvoice(over), {
    classification: 'billing_error',
    confidence: 'certain',
    variant: kind,
    title: TITLES[kind],
    message: (left) =>
      `${shownText(subscription)} ${what} ${when}; the policy requires the customer’s request for that, and none was made in the 30 days before: ${left} too much on ${listedInPart([...new Set(over.map(({ billed }) => billed.invoice.id))])}, tax included.`,
    facts: (amount) => ({
      amount: fact.money(amount, currency),
      product: fact.text(product),
      changed_at: fact.date(isExact ? madeAt : after.period.start),
      invoice_count: fact.count(new Set(over.map(({ billed }) => billed.invoice.id)).size),
    }),
    words,
    part: PARTS[kind],
    evidence: [
      { object: 'policy', id: 'consent_required' },
      ...settings.map(({ target }) => ({ object: 'subscription_item', id: target })),
    ],
    steps: over.map(stepOf),
    settings,
    customer,
    ...(runs ? { repeats: true } : {}),
  });
  if (finding === null) return null;
  const advice = !runs
    ? ''
    : before === null
      ? ` Ask the customer, and take ${shownText(item)} off the subscription if it is not wanted.`
      : ` Set ${shownText(item)} back, so that the next invoice is right.`;
  return { ...finding, category: CATEGORIES[kind], message: `${finding.message}${advice}` };
}

function whatChanged({ kind, before, billed }: SubscriptionChange, index: HistoryIndex): string {
  const [after] = billed;
  const name = lineProduct(index, after.line);
  if (before === null) return `bills ${name} as well`;
  if (kind === 'change_quantity') return `went from ${before.quantity} to ${after.quantity} × ${name}`;
  const former = lineProduct(index, before.line);
  return former === name
    ? `went from price ${shownText(before.line.price ?? '')} to ${shownText(after.line.price ?? '')} of ${name}`
    : `went from ${former} to ${name}`;
}

function backAgain({ kind, item }: SubscriptionChange, before: ItemFee, words: CorrectionWords): Correction {
  return kind === 'change_quantity'
    ? draftSetting('update_quantity', item, { quantity: before.quantity, proration_behavior: 'none' }, words)
    : draftSetting('update_price', item, { price: before.line.price, proration_behavior: 'none' }, words);
}

/** One over-charge for each invoice, as a credit note is. */
function byInvoice(over: readonly LineOver[]): readonly OverCharge[] {
  const found = new Map<string, OverCharge>();
  for (const { over: one } of over) {
    const credits = [...(found.get(one.invoice.id)?.credits ?? []), ...one.credits];
    found.set(one.invoice.id, { invoice: one.invoice, credits });
  }
  return [...found.values()];
}

function stepOf({ billed: { invoice, line, amount }, due }: LineOver): RuleFinding['recomputation'][number] {
  const decimal = (value: number): string => toDecimal({ amount: value, currency: line.currency });
  return {
    label: `${invoice.id} ${line.proration ? 'for the rest of the period, less the credit' : 'less what it was before'}`,
    expression: `${decimal(amount)} − ${decimal(due)}`,
    result: decimal(amount - due),
  };
}
