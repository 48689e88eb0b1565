import { allocate, mulDiv } from '../../money.ts';
import type { BillingHistory, Invoice, InvoiceItem, InvoiceLine } from '../billing-history.ts';
import { creditNetOfLine, type LineCredit } from '../correction.ts';
import {
  byCreation,
  type HistoryIndex,
  isEffectiveInvoice,
  isPeriodFee,
  largestFirst,
  lineDiscount,
  lineTotal,
} from '../history-index.ts';
import { isMovedDate } from '../lifecycle/moved-date.ts';
import { overlapSeconds } from './subscription-conflict.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}

/** One period of one subscription item at one price on one invoice; its lines are several where tiers split the fee. */
export interface BilledPeriod extends Span {
  readonly invoice: Invoice;
  readonly lines: readonly InvoiceLine[];
}

/** A period that an invoice bills although another one billed that time before. */
export interface BilledTwice {
  readonly first: BilledPeriod;
  readonly again: BilledPeriod;
  /** The time both bill. */
  readonly overlap: Span;
  /** Minor units, before tax, that prorations gave back for that time. */
  readonly credited: number;
  /** What `again` charges for that time beyond `credited`, by line. */
  readonly credits: readonly LineCredit[];
  /** What was returned on `first`, shared out over the lines of `again`: an agent may have returned either. */
  readonly returnedOnFirst: ReadonlyMap<string, number>;
}

/**
 * Periods billed again for more than `leastSeconds`, or for exactly the same period. Usage, one-off lines and
 * prorations are left out; credit that prorations gave for the shared time (a moved billing date) counts against it.
 *
 * Of two invoices the paid one is kept before the open one, then the older.
 */
export function periodsBilledTwice(
  history: BillingHistory,
  index: HistoryIndex,
  leastSeconds: number,
): BilledTwice[] {
  const prorations = prorationsByItem(history);
  return billedItems(history, index).flatMap(({ item, periods }) =>
    clusters(periods, leastSeconds).flatMap((cluster) =>
      twiceIn(cluster, prorations.get(item) ?? [], index, leastSeconds),
    ),
  );
}

/** One subscription item at one price, with the periods that still cost the customer something. */
interface BilledItem {
  readonly item: string;
  readonly periods: BilledPeriod[];
}

function billedItems(history: BillingHistory, index: HistoryIndex): readonly BilledItem[] {
  const byItem = new Map<string, BilledItem>();
  for (const invoice of byCreation(history.invoices)) {
    // A threshold invoice bills part of a period on purpose; the cycle invoice nets it.
    if (!isEffectiveInvoice(invoice) || invoice.billing_reason === 'subscription_threshold') continue;
    if (invoice.total - index.returnedOnInvoice(invoice) <= 0) continue;
    for (const [first, ...rest] of linesByPeriod(invoice, index)) {
      const item = first === undefined ? null : itemOf(first);
      if (first === undefined || item === null) continue;
      const key = JSON.stringify([item, first.price]);
      const entry = byItem.get(key) ?? { item, periods: [] };
      entry.periods.push({ invoice, lines: largestFirst([first, ...rest]), ...first.period });
      byItem.set(key, entry);
    }
  }
  return [...byItem.values()];
}

/** The lines of period fees on which money is left, those of one item, price and period together. */
function linesByPeriod(invoice: Invoice, index: HistoryIndex): readonly InvoiceLine[][] {
  const groups = new Map<string, InvoiceLine[]>();
  for (const line of invoice.lines) {
    const { start, end } = line.period;
    if (itemOf(line) === null || line.price === null || !isPeriodFee(line, index) || end <= start) continue;
    if (netOf(line) <= 0 || lineTotal(line) - index.creditedOnLine(line.id) <= 0) continue;
    const key = JSON.stringify([itemOf(line), line.price, start, end]);
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return [...groups.values()];
}

const itemOf = (line: {
  readonly subscription_item: string | null;
  readonly subscription: string | null;
}): string | null => line.subscription_item ?? line.subscription;

const netOf = (line: InvoiceLine): number => line.amount - lineDiscount(line);

/** Periods that have more than `least` seconds in common with one another, or are the same; singles are left out. */
function clusters(periods: readonly BilledPeriod[], least: number): BilledPeriod[][] {
  const sorted = [...periods].sort((a, b) => a.start - b.start || a.end - b.end);
  const found: BilledPeriod[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  let last: BilledPeriod | undefined;
  for (const period of sorted) {
    const isSame = last !== undefined && last.start === period.start && last.end === period.end;
    const cluster = found[found.length - 1];
    if (cluster !== undefined && (isSame || period.start + least < end)) cluster.push(period);
    else {
      found.push([period]);
      end = Number.NEGATIVE_INFINITY;
    }
    end = Math.max(end, period.end);
    last = period;
  }
  return found.filter((cluster) => cluster.length > 1);
}

function twiceIn(
  cluster: readonly BilledPeriod[],
  prorations: readonly Proration[],
  index: HistoryIndex,
  least: number,
): BilledTwice[] {
  const kept: BilledPeriod[] = [];
  const twice: BilledTwice[] = [];
  for (const again of keptFirst(cluster)) {
    const candidates = kept
      .filter((first) => first.invoice !== again.invoice && isRepeat(first, again, least))
      .sort((a, b) => overlapSeconds(b, again) - overlapSeconds(a, again));
    const [first] = candidates;
    const one = first === undefined ? null : billedTwice(first, again, prorations, index, least);
    if (one === null) kept.push(again);
    else twice.push(one);
  }
  return twice;
}

function keptFirst(cluster: readonly BilledPeriod[]): BilledPeriod[] {
  const rank = ({ invoice }: BilledPeriod): number => (invoice.status === 'paid' ? 0 : 1);
  return [...cluster].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      a.invoice.created - b.invoice.created ||
      (a.invoice.id < b.invoice.id ? -1 : a.invoice.id > b.invoice.id ? 1 : a.start - b.start),
  );
}

function isRepeat(a: BilledPeriod, b: BilledPeriod, least: number): boolean {
  return overlapSeconds(a, b) > least || (a.start === b.start && a.end === b.end);
}

/** Null when prorations gave back the shared time, give or take the worth of `least` seconds. */
function billedTwice(
  first: BilledPeriod,
  again: BilledPeriod,
  prorations: readonly Proration[],
  index: HistoryIndex,
  least: number,
): BilledTwice | null {
  const overlap = { start: Math.max(first.start, again.start), end: Math.min(first.end, again.end) };
  const shared = overlap.end - overlap.start;
  const length = again.end - again.start;
  const nets = again.lines.map((line) => mulDiv(netOf(line), shared, length));
  const whole = nets.reduce((sum, net) => sum + net, 0);
  const given = creditedIn(overlap, prorations);
  const credited = Math.min(whole, given);
  const tolerance = credited === 0 ? 0 : mulDiv(whole, Math.min(least, shared), shared) + again.lines.length;
  if (whole - credited <= tolerance) return null;
  // A longer month's day costs less: what the first took for that time is all that can be given back.
  if (credited > 0 && paidFor(first, shared) - given <= tolerance) return null;
  // A date moved within a paid period, and nothing credited, is a period cut short: told as such (renewed-too-early).
  if (credited === 0 && isMoved(first, again, index)) return null;
  const parts = allocate(whole - credited, nets);
  const credits = again.lines.flatMap((line, place) => {
    const part = parts[place] ?? 0;
    return part > 0 ? [creditNetOfLine(line, part)] : [];
  });
  return { first, again, overlap, credited, credits, returnedOnFirst: returnedOn(first, again, index) };
}

/** What a period's lines cost for `seconds` of it, before tax. */
function paidFor({ lines, start, end }: BilledPeriod, seconds: number): number {
  return lines.reduce((sum, line) => sum + mulDiv(netOf(line), seconds, end - start), 0);
}

function isMoved(first: BilledPeriod, again: BilledPeriod, index: HistoryIndex): boolean {
  const [earlier, later] = first.start <= again.start ? [first, again] : [again, first];
  return isMovedDate(index.subscription(later.lines[0]?.subscription ?? null), earlier, later);
}

function returnedOn(
  first: BilledPeriod,
  again: BilledPeriod,
  index: HistoryIndex,
): ReadonlyMap<string, number> {
  const owed = first.lines.reduce((sum, line) => sum + lineTotal(line), 0);
  const byLine = first.lines.reduce((sum, line) => sum + index.creditedOnLine(line.id), 0);
  const returned = Math.min(owed, byLine + index.unattributedReturnOnInvoice(first.invoice));
  const parts = allocate(returned, again.lines.map(lineTotal));
  return new Map(again.lines.map((line, place) => [line.id, parts[place] ?? 0]));
}

/** A proration of one item: negative gives back, positive charges. */
interface Proration extends Span {
  readonly amount: number;
}

/** Prorations on invoices that count or will, and those still waiting for the next invoice. */
function prorationsByItem(history: BillingHistory): ReadonlyMap<string, Proration[]> {
  const byItem = new Map<string, Proration[]>();
  const add = (owner: InvoiceLine | InvoiceItem, amount: number): void => {
    const key = itemOf(owner);
    if (key === null || !owner.proration) return;
    byItem.set(key, [...(byItem.get(key) ?? []), { ...owner.period, amount }]);
  };
  for (const invoice of history.invoices) {
    if (invoice.status === 'void' || invoice.status === 'uncollectible') continue;
    for (const line of invoice.lines) add(line, netOf(line));
  }
  for (const item of history.invoice_items) if (item.invoice === null) add(item, item.amount);
  return byItem;
}

/** What prorations whose time lies in `span` gave back, net of what they charged; 0 when they charged more. */
function creditedIn(span: Span, prorations: readonly Proration[]): number {
  const net = prorations.reduce((sum, { start, end, amount }) => {
    const common = overlapSeconds(span, { start, end });
    return common === 0 || end <= start ? sum : sum + mulDiv(amount, common, end - start);
  }, 0);
  return Math.max(0, -net);
}
