import { formatMoney, toDecimal } from '../../../money.ts';
import type { BillingHistory } from '../../billing-history.ts';
import { fact } from '../../facts.ts';
import type { EvidenceRef, MoneyUnit, RuleFinding } from '../../finding.ts';
import { agreedPrice } from '../../prices/agreed-price.ts';
import {
  type Cause,
  type ItemChange,
  itemChanges,
  recurringTotal,
  totalOf,
} from '../../prices/amount-causes.ts';
import { lineProduct } from '../../prices/billed-units.ts';
import { type Renewal, renewals, sameInterval } from '../../prices/renewals.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, listedInPart, shownText } from '../../wording.ts';

/** How many earlier renewals of the same interval the latest is held against (RULES.md, E10). */
const BASELINE_RENEWALS_MAX = 3;

/** E10: a renewal differs from the customer's own history, by a cause that no other rule tells, or by none. */
export const amountChanged = defineRule({
  id: 'amount-changed',
  version: 1,
  rows: ['E10'],
  category: 'price',
  title: 'A renewal differs from the ones before',
  needs: ['invoices', 'prices', 'subscriptions'],
  proposes: [],
  thresholds: { percent: 10 },
  check(history, context) {
    return jumpsOf(history, context).flatMap((jump) => toFinding(jump, context) ?? []);
  },
});

/** The latest renewal of a subscription, beside those before it. */
interface Jump {
  readonly now: Renewal;
  readonly before: Renewal;
  /** Of the renewals it is held against, minor units. */
  readonly median: number;
  /** Of the renewal just before, minor units. */
  readonly last: number;
  readonly total: number;
  readonly changes: readonly ItemChange[];
}

function jumpsOf(history: BillingHistory, { policy, thresholds, index }: RuleContext): readonly Jump[] {
  const percent = policy.variance_threshold_percent ?? thresholds['percent'] ?? 0;
  return [...renewals(history, index).values()].flatMap((all) => {
    const now = all[all.length - 1];
    if (now === undefined) return [];
    const baseline = all
      .slice(0, -1)
      .filter((one) => sameInterval(one, now) && one.invoice.currency === now.invoice.currency)
      .slice(-BASELINE_RENEWALS_MAX);
    const before = baseline[baseline.length - 1];
    const median = medianOf(baseline.map(recurringTotal));
    const total = recurringTotal(now);
    if (before === undefined || median <= 0) return [];
    const last = recurringTotal(before);
    // A change of an earlier renewal was told then.
    if (isWithin(total, median, percent) || isWithin(total, last, percent)) return [];
    return [{ now, before, median, last, total, changes: itemChanges(before, now) }];
  });
}

const isWithin = (total: number, base: number, percent: number): boolean =>
  Math.abs(total - base) * 100 <= base * percent;

/** The middle value; of two in the middle the lower, so that it is one that was billed. */
function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** Causes told here; the others are told by the rules about discounts, taxes, plan changes and new lines. */
type Told = Extract<Cause, 'unexplained' | 'price' | 'quantity' | 'usage'>;
const TOLD: readonly Told[] = ['unexplained', 'price', 'quantity', 'usage'];

function toFinding(jump: Jump, context: RuleContext): RuleFinding | null {
  const { changes, now } = jump;
  const moved = (cause: Cause): number =>
    changes.reduce((sum, change) => (change.cause === cause ? sum + Math.abs(change.difference) : sum), 0);
  const all = changes.reduce((sum, { difference }) => sum + Math.abs(difference), 0);
  // The cause that moved most is the one to tell; what it did not move is told by its own rule.
  const cause = TOLD.reduce<Told | null>(
    (best, other) => (moved(other) > (best === null ? 0 : moved(best)) ? other : best),
    null,
  );
  if (cause === null || moved(cause) * 2 < all) return null;
  const about = changes.filter((change) => change.cause === cause);
  if (cause === 'price' && about.some((change) => isToldElsewhere(change, jump, context))) return null;
  const isNotice = cause === 'unexplained' || cause === 'price';
  if (!isNotice && !context.isWorthExplaining(now.invoice.created, cause)) return null;
  return describe(jump, cause, about, isNotice, context);
}

/** True where the policy agrees a price, or the plan itself changed: other rules tell that. */
function isToldElsewhere({ now, before }: ItemChange, jump: Jump, { policy, index }: RuleContext): boolean {
  const [line, former] = [now?.lines[0], before?.lines[0]];
  if (line === undefined || former === undefined) return true;
  const product = (one: typeof line): string | null => one.product ?? index.price(one.price)?.product ?? null;
  if (product(line) !== product(former)) return true;
  return (
    agreedPrice(policy.prices ?? [], policy.price_change_notice_days, index, jump.now.invoice, line) !== null
  );
}

function describe(
  { now, before, median, last, total }: Jump,
  cause: Told,
  about: readonly ItemChange[],
  isNotice: boolean,
  { index }: RuleContext,
): RuleFinding {
  const { invoice, subscription } = now;
  const { currency, customer, created } = invoice;
  const show = (amount: number): string => formatMoney({ amount, currency });
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  const lines = about.flatMap((change) => change.now?.lines ?? []);
  const units: MoneyUnit[] = lines.map(({ id }) => ({ object: 'line_item', id, part: 'whole' }));
  const evidence: EvidenceRef[] = [
    { object: 'invoice', id: invoice.id },
    { object: 'invoice', id: before.invoice.id },
    ...lines.map(({ id }) => ({ object: 'line_item', id })),
  ];
  const what = about.map((change) => changeInWords(change, cause, index));
  const first = about[0];
  return {
    classification: isNotice ? 'notice' : 'valid_but_confusing',
    confidence: cause === 'unexplained' ? 'medium' : 'high',
    ...(cause === 'usage' ? { category: 'usage' as const } : {}),
    ...(cause === 'quantity' ? { category: 'quantity' as const } : {}),
    variant: cause,
    title: TITLES[cause],
    message: [
      `${invoice.id} of ${isoDate(created)} comes to ${show(total)} for what recurs on ${shownText(subscription)}, after ${show(last)} on ${before.invoice.id} and usually ${show(median)}: ${listedInPart(what)}.`,
      ADVICE[cause],
    ].join(' '),
    facts: {
      usual: fact.money(median, currency),
      before: fact.money(last, currency),
      now: fact.money(total, currency),
      invoice_at: fact.date(created),
      quantity_before: fact.count(first?.before?.quantity ?? 0),
      quantity: fact.count(first?.now?.quantity ?? 0),
      product: fact.text(first?.now?.lines[0] === undefined ? '' : lineProduct(index, first.now.lines[0])),
    },
    amount: null,
    evidence,
    recomputation: [
      ...about.map((change) => ({
        label: `${invoice.id}: ${change.cause}`,
        expression: `${decimal(change.difference + amountOf(change))} − ${decimal(amountOf(change))}`,
        result: decimal(change.difference),
      })),
      {
        label: 'difference to the renewal before',
        expression: `${decimal(total)} − ${decimal(last)}`,
        result: decimal(total - last),
      },
    ],
    at_issue: units.length > 0 ? units : [{ object: 'invoice', id: invoice.id, part: 'whole' }],
    ...(isNotice ? {} : { explains: [] }),
    yields: true,
    correction: null,
    customer,
    occurred_at: created,
  };
}

/** What the item came to before, minor units. */
const amountOf = ({ before }: ItemChange): number => (before === null ? 0 : totalOf(before));

function changeInWords({ now, before }: ItemChange, cause: Told, index: RuleContext['index']): string {
  const line = now?.lines[0] ?? before?.lines[0];
  const name = line === undefined ? '' : lineProduct(index, line);
  const counts = `${before?.quantity ?? 0} to ${now?.quantity ?? 0}`;
  const show = (amount: number): string => formatMoney({ amount, currency: line?.currency ?? '' });
  return {
    unexplained: `${name} at the same price and quantity went from ${show(before?.amount ?? 0)} to ${show(now?.amount ?? 0)}`,
    price: `${name} went from price ${shownText(before?.lines[0]?.price ?? '')} (${show(before?.amount ?? 0)}) to ${shownText(now?.lines[0]?.price ?? '')} (${show(now?.amount ?? 0)})`,
    quantity: `${name} went from ${counts} units`,
    usage: `usage of ${name} went from ${counts} units`,
  }[cause];
}

const TITLES: Readonly<Record<Told, string>> = {
  unexplained: 'A recurring amount changed without a cause',
  price: 'The price changed, and the policy is silent',
  quantity: 'More or fewer units than before',
  usage: 'More or less usage than before',
};

const ADVICE: Readonly<Record<Told, string>> = {
  unexplained: 'No change of price, quantity, discount, tax or usage explains it: find out what changed.',
  price: 'Whether that was agreed is not in the policy file’s prices: check it before answering.',
  quantity: 'Tell the customer which number changed and when.',
  usage: 'Tell the customer how much was used in each period.',
};
