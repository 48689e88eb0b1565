import type { DiscountAmount, TaxAmount } from '../../analysis/billing-history.ts';
import type { Fields } from './raw.ts';

/**
 * Taxes of an invoice, a line or a credit note. Now `taxes` / `total_taxes`; before 2025-03-31.basil `tax_amounts` /
 * `total_tax_amounts`, with the rate as an id or as the object, and `inclusive` instead of `tax_behavior`.
 */
export function toTaxes(fields: Fields, now: 'taxes' | 'total_taxes', before: string): TaxAmount[] {
  const isNew = fields.raw[now] !== undefined && fields.raw[now] !== null;
  if (!isNew && (fields.raw[before] === undefined || fields.raw[before] === null)) return onlyASum(fields);
  return fields.children(isNew ? now : before).map((tax) => ({
    amount: tax.requiredInt('amount'),
    tax_rate: tax.child('tax_rate_details')?.ref('tax_rate') ?? tax.ref('tax_rate'),
    inclusive: tax.has('tax_behavior') ? tax.raw['tax_behavior'] === 'inclusive' : tax.flag('inclusive'),
    taxability_reason: tax.text('taxability_reason'),
    taxable_amount: tax.int('taxable_amount'),
  }));
}

/** Before 2019-12 an invoice said only how much tax there was. */
function onlyASum(fields: Fields): TaxAmount[] {
  const amount = fields.raw['object'] === 'invoice' ? fields.int('tax') : null;
  if (amount === null || amount === 0) return [];
  return [{ amount, tax_rate: null, inclusive: false, taxability_reason: null, taxable_amount: null }];
}

export function toDiscountAmounts(fields: Fields, key: string): DiscountAmount[] {
  return fields
    .children(key)
    .map((entry) => ({ amount: entry.requiredInt('amount'), discount: entry.ref('discount') }));
}
