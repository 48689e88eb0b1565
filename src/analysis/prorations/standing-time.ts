import type { BillingHistory, InvoiceLine } from '../billing-history.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice, isPeriodFee } from '../history-index.ts';
import type { BilledLine } from './changes.ts';

/** A credit for unused time, the lines that had billed this time, and credits that gave the same back before it. */
export interface MatchedCredit extends BilledLine {
  readonly debits: readonly BilledLine[];
  readonly earlier: readonly BilledLine[];
}

/** All of one history's lines that bill time of a subscription, and which of them were given back by which credit. */
export interface TimeLedger {
  /** Fees and prorations that billed time, draft invoices left out, oldest period first, by subscription. */
  readonly debits: ReadonlyMap<string, readonly BilledLine[]>;
  /** Credits on paid and open invoices, in the order of the moments from which they give back. */
  readonly credits: readonly MatchedCredit[];
  /** Moments from which a line was given back, by the line's id. */
  readonly creditedFrom: ReadonlyMap<string, number>;
}

/**
 * Matches every credit for unused time with what it gives back: the lines it names (`credited_items`), else the latest
 * line of the same price and quantity whose period ends with it and that no other credit has given back.
 */
export function timeLedger(history: BillingHistory, index: HistoryIndex): TimeLedger {
  const debits = new Map<string, BilledLine[]>();
  const open: BilledLine[] = [];
  for (const invoice of byCreation(history.invoices)) {
    if (invoice.status === 'draft') continue;
    for (const line of invoice.lines) {
      const subscription = line.subscription ?? invoice.subscription;
      if (subscription === null) continue;
      if (line.proration && line.amount < 0) {
        if (isEffectiveInvoice(invoice)) open.push({ invoice, line });
      } else if (line.amount > 0 && (line.proration || isPeriodFee(line, index))) {
        const entry = { invoice, line };
        const alike = debits.get(subscription);
        if (alike === undefined) debits.set(subscription, [entry]);
        else alike.push(entry);
      }
    }
  }
  for (const lines of debits.values()) lines.sort(oldestPeriodFirst);
  return { debits, ...match(open.sort(oldestPeriodFirst), debits, index) };
}

function match(
  open: readonly BilledLine[],
  debits: ReadonlyMap<string, readonly BilledLine[]>,
  index: HistoryIndex,
): Pick<TimeLedger, 'credits' | 'creditedFrom'> {
  const byKey = new Map<string, BilledLine[]>();
  for (const lines of debits.values()) {
    for (const entry of lines) {
      const alike = byKey.get(keyOf(entry));
      if (alike === undefined) byKey.set(keyOf(entry), [entry]);
      else alike.push(entry);
    }
  }
  const creditedBy = new Map<string, BilledLine[]>();
  const creditedFrom = new Map<string, number>();
  const credits = open.map((credit): MatchedCredit => {
    const found =
      namedDebits(credit.line, index) ?? likelyDebit(credit, byKey.get(keyOf(credit)), creditedBy);
    const earlier = found.flatMap(({ line }) => creditedBy.get(line.id) ?? []);
    for (const { line } of found) {
      creditedBy.set(line.id, [...(creditedBy.get(line.id) ?? []), credit]);
      if (!creditedFrom.has(line.id)) creditedFrom.set(line.id, credit.line.period.start);
    }
    return { ...credit, debits: found, earlier: [...new Set(earlier)] };
  });
  return { credits, creditedFrom };
}

/** The lines a credit names; null where it names none, empty where the history lacks one of them. */
function namedDebits(line: InvoiceLine, index: HistoryIndex): readonly BilledLine[] | null {
  const ids = line.credited_items?.invoice_line_items ?? [];
  if (ids.length === 0) return null;
  const named = ids.flatMap((id) => index.line(id) ?? []);
  return named.length === ids.length ? named : [];
}

function likelyDebit(
  { invoice, line }: BilledLine,
  alike: readonly BilledLine[] = [],
  creditedBy: ReadonlyMap<string, readonly BilledLine[]>,
): readonly BilledLine[] {
  const fitting = alike.filter(
    (debit) =>
      debit.line.period.start <= line.period.start &&
      debit.line.quantity === line.quantity &&
      debit.invoice.created <= invoice.created,
  );
  const standing = fitting.findLast((debit) => !creditedBy.has(debit.line.id));
  const debit = standing ?? fitting.at(-1);
  return debit === undefined ? [] : [debit];
}

const keyOf = ({ invoice, line }: BilledLine): string =>
  `${line.subscription ?? invoice.subscription} ${line.price} ${line.period.end}`;

const oldestPeriodFirst = (a: BilledLine, b: BilledLine): number =>
  a.line.period.start - b.line.period.start ||
  a.invoice.created - b.invoice.created ||
  (a.line.id < b.line.id ? -1 : 1);

/**
 * The paid lines that had billed an item's time beyond `at`, and that no credit had given back by then: all of the latest
 * period that holds `at` (a tiered price bills several lines).
 */
export function standingDebits(
  ledger: TimeLedger,
  subscription: string,
  item: string | null,
  at: number,
): readonly BilledLine[] {
  const holding = (ledger.debits.get(subscription) ?? []).filter(
    ({ invoice, line }) =>
      line.subscription_item === item &&
      line.period.start < at &&
      line.period.end > at &&
      invoice.status === 'paid' &&
      invoice.created <= at &&
      (ledger.creditedFrom.get(line.id) ?? Number.POSITIVE_INFINITY) > at,
  );
  const latest = holding.at(-1);
  return holding.filter(
    ({ line }) =>
      line.period.start === latest?.line.period.start && line.period.end === latest.line.period.end,
  );
}
