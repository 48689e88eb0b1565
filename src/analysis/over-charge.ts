import { allocate, formatMoney, mulDiv, toDecimal } from '../money.ts';
import type { Invoice, InvoiceLine, Subscription } from './billing-history.ts';
import {
  type CorrectionWords,
  draftCreditNote,
  draftVoid,
  type LineCredit,
  lineCreditTotal,
} from './correction.ts';
import type { Correction, CorrectionKind, Json, RecomputationStep } from './finding.ts';
import { type HistoryIndex, isLiveSubscription } from './history-index.ts';
import { isoDate, listed, plural } from './wording.ts';

/** What one invoice charged too much, by line, before anything already returned is taken off. */
export interface OverCharge {
  readonly invoice: Invoice;
  readonly credits: readonly LineCredit[];
}

/** An over-charge of which something is left to return; its credits are those of what is left. */
export interface OpenOverCharge extends OverCharge {
  /** Minor units charged too much, tax included. */
  readonly charged: number;
  /** Minor units of it still to be returned; positive. */
  readonly left: number;
}

/**
 * Takes off what was returned already: credit notes by line, then whatever was refunded on the invoice without naming
 * a line. Null when nothing is left. `returnedOnLine` says what a credit note returned of the money at issue (default:
 * all that was credited on the line).
 */
export function lessReturned(
  index: HistoryIndex,
  overCharge: OverCharge,
  returnedOnLine: (line: InvoiceLine) => number = (line) => index.creditedOnLine(line.id),
): OpenOverCharge | null {
  const { invoice, credits } = overCharge;
  const charged = sum(credits.map(lineCreditTotal));
  const byLine = credits.map((credit) => Math.max(0, lineCreditTotal(credit) - returnedOnLine(credit.line)));
  const left = Math.min(
    sum(byLine) - index.unattributedReturnOnInvoice(invoice),
    invoice.total - index.returnedOnInvoice(invoice),
  );
  if (left <= 0) return null;
  const parts = allocate(left, byLine);
  const scaled = credits.flatMap((credit, place) => scaledTo(credit, parts[place] ?? 0));
  return { invoice, credits: scaled, charged, left };
}

/** The same credit brought down to `total`, its tax in proportion; nothing when `total` is 0. */
export function scaledTo(credit: LineCredit, total: number): readonly LineCredit[] {
  const whole = lineCreditTotal(credit);
  if (total === whole) return [credit];
  if (total <= 0) return [];
  const net = mulDiv(credit.net, total, whole);
  const taxes = credit.taxes.map((tax) => ({
    ...tax,
    amount: mulDiv(tax.amount, total, whole),
    taxable_amount: tax.taxable_amount === null ? null : mulDiv(tax.taxable_amount, total, whole),
  }));
  const rounding = total - lineCreditTotal({ ...credit, net, taxes });
  if (credit.net > 0) return [{ ...credit, net: net + rounding, taxes }];
  const [first, ...rest] = taxes;
  return first === undefined
    ? []
    : [{ ...credit, net, taxes: [{ ...first, amount: first.amount + rounding }, ...rest] }];
}

/** What the over-charges of one finding have left, in minor units. */
export function totalLeft(overCharges: readonly OpenOverCharge[]): number {
  return sum(overCharges.map(({ left }) => left));
}

export interface DraftedReturns {
  readonly drafts: readonly Correction[];
  /** Invoices on which no credit can be drafted: an open or lost dispute, too little left, tax not stated by line. */
  readonly blocked: readonly Invoice[];
}

/** One credit note for each invoice; an open invoice that is wrong as a whole and unpaid is voided instead. */
export function draftReturns(
  index: HistoryIndex,
  overCharges: readonly OpenOverCharge[],
  words: CorrectionWords,
): DraftedReturns {
  const drafts: Correction[] = [];
  const blocked: Invoice[] = [];
  for (const { invoice, credits, left } of overCharges) {
    const wholly = left === invoice.total && index.returnedOnInvoice(invoice) === 0;
    const draft =
      (wholly ? draftVoid(invoice, words) : null) ?? draftCreditNote(index, invoice, credits, words);
    if (draft === null) blocked.push(invoice);
    else drafts.push(draft);
  }
  return { drafts, blocked };
}

/** True when the subscription's next invoice will come unless someone acts. */
export function billsAgain(subscription: Subscription): boolean {
  const { cancel_at, cancel_at_period_end, items } = subscription;
  if (!isLiveSubscription(subscription) || cancel_at_period_end) return false;
  return cancel_at === null || items.some((item) => (item.current_period_end ?? cancel_at) < cancel_at);
}

/** A change of a setting that keeps the next invoice from repeating the error; it moves no money. */
export function draftSetting(
  kind: CorrectionKind,
  target: string,
  params: Readonly<Record<string, Json>>,
  words: CorrectionWords,
): Correction {
  const { justification, alternatives = [] } = words;
  const step = { kind, target, amount: null, currency: null, params };
  return {
    kind,
    target,
    amount: null,
    currency: null,
    reason: null,
    justification,
    alternatives,
    steps: [step],
  };
}

/** More invoices than this are named in a message by the first and the last only. */
const NAMED_INVOICES_MAX = 4;

/** "1 invoice (2026-11-10)", "2 invoices (2026-10-10 and 2026-11-10)", "9 invoices (2026-01-10 to 2026-11-10)". */
export function invoicesAndDays(overCharges: readonly OverCharge[]): string {
  const days = overCharges.map(({ invoice }) => isoDate(invoice.created));
  return `${plural(overCharges.length, 'invoice')} (${namedOrRange([...new Set(days)])})`;
}

/** The sentences on what to do about the money, e.g. "Credit $9.80 on in_1 and $9.80 on in_2." */
export function whatToReturn(
  overCharges: readonly OpenOverCharge[],
  { drafts, blocked }: DraftedReturns,
): string {
  const voided = new Set(drafts.flatMap(({ kind, target }) => (kind === 'void_invoice' ? [target] : [])));
  const stuck = new Set(blocked.map(({ id }) => id));
  const credited = overCharges.filter(({ invoice }) => !stuck.has(invoice.id) && !voided.has(invoice.id));
  const each = credited.map(({ invoice, left }) => `${inWords(left, invoice)} on ${invoice.id}`);
  const [first] = credited;
  const sentences: string[] = [];
  if (first !== undefined) {
    const total = inWords(totalLeft(credited), first.invoice);
    const named = each.length <= NAMED_INVOICES_MAX;
    sentences.push(named ? `Credit ${listed(each)}.` : `Credit ${total} on these invoices as drafted.`);
  }
  if (voided.size > 0) sentences.push(`Void ${namedOrRange([...voided])}: nothing on it is owed.`);
  if (blocked.length > 0) {
    const ids = namedOrRange([...stuck]);
    sentences.push(
      `Leave ${ids} to finance: no credit note can be drafted there (a dispute, money already gone, or tax not stated by line).`,
    );
  }
  return sentences.join(' ');
}

const inWords = (amount: number, { currency }: Invoice): string => formatMoney({ amount, currency });

const namedOrRange = (names: readonly string[]): string =>
  names.length <= NAMED_INVOICES_MAX ? listed(names) : `${names[0]} to ${names[names.length - 1]}`;

/** From the over-charge of each invoice before tax to what is left of it, as steps a reader can follow. */
export function returnSteps(overCharges: readonly OpenOverCharge[]): RecomputationStep[] {
  const steps = overCharges.flatMap(({ invoice, credits, charged, left }) => {
    const decimal = (amount: number): string => toDecimal({ amount, currency: invoice.currency });
    const net = sum(credits.map((credit) => credit.net));
    const shown: RecomputationStep[] = [];
    if (charged === left && net > 0 && net !== charged) {
      shown.push({
        label: `${invoice.id} with tax`,
        expression: `${decimal(net)} + ${decimal(charged - net)}`,
        result: decimal(charged),
      });
    }
    if (charged !== left) {
      shown.push({
        label: `${invoice.id} less what was returned`,
        expression: `${decimal(charged)} − ${decimal(charged - left)}`,
        result: decimal(left),
      });
    }
    return shown;
  });
  if (overCharges.length < 2) return steps;
  const currency = overCharges[0]?.invoice.currency ?? '';
  const total = {
    label: 'over-charge',
    expression: overCharges.map(({ left }) => toDecimal({ amount: left, currency })).join(' + '),
    result: toDecimal({ amount: totalLeft(overCharges), currency }),
  };
  return [...steps, total];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
