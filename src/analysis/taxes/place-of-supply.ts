import type { Address, Invoice } from '../billing-history.ts';
import { inForce, type PolicyTax } from '../policy.ts';

/** Where an invoice is taxed: Stripe takes the shipping address first, then the billing address. Null when neither is known. */
export function placeOf({ customer_shipping_address, customer_address }: Invoice): Address | null {
  return [customer_shipping_address, customer_address].find((address) => address?.country != null) ?? null;
}

type Rate = NonNullable<PolicyTax['rates']>[number];

/** The rate the policy file expects there and then; null where it says nothing. A state's own entry wins. */
export function expectedRate(tax: PolicyTax, { country, state }: Address, at: number): Rate | null {
  const here = (tax.rates ?? []).filter(
    (entry) =>
      entry.country === country && (entry.state === undefined || entry.state === state) && inForce(entry, at),
  );
  return here.find((entry) => entry.state !== undefined) ?? here[0] ?? null;
}

/** Whether the company must collect tax there and then; null where the policy file has no registrations. */
export function isRegistered(tax: PolicyTax, { country, state }: Address, at: number): boolean | null {
  if (tax.registrations === undefined) return null;
  return tax.registrations.some(
    (entry) =>
      entry.country === country && (entry.state === undefined || entry.state === state) && inForce(entry, at),
  );
}

/** `US CA`, `DE`. */
export function placeWords({ country, state }: Pick<Address, 'country' | 'state'>): string {
  return [country, state].filter(Boolean).join(' ');
}
