import type {
  BillingHistory,
  Invoice,
  InvoiceLine,
  MeterEventSummary,
  Price,
} from '../../../../src/analysis/billing-history.ts';
import { aHistory, aLine, anInvoice, aPrice, at, CUSTOMER, paidBy } from '../../builders.ts';

/** The month whose usage the invoice of 10 November bills. */
export const MONTH = { start: at('2026-10-10'), end: at('2026-11-10') };

/** API calls at 0.01. */
export const callsPrice = (parts: Partial<Price> = {}): Price =>
  aPrice({
    id: 'price_Calls',
    product: 'prod_Calls',
    unit_amount: 1,
    recurring: { interval: 'month', interval_count: 1, usage_type: 'metered', meter: 'mtr_1' },
    ...parts,
  });

/** 1-1000 at 0.02, beyond that at 0.01. */
export const callsTiers = (tiers_mode: 'graduated' | 'volume'): Price =>
  callsPrice({
    billing_scheme: 'tiered',
    unit_amount: null,
    unit_amount_decimal: null,
    tiers_mode,
    tiers: [
      { up_to: 1000, unit_amount_decimal: '2', flat_amount_decimal: null },
      { up_to: null, unit_amount_decimal: '1', flat_amount_decimal: null },
    ],
  });

export const callsLine = (quantity: number, parts: Partial<InvoiceLine> = {}): InvoiceLine =>
  aLine({
    price: 'price_Calls',
    product: 'prod_Calls',
    description: `${quantity} × API calls (at $0.01 / month)`,
    quantity,
    amount: quantity,
    unit_amount_decimal: '1',
    subscription_item: 'si_calls',
    period: MONTH,
    ...parts,
  });

export const used = (units: number | string, parts: Partial<MeterEventSummary> = {}): MeterEventSummary => ({
  object: 'billing.meter_event_summary',
  id: 'mtrusg_1',
  meter: 'mtr_1',
  customer: CUSTOMER,
  start_time: MONTH.start,
  end_time: MONTH.end,
  aggregated_value: String(units),
  ...parts,
});

export const usageHistory = (
  invoices: readonly Invoice[],
  meter_event_summaries: readonly MeterEventSummary[],
  parts: Partial<BillingHistory> = {},
): BillingHistory =>
  aHistory({
    prices: [callsPrice()],
    invoices,
    charges: invoices.filter(({ status }) => status === 'paid').map((invoice) => paidBy(invoice)),
    meter_event_summaries,
    ...parts,
  });

/** An invoice of the moment at which usage reached a threshold. */
export const atThreshold = (quantity: number, until: string, parts: Partial<Invoice> = {}): Invoice =>
  anInvoice({
    id: 'in_T',
    created: at(until),
    billing_reason: 'subscription_threshold',
    lines: [callsLine(quantity, { id: 'il_T', period: { start: MONTH.start, end: at(until) } })],
    ...parts,
  });
