import { allocate } from '../../money.ts';
import { type DiscountTerms, takenOff, termsOf } from '../arithmetic/discounts.ts';
import type { Invoice, InvoiceLine } from '../billing-history.ts';
import { creditNetOfLine } from '../correction.ts';
import type { EvidenceRef } from '../finding.ts';
import { lineDiscount } from '../history-index.ts';
import type { OverCharge } from '../over-charge.ts';

export { type DiscountTerms, termsOf };

/** A discount that was due on invoices and is not on them. All invoices are of one customer and currency. */
export interface DiscountGap {
  readonly source: 'promised' | 'attached';
  /** The discount's own id: the promise's place in the policy, or the discount's id. */
  readonly id: string;
  /** Name for a reader. Untrusted text. */
  readonly name: string;
  readonly terms: DiscountTerms;
  readonly promised_at: number | null;
  /** When a promise ends, where it has an end. */
  readonly ends_at: number | null;
  /** The product a promise is limited to. */
  readonly product: string | null;
  /** Coupon to attach, where it is known. */
  readonly coupon: string | null;
  readonly customer: string | null;
  readonly currency: string;
  readonly overCharges: readonly OverCharge[];
  readonly evidence: readonly EvidenceRef[];
  /** True when it was there before every invoice was created, not merely before it was finalised. */
  readonly beyondDoubt: boolean;
  /** True when the next invoice is owed the discount as well. */
  readonly runs: boolean;
}

/**
 * What the discount takes off each line, in minor units: a percentage line by line, rounded as Stripe rounds; an
 * amount shared out over the lines and never more than they come to. Null when it does not hold in the currency.
 */
export function discountByLine(
  terms: DiscountTerms,
  currency: string,
  lines: readonly InvoiceLine[],
): readonly number[] | null {
  return takenOff(
    terms,
    currency,
    lines.map((line) => line.amount),
  );
}

/**
 * The over-charge on an invoice whose `lines` carry less discount than `due` (by line, in the same order), or null
 * when they carry as much. Where some discount was given, one minor unit per line is left to rounding.
 */
export function missingDiscount(
  invoice: Invoice,
  lines: readonly InvoiceLine[],
  due: readonly number[],
): OverCharge | null {
  const given = lines.map(lineDiscount);
  const missing = sum(due) - Math.max(sum(given), unplacedDiscount(invoice));
  if (missing <= (sum(due) === missing ? 0 : lines.length)) return null;
  const gaps = due.map((amount, place) => Math.max(0, amount - (given[place] ?? 0)));
  const parts = allocate(missing, gaps);
  const credits = lines.flatMap((line, place) => {
    const part = parts[place] ?? 0;
    return part > 0 ? [creditNetOfLine(line, part)] : [];
  });
  return { invoice, credits };
}

/** Discounts of an invoice that names them only as a whole (incomplete lines, older API versions). */
function unplacedDiscount(invoice: Invoice): number {
  if (invoice.lines.some((line) => line.discount_amounts.length > 0)) return 0;
  return sum(invoice.total_discount_amounts.map(({ amount }) => amount));
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
