import type { BillingHistory, Invoice, InvoiceLine } from '../../../../src/analysis/billing-history.ts';
import { aHistory, aLine, anInvoice, anItem, aPrice, aSubscription, at, paidBy } from '../../builders.ts';

/** The paid renewal of the tenth of a month, for the month to come. */
export const renewal = (
  month: string,
  lines: readonly Partial<InvoiceLine>[] = [{}],
  parts: Partial<Invoice> = {},
): Invoice => {
  const created = at(`${month}-10T10:00:00Z`);
  const end = new Date(created * 1000);
  end.setUTCMonth(end.getUTCMonth() + 1);
  const period = { start: at(`${month}-10`), end: at(end.toISOString().slice(0, 10)) };
  return anInvoice({
    id: `in_${month}`,
    created,
    lines: lines.map((line, place) => aLine({ id: `il_${month}_${place}`, period, ...line })),
    ...parts,
  });
};

/** 9.00 a month for reports, beside Pro. */
export const REPORTS: Partial<InvoiceLine> = {
  amount: 900,
  price: 'price_Reports',
  product: 'prod_Reports',
  description: '1 × Reports (at $9.00 / month)',
  unit_amount_decimal: '900',
  subscription_item: 'si_2',
};

export const renewed = (invoices: readonly Invoice[], parts: Partial<BillingHistory> = {}): BillingHistory =>
  aHistory({
    prices: [aPrice(), aPrice({ id: 'price_Reports', product: 'prod_Reports', unit_amount: 900 })],
    subscriptions: [aSubscription({ items: [anItem(), anItem({ id: 'si_2', price: 'price_Reports' })] })],
    invoices,
    charges: invoices.filter(({ status }) => status === 'paid').map((invoice) => paidBy(invoice)),
    ...parts,
  });
