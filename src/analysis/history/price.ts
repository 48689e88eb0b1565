import type { Metadata } from './customer.ts';

export interface Recurring {
  readonly interval: 'day' | 'week' | 'month' | 'year';
  readonly interval_count: number;
  readonly usage_type: 'licensed' | 'metered';
  readonly meter: string | null;
}

export interface PriceTier {
  /** Inclusive upper bound in units; null for the last tier. */
  readonly up_to: number | null;
  readonly unit_amount_decimal: string | null;
  readonly flat_amount_decimal: string | null;
}

export interface Price {
  readonly object: 'price';
  readonly id: string;
  readonly created: number | null;
  readonly active: boolean;
  readonly product: string | null;
  readonly currency: string;
  readonly type: 'one_time' | 'recurring';
  readonly recurring: Recurring | null;
  readonly billing_scheme: 'per_unit' | 'tiered';
  readonly unit_amount: number | null;
  readonly unit_amount_decimal: string | null;
  readonly tiers_mode: 'graduated' | 'volume' | null;
  readonly tiers: readonly PriceTier[] | null;
  readonly transform_quantity: { readonly divide_by: number; readonly round: 'up' | 'down' } | null;
  readonly tax_behavior: 'inclusive' | 'exclusive' | 'unspecified';
  readonly currency_options: Readonly<
    Record<
      string,
      {
        readonly unit_amount_decimal: string | null;
        readonly tax_behavior: string | null;
        /** Only where the price is tiered and Stripe was asked for them. */
        readonly tiers?: readonly PriceTier[];
      }
    >
  >;
  readonly nickname: string | null;
  readonly lookup_key: string | null;
  readonly metadata: Metadata;
}

export interface Product {
  readonly object: 'product';
  readonly id: string;
  readonly active: boolean;
  readonly name: string;
  readonly default_price: string | null;
  readonly tax_code: string | null;
  readonly metadata: Metadata;
}
