import type { Metadata } from './customer.ts';

export interface CustomerBalanceTransaction {
  readonly object: 'customer_balance_transaction';
  readonly id: string;
  readonly customer: string;
  readonly created: number;
  readonly type: string;
  /** Negative gives the customer credit. */
  readonly amount: number;
  readonly currency: string;
  readonly ending_balance: number;
  readonly invoice: string | null;
  readonly credit_note: string | null;
  readonly description: string | null;
  readonly metadata: Metadata;
}

export interface CustomerCashBalanceTransaction {
  readonly object: 'customer_cash_balance_transaction';
  readonly id: string;
  readonly customer: string;
  readonly created: number;
  readonly type: string;
  readonly net_amount: number;
  readonly currency: string;
}

export interface CreditGrant {
  readonly object: 'billing.credit_grant';
  readonly id: string;
  readonly customer: string | null;
  readonly created: number;
  readonly name: string | null;
  readonly amount: { readonly amount: number; readonly currency: string } | null;
  readonly category: string | null;
  readonly effective_at: number | null;
  readonly expires_at: number | null;
  readonly voided_at: number | null;
  /** Prices it is limited to; empty for all metered prices, or where `scope_known` is false. */
  readonly applicable_prices: readonly string[];
  /** False when it is limited in a way that is neither prices nor all metered prices. */
  readonly scope_known: boolean;
  readonly priority: number | null;
}

export interface MeterEventSummary {
  readonly object: 'billing.meter_event_summary';
  readonly id: string;
  readonly meter: string;
  readonly customer: string | null;
  readonly start_time: number;
  readonly end_time: number;
  /** Decimal string. */
  readonly aggregated_value: string;
}
