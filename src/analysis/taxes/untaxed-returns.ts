import { mulDiv } from '../../money.ts';
import type { CreditNote, Invoice, InvoiceLine, TaxAmount } from '../billing-history.ts';
import { creditNetOfLine, creditTaxOfLine, type LineCredit, lineCreditTotal } from '../correction.ts';
import { type HistoryIndex, lineDiscount } from '../history-index.ts';

/** Money of one line that credit notes gave back without the tax charged on it. */
export interface UntaxedReturn {
  readonly line: InvoiceLine;
  /** Minor units of the line's price given back, before tax. */
  readonly net: number;
  /** All of the tax that belongs to `net`. */
  readonly due: LineCredit;
  /** Minor units of that tax given back already. */
  readonly taxReturned: number;
  /** The notes that credit the line with too little tax, oldest first. */
  readonly notes: readonly CreditNote[];
  /** True when nothing of the line's price is left that its tax could be for. */
  readonly isWhole: boolean;
}

/** The lines of an invoice whose price was credited, in whole or in part, and whose tax was kept. */
export function untaxedReturns(index: HistoryIndex, invoice: Invoice): readonly UntaxedReturn[] {
  const notes = index.creditNotesOfInvoice(invoice.id);
  return notes.length === 0 ? [] : invoice.lines.flatMap((line) => untaxedReturn(line, notes) ?? []);
}

/** What one credit note gave back of a line. */
interface Credited {
  readonly note: CreditNote;
  readonly net: number;
  readonly tax: number;
}

function untaxedReturn(line: InvoiceLine, notes: readonly CreditNote[]): UntaxedReturn | null {
  const credits = notes.flatMap((note) => creditedOn(line, note));
  const exclusive = line.taxes.filter((tax) => !tax.inclusive && tax.amount > 0);
  const whole = line.amount - lineDiscount(line);
  if (credits.length === 0 || whole <= 0) return null;
  if (exclusive.length === 0) return untaxedInclusive(line, whole, credits);
  const charged = totalOf(exclusive);
  let net = 0;
  let taxReturned = 0;
  for (const { net: part, tax } of credits) {
    const open =
      tax > 0 || part === 0 ? null : lineCreditTotal(taxOn(line, exclusive, whole, net)) - taxReturned;
    // Tax alone may be given back as an amount: exactly the line's tax, or exactly what was kept of it so far.
    const isTax = open !== null && (part === charged || (open > 0 && part === open));
    net += isTax ? 0 : part;
    taxReturned += isTax ? part : tax;
  }
  // Nothing but tax can be given back beyond the price.
  taxReturned += Math.max(0, net - whole);
  net = Math.min(net, whole);
  const due = taxOn(line, exclusive, whole, net);
  const kept = lineCreditTotal(due) - taxReturned;
  const short = credits.filter(
    (credit) => credit.tax < lineCreditTotal(taxOn(line, exclusive, whole, Math.min(credit.net, whole))) - 1,
  );
  // Each note rounds its own tax.
  if (kept <= 0 || short.length === 0 || (kept <= credits.length && short.every(({ tax }) => tax > 0)))
    return null;
  return { line, net, due, taxReturned, notes: short.map(({ note }) => note), isWhole: net === whole };
}

/** A price that includes its tax, credited by exactly what it is without. */
function untaxedInclusive(
  line: InvoiceLine,
  whole: number,
  credits: readonly Credited[],
): UntaxedReturn | null {
  const due = creditTaxOfLine(
    line,
    line.taxes.filter((tax) => tax.inclusive && tax.amount > 0),
  );
  const tax = lineCreditTotal(due);
  const net = credits.reduce((sum, credit) => sum + credit.net, 0);
  if (tax <= 0 || net !== whole - tax || credits.some((credit) => credit.tax > 0)) return null;
  return { line, net, due, taxReturned: 0, notes: credits.map(({ note }) => note), isWhole: false };
}

/** The exclusive tax on `net` of a line; what is exempt of the line is taken to be given back first. */
function taxOn(line: InvoiceLine, taxes: readonly TaxAmount[], whole: number, net: number): LineCredit {
  const taxable = taxes.reduce((most, tax) => Math.max(most, tax.taxable_amount ?? whole), 0);
  const exempt = Math.max(0, whole - taxable);
  if (exempt === 0) {
    const { taxes: parts } = creditNetOfLine({ ...line, taxes }, net);
    return creditTaxOfLine(line, parts);
  }
  const base = Math.max(0, net - exempt);
  return creditTaxOfLine(
    line,
    taxes.map((tax) => ({ ...tax, amount: mulDiv(tax.amount, base, taxable), taxable_amount: base })),
  );
}

/** What a note credits on a line, any discount it takes off its lines again shared out over them. */
function creditedOn(line: InvoiceLine, note: CreditNote): readonly Credited[] {
  const own = note.lines.filter(({ invoice_line_item }) => invoice_line_item === line.id);
  if (own.length === 0) return [];
  const gross = note.lines.reduce((sum, { amount }) => sum + amount, 0);
  const after = note.amount - note.lines.reduce((sum, { taxes }) => sum + exclusiveOf(taxes), 0);
  const amount = own.reduce((sum, one) => sum + one.amount, 0);
  const isDiscounted = after >= 0 && after < gross;
  return [
    {
      note,
      net: isDiscounted ? mulDiv(amount, after, gross) : amount,
      tax: own.reduce((sum, { taxes }) => sum + totalOf(taxes), 0),
    },
  ];
}

const totalOf = (taxes: readonly TaxAmount[]): number => taxes.reduce((sum, { amount }) => sum + amount, 0);
const exclusiveOf = (taxes: readonly TaxAmount[]): number =>
  totalOf(taxes.filter(({ inclusive }) => !inclusive));
