import { allocate } from '../../money.ts';
import type { Invoice, InvoiceLine, TaxAmount } from '../billing-history.ts';
import { creditTaxOfLine, type LineCredit, lineCreditTotal } from '../correction.ts';
import type { HistoryIndex } from '../history-index.ts';
import { type OverCharge, scaledTo } from '../over-charge.ts';

/** Tax that an invoice charged: added on top of its prices, or included in them. */
export interface ChargedTax extends OverCharge {
  readonly inclusive: boolean;
  /** False when the invoice states its tax only as a whole, so that Stripe takes no credit of it by line. */
  readonly byLine: boolean;
}

/** The tax of an invoice, after what its credit lines took off; none, one or both of exclusive and inclusive. */
export function chargedTaxes(invoice: Invoice): readonly ChargedTax[] {
  const byLine = invoice.lines.some((line) => line.taxes.some((tax) => tax.amount !== 0));
  const taxesOf = byLine ? (line: InvoiceLine) => line.taxes : sharedOut(invoice);
  return [false, true].flatMap((inclusive) => {
    const all = invoice.lines.map((line) =>
      creditTaxOfLine(
        line,
        taxesOf(line).filter((tax) => tax.inclusive === inclusive),
      ),
    );
    const credits = lessNegative(all);
    return credits.length === 0 ? [] : [{ invoice, credits, inclusive, byLine }];
  });
}

/** Positive taxes, brought down in proportion so that they add up to the tax of all lines, credits included. */
function lessNegative(all: readonly LineCredit[]): readonly LineCredit[] {
  const total = all.reduce((sum, credit) => sum + lineCreditTotal(credit), 0);
  const positive = all.filter((credit) => lineCreditTotal(credit) > 0);
  if (total <= 0) return [];
  const parts = allocate(total, positive.map(lineCreditTotal));
  return positive.flatMap((credit, place) => scaledTo(credit, parts[place] ?? 0));
}

/** An invoice's total taxes shared out over its positive lines by amount. */
function sharedOut(invoice: Invoice): (line: InvoiceLine) => readonly TaxAmount[] {
  const lines = invoice.lines.filter((line) => line.amount > 0);
  const weights = lines.map((line) => line.amount);
  const shares = invoice.total_taxes
    .filter((tax) => tax.amount > 0)
    .map((tax) => ({ tax, parts: allocate(tax.amount, weights) }));
  return (line) =>
    shares.map(({ tax, parts }) => ({
      ...tax,
      amount: parts[lines.indexOf(line)] ?? 0,
      taxable_amount: null,
    }));
}

/**
 * Tax of a line that credit notes gave back. A credit line without any tax, on a line that was taxed, is taken to be
 * tax given back as an amount.
 */
export function taxReturnedOnLine(index: HistoryIndex, invoice: Invoice, line: InvoiceLine): number {
  return index
    .creditNotesOfInvoice(invoice.id)
    .flatMap((note) => note.lines.filter((credited) => credited.invoice_line_item === line.id))
    .reduce((sum, { amount, taxes }) => {
      const tax = taxes.reduce((total, entry) => total + entry.amount, 0);
      return sum + (tax > 0 ? tax : amount);
    }, 0);
}

/** Percentage of the taxes, e.g. "19", when all are of one known rate; else null. */
export function onePercentage(index: HistoryIndex, credits: readonly LineCredit[]): string | null {
  const rates = new Set(credits.flatMap(({ taxes }) => taxes.map((tax) => tax.tax_rate)));
  const [rate] = rates;
  if (rates.size !== 1 || rate === undefined) return null;
  return index.taxRate(rate)?.percentage ?? null;
}
