import { percentOf } from '../../money.ts';
import type { Invoice } from '../billing-history.ts';
import type { HistoryIndex } from '../history-index.ts';
import { inForce, type PolicyTax } from '../policy.ts';

/** Why Stripe, or the law, asks for no tax: nothing is missing then. */
const LAWFUL = new Set([
  'customer_exempt',
  'excluded_territory',
  'jurisdiction_unsupported',
  'not_collecting',
  'not_subject_to_tax',
  'portion_product_exempt',
  'portion_reduced_rated',
  'product_exempt',
  'product_exempt_holiday',
  'reverse_charge',
  'taxable_basis_reduced',
  'zero_rated',
]);

/** Reasons on record why an invoice carries no tax, e.g. `not_collecting`; none is needed where it is taxed. */
export function lawfulReasons({ lines, total_taxes }: Invoice): ReadonlySet<string> {
  const reasons = [...total_taxes, ...lines.flatMap(({ taxes }) => taxes)].map(
    (tax) => tax.taxability_reason,
  );
  return new Set(reasons.filter((reason) => reason !== null && LAWFUL.has(reason)).map(String));
}

/** True where any tax was charged, or taken off. */
export function isTaxed({ lines, total_taxes }: Invoice): boolean {
  return [...total_taxes, ...lines.flatMap(({ taxes }) => taxes)].some(({ amount }) => amount !== 0);
}

/** True where Stripe was to compute the tax and could not, so that the invoice carries none. */
export function wasNotComputed(invoice: Invoice): boolean {
  const { enabled, status } = invoice.automatic_tax;
  return enabled && (status === 'requires_location_inputs' || status === 'failed') && !isTaxed(invoice);
}

type Registration = NonNullable<PolicyTax['registrations']>[number];
type Rate = NonNullable<PolicyTax['rates']>[number];

export interface MissingTax {
  readonly country: string;
  readonly state: string | null;
  readonly registered: Registration;
  readonly rate: Rate;
  /** Minor units: the rate on the invoice's total. */
  readonly amount: number;
}

/** The tax an untaxed invoice should have carried by the policy file; null where none was due, or that is not known. */
export function missingTax(invoice: Invoice, tax: PolicyTax, index: HistoryIndex): MissingTax | null {
  if (invoice.total <= 0 || isTaxed(invoice) || lawfulReasons(invoice).size > 0) return null;
  const address = invoice.customer_shipping_address ?? invoice.customer_address;
  const { country, state } = address ?? { country: null, state: null };
  if (country === null) return null;
  const { created, customer } = invoice;
  const here = (entry: { readonly country: string; readonly state?: string }): boolean =>
    entry.country === country && (entry.state === undefined || entry.state === state);
  const registered = (tax.registrations ?? []).find((entry) => here(entry) && inForce(entry, created));
  const rate = (tax.rates ?? []).find((entry) => here(entry) && inForce(entry, created));
  if (registered === undefined || rate === undefined || rate.percentage === 0) return null;
  const exempt = (tax.exempt_customers ?? []).some(
    (entry) => entry.customer === customer && inForce(entry, created),
  );
  const abroad = tax.seller_country !== undefined && tax.seller_country !== country;
  const business =
    invoice.customer_tax_ids.length > 0 || index.history.tax_ids.some((id) => id.customer === customer);
  if (exempt || invoice.customer_tax_exempt !== 'none' || (abroad && business)) return null;
  const amount = percentOf(invoice.total, rate.percentage);
  // A few cents are taxed with nothing.
  return amount === 0 ? null : { country, state, registered, rate, amount };
}
