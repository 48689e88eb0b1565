import type {
  BillingEvent,
  BillingHistory,
  Invoice,
  InvoiceLine,
  Subscription,
} from '../../../../src/analysis/billing-history.ts';
import { aHistory, aLine, anInvoice, aPrice, aSubscription, at, paidBy } from '../../builders.ts';

/** One month of Pro from the tenth of `month` (`2026-10`), paid on that day. */
export const month = (
  name: string,
  line: Partial<InvoiceLine> = {},
  invoice: Partial<Invoice> = {},
): Invoice => {
  const start = at(`${name}-10`);
  const end = new Date(start * 1000);
  end.setUTCMonth(end.getUTCMonth() + 1);
  return anInvoice({
    id: `in_${name}`,
    created: start,
    ...invoice,
    lines: [aLine({ id: `il_${name}`, period: { start, end: end.getTime() / 1000 }, ...line })],
  });
};

/** Pro, monthly since January, with these invoices and what paid them. */
export const monthly = (
  invoices: readonly Invoice[],
  subscription: Partial<Subscription> = {},
  parts: Partial<BillingHistory> = {},
): BillingHistory =>
  aHistory({
    subscriptions: [aSubscription(subscription)],
    prices: [aPrice()],
    invoices,
    charges: invoices.filter(({ status }) => status === 'paid').map((invoice) => paidBy(invoice)),
    ...parts,
  });

/** 19 % on 49.00. */
export const VAT = {
  taxes: [
    { amount: 931, tax_rate: 'txr_1', inclusive: false, taxability_reason: null, taxable_amount: 4900 },
  ],
};

/** Stripe's event of a change of `sub_1`. */
export const changed = (id: string, day: string, object: object, previous: object): BillingEvent => ({
  object: 'event',
  id,
  created: at(day),
  type: 'customer.subscription.updated',
  subject: 'sub_1',
  request: 'req_1',
  data: { object: { id: 'sub_1', ...object }, previous_attributes: previous },
});
