import type { Address, Charge, Customer, PaymentMethod, TaxId } from '../../analysis/billing-history.ts';
import type { DiscountPool } from './discount.ts';
import type { Fields } from './raw.ts';

export function toCustomer(fields: Fields, discounts: DiscountPool): Customer {
  const deleted = fields.flag('deleted');
  return {
    object: 'customer',
    id: fields.id(),
    // A deleted customer is nothing but its id.
    created: fields.time('created') ?? 0,
    deleted,
    livemode: fields.flag('livemode'),
    email: fields.text('email'),
    name: fields.text('name'),
    description: fields.text('description'),
    phone: fields.text('phone'),
    address: toAddress(fields.child('address')),
    shipping_address: toAddress(fields.child('shipping')?.child('address') ?? null),
    balance: fields.int('balance') ?? fields.int('account_balance') ?? 0,
    currency: fields.currency(),
    delinquent: fields.flag('delinquent'),
    tax_exempt: fields.maybeOneOf('tax_exempt', ['none', 'exempt', 'reverse']) ?? 'none',
    discount: discounts.of(fields, 'customer')[0] ?? null,
    preferred_locales: localesOf(fields),
    metadata: fields.metadata(),
    default_payment_method:
      fields.child('invoice_settings')?.ref('default_payment_method') ?? fields.ref('default_source'),
  };
}

/** A customer that only other objects name. */
export function minimalCustomer(id: string, livemode: boolean): Customer {
  return {
    object: 'customer',
    id,
    created: 0,
    deleted: false,
    livemode,
    email: null,
    name: null,
    description: null,
    phone: null,
    address: null,
    shipping_address: null,
    balance: 0,
    currency: null,
    delinquent: false,
    tax_exempt: 'none',
    discount: null,
    preferred_locales: [],
    metadata: {},
    default_payment_method: null,
  };
}

function localesOf(fields: Fields): string[] {
  const value = fields.raw['preferred_locales'];
  if (!Array.isArray(value)) return [];
  return value.filter((locale): locale is string => typeof locale === 'string' && locale.length <= 35);
}

export function toAddress(fields: Fields | null): Address | null {
  if (fields === null) return null;
  return {
    country: fields.text('country'),
    state: fields.text('state'),
    postal_code: fields.text('postal_code'),
  };
}

/** A card as charges and payment methods describe it. */
export function toCard(fields: Fields | null): Charge['card'] {
  if (fields === null) return null;
  return {
    brand: fields.text('brand'),
    last4: fields.text('last4'),
    country: fields.text('country'),
    fingerprint: fields.text('fingerprint'),
    capture_before: fields.time('capture_before'),
  };
}

export function toPaymentMethod(fields: Fields): PaymentMethod {
  return {
    object: 'payment_method',
    id: fields.id(),
    customer: fields.ref('customer'),
    created: fields.time('created') ?? 0,
    type: fields.text('type') ?? 'unknown',
    card: toCard(fields.child('card') ?? fields.child('card_present')),
  };
}

export function toTaxId(fields: Fields): TaxId {
  return {
    object: 'tax_id',
    id: fields.id(),
    customer: fields.ref('customer') ?? fields.child('owner')?.ref('customer') ?? null,
    created: fields.time('created') ?? 0,
    type: fields.text('type') ?? 'unknown',
    value: fields.text('value') ?? '',
    country: fields.text('country'),
    verification_status: fields.child('verification')?.text('status') ?? null,
  };
}
