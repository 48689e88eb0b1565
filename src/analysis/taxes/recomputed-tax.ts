import { percentOf } from '../../money.ts';
import type { Invoice, InvoiceLine, TaxAmount, TaxRate } from '../billing-history.ts';
import type { HistoryIndex } from '../history-index.ts';
import type { UndueTax } from './tax-error.ts';

/** Left to rounding on each line, or once for the invoice, in minor units (RULES.md, F8). */
export const ROUNDING_MAX_MINOR_UNITS = 1;

/** One tax of a line beside what its own rate makes of its own base; minor units. */
export interface RecomputedRow {
  readonly line: InvoiceLine;
  readonly tax: TaxAmount;
  readonly taxable: number;
  readonly due: number;
}

/** All of one tax on an invoice, added on top of its prices. */
export interface RecomputedTax {
  readonly invoice: Invoice;
  readonly rate: TaxRate;
  /** Decimal string, e.g. "19". */
  readonly percentage: string;
  readonly rows: readonly RecomputedRow[];
  readonly charged: number;
  readonly taxable: number;
  /** What the rate makes of the whole base, rounded once. */
  readonly dueAtOnce: number;
  /** What it makes of each line's base, rounded line by line. */
  readonly dueByLine: number;
}

/**
 * The exclusive taxes of an invoice, recomputed. Rates the history lacks, rates of 0 (a fee of a fixed amount is one), and
 * taxes whose base is not stated are left out.
 */
export function recomputedTaxes(index: HistoryIndex, invoice: Invoice): readonly RecomputedTax[] {
  const groups = new Map<
    string,
    { readonly rate: TaxRate; readonly rows: { line: InvoiceLine; tax: TaxAmount }[] }
  >();
  for (const line of invoice.lines) {
    for (const tax of line.taxes) {
      const rate = index.taxRate(tax.tax_rate);
      if (tax.inclusive || rate === undefined || isZeroOrReduced(tax, rate)) continue;
      const key = kindOf(rate);
      const group = groups.get(key) ?? { rate, rows: [] };
      group.rows.push({ line, tax });
      groups.set(key, group);
    }
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, { rate, rows }]) => recomputed(invoice, rate, rows) ?? []);
}

/** One tax by law, whichever of several rates of it a line names. */
function kindOf(rate: TaxRate): string {
  const known = kinds.get(rate);
  if (known !== undefined) return known;
  const { percentage, country, state, jurisdiction, tax_type, display_name } = rate;
  const kind = JSON.stringify([percentage, country, state, jurisdiction, tax_type, display_name]);
  kinds.set(rate, kind);
  return kind;
}

/** Written out once for each rate: thousands of lines name the same. */
const kinds = new WeakMap<TaxRate, string>();

/** Nothing to recompute: no tax was charged for a reason of its own, or the rate is no percentage. */
function isZeroOrReduced({ amount, taxable_amount }: TaxAmount, { percentage }: TaxRate): boolean {
  return Number(percentage) === 0 || (amount === 0 && (taxable_amount ?? 0) === 0);
}

function recomputed(
  invoice: Invoice,
  rate: TaxRate,
  taxes: readonly { readonly line: InvoiceLine; readonly tax: TaxAmount }[],
): RecomputedTax | null {
  // A tax left out for a stated reason has a base but no amount.
  const counted = taxes
    .filter(({ tax }) => tax.amount !== 0 || isPlain(tax.taxability_reason))
    .sort((a, b) => b.tax.amount - a.tax.amount || (a.line.id < b.line.id ? -1 : 1));
  if (counted.length === 0) return null;
  if (counted.some(({ tax }) => tax.taxable_amount === null || !isPlain(tax.taxability_reason))) return null;
  const charged = sum(counted.map(({ tax }) => tax.amount));
  const taxable = sum(counted.map(({ tax }) => tax.taxable_amount ?? 0));
  // What is charged in fact may differ from what the law says: a reduced base is told as a lower percentage.
  const percentages = [rate.percentage, rate.effective_percentage].filter(
    (percent) => percent !== null && Number(percent) > 0,
  );
  const [percentage] = [...new Set(percentages)]
    .map(String)
    .sort((a, b) => Math.abs(charged - percentOf(taxable, a)) - Math.abs(charged - percentOf(taxable, b)));
  if (percentage === undefined) return null;
  const rows = counted.map(({ line, tax }) => ({
    line,
    tax,
    taxable: tax.taxable_amount ?? 0,
    due: percentOf(tax.taxable_amount ?? 0, percentage),
  }));
  return {
    invoice,
    rate,
    percentage,
    rows,
    charged,
    taxable,
    dueAtOnce: percentOf(taxable, percentage),
    dueByLine: sum(rows.map(({ due }) => due)),
  };
}

/** Not where only a portion is taxed, or a bundle in proportion: there no single rate makes the tax. */
const isPlain = (reason: string | null): boolean =>
  reason === null || reason === 'standard_rated' || reason === 'reduced_rated';

/** True when rounding, line by line or once for the invoice, accounts for the tax. */
export function isRounding({ rows, charged, dueAtOnce, dueByLine }: RecomputedTax): boolean {
  return (
    [dueAtOnce, dueByLine].some((due) => Math.abs(charged - due) <= ROUNDING_MAX_MINOR_UNITS) ||
    rows.every(({ tax, due }) => Math.abs(tax.amount - due) <= ROUNDING_MAX_MINOR_UNITS)
  );
}

/** What the lines of a tax charge beyond it, less what credit notes gave back of both; never more than the whole is over. */
export function undueBeyond(index: HistoryIndex, recomputedTax: RecomputedTax): readonly UndueTax[] {
  const { invoice, rows, charged, dueByLine } = recomputedTax;
  let left = charged - dueByLine;
  const credits = index.creditNotesOfInvoice(invoice.id).flatMap(({ lines }) => lines);
  return rows.flatMap(({ line, tax, taxable, due }) => {
    const over = Math.min(left, tax.amount - due);
    if (over <= ROUNDING_MAX_MINOR_UNITS) return [];
    left -= over;
    let paid = tax.amount;
    let base = taxable;
    for (const credit of credits.filter(({ invoice_line_item }) => invoice_line_item === line.id)) {
      const given = credit.taxes.filter(({ tax_rate }) => tax_rate === tax.tax_rate);
      paid -= sum(given.map(({ amount }) => amount));
      // A credit of the tax alone leaves the base as it was.
      if (credit.amount > 0) base -= sum(given.map((one) => one.taxable_amount ?? credit.amount));
      if (credit.taxes.length === 0 && credit.amount === over) paid -= over;
    }
    const amount = Math.min(over, paid - percentOf(Math.max(0, base), recomputedTax.percentage));
    return amount > 0 ? [{ line, tax, amount }] : [];
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
