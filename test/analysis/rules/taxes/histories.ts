import type {
  BillingHistory,
  Invoice,
  InvoiceLine,
  TaxAmount,
  TaxRate,
} from '../../../../src/analysis/billing-history.ts';
import { aHistory, aLine, anInvoice, aPrice, aSubscription, at, paidBy } from '../../builders.ts';

/** One invoice of 49.00 in November 2026 with taxes on it, for the rules about tax. */

export const aTaxRate = (parts: Partial<TaxRate> = {}): TaxRate => ({
  object: 'tax_rate',
  id: 'txr_De',
  created: at('2025-01-01'),
  active: true,
  display_name: 'VAT',
  inclusive: false,
  percentage: '19',
  effective_percentage: '19',
  country: 'DE',
  state: null,
  jurisdiction: 'DE',
  tax_type: 'vat',
  ...parts,
});

export const aTax = (amount: number, rate = 'txr_De', parts: Partial<TaxAmount> = {}): TaxAmount => ({
  amount,
  tax_rate: rate,
  inclusive: false,
  taxability_reason: 'standard_rated',
  taxable_amount: 4900,
  ...parts,
});

/** Paid, finalised on 10 November 2026, addressed to Germany. */
export const taxed = (
  taxes: readonly TaxAmount[],
  invoice: Partial<Invoice> = {},
  line: Partial<InvoiceLine> = {},
): Invoice =>
  anInvoice({
    id: 'in_Nov',
    created: at('2026-11-10T10:00:00Z'),
    finalized_at: at('2026-11-10T11:00:00Z'),
    customer_address: { country: 'DE', state: null, postal_code: null },
    lines: [aLine({ id: 'il_Nov', taxes, ...line })],
    ...invoice,
  });

export const to = (country: string, state: string | null = null): Partial<Invoice> => ({
  customer_address: { country, state, postal_code: null },
});

export const billed = (invoices: readonly Invoice[], parts: Partial<BillingHistory> = {}): BillingHistory =>
  aHistory({
    subscriptions: [aSubscription()],
    prices: [aPrice()],
    tax_rates: [aTaxRate()],
    invoices,
    charges: invoices.filter(({ status }) => status === 'paid').map((invoice) => paidBy(invoice)),
    ...parts,
  });
