import { percentage } from '../../../ledger/arithmetic.ts';
import type { Coupon, Invoice, InvoiceLine, TaxRate } from '../../../ledger/wire.ts';

/** The taxes on top of an amount before tax, each rounded as Stripe rounds; inclusive ones are part of the amount. */
export function taxOnTop(rates: readonly TaxRate[], amount: number): number {
  return rates
    .filter(({ inclusive }) => !inclusive)
    .reduce((sum, rate) => sum + percentage(amount, rate.percentage), 0);
}

/** What discounts took off a line, minor units. */
export const takenOffLine = ({ discount_amounts }: InvoiceLine): number =>
  (discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);

/** What a coupon takes off a line that it alone reduces, of which it knows the amount before discounts. */
export const offBy =
  ({ percent_off, amount_off }: Coupon) =>
  (amount: number): number =>
    percent_off === null ? Math.min(amount_off ?? 0, amount) : percentage(amount, percent_off);

/** What is too much, with its tax, on lines that should each have been lower by `off` of their amount. */
export function missingOnLines(
  lines: readonly InvoiceLine[],
  rates: readonly TaxRate[],
  off: (amount: number) => number,
): number {
  return lines.reduce((sum, line) => {
    const net = line.amount - takenOffLine(line);
    const due = line.amount - off(line.amount);
    return sum + (net - due) + (taxOnTop(rates, net) - taxOnTop(rates, due));
  }, 0);
}

/** The same over all lines of invoices. */
export const missingOn = (
  invoices: readonly Invoice[],
  rates: readonly TaxRate[],
  off: (amount: number) => number,
): number =>
  missingOnLines(
    invoices.flatMap((invoice) => invoice.lines.data),
    rates,
    off,
  );
