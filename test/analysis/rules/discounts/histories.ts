import type { BillingHistory, Invoice, InvoiceLine } from '../../../../src/analysis/billing-history.ts';
import type { Promised } from '../../../../src/analysis/policy.ts';
import { aHistory, aLine, anInvoice, aPrice, aSubscription, at, CUSTOMER, paidBy } from '../../builders.ts';

/** Small histories of one monthly subscription, billed on the 10th, for the rules about discounts and credits. */

const pad = (month: number): string => String(month).padStart(2, '0');

/** The invoice of the 10th of a month of 2026, `in_<month>`, with one line `il_<month>`. */
export const month = (
  number: number,
  line: Partial<InvoiceLine> = {},
  invoice: Partial<Invoice> = {},
): Invoice =>
  anInvoice({
    id: `in_${pad(number)}`,
    created: at(`2026-${pad(number)}-10T10:00:00Z`),
    lines: [
      aLine({
        id: `il_${pad(number)}`,
        period: {
          start: at(`2026-${pad(number)}-10`),
          end: number === 12 ? at('2027-01-10') : at(`2026-${pad(number + 1)}-10`),
        },
        ...line,
      }),
    ],
    ...invoice,
  });

/** A history of these invoices, each paid by its charge. */
export const billed = (invoices: readonly Invoice[], parts: Partial<BillingHistory> = {}): BillingHistory =>
  aHistory({
    subscriptions: [aSubscription()],
    prices: [aPrice()],
    invoices,
    charges: invoices
      .filter(({ status, amount_paid }) => status === 'paid' && amount_paid > 0)
      .map((invoice) => paidBy(invoice)),
    ...parts,
  });

/** Discounts on a line: `given([980, 'di_1'], [490, 'di_2'])`. */
export const given = (
  ...amounts: readonly (readonly [number, string])[]
): Pick<InvoiceLine, 'discount_amounts' | 'discounts'> => ({
  discount_amounts: amounts.map(([amount, discount]) => ({ amount, discount })),
  discounts: amounts.map(([, discount]) => discount),
});

type PromisedDiscount = Extract<Promised, { kind: 'discount' }>;

/** A promise of coupon WELCOME20, without its size unless given. */
export const aPromise = (parts: Partial<PromisedDiscount> = {}): PromisedDiscount => ({
  ref: 'p-1',
  kind: 'discount',
  customer: CUSTOMER,
  made_at: at('2026-01-05'),
  coupon: 'WELCOME20',
  ...parts,
});

/** 19 % on top of what a line comes to. */
export const vat = (net: number) => ({
  amount: Math.round((net * 19) / 100),
  tax_rate: 'txr_Vat',
  inclusive: false,
  taxability_reason: 'standard_rated',
  taxable_amount: net,
});
