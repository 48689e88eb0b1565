import { formatMoney, mulDiv, toDecimal } from '../../../money.ts';
import { shareInWords } from '../../arithmetic/proration.ts';
import type { BillingHistory } from '../../billing-history.ts';
import { creditNetOfLine } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { MoneyUnit, RecomputationStep, RuleFinding } from '../../finding.ts';
import { type HistoryIndex, lineDiscount } from '../../history-index.ts';
import { lineErrorFinding } from '../../line-error.ts';
import type { OverCharge } from '../../over-charge.ts';
import { type BilledLine, type ProrationChange, prorationChanges } from '../../prorations/changes.ts';
import { standingDebits, type TimeLedger, timeLedger } from '../../prorations/standing-time.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, productName, shownText } from '../../wording.ts';

/** C2: remaining time is charged on the new plan, and the unused time of the old one, which was paid, is not credited. */
export const unusedTimeNotCredited = defineRule({
  id: 'unused-time-not-credited',
  version: 1,
  rows: ['C2'],
  category: 'proration',
  title: 'A charge for remaining time without credit for the unused',
  needs: ['invoices', 'invoice_items', 'subscriptions', 'prices', 'products'],
  proposes: ['credit_note'],
  check(history, { index, policy }) {
    const ledger = timeLedger(history, index);
    const waiting = waitingCredits(history);
    return prorationChanges(history).flatMap((change) => {
      if (change.credits.length > 0 || waiting.has(`${change.subscription} ${change.at}`)) return [];
      return change.charges.flatMap((charge) => {
        const unused = replacedTime(change, charge, ledger, index);
        if (unused.length === 0) return [];
        if (policy.on_downgrade === 'none' && isCheaper(charge, unused)) return [];
        return findingOf(change, charge, unused, index) ?? [];
      });
    });
  },
});

/** Credits that wait for the next invoice, by subscription and moment. */
function waitingCredits(history: BillingHistory): ReadonlySet<string> {
  return new Set(
    history.invoice_items.flatMap(({ proration, amount, subscription, period }) =>
      proration && amount < 0 && subscription !== null ? `${subscription} ${period.start}` : [],
    ),
  );
}

/** What was paid for the item the charge is for, or for the one item it took the place of. */
function replacedTime(
  { subscription, at }: ProrationChange,
  { line }: BilledLine,
  ledger: TimeLedger,
  index: HistoryIndex,
): readonly BilledLine[] {
  const own = standingDebits(ledger, subscription, line.subscription_item, at);
  if (own.length > 0) return own;
  const current = index.subscription(subscription)?.items;
  if (current?.length !== 1 || current[0]?.id !== line.subscription_item) return [];
  const gone = new Set(
    (ledger.debits.get(subscription) ?? [])
      .map((debit) => debit.line.subscription_item)
      .filter((item) => item !== line.subscription_item),
  );
  const paid = [...gone].map((item) => standingDebits(ledger, subscription, item, at));
  const standing = paid.filter((lines) => lines.length > 0);
  return standing.length === 1 ? (standing[0] ?? []) : [];
}

function isCheaper({ line }: BilledLine, unused: readonly BilledLine[]): boolean {
  const old = unused.reduce((sum, { line: debit }) => sum + unusedShare(debit, line.period.start), 0);
  return line.amount < old;
}

/** What a line took for the time from `at` on, minor units after discounts and before exclusive taxes. */
function unusedShare(line: BilledLine['line'], at: number): number {
  const { start, end } = line.period;
  return mulDiv(Math.max(0, line.amount - lineDiscount(line)), end - at, end - start);
}

function findingOf(
  { subscription, at }: ProrationChange,
  charge: BilledLine,
  unused: readonly BilledLine[],
  index: HistoryIndex,
): RuleFinding | null {
  const shares = unused.map((debit) => ({ ...debit, share: unusedShare(debit.line, at) }));
  const net = shares.reduce((sum, { share }) => sum + share, 0);
  const [first] = shares;
  if (first === undefined || net <= 0) return null;
  const { currency } = charge.invoice;
  if (shares.some(({ line }) => line.currency !== currency)) return null;
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  const overCharges: OverCharge[] = shares.map(({ invoice, line, share }) => ({
    invoice,
    credits: [creditNetOfLine(line, share)],
  }));
  const steps = shares.map(({ line, share }): RecomputationStep => {
    const full = line.amount - lineDiscount(line);
    const base = { full, start: line.period.start, end: line.period.end };
    return {
      label: 'unused time that was paid',
      expression: `${decimal(full)} × ${shareInWords(base, line.period.end - at)}`,
      result: decimal(share),
    };
  });
  const unit = (line: BilledLine['line']): MoneyUnit => ({
    object: 'line_item',
    id: line.id,
    part: 'proration',
  });
  const product = productName(index, first.line.product);
  return lineErrorFinding(index, mergedByInvoice(overCharges), {
    classification: 'billing_error',
    confidence: 'high',
    title: 'A charge for remaining time without credit for the unused',
    message: (left) =>
      `On ${isoDate(at)} ${shownText(subscription)} changed, and ${charge.invoice.id} charges ${formatMoney({ amount: charge.line.amount, currency })} for the remaining time ` +
      `although ${product} was paid until ${isoDate(first.line.period.end)} on ${first.invoice.id} and its unused time was not credited: ${left} is paid twice.`,
    facts: (amount, code) => ({
      amount: fact.money(amount, code),
      changed_at: fact.date(at),
      product: fact.text(product),
      paid_until: fact.date(first.line.period.end),
      charged: fact.money(charge.line.amount, currency),
    }),
    words: {
      reason: 'order_change',
      justification: `The time from ${isoDate(at)} on was paid on ${first.invoice.id} and charged again on ${charge.invoice.id}.`,
      alternatives: [
        {
          kind: 'customer_balance_credit',
          why_not: 'A balance credit leaves tax and revenue of the old invoice as they are.',
        },
      ],
    },
    part: 'proration',
    about: [unit(charge.line)],
    evidence: [
      { object: 'subscription', id: subscription },
      { object: 'invoice', id: charge.invoice.id },
      { object: 'line_item', id: charge.line.id },
    ],
    steps,
    customer: charge.invoice.customer,
    occurredAt: charge.invoice.created,
  });
}

/** One over-charge for each invoice, so that its limits are seen as a whole. */
function mergedByInvoice(overCharges: readonly OverCharge[]): readonly OverCharge[] {
  const byInvoice = new Map<string, OverCharge>();
  for (const { invoice, credits } of overCharges) {
    const before = byInvoice.get(invoice.id)?.credits ?? [];
    byInvoice.set(invoice.id, { invoice, credits: [...before, ...credits] });
  }
  return [...byInvoice.values()];
}
