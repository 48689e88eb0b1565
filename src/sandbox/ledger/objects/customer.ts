import type { Customer, PaymentMethod } from '../wire.ts';

/** Where a customer lives and pays; see `profiles.ts`. */
export interface PostalAddress {
  readonly line1: string;
  readonly city: string;
  readonly postalCode: string;
  readonly state: string | null;
  readonly country: string;
}

export interface CustomerSpec {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly company: string;
  readonly address: PostalAddress;
  readonly currency: string;
  readonly locale: string;
  readonly taxExempt: 'none' | 'exempt' | 'reverse';
  readonly invoicePrefix: string;
  readonly created: number;
}

export function wireAddress(address: PostalAddress): NonNullable<Customer['address']> {
  return {
    city: address.city,
    country: address.country,
    line1: address.line1,
    line2: null,
    postal_code: address.postalCode,
    state: address.state,
  };
}

export function aCustomer(spec: CustomerSpec): Customer {
  return {
    id: spec.id,
    object: 'customer',
    address: wireAddress(spec.address),
    balance: 0,
    created: spec.created,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: spec.company,
    discount: null,
    email: spec.email,
    invoice_prefix: spec.invoicePrefix,
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: spec.name,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [spec.locale],
    shipping: null,
    tax_exempt: spec.taxExempt,
    test_clock: null,
  };
}

export interface CardSpec {
  readonly brand: 'visa' | 'mastercard' | 'amex';
  readonly last4: string;
  readonly country: string;
  readonly fingerprint: string;
  readonly expYear: number;
  readonly expMonth: number;
}

export function aCardPaymentMethod(
  id: string,
  customer: Customer,
  card: CardSpec,
  created: number,
): PaymentMethod {
  return {
    id,
    object: 'payment_method',
    allow_redisplay: 'always',
    billing_details: {
      address: customer.address ?? null,
      email: customer.email,
      name: customer.name ?? null,
      phone: null,
      tax_id: null,
    },
    card: {
      brand: card.brand,
      checks: { address_line1_check: 'pass', address_postal_code_check: 'pass', cvc_check: 'pass' },
      country: card.country,
      display_brand: card.brand,
      exp_month: card.expMonth,
      exp_year: card.expYear,
      fingerprint: card.fingerprint,
      funding: 'credit',
      generated_from: null,
      last4: card.last4,
      networks: { available: [card.brand], preferred: null },
      regulated_status: null,
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created,
    customer: customer.id,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  };
}
