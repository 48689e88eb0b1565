import { percentage } from '../../../ledger/arithmetic.ts';
import type { Invoice, InvoiceLine, Price, TaxRate } from '../../../ledger/wire.ts';
import type { Stage } from '../../scenario.ts';
import { askedBy, inclusiveTaxes, localTaxes } from '../../staging.ts';

/** Bounds and terms that the variants of a row choose from. */
export interface Terms {
  readonly quantity?: number;
  /** A percentage off the whole subscription, for as long as it lives. */
  readonly percentOff?: number;
  readonly inclusive?: boolean;
}

export const isoTime = (at: number): string => new Date(at * 1000).toISOString();

export const isoDay = (at: number): string => isoTime(at).slice(0, 10);

export const productOf = ({ product }: Price): string => (typeof product === 'string' ? product : product.id);

export const taxesOf = (stage: Stage, { inclusive = false }: Terms): readonly TaxRate[] =>
  inclusive ? inclusiveTaxes(stage) : localTaxes(stage);

/** The subscription's part of `terms`, as the ledger subscribes. */
export function agreedTerms(
  stage: Stage,
  { percentOff }: Terms,
): { readonly coupon?: { readonly coupon: ReturnType<Stage['ledger']['catalogue']['makeCoupon']> } } {
  if (percentOff === undefined) return {};
  return {
    coupon: {
      coupon: stage.ledger.catalogue.makeCoupon({ name: 'Early bird', percentOff, duration: 'forever' }),
    },
  };
}

/** The taxes on top of an amount before tax, each rounded by itself; inclusive ones are part of the amount. */
export const taxOnTop = (rates: readonly TaxRate[], amount: number): number =>
  rates
    .filter(({ inclusive }) => !inclusive)
    .reduce((sum, rate) => sum + percentage(amount, rate.percentage), 0);

/**
 * What lines took above what was due, tax included: `due` is what a line should have come to before discounts and tax.
 * A percentage off, which every line had, makes both smaller.
 */
export function tooMuchOn(
  lines: readonly InvoiceLine[],
  rates: readonly TaxRate[],
  due: (line: InvoiceLine) => number,
  percentOff = 0,
): number {
  return lines.reduce((sum, line) => {
    const off = (line.discount_amounts ?? []).reduce((total, { amount }) => total + amount, 0);
    const charged = line.amount - off;
    const right = due(line) - percentage(due(line), percentOff);
    return sum + (charged - right) + (taxOnTop(rates, charged) - taxOnTop(rates, right));
  }, 0);
}

export const linesOf = (invoices: readonly Invoice[]): readonly InvoiceLine[] =>
  invoices.flatMap(({ lines }) => lines.data);

/**
 * What the lines of one invoice took above its right parts (amounts before discounts and tax), tax included; taxes are
 * rounded for each line.
 */
export function aboveParts(
  lines: readonly InvoiceLine[],
  right: readonly number[],
  rates: readonly TaxRate[],
  percentOff = 0,
): number {
  const due = right.reduce((sum, part) => {
    const net = part - percentage(part, percentOff);
    return sum + net + taxOnTop(rates, net);
  }, 0);
  return lines.reduce((sum, line) => sum + askedBy(line), 0) - due;
}
