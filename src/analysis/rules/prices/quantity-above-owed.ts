import { formatMoney, toDecimal } from '../../../money.ts';
import { type LineAmount, lineAmount } from '../../arithmetic/line-amount.ts';
import type { Invoice } from '../../billing-history.ts';
import { type CorrectionWords, draftEscalation } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../../history-index.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { billsAgain, draftSetting, invoicesAndDays, type OverCharge } from '../../over-charge.ts';
import { type BilledUnits, billedUnits, lineProduct, overChargedUnits } from '../../prices/billed-units.ts';
import { addTo } from '../../prices/grouping.ts';
import { type OwedQuantity, owedQuantity } from '../../prices/owed-quantity.ts';
import { joinReasons } from '../../reasons.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, shownText } from '../../wording.ts';

/** Left to rounding on each line, in minor units. */
const ROUNDING_MAX_MINOR_UNITS = 1;

/** E4, E12: a period was billed for more seats than the customer has, or than the contract's minimum where that is more. */
export const quantityAboveOwed = defineRule({
  id: 'quantity-above-owed',
  version: 1,
  rows: ['E4', 'E12'],
  category: 'quantity',
  title: 'More seats billed than owed',
  needs: ['invoices', 'subscriptions', 'prices', 'credit_notes', 'charges', 'disputes'],
  proposes: ['credit_note', 'void_invoice', 'update_quantity', 'escalate'],
  check(history, context) {
    const { policy, index } = context;
    if (policy.seats === undefined) return { findings: [], skipped: 'policy section seats is missing' };
    const reasons = new Set<string>();
    const groups = new Map<string, TooMany[]>();
    const subscriptions = subscriptionsByProduct(history.invoices, index);
    for (const invoice of byCreation(history.invoices).filter(isEffectiveInvoice)) {
      const fees = seatFees(invoice, index);
      for (const billed of fees) {
        const answer = tooManyOf(billed, fees, subscriptions, context);
        if (typeof answer === 'string') reasons.add(answer);
        if (answer === null || typeof answer === 'string') continue;
        const { owed } = answer;
        const ref = owed.minimum?.ref ?? owed.seats.ref;
        const key = JSON.stringify([
          invoice.customer,
          billed.subscription,
          billed.item,
          ref,
          invoice.currency,
        ]);
        addTo(groups, key, answer);
      }
    }
    const findings = [...groups.values()].flatMap((group) => toFinding(context, group) ?? []);
    const skipped = joinReasons([...reasons].sort());
    return skipped === undefined ? findings : { findings, skipped };
  },
});

/** What an invoice bills for a number of seats for time to come: neither usage, nor one-offs, nor true-ups afterwards. */
function seatFees(invoice: Invoice, index: HistoryIndex): readonly BilledUnits[] {
  return billedUnits(invoice, index).filter(
    ({ lines, price, subscription, period, amount, quantity }) =>
      amount > 0 &&
      quantity !== null &&
      subscription !== null &&
      lines.every((line) => line.invoice_item === null) &&
      price?.recurring?.usage_type !== 'metered' &&
      price?.type !== 'one_time' &&
      period.end > invoice.created,
  );
}

const productOf = (billed: BilledUnits, index: HistoryIndex): string | null => {
  const [line] = billed.lines;
  return line?.product ?? index.price(line?.price ?? null)?.product ?? null;
};

/** The subscriptions that bill a product, by customer and product. */
function subscriptionsByProduct(
  invoices: readonly Invoice[],
  index: HistoryIndex,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const invoice of invoices.filter(isEffectiveInvoice)) {
    for (const billed of seatFees(invoice, index)) {
      const key = `${invoice.customer} ${productOf(billed, index)}`;
      const known = found.get(key) ?? new Set();
      found.set(key, known.add(billed.subscription ?? ''));
    }
  }
  return found;
}

interface TooMany {
  readonly billed: BilledUnits;
  readonly quantity: number;
  readonly owed: OwedQuantity;
  readonly charged: LineAmount;
  readonly right: LineAmount;
  readonly over: OverCharge;
}

/** What was billed for too many seats, null where nothing was, or why that cannot be said. */
function tooManyOf(
  billed: BilledUnits,
  fees: readonly BilledUnits[],
  subscriptions: ReadonlyMap<string, ReadonlySet<string>>,
  { policy, index }: RuleContext,
): TooMany | string | null {
  const { invoice, lines, price, quantity } = billed;
  const [line] = lines;
  if (line === undefined || quantity === null) return null;
  const owed = owedQuantity(policy, index, invoice, line);
  if (owed === null || ('quantity' in owed && quantity <= owed.quantity)) return null;
  if ('undecided' in owed) return owed.undecided;
  const { seats } = owed;
  const product = productOf(billed, index);
  const ref = shownText(seats.ref);
  const ofSubscription = fees.filter(({ subscription }) => subscription === billed.subscription);
  const isOneProduct = ofSubscription.every((other) => productOf(other, index) === product);
  if (seats.product === undefined && !isOneProduct) {
    return `${ref} names no product, and ${invoice.id} bills several`;
  }
  if (ofSubscription.filter((other) => productOf(other, index) === product).length > 1) {
    return `${invoice.id} bills the seats of ${ref} in several items`;
  }
  const several = subscriptions.get(`${invoice.customer} ${product}`)?.size ?? 0;
  if (seats.subscription === undefined && several > 1) {
    return `${ref} names no subscription, and several bill the product`;
  }
  if (price === undefined) return `price ${shownText(line.price ?? '')} is not in the history`;
  const label = (count: number, what: string): string => `${invoice.id} ${what}, ${count} seats`;
  const charged = lineAmount(price, quantity, invoice.currency, label(quantity, 'billed'));
  const right = lineAmount(price, owed.quantity, invoice.currency, label(owed.quantity, 'owed'));
  if ('unknown' in charged) return charged.unknown;
  if ('unknown' in right) return right.unknown;
  const tooMuch = charged.amount - right.amount;
  if (tooMuch <= ROUNDING_MAX_MINOR_UNITS) return null;
  const over = overChargedUnits(index, billed, tooMuch, right.parts);
  return over === null ? null : { billed, quantity, owed, charged, right, over };
}

function toFinding(context: RuleContext, group: readonly TooMany[]): RuleFinding | null {
  const { index } = context;
  const latest = group[group.length - 1];
  const line = latest?.billed.lines[0];
  if (latest === undefined || line === undefined) return null;
  const { billed, quantity, owed } = latest;
  const { invoice, period } = billed;
  const { currency, customer } = invoice;
  const product = lineProduct(index, line);
  const isMinimum = owed.minimum !== null;
  const refs = [owed.seats.ref, ...(owed.minimum === null ? [] : [owed.minimum.ref])];
  const words: CorrectionWords = {
    reason: 'order_change',
    justification: `${quantity} × ${product} were billed where ${owed.quantity} were owed (${refs.map((ref) => shownText(ref)).join(', ')}).`,
    alternatives: [
      { kind: 'refund', why_not: 'A bare refund leaves the invoice and its tax at the wrong quantity.' },
    ],
  };
  const why =
    owed.minimum === null
      ? `the policy's ${shownText(owed.seats.ref)} says ${owed.quantity} at the start of the period (${isoDate(period.start)})`
      : `the customer has ${owed.seats.quantity} (${shownText(owed.seats.ref)}) and contract ${shownText(owed.minimum.ref)} asks for at least ${owed.quantity}`;
  const message = (left: string): string =>
    `${product} was billed for ${quantity} seats on ${invoicesAndDays(group.map(({ over }) => over))}, but ${why}: ${left} too much, tax included.`;
  const forward = goingForward(context, latest);
  const moved =
    forward === null || isMinimum
      ? []
      : [
          draftSetting(
            'update_quantity',
            forward.item,
            { quantity: forward.quantity, proration_behavior: 'none' },
            words,
          ),
        ];
  const finding = lineErrorFinding(
    index,
    group.map(({ over }) => over),
    {
      classification: 'billing_error',
      confidence: 'certain',
      variant: isMinimum ? 'minimum' : 'seats',
      title: isMinimum ? 'Billed above the minimum commitment' : 'More seats billed than owed',
      message,
      facts: (amount) => ({
        amount: fact.money(amount, currency),
        billed: fact.count(quantity),
        owed: fact.count(owed.quantity),
        seats: fact.count(owed.seats.quantity),
        product: fact.text(product),
        period_start: fact.date(period.start),
        invoice_count: fact.count(group.length),
      }),
      words,
      part: 'quantity',
      evidence: [
        ...refs.map((id) => ({ object: 'policy', id })),
        ...moved.map(({ target }) => ({ object: 'subscription_item', id: target })),
      ],
      steps: group.flatMap(stepsOf),
      settings: moved,
      customer,
      ...(forward === null ? {} : { repeats: true }),
    },
  );
  if (finding === null || finding.amount === null) return finding;
  if (!isMinimum) return forward === null ? finding : withAdvice(finding, forward);
  // What a minimum commitment comes to is the contract's to say, and a person's to read there.
  const advice = `Have ${shownText(owed.minimum?.ref ?? '')} read before anything is credited.`;
  return {
    ...finding,
    message: `${message(formatMoney(finding.amount))} ${advice}`,
    correction: draftEscalation(invoice.id, { justification: words.justification }),
  };
}

function withAdvice(finding: RuleFinding, { item, quantity }: Forward): RuleFinding {
  return {
    ...finding,
    message: `${finding.message} Set ${item} to ${quantity}, so that the next invoice is right.`,
  };
}

interface Forward {
  readonly item: string;
  readonly quantity: number;
}

/** The item to set, and to what, while the next invoice would bill too many seats again. */
function goingForward({ policy, index, asOf }: RuleContext, { billed, quantity }: TooMany): Forward | null {
  const found = index.subscriptionItem(billed.item);
  const [line] = billed.lines;
  if (found === undefined || line === undefined || !billsAgain(found.subscription)) return null;
  if (found.item.quantity !== quantity || found.item.price !== line.price) return null;
  const now = { ...line, period: { start: asOf, end: asOf } };
  const owed = owedQuantity(policy, index, { ...billed.invoice, created: asOf }, now);
  if (owed === null || 'undecided' in owed || owed.quantity >= quantity) return null;
  return { item: found.item.id, quantity: owed.quantity };
}

function stepsOf({ billed, charged, right }: TooMany): RuleFinding['recomputation'] {
  const { invoice } = billed;
  const decimal = (amount: number): string => toDecimal({ amount, currency: invoice.currency });
  return [
    charged.step,
    right.step,
    {
      label: `${invoice.id} billed above what was owed`,
      expression: `${decimal(charged.amount)} − ${decimal(right.amount)}`,
      result: decimal(charged.amount - right.amount),
    },
  ];
}
