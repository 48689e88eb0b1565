import type { Invoice, InvoiceLine, TaxAmount } from '../billing-history.ts';
import { creditTaxOfLine } from '../correction.ts';
import type { OverCharge } from '../over-charge.ts';

/** One tax of a line. */
export interface LineTax {
  readonly line: InvoiceLine;
  readonly tax: TaxAmount;
}

/** Part of one of a line's taxes that should not have been charged; minor units. */
export interface UndueTax extends LineTax {
  readonly amount: number;
}

/** These taxes as one over-charge of their invoice. */
export function taxOverCharge(invoice: Invoice, undue: readonly UndueTax[]): OverCharge {
  const byLine = new Map<InvoiceLine, TaxAmount[]>();
  for (const { line, tax, amount } of undue) {
    byLine.set(line, [...(byLine.get(line) ?? []), { ...tax, amount }]);
  }
  return { invoice, credits: [...byLine].map(([line, taxes]) => creditTaxOfLine(line, taxes)) };
}

/**
 * Every tax above zero on top of an invoice's lines, with its line. Tax included in a price is left out: by Stripe's tax
 * behaviour the customer would have paid the same total at another rate.
 */
export function exclusiveTaxesOn(invoice: Invoice): readonly LineTax[] {
  return invoice.lines.flatMap((line) =>
    line.taxes.flatMap((tax) => (!tax.inclusive && tax.amount > 0 && line.amount > 0 ? [{ line, tax }] : [])),
  );
}

export const TAX_WORDS = {
  alternatives: [
    {
      kind: 'refund' as const,
      why_not: 'A bare refund would leave the tax on the invoice, and in the tax report.',
    },
  ],
};
