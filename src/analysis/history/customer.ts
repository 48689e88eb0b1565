import type { Discount } from './discount.ts';
import type { Charge } from './payment.ts';

export type Metadata = Readonly<Record<string, string>>;

export interface Address {
  readonly country: string | null;
  readonly state: string | null;
  readonly postal_code: string | null;
}

export interface Customer {
  readonly object: 'customer';
  readonly id: string;
  readonly created: number;
  readonly deleted: boolean;
  readonly livemode: boolean;
  readonly email: string | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly phone: string | null;
  readonly address: Address | null;
  readonly shipping_address: Address | null;
  readonly balance: number;
  readonly currency: string | null;
  readonly delinquent: boolean;
  readonly tax_exempt: 'none' | 'exempt' | 'reverse';
  readonly discount: Discount | null;
  readonly preferred_locales: readonly string[];
  readonly metadata: Metadata;
  readonly default_payment_method: string | null;
}

export interface TaxId {
  readonly object: 'tax_id';
  readonly id: string;
  readonly customer: string | null;
  readonly created: number;
  readonly type: string;
  readonly value: string;
  readonly country: string | null;
  readonly verification_status: string | null;
}

export interface PaymentMethod {
  readonly object: 'payment_method';
  readonly id: string;
  readonly customer: string | null;
  readonly created: number;
  readonly type: string;
  readonly card: Charge['card'];
}
