import { formatMoney, mulDiv, multiplyDecimal, toDecimalUnit } from '../../money.ts';
import type { InvoiceLine } from '../billing-history.ts';
import { type HistoryIndex, lineDiscount } from '../history-index.ts';

/** What the line was billed for all its units before tax, discounts taken off. */
export function netBeforeTax(line: InvoiceLine): number {
  const inclusive = line.taxes.reduce((sum, tax) => (tax.inclusive ? sum + tax.amount : sum), 0);
  return line.amount - lineDiscount(line) - inclusive;
}

/** A part of the line's price before tax, with the tax included in it: that shrinks with the price. */
export function withIncludedTax(line: InvoiceLine, beforeTax: number): number {
  return mulDiv(beforeTax, line.amount - lineDiscount(line), netBeforeTax(line));
}

/** Decimal string of minor units a unit: as billed, or what discounts and included tax leave of it. */
export function chargedUnit(line: InvoiceLine): string {
  const { unit_amount_decimal: unit, quantity } = line;
  const net = netBeforeTax(line);
  if (unit !== null && multiplyDecimal(unit, quantity ?? 1) === net) return unit;
  return String(mulDiv(net, 1, quantity ?? 1));
}

/** A unit price for a reader, its fractions of a minor unit kept, e.g. "$49.00" or "0.00849 USD". */
export function unitInWords(unit: string, currency: string): string {
  const amount = multiplyDecimal(unit, 1);
  const whole = Number(unit) === amount;
  return whole
    ? formatMoney({ amount, currency })
    : `${toDecimalUnit(unit, currency)} ${currency.toUpperCase()}`;
}

/** Why unit prices cannot be compared on this line, or null when they can. */
export function notPerUnit(index: HistoryIndex, line: InvoiceLine): string | null {
  const price = index.price(line.price);
  const name = `price ${line.price ?? line.id}`;
  if (price?.billing_scheme === 'tiered') return `${name} is tiered: no unit price to compare`;
  if (price?.recurring?.usage_type === 'metered') return `${name} is metered: no unit price to compare`;
  if (price !== undefined && price.transform_quantity !== null)
    return `${name} is sold in packages: no unit price to compare`;
  if (line.quantity !== null && !(Number.isInteger(line.quantity) && line.quantity > 0))
    return `line ${line.id} has an amount without a whole quantity`;
  const perUnit = multiplyDecimal(line.unit_amount_decimal ?? '0', line.quantity ?? 1) === line.amount;
  if (price === undefined && line.price !== null && !perUnit) return `${name} is not in the history`;
  return null;
}
