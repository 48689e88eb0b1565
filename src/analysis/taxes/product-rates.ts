import type { BillingHistory, Invoice, InvoiceLine, TaxAmount, TaxRate } from '../billing-history.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../history-index.ts';
import { placeOf } from './place-of-supply.ts';

/** The one tax on a line of a product. */
export interface ProductTax {
  readonly invoice: Invoice;
  readonly line: InvoiceLine;
  readonly product: string;
  readonly tax: TaxAmount;
  readonly rate: TaxRate;
  readonly percentage: number;
}

/** A product's taxes in one place, at one percentage until some invoice and at a lower one since. */
export interface LoweredRate {
  readonly product: string;
  /** At the higher percentage, oldest first; never empty. */
  readonly before: readonly ProductTax[];
  /** At the lower percentage, oldest first; never empty. */
  readonly since: readonly ProductTax[];
}

/** Why a line may be taxed lower by the kind of its product, and not by the customer, the day or the place. */
const BY_CATEGORY: ReadonlySet<string | null> = new Set([
  null,
  'standard_rated',
  'reduced_rated',
  'zero_rated',
  'product_exempt',
]);

/**
 * The taxes on top of each product, by customer, product and address, oldest first. Lines with several taxes are left out:
 * which of them the product's kind decides is not known.
 */
export function productTaxes(
  history: BillingHistory,
  index: HistoryIndex,
): readonly (readonly ProductTax[])[] {
  const groups = new Map<string, ProductTax[]>();
  for (const invoice of byCreation(history.invoices)) {
    const place = placeOf(invoice);
    if (!isEffectiveInvoice(invoice) || place === null) continue;
    for (const line of invoice.lines) {
      const one = productTax(invoice, line, index);
      if (one === null) continue;
      const { country, state, tax_type } = one.rate;
      const address = [place.country, place.state, place.postal_code];
      const key = JSON.stringify([invoice.customer, one.product, ...address, country, state, tax_type]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [one]);
      else group.push(one);
    }
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function productTax(invoice: Invoice, line: InvoiceLine, index: HistoryIndex): ProductTax | null {
  const product = line.product ?? index.price(line.price)?.product ?? null;
  const [tax, ...others] = line.taxes;
  const rate = index.taxRate(tax?.tax_rate ?? null);
  if (product === null || tax === undefined || others.length > 0 || rate === undefined) return null;
  if (tax.inclusive || line.amount <= 0 || !BY_CATEGORY.has(tax.taxability_reason)) return null;
  const isFree = tax.taxability_reason === 'zero_rated' || tax.taxability_reason === 'product_exempt';
  const percentage = isFree ? 0 : Number(rate.percentage);
  // Nothing charged without such a reason is no tax to compare.
  if (tax.amount < 0 || (tax.amount === 0 && !isFree)) return null;
  return { invoice, line, product, tax, rate, percentage };
}

/** Where the newest percentage is lower than one before it, and has been since. */
export function loweredRate(taxes: readonly ProductTax[]): LoweredRate | null {
  const last = taxes[taxes.length - 1];
  if (last === undefined) return null;
  const changed = taxes.findLastIndex(({ percentage }) => percentage !== last.percentage);
  const before = taxes[changed];
  const first = taxes[changed + 1];
  if (before === undefined || first === undefined || before.percentage < last.percentage) return null;
  // Two rates on one invoice are no change in time.
  if (first.invoice === before.invoice) return null;
  return {
    product: last.product,
    before: taxes.slice(0, changed + 1).filter(({ percentage }) => percentage === before.percentage),
    since: taxes.slice(changed + 1),
  };
}
