import { mulDiv, percentOf } from '../../money.ts';
import { type BilledLines, baseFromPrice, lessDiscounts } from '../arithmetic/proration-bases.ts';
import type { Coupon, Invoice, InvoiceLine, Subscription } from '../billing-history.ts';
import { creditNetOfLine, type LineCredit } from '../correction.ts';
import type { HistoryIndex } from '../history-index.ts';

/**
 * Charges for the rest of a period that were reckoned from the full price although `coupon` (a percentage; an amount is
 * the invoice's) was due on it: what Stripe would have folded into the proration, or itemised on it, is missing. A charge
 * that does not follow from the price is not judged.
 */
export function undiscountedDebits(
  invoice: Invoice,
  subscription: Subscription,
  coupon: Coupon,
  index: HistoryIndex,
  billed: BilledLines,
): readonly LineCredit[] {
  const { percent_off: percent } = coupon;
  if (percent === null) return [];
  const prorations = invoice.lines.filter((line) => line.proration && line.subscription === subscription.id);
  return prorations.flatMap((line) => {
    if (line.amount <= 0 || line.discount_amounts.some(({ amount }) => amount !== 0)) return [];
    const paired = prorations.filter((other) => other.amount < 0 && other.period.end === line.period.end);
    const { base } = baseFromPrice(line, paired, index, billed);
    if (base === null) return [];
    const reduced = lessDiscounts(base, [coupon], invoice.currency, productOf(line, index));
    const part = (full: number): number =>
      mulDiv(full, line.period.end - line.period.start, base.end - base.start);
    if (reduced === null || Math.abs(line.amount - part(base.full)) > 1) return [];
    const due = isItemised(subscription) ? line.amount - percentOf(line.amount, percent) : part(reduced.full);
    return line.amount - due > 1 ? [creditNetOfLine(line, line.amount - due)] : [];
  });
}

const isItemised = ({ billing_mode }: Subscription): boolean =>
  billing_mode?.proration_discounts === 'itemized';

const productOf = ({ product, price }: InvoiceLine, index: HistoryIndex): string | null =>
  product ?? index.price(price)?.product ?? null;
