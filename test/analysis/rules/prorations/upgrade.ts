import type { Invoice, InvoiceLine } from '../../../../src/analysis/billing-history.ts';
import { aHistory, aLine, anInvoice, anItem, aPrice, aSubscription, at } from '../../builders.ts';

/** From Pro ($49.00) to Team ($99.00), 25.25 of 30 days before the end of the period that began on 2026-11-10. */
export const changed = at('2026-11-14T18:00:00Z');
export const end = at('2026-12-10');
export const november = anInvoice({ id: 'in_Nov', lines: [aLine({ id: 'il_Nov' })] });
export const team = aPrice({
  id: 'price_Team',
  product: 'prod_Team',
  unit_amount: 9900,
  nickname: 'Team',
});
export const prices = [aPrice({ nickname: 'Pro' }), team];
export const onTeam = aSubscription({ items: [anItem({ price: 'price_Team' })], latest_invoice: 'in_Upd' });

/** Unused time on Pro: 25.25 of 30 days of 49.00 is 41.24. */
export const credit = (parts: Partial<InvoiceLine> = {}): InvoiceLine =>
  aLine({
    id: 'il_Credit',
    amount: -4124,
    description: 'Unused time on Pro after 14 Nov 2026',
    proration: true,
    period: { start: changed, end },
    credited_items: { invoice: 'in_Nov', invoice_line_items: ['il_Nov'] },
    ...parts,
  });

/** Remaining time on Team: 25.25 of 30 days of 99.00 is 83.33. */
export const charge = (parts: Partial<InvoiceLine> = {}): InvoiceLine =>
  aLine({
    id: 'il_Charge',
    amount: 8333,
    description: 'Remaining time on Team after 14 Nov 2026',
    proration: true,
    price: 'price_Team',
    product: 'prod_Team',
    period: { start: changed, end },
    ...parts,
  });

export const update = (lines: readonly InvoiceLine[], parts: Partial<Invoice> = {}): Invoice =>
  anInvoice({ id: 'in_Upd', created: changed, billing_reason: 'subscription_update', lines, ...parts });

export const upgraded = (lines: readonly InvoiceLine[], parts: Partial<Invoice> = {}) =>
  aHistory({ subscriptions: [onTeam], prices, invoices: [november, update(lines, parts)] });

export const taxOf = (amount: number, percentage?: string) => [
  {
    amount,
    tax_rate: 'txr_1',
    inclusive: false,
    taxability_reason: null,
    taxable_amount: null,
    ...(percentage === undefined ? {} : { percentage }),
  },
];
