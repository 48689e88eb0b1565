import { formatMoney, toDecimal } from '../../../money.ts';
import type { Invoice } from '../../billing-history.ts';
import { lineCreditTotal } from '../../correction.ts';
import { type BilledTwice, periodsBilledTwice } from '../../duplicates/periods-billed-twice.ts';
import { fact } from '../../facts.ts';
import type { EvidenceRef, RecomputationStep, RuleFinding } from '../../finding.ts';
import { type HistoryIndex, lineTotal } from '../../history-index.ts';
import { draftReturns, lessReturned, returnSteps, whatToReturn } from '../../over-charge.ts';
import { defineRule } from '../../rule.ts';
import { isoDate, listed, plural, productName } from '../../wording.ts';

const DAY_SECONDS = 86_400;

export const periodInvoicedTwice = defineRule({
  id: 'period-invoiced-twice',
  version: 1,
  rows: ['A6'],
  category: 'duplicate_invoice',
  title: 'The same period was invoiced twice',
  needs: ['invoices', 'invoice_items', 'subscriptions', 'prices', 'charges', 'credit_notes', 'refunds'],
  proposes: ['credit_note', 'void_invoice'],
  thresholds: { min_overlap_hours: 24 },
  check(history, { index, thresholds }) {
    const least = Math.round((thresholds['min_overlap_hours'] ?? 0) * 3600);
    const byInvoice = new Map<Invoice, BilledTwice[]>();
    for (const twice of periodsBilledTwice(history, index, least)) {
      const { invoice } = twice.again;
      byInvoice.set(invoice, [...(byInvoice.get(invoice) ?? []), twice]);
    }
    return [...byInvoice.values()].flatMap((all) => findingOf(all, index) ?? []);
  },
});

function findingOf(all: readonly BilledTwice[], index: HistoryIndex): RuleFinding | null {
  const [first] = all;
  if (first === undefined) return null;
  const { invoice } = first.again;
  const returnedBefore = new Map(all.flatMap(({ returnedOnFirst }) => [...returnedOnFirst]));
  const overCharge = lessReturned(
    index,
    { invoice, credits: all.flatMap(({ credits }) => credits) },
    (line) => index.creditedOnLine(line.id) + (returnedBefore.get(line.id) ?? 0),
  );
  if (overCharge === null) return null;
  const { left, charged } = overCharge;
  const { currency } = invoice;
  const kept = first.first.invoice;
  const isPaid = invoice.status === 'paid';
  const start = Math.min(...all.map(({ overlap }) => overlap.start));
  const end = Math.max(...all.map(({ overlap }) => overlap.end));
  const period = `${isoDate(start)} to ${isoDate(end)}`;
  const lines = all.flatMap(({ again }) => again.lines);
  const names = [...new Set(lines.map((line) => productName(index, line.product)))].sort();
  const others = [...new Set(all.map((one) => one.first.invoice.id))].sort();
  const reason = `${listed(others)} ${others.length === 1 ? 'bills' : 'bill'} ${listed(names)} for ${period} as well`;
  const returns = draftReturns(index, [overCharge], {
    reason: 'duplicate',
    justification: `${reason}, and ${others.length === 1 ? 'stays' : 'stay'} as what was due.`,
    alternatives: [
      isPaid
        ? { kind: 'refund', why_not: 'A bare refund would leave the invoice and its tax as they are.' }
        : { kind: 'refund', why_not: 'Nothing of it is paid yet.' },
    ],
  });
  const already =
    charged === left
      ? ''
      : `, of which ${formatMoney({ amount: charged - left, currency })} went back already`;
  return {
    classification: 'billing_error',
    confidence: 'certain',
    variant: isPaid ? 'paid' : 'open',
    title: isPaid ? 'The same period was charged twice' : 'The same period was invoiced twice',
    message:
      `${invoice.id} of ${isoDate(invoice.created)} ${isPaid ? 'charged' : 'asks for'} ` +
      `${formatMoney({ amount: charged, currency })} for time that is billed twice${already}: ${reason}. ` +
      whatToReturn([overCharge], returns),
    facts: {
      amount: fact.money(left, currency),
      product: fact.text(names[0] ?? ''),
      period_start: fact.date(start),
      period_end: fact.date(end),
      first_at: fact.date(kept.created),
      again_at: fact.date(invoice.created),
      kept: fact.id(kept.id),
      invoice: fact.id(invoice.id),
    },
    amount: { amount: left, currency },
    evidence: evidenceOf(all, index),
    recomputation: [...all.map((one) => billedStep(one, currency)), ...returnSteps([overCharge])],
    at_issue: lines.map(({ id }) => ({ object: 'line_item', id, part: 'whole' })),
    correction: returns.drafts[0] ?? null,
    customer: invoice.customer,
    occurred_at: invoice.paid_at ?? invoice.created,
  };
}

function evidenceOf(all: readonly BilledTwice[], index: HistoryIndex): readonly EvidenceRef[] {
  const invoices = new Set(all.flatMap(({ first, again }) => [again.invoice, first.invoice]));
  const subscriptions = new Set(
    all.flatMap(({ again }) => again.lines.flatMap((line) => line.subscription ?? [])),
  );
  return [
    ...[...invoices].map(({ id }) => ({ object: 'invoice', id })),
    ...[...subscriptions]
      .filter((id) => index.subscription(id) !== undefined)
      .map((id) => ({ object: 'subscription', id })),
    ...all.flatMap(({ first, again }) =>
      [...again.lines, ...first.lines].map(({ id }) => ({ object: 'line_item', id })),
    ),
    ...[...invoices].flatMap(({ id }) =>
      index.creditNotesOfInvoice(id).map((note) => ({ object: 'credit_note', id: note.id })),
    ),
    ...[...invoices].flatMap(({ id }) =>
      index
        .chargesOfInvoice(id)
        .flatMap((charge) => (charge.status === 'succeeded' ? { object: 'charge', id: charge.id } : [])),
    ),
  ];
}

/** "in_2 for 2026-11-20 to 2026-12-10, billed on in_1 as well: 49.00 × 20 of 30 days - 10.00 credited = 22.67". */
function billedStep(
  { first, again, overlap, credited, credits }: BilledTwice,
  currency: string,
): RecomputationStep {
  const decimal = (amount: number): string => toDecimal({ amount, currency });
  const whole = again.lines.map((line) => decimal(lineTotal(line))).join(' + ');
  const length = again.end - again.start;
  const part = overlap.end - overlap.start;
  const share = part === length ? '' : ` × ${inDays(part)} of ${plural(inDays(length), 'day')}`;
  const terms = again.lines.length > 1 && share !== '' ? `(${whole})` : whole;
  return {
    label: `${again.invoice.id} for ${isoDate(overlap.start)} to ${isoDate(overlap.end)}, billed on ${first.invoice.id} as well`,
    expression: `${terms}${share}${credited > 0 ? ` - ${decimal(credited)} credited` : ''}`,
    result: decimal(credits.reduce((sum, credit) => sum + lineCreditTotal(credit), 0)),
  };
}

const inDays = (seconds: number): number => Number((seconds / DAY_SECONDS).toFixed(2));
