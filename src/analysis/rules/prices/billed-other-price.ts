import { formatMoney, toDecimal } from '../../../money.ts';
import { type LineAmount, lineAmount } from '../../arithmetic/line-amount.ts';
import type { Invoice, Price } from '../../billing-history.ts';
import type { CorrectionWords } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../../history-index.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { billsAgain, draftSetting, invoicesAndDays, type OverCharge } from '../../over-charge.ts';
import { agreedPrice } from '../../prices/agreed-price.ts';
import { type BilledUnits, billedUnits, lineProduct, overChargedUnits } from '../../prices/billed-units.ts';
import { addTo } from '../../prices/grouping.ts';
import { type OrderedPrice, type Orders, ordersBySubscription } from '../../prices/ordered-price.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, shownText } from '../../wording.ts';

/** Left to rounding on each line, in minor units. */
const ROUNDING_MAX_MINOR_UNITS = 1;

/** E2: a subscription is billed at a dearer price than the one that was ordered. */
export const billedOtherPrice = defineRule({
  id: 'billed-other-price',
  version: 1,
  rows: ['E2'],
  category: 'price',
  title: 'Billed at another price than ordered',
  needs: [
    'invoices',
    'subscriptions',
    'prices',
    'checkout_sessions',
    'quotes',
    'credit_notes',
    'charges',
    'disputes',
  ],
  proposes: ['credit_note', 'void_invoice', 'update_price'],
  check(history, context) {
    const { index, policy } = context;
    const orders = ordersBySubscription(history, index, policy);
    const reasons = new Set<string>();
    const groups = new Map<string, Other[]>();
    const kept = new Set<string>();
    for (const invoice of byCreation(history.invoices).filter(isEffectiveInvoice)) {
      const fees = feesOf(invoice, index);
      for (const billed of fees) {
        const order = orderInForce(orders.get(billed.subscription ?? ''), billed.period.start);
        const place = `${billed.subscription} ${order?.evidence.id}`;
        if (order?.price.id === billed.lines[0]?.price) kept.add(place);
        // Once the ordered price was billed, the order was carried out: what changed later is another question (E1, E3, V17).
        if (kept.has(place)) continue;
        const answer = otherPrice(billed, fees, orders.get(billed.subscription ?? ''), context);
        if (typeof answer === 'string') reasons.add(answer);
        if (answer === null || typeof answer === 'string') continue;
        const key = JSON.stringify([billed.subscription, answer.ordered.evidence.id, invoice.currency]);
        addTo(groups, key, answer);
      }
    }
    const findings = [...groups.values()].flatMap((group) => toFinding(index, group) ?? []);
    if (
      policy.requests === undefined &&
      groups.size === 0 &&
      orders.size === 0 &&
      history.subscriptions.length > 0
    ) {
      reasons.add(
        'policy section requests is missing, and no checkout, quote or metadata names the price ordered',
      );
    }
    const skipped = joinReasons([...reasons].sort());
    return skipped === undefined ? findings : { findings, skipped };
  },
});

/** Fees of subscriptions for whole periods: neither usage nor one-offs. */
function feesOf(invoice: Invoice, index: HistoryIndex): readonly BilledUnits[] {
  return billedUnits(invoice, index).filter(
    ({ lines, price, subscription, amount }) =>
      amount > 0 &&
      subscription !== null &&
      price?.type !== 'one_time' &&
      price?.recurring?.usage_type !== 'metered' &&
      lines.every((line) => line.invoice_item === null && line.subscription !== null),
  );
}

interface Other {
  readonly billed: BilledUnits;
  readonly ordered: OrderedPrice;
  readonly right: LineAmount;
  readonly over: OverCharge;
}

const orderInForce = (orders: Orders | undefined, at: number): OrderedPrice | undefined =>
  orders?.prices.findLast(({ from }) => from <= at);

/** What a fee costs more than its order says, null where it does not, or why that cannot be said. */
function otherPrice(
  billed: BilledUnits,
  fees: readonly BilledUnits[],
  orders: Orders | undefined,
  { index, policy }: RuleContext,
): Other | string | null {
  const { invoice, lines, price, quantity, period, amount } = billed;
  const [line] = lines;
  if (orders === undefined || line === undefined || quantity === null) return null;
  const ordered = orderInForce(orders, period.start);
  if (ordered === undefined) {
    const [missing] = orders.unknown;
    return missing === undefined
      ? null
      : `price ${shownText(missing)}, which was ordered, is not in the history`;
  }
  if (ordered.price.id === line.price || !isItsOrder(ordered, billed, fees)) return null;
  if (price !== undefined && !sameInterval(price, ordered.price)) return null;
  const agreed = agreedPrice(policy.prices ?? [], policy.price_change_notice_days, index, invoice, line);
  // A price negotiated since stands above the order.
  if (agreed !== null && 'unit' in agreed && agreed.kind === 'contract') return null;
  const label = `${invoice.id} at the price ordered`;
  const right = lineAmount(ordered.price, quantity, invoice.currency, label);
  if ('unknown' in right) return right.unknown;
  const tooMuch = amount - right.amount;
  if (tooMuch <= ROUNDING_MAX_MINOR_UNITS) return null;
  const over = overChargedUnits(index, billed, tooMuch);
  return over === null ? null : { billed, ordered, right, over };
}

/** Whether the order speaks of this fee: of its product, or of the subscription's only fee. */
function isItsOrder(
  { price, source }: OrderedPrice,
  billed: BilledUnits,
  fees: readonly BilledUnits[],
): boolean {
  const product = billed.lines[0]?.product ?? billed.price?.product ?? null;
  if (product !== null && product === price.product) return true;
  const own = fees.filter(({ subscription }) => subscription === billed.subscription);
  return source === 'request' && own.length === 1;
}

const sameInterval = (a: Price, b: Price): boolean =>
  a.recurring?.interval === b.recurring?.interval &&
  a.recurring?.interval_count === b.recurring?.interval_count;

function toFinding(index: HistoryIndex, group: readonly Other[]): RuleFinding | null {
  const latest = group[group.length - 1];
  const line = latest?.billed.lines[0];
  if (latest === undefined || line === undefined) return null;
  const { billed, ordered, right } = latest;
  const { currency, customer } = billed.invoice;
  const { source, price, evidence } = ordered;
  const show = (amount: number): string => formatMoney({ amount, currency });
  const product = lineProduct(index, line);
  const where = sourceName(ordered);
  const words: CorrectionWords = {
    reason: 'order_change',
    justification: `${product} was billed at price ${shownText(line.price ?? '')} where ${where} says ${shownText(price.id)}.`,
    alternatives: [
      { kind: 'refund', why_not: 'A bare refund leaves the invoice and its tax at the wrong price.' },
    ],
  };
  const found = index.subscriptionItem(billed.item);
  const runs = found !== undefined && billsAgain(found.subscription) && found.item.price === line.price;
  const isSure = source !== 'metadata';
  const item = found?.item.id ?? '';
  const settings =
    runs && isSure
      ? [draftSetting('update_price', item, { price: price.id, proration_behavior: 'none' }, words)]
      : [];
  const finding = lineErrorFinding(
    index,
    group.map(({ over }) => over),
    {
      classification: isSure ? 'billing_error' : 'likely_error',
      confidence: source === 'request' ? 'certain' : isSure ? 'high' : 'medium',
      variant: source,
      title: 'Billed at another price than ordered',
      message: (left) =>
        [
          `${product} was billed at price ${shownText(line.price ?? '')} (${show(billed.amount)}) on ${invoicesAndDays(group.map(({ over }) => over))}, but ${where} says ${shownText(price.id)} (${show(right.amount)}): ${left} too much, tax included.`,
          ...(isSure
            ? []
            : ['Whether the metadata still says what was ordered is not known: check it first.']),
        ].join(' '),
      facts: (amount) => ({
        amount: fact.money(amount, currency),
        billed: fact.money(billed.amount, currency),
        ordered: fact.money(right.amount, currency),
        product: fact.text(product),
        ordered_at: fact.date(ordered.from),
        invoice_count: fact.count(group.length),
      }),
      words,
      part: 'price',
      evidence: [
        evidence,
        { object: 'price', id: price.id },
        ...settings.map(({ target }) => ({ object: 'subscription_item', id: target })),
      ],
      steps: group.flatMap(stepsOf),
      settings,
      customer,
      ...(runs ? { repeats: true } : {}),
    },
  );
  if (finding === null || settings.length === 0) return finding;
  const advice = `Move ${shownText(item)} to ${shownText(price.id)}, so that the next invoice is right.`;
  return { ...finding, message: `${finding.message} ${advice}` };
}

function sourceName({ source, from, evidence }: OrderedPrice): string {
  const id = shownText(evidence.id);
  return {
    request: `the customer’s request ${id} of ${isoDate(from)}`,
    checkout: `the checkout ${id}`,
    quote: `the quote ${id}`,
    metadata: `the metadata of ${id}`,
  }[source];
}

function stepsOf({ billed: { invoice, amount }, right }: Other): RuleFinding['recomputation'] {
  const decimal = (value: number): string => toDecimal({ amount: value, currency: invoice.currency });
  return [
    right.step,
    {
      label: `${invoice.id} billed above it`,
      expression: `${decimal(amount)} − ${decimal(right.amount)}`,
      result: decimal(amount - right.amount),
    },
  ];
}
