import { mulDiv } from '../../money.ts';
import type { BillingHistory, Coupon, Discount, Invoice, InvoiceLine, Price } from '../billing-history.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice, lineDiscount } from '../history-index.ts';
import type { OverCharge } from '../over-charge.ts';
import { isFirstInvoice, type Reach, reachesOf } from './attached-discounts.ts';
import { discountByLine, missingDiscount, termsOf } from './discount-gap.ts';

/** An attached discount for an amount that took nothing off an invoice, for it has no amount in its currency. */
export interface ForeignDiscount {
  readonly discount: Discount;
  readonly coupon: Coupon;
  readonly invoice: Invoice;
  readonly lines: readonly InvoiceLine[];
  /** The price whose own amounts in both currencies say what the coupon is worth; null where none does. */
  readonly rate: Rate | null;
  /** Null where nothing says what the coupon is worth. */
  readonly overCharge: OverCharge | null;
}

interface Rate {
  readonly price: string;
  /** Minor units a unit in the coupon's and in the invoice's currency. */
  readonly from: number;
  readonly to: number;
}

/** The ignored discounts of each invoice that no other discount reduced, oldest first. */
export function foreignDiscounts(history: BillingHistory, index: HistoryIndex): readonly ForeignDiscount[] {
  return byCreation(history.invoices)
    .filter(isEffectiveInvoice)
    .flatMap((invoice) => {
      const found = new Map<string, ForeignDiscount>();
      // One used `once` hangs nowhere any more, but its invoice names it.
      const named = invoice.discounts.map((discount): Reach => ({ discount, lines: invoice.lines }));
      for (const { discount, lines } of [...reachesOf(index, invoice), ...named]) {
        const coupon = index.coupon(discount.coupon);
        const foreign = coupon && foreignOn(invoice, lines, discount, coupon, index);
        if (foreign !== undefined && !found.has(discount.id)) found.set(discount.id, foreign);
      }
      return [...found.values()];
    });
}

function foreignOn(
  invoice: Invoice,
  lines: readonly InvoiceLine[],
  discount: Discount,
  coupon: Coupon,
  index: HistoryIndex,
): ForeignDiscount | undefined {
  const { amounts, percent } = termsOf(coupon);
  if (percent !== null || coupon.amount_off === null || amounts[invoice.currency] !== undefined)
    return undefined;
  if (coupon.duration === 'once' && !isFirstInvoice(index, invoice, discount)) return undefined;
  const products = coupon.applies_to_products;
  const eligible = lines.filter((line) => {
    const product = line.product ?? index.price(line.price)?.product ?? null;
    const reached = products === null || (product !== null && products.includes(product));
    return reached && line.amount > 0 && !line.proration && line.discountable;
  });
  if (eligible.length === 0 || eligible.some((line) => lineDiscount(line) > 0)) return undefined;
  const rate = rateOf(coupon, invoice.currency, eligible, index);
  const worth = rate === null ? null : mulDiv(coupon.amount_off, rate.to, rate.from);
  const due =
    worth === null
      ? null
      : discountByLine({ percent: null, amounts: { [invoice.currency]: worth } }, invoice.currency, eligible);
  const overCharge = due === null ? null : missingDiscount(invoice, eligible, due);
  return { discount, coupon, invoice, lines: eligible, rate, overCharge };
}

/** The company's own rate between two currencies: what one price costs in each of them. */
function rateOf(
  coupon: Coupon,
  currency: string,
  lines: readonly InvoiceLine[],
  index: HistoryIndex,
): Rate | null {
  const rates = lines.flatMap((line) => {
    const price = index.price(line.price);
    const from = price && unitIn(price, coupon.currency ?? '');
    const to = price && unitIn(price, currency);
    return price === undefined || from == null || to == null
      ? []
      : [{ price: price.id, from, to, amount: line.amount }];
  });
  const [largest] = rates.sort((a, b) => b.amount - a.amount || (a.price < b.price ? -1 : 1));
  return largest === undefined ? null : { price: largest.price, from: largest.from, to: largest.to };
}

/** Whole minor units a unit costs in a currency; null where it has none there, or fractions. */
function unitIn(price: Price, currency: string): number | null {
  const decimal =
    price.currency === currency
      ? price.unit_amount_decimal
      : (price.currency_options[currency]?.unit_amount_decimal ?? null);
  const unit = decimal === null ? Number.NaN : Number(decimal);
  return Number.isSafeInteger(unit) && unit > 0 ? unit : null;
}
