import { allocate } from '../../money.ts';
import type { Invoice, InvoiceLine, TaxAmount } from '../billing-history.ts';
import { creditTaxOfLine } from '../correction.ts';
import type { OverCharge } from '../over-charge.ts';

/** One tax of a line. */
export interface LineTax {
  readonly line: InvoiceLine;
  readonly tax: TaxAmount;
}

/**
 * Part of one of a line's taxes that should not have been charged; minor units. Below zero on a line that credits unused
 * time: what it took back of such tax.
 */
export interface UndueTax extends LineTax {
  readonly amount: number;
}

/** These taxes as one over-charge of their invoice, less what its credit lines took back; nothing where that is all. */
export function taxOverCharge(invoice: Invoice, undue: readonly UndueTax[]): OverCharge {
  const positive = undue.filter(({ amount }) => amount > 0);
  const left = Math.max(0, sum(undue));
  const parts =
    left === sum(positive)
      ? null
      : allocate(
          left,
          positive.map(({ amount }) => amount),
        );
  const byLine = new Map<InvoiceLine, TaxAmount[]>();
  positive.forEach(({ line, tax, amount }, place) => {
    const part = parts === null ? amount : (parts[place] ?? 0);
    if (part > 0) byLine.set(line, [...(byLine.get(line) ?? []), { ...tax, amount: part }]);
  });
  return { invoice, credits: [...byLine].map(([line, taxes]) => creditTaxOfLine(line, taxes)) };
}

const sum = (undue: readonly UndueTax[]): number => undue.reduce((total, { amount }) => total + amount, 0);

/**
 * Every tax above zero on top of an invoice's lines, with its line. Tax included in a price is left out: by Stripe's tax
 * behaviour the customer would have paid the same total at another rate.
 */
export function exclusiveTaxesOn(invoice: Invoice): readonly LineTax[] {
  return invoice.lines.flatMap((line) =>
    line.taxes.flatMap((tax) => (!tax.inclusive && tax.amount > 0 && line.amount > 0 ? [{ line, tax }] : [])),
  );
}

/** As {@link exclusiveTaxesOn}, and the taxes below zero of lines that credit unused time. */
export function exclusiveTaxesAndCreditsOn(invoice: Invoice): readonly LineTax[] {
  return invoice.lines.flatMap((line) =>
    line.taxes.flatMap((tax) =>
      !tax.inclusive && tax.amount !== 0 && line.amount > 0 === tax.amount > 0 ? [{ line, tax }] : [],
    ),
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
