import type { Invoice } from '../billing-history.ts';
import { isMemberState, stateOfVatId } from './european-union.ts';
import { placeOf } from './place-of-supply.ts';

export interface ForeignBusiness {
  readonly value: string;
  /** ISO code of the member state that gave the VAT id. */
  readonly country: string;
}

/**
 * The VAT id by which an invoice between two member states falls under reverse charge (VAT directive 2006/112/EC, articles
 * 44 and 196); null where it does not. The id is the one frozen on the invoice, so it was known before finalisation.
 */
export function foreignBusinessOf(invoice: Invoice, sellerCountry: string): ForeignBusiness | null {
  if (!isMemberState(sellerCountry)) return null;
  for (const { type, value } of invoice.customer_tax_ids) {
    const country = type === 'eu_vat' ? stateOfVatId(value) : null;
    if (country === null || value === null || country === sellerCountry) continue;
    const place = placeOf(invoice)?.country ?? country;
    if (place !== sellerCountry && isMemberState(place)) return { value, country };
  }
  return null;
}
