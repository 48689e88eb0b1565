import { allocate, percentage, percentageWithin } from '../arithmetic.ts';
import type { InvoiceLine } from '../wire.ts';
import type { AppliedTax } from './draft.ts';

type LineTax = NonNullable<InvoiceLine['taxes']>[number];

/**
 * Taxes on a line of `amount` after discounts and credits. Inclusive ones are inside the amount, exclusive ones come
 * on top of the amount without them, compound ones on the taxes before too.
 */
export function lineTaxes(amount: number, taxes: readonly AppliedTax[]): LineTax[] {
  const inside = taxes.filter((tax) => tax.inclusive && tax.charged);
  const percentInside = inside.reduce((sum, tax) => sum + tax.percentage, 0);
  const included = inside.map((tax) => percentageWithin(amount, tax.percentage, percentInside));
  const net = amount - included.reduce((sum, part) => sum + part, 0);
  let before = 0;
  let at = 0;
  return taxes.map((tax) => {
    if (!tax.charged) return taxRow(tax, 0, 0);
    if (tax.inclusive) {
      const part = included[at] ?? 0;
      at += 1;
      return taxRow(tax, part, net);
    }
    const taxable = tax.compound === true ? net + before : net;
    const part = percentage(taxable, tax.percentage);
    before += part;
    return taxRow(tax, part, taxable);
  });
}

function taxRow(tax: AppliedTax, amount: number, taxable: number): LineTax {
  return {
    amount,
    tax_behavior: tax.inclusive ? 'inclusive' : 'exclusive',
    tax_rate_details: { tax_rate: tax.rate.id },
    taxability_reason: tax.reason,
    taxable_amount: taxable,
    type: 'tax_rate_details',
  } as LineTax;
}

/**
 * Rounds each exclusive tax once for the whole invoice and spreads it over the lines so that they add up to it
 * (Stripe's invoice-level rounding). Lines below zero keep their own rounding.
 */
export function roundOverInvoice(
  lines: readonly { readonly taxes: LineTax[]; readonly applied: readonly AppliedTax[] }[],
): void {
  const rates = new Map<string, { percent: number; rows: LineTax[] }>();
  for (const { taxes, applied } of lines) {
    taxes.forEach((row, at) => {
      const tax = applied[at];
      if (tax === undefined || tax.inclusive || !tax.charged || (row.taxable_amount ?? 0) <= 0) return;
      const known = rates.get(tax.rate.id);
      if (known === undefined) rates.set(tax.rate.id, { percent: tax.percentage, rows: [row] });
      else known.rows.push(row);
    });
  }
  for (const { percent, rows } of rates.values()) {
    const weights = rows.map((row) => row.taxable_amount ?? 0);
    const whole = percentage(
      weights.reduce((sum, weight) => sum + weight, 0),
      percent,
    );
    const parts = allocate(whole, weights);
    rows.forEach((row, at) => {
      row.amount = parts[at] ?? 0;
    });
  }
}
