import { multiplyDecimal, toDecimal } from '../../../money.ts';
import { periodBoundary } from '../../arithmetic/calendar.ts';
import type { Subscription } from '../../billing-history.ts';
import { creditNetOfLine } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { RuleFinding } from '../../finding.ts';
import { byCreation, type HistoryIndex, lineTotal } from '../../history-index.ts';
import { type PeriodFee, periodFees } from '../../lifecycle/period-fees.ts';
import { lineErrorFinding } from '../../line-error.ts';
import { billsAgain } from '../../over-charge.ts';
import { inForce, type PolicyPrice } from '../../policy.ts';
import { agreedUnit } from '../../prices/agreed-price.ts';
import { netBeforeTax, notPerUnit, withIncludedTax } from '../../prices/charged-unit.ts';
import { defineRule, type RuleContext } from '../../rule.ts';
import { isoDate, plural, productName } from '../../wording.ts';

export const renewedAtOtherInterval = defineRule({
  id: 'renewed-at-other-interval',
  version: 1,
  rows: ['B9'],
  category: 'renewal',
  title: 'Renewed at another interval than agreed',
  needs: ['subscriptions', 'invoices', 'prices', 'charges', 'credit_notes', 'refunds'],
  proposes: ['credit_note', 'void_invoice'],
  check(history, context) {
    return byCreation(history.subscriptions).flatMap(
      (subscription) => findingOf(subscription, context) ?? [],
    );
  },
});

interface Agreed {
  readonly entry: PolicyPrice;
  readonly interval: string;
}

interface WrongFee {
  readonly fee: PeriodFee;
  readonly agreed: Agreed;
  /** The interval it was billed for, in words. */
  readonly billed: string;
}

function findingOf(subscription: Subscription, context: RuleContext): RuleFinding | null {
  const { index, asOf } = context;
  const wrong = periodFees(index, subscription).flatMap((fee): WrongFee[] => {
    const agreed = agreedInterval(fee, subscription, context);
    const billed = intervalOf(fee, index);
    return agreed === null ||
      billed === null ||
      billed === agreed.interval ||
      notPerUnit(index, fee.line) !== null ||
      asked(subscription, fee, context)
      ? []
      : [{ fee, agreed, billed }];
  });
  const charged = aboveWhatIsOwed(wrong, asOf);
  const [first] = charged;
  if (first === undefined) return null;
  const { fee, agreed, billed } = first;
  const product = productName(index, fee.line.product);
  const over = charged.map(({ fee: { invoice, line }, above }) => ({
    invoice,
    credits: [creditNetOfLine(line, withIncludedTax(line, above))],
  }));
  return lineErrorFinding(index, over, {
    classification: 'billing_error',
    confidence: 'certain',
    title: 'Renewed at another interval than agreed',
    message: (left) =>
      `${fee.invoice.id} of ${isoDate(fee.invoice.created)} bills ${product} for ${billed}, while the contract (${agreed.entry.ref}) is for ${agreed.interval}: ${left} more was billed than is owed by now. Move ${subscription.id} to the agreed interval.`,
    facts: (amount, currency) => ({
      amount: fact.money(amount, currency),
      product: fact.text(product),
      invoice_at: fact.date(fee.invoice.created),
      billed: fact.text(billed),
      agreed: fact.text(agreed.interval),
    }),
    words: {
      reason: 'order_change',
      justification: `The contract (${agreed.entry.ref}) is for ${agreed.interval}: what has begun of that is owed, and no more.`,
      alternatives: [
        { kind: 'refund', why_not: 'A bare refund would leave an invoice for the wrong period.' },
      ],
    },
    part: 'whole',
    evidence: [
      { object: 'subscription', id: subscription.id },
      { object: 'policy', id: agreed.entry.ref },
      ...(fee.line.price === null ? [] : [{ object: 'price', id: fee.line.price }]),
    ],
    steps: charged.map(({ fee: { invoice, line }, above }) => {
      const decimal = (amount: number): string => toDecimal({ amount, currency: line.currency });
      const net = netBeforeTax(line);
      return {
        label: `${invoice.id}: billed less what is owed by the contract`,
        expression: `${decimal(net)} − ${decimal(net - above)}`,
        result: decimal(above),
      };
    }),
    customer: subscription.customer,
    repeats: billsAgain(subscription),
  });
}

/**
 * What each fee takes above the agreed fees that have come due: each agreed interval is due when it begins, counted from
 * the first wrong fee, and paid by the fees in order. Before tax, minor units.
 */
function aboveWhatIsOwed(
  wrong: readonly WrongFee[],
  asOf: number,
): readonly (WrongFee & { readonly above: number })[] {
  const [first] = wrong;
  if (first === undefined) return [];
  const anchor = first.fee.line.period.start;
  let begun = 0;
  let due = 0;
  return wrong.flatMap((one) => {
    const { line } = one.fee;
    const { interval = 'month', interval_count } = one.agreed.entry;
    const units = Math.max(line.quantity ?? 1, one.agreed.entry.minimum_quantity ?? 0);
    const until = Math.min(line.period.end, asOf + 1);
    for (; periodBoundary(anchor, { interval, interval_count }, begun) < until; begun += 1) {
      due += multiplyDecimal(agreedUnit(one.agreed.entry), units);
    }
    const net = netBeforeTax(line);
    const above = Math.max(0, net - due);
    due = Math.max(0, due - net);
    return above === 0 ? [] : [{ ...one, above }];
  });
}

/** The interval a contract of the customer or subscription fixes for the product; null where none, or several, do. */
function agreedInterval(
  { invoice, line }: PeriodFee,
  { id, customer }: Subscription,
  { policy, index }: RuleContext,
): Agreed | null {
  const product = line.product ?? index.price(line.price)?.product ?? null;
  const contracts = (policy.prices ?? []).filter(
    (entry) =>
      entry.interval !== undefined &&
      entry.product === product &&
      entry.currency === line.currency &&
      (entry.subscription === id || (entry.subscription === undefined && entry.customer === customer)) &&
      inForce(entry, invoice.created),
  );
  const [entry] = contracts;
  if (entry?.interval === undefined) return null;
  const interval = inWords(entry.interval, entry.interval_count);
  const isOne = contracts.every(
    (other) => other.interval === entry.interval && other.interval_count === entry.interval_count,
  );
  return isOne && lineTotal(line) > 0 ? { entry, interval } : null;
}

function intervalOf({ line }: PeriodFee, index: HistoryIndex): string | null {
  const recurring = index.price(line.price)?.recurring ?? null;
  return recurring === null ? null : inWords(recurring.interval, recurring.interval_count);
}

/** The customer asked for the change before this renewal. */
function asked({ id, customer }: Subscription, { line }: PeriodFee, { policy }: RuleContext): boolean {
  return (policy.requests ?? []).some(
    (request) =>
      request.kind === 'change_plan' &&
      request.customer === customer &&
      (request.subscription === undefined || request.subscription === id) &&
      request.at <= line.period.start,
  );
}

const inWords = (interval: string, count: number): string => plural(count, interval);
