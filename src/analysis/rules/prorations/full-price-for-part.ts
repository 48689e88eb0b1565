import { formatMoney, mulDiv, toDecimal } from '../../../money.ts';
import { shareInWords } from '../../arithmetic/proration.ts';
import type { BillingHistory, InvoiceLine } from '../../billing-history.ts';
import { creditNetOfLine } from '../../correction.ts';
import { fact } from '../../facts.ts';
import type { RecomputationStep, RuleFinding } from '../../finding.ts';
import {
  byCreation,
  type HistoryIndex,
  isEffectiveInvoice,
  isPeriodFee,
  lineDiscount,
} from '../../history-index.ts';
import { lineErrorFinding } from '../../line-error.ts';
import type { BilledLine } from '../../prorations/changes.ts';
import { type TimeLedger, timeLedger } from '../../prorations/standing-time.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, productName, shownText } from '../../wording.ts';

const DAY_SECONDS = 86_400;
/** Periods that end within an hour of each other are the same. */
const SAME_MOMENT_SECONDS = 3600;

/** C6: a change in the middle of a period is billed at the new plan's full price, although the period did not begin anew. */
export const fullPriceForPart = defineRule({
  id: 'full-price-for-part',
  version: 1,
  rows: ['C6'],
  category: 'proration',
  title: 'The full price for part of a period',
  needs: ['invoices', 'invoice_items', 'subscriptions', 'prices', 'products'],
  proposes: ['credit_note', 'void_invoice'],
  check(history, { index }) {
    const ledger = timeLedger(history, index);
    return updateLines(history, index).flatMap((billed) => findingOf(billed, ledger, index) ?? []);
  },
});

/** Full-price lines on invoices that a change of the subscription caused. */
function updateLines(history: BillingHistory, index: HistoryIndex): readonly BilledLine[] {
  return byCreation(history.invoices)
    .filter((invoice) => isEffectiveInvoice(invoice) && invoice.billing_reason === 'subscription_update')
    .flatMap((invoice) =>
      invoice.lines
        .filter((line) => line.amount > 0 && line.subscription !== null && isPeriodFee(line, index))
        .map((line) => ({ invoice, line })),
    );
}

/** What was billed for the same period before the change, on the same item first. */
function runningFee({ invoice, line }: BilledLine, ledger: TimeLedger): BilledLine | undefined {
  const before = (ledger.debits.get(line.subscription ?? '') ?? []).filter(
    (other) =>
      other.invoice.created < invoice.created - DAY_SECONDS &&
      isEffectiveInvoice(other.invoice) &&
      !other.line.proration &&
      Math.abs(other.line.period.end - line.period.end) <= SAME_MOMENT_SECONDS &&
      other.line.period.start < invoice.created - DAY_SECONDS,
  );
  return before.findLast((other) => other.line.subscription_item === line.subscription_item) ?? before.at(-1);
}

function findingOf(billed: BilledLine, ledger: TimeLedger, index: HistoryIndex): RuleFinding | null {
  const { invoice, line } = billed;
  const running = runningFee(billed, ledger);
  if (running === undefined || isSame(running.line, line) || !isFullPrice(line, index)) return null;
  const { start, end } = running.line.period;
  const at = line.period.start > start + SAME_MOMENT_SECONDS ? line.period.start : invoice.created;
  if (at >= end || !hasIntervalOf(running.line, line, index)) return null;
  const full = line.amount - lineDiscount(line);
  const rest = mulDiv(full, end - at, end - start);
  const unused = unusedOf(running, billed, at, ledger);
  const over = Math.min(full, full - rest + unused);
  if (over <= 1) return null;
  const { currency, customer } = invoice;
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  const show = (amount: number): string => formatMoney({ amount, currency });
  const product = productName(index, line.product);
  const share = (amount: number): string => shareInWords({ full: amount, start, end }, end - at);
  const steps: RecomputationStep[] = [
    {
      label: 'charge for remaining time',
      expression: `${decimal(full)} × ${share(full)}`,
      result: decimal(rest),
    },
  ];
  if (unused > 0) {
    const paid = running.line.amount - lineDiscount(running.line);
    steps.push({
      label: 'credit for unused time',
      expression: `−${decimal(paid)} × ${share(paid)}`,
      result: decimal(-unused),
    });
  }
  steps.push({
    label: 'billed beyond that',
    expression: `${decimal(full)} − ${decimal(full - over)}`,
    result: decimal(over),
  });
  return lineErrorFinding(index, [{ invoice, credits: [creditNetOfLine(line, over)] }], {
    classification: 'billing_error',
    confidence: 'certain',
    title: 'The full price for part of a period',
    message: () =>
      `${invoice.id} bills the full ${show(full)} for ${product} although ${shownText(line.subscription ?? '')} changed on ${isoDate(at)}, in a period that runs from ${isoDate(start)} to ${isoDate(end)} as before: ` +
      `${show(full - over)} is right for the rest of it, before tax.`,
    facts: (amount, code) => ({
      amount: fact.money(amount, code),
      changed_at: fact.date(at),
      product: fact.text(product),
      billed: fact.money(full, currency),
      right: fact.money(full - over, currency),
      period_end: fact.date(end),
    }),
    words: {
      reason: 'order_change',
      justification: `Only ${show(full - over)} of ${show(full)} is for time after ${isoDate(at)} that was not paid yet.`,
      alternatives: [
        {
          kind: 'void_invoice',
          why_not: 'The rest of the period is owed; only part of the invoice is wrong.',
        },
      ],
    },
    part: 'proration',
    about: [{ object: 'line_item', id: line.id, part: 'whole' }],
    evidence: [
      { object: 'subscription', id: line.subscription ?? '' },
      { object: 'invoice', id: running.invoice.id },
      { object: 'line_item', id: running.line.id },
    ],
    steps,
    customer,
    occurredAt: invoice.created,
  });
}

/** Nothing changed: the same fee for the same time is `period-invoiced-twice`'s to judge. */
function isSame(running: InvoiceLine, line: InvoiceLine): boolean {
  const isSameFee = running.price === line.price && running.quantity === line.quantity;
  return isSameFee && running.subscription_item === line.subscription_item;
}

/** The line is at its price's full amount; one that is less was prorated by someone already. */
function isFullPrice(line: InvoiceLine, index: HistoryIndex): boolean {
  const unit = index.price(line.price)?.unit_amount_decimal ?? line.unit_amount_decimal;
  return unit === null || Math.abs(Number(unit) * (line.quantity ?? 1) - line.amount) <= 1;
}

/** True unless the new price is for another interval: then its first period is a whole one. */
function hasIntervalOf(running: InvoiceLine, line: InvoiceLine, index: HistoryIndex): boolean {
  const [old, next] = [running, line].map(({ price }) => index.price(price)?.recurring);
  if (old == null || next == null) return true;
  return old.interval === next.interval && old.interval_count === next.interval_count;
}

/** What was paid for the time from the change on, and not credited: due back only where the item itself changed. */
function unusedOf(running: BilledLine, { line }: BilledLine, at: number, ledger: TimeLedger): number {
  const { line: old, invoice } = running;
  if (old.subscription_item !== line.subscription_item || invoice.status !== 'paid') return 0;
  if (ledger.creditedFrom.has(old.id)) return 0;
  const { start, end } = old.period;
  return mulDiv(Math.max(0, old.amount - lineDiscount(old)), end - at, end - start);
}
