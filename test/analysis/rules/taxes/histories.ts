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

/**
 * The upgrade of 15 November: 80.00 for the dearer plan, less 30.00 for the unused time of what `in_Nov` billed, each with
 * its taxes.
 */
export const upgraded = (
  onCharge: readonly TaxAmount[],
  onCredit: readonly TaxAmount[],
  invoice: Partial<Invoice> = {},
): Invoice => {
  const common = {
    invoice: 'in_Up',
    proration: true,
    period: { start: at('2026-11-15T10:00:00Z'), end: at('2026-12-10') },
  };
  return anInvoice({
    id: 'in_Up',
    created: at('2026-11-15T10:00:00Z'),
    finalized_at: at('2026-11-15T10:00:00Z'),
    billing_reason: 'subscription_update',
    customer_address: { country: 'DE', state: null, postal_code: null },
    lines: [
      aLine({ ...common, id: 'il_Credit', amount: -3000, taxes: onCredit }),
      aLine({
        ...common,
        id: 'il_Up',
        amount: 8000,
        price: 'price_Max',
        product: 'prod_Max',
        taxes: onCharge,
      }),
    ],
    ...invoice,
  });
};

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
