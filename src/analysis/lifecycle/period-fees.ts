import type { Invoice, InvoiceLine, Subscription } from '../billing-history.ts';
import { creditWholeLine } from '../correction.ts';
import {
  type HistoryIndex,
  isEffectiveInvoice,
  isPeriodFee,
  largestFirst,
  lineTotal,
} from '../history-index.ts';
import { billsAgain, draftSetting, type OverCharge } from '../over-charge.ts';

/** One fee of a subscription for one period, on an invoice that took or asks for money. */
export interface PeriodFee {
  readonly invoice: Invoice;
  readonly line: InvoiceLine;
}

/** Every fee above zero that the subscription billed for a period, oldest first. No usage, one-offs or prorations. */
export function periodFees(index: HistoryIndex, { id }: Subscription): readonly PeriodFee[] {
  return index
    .invoicesOfSubscription(id)
    .filter(isEffectiveInvoice)
    .flatMap((invoice) =>
      largestFirst(
        invoice.lines.filter(
          (line) => line.subscription === id && lineTotal(line) > 0 && isPeriodFee(line, index),
        ),
      ).map((line) => ({ invoice, line })),
    );
}

/** These fees as over-charges, whole, by invoice. */
export function wholeFees(fees: readonly PeriodFee[]): readonly OverCharge[] {
  const byInvoice = new Map<Invoice, InvoiceLine[]>();
  for (const { invoice, line } of fees) byInvoice.set(invoice, [...(byInvoice.get(invoice) ?? []), line]);
  return [...byInvoice].map(([invoice, lines]) => ({ invoice, credits: lines.map(creditWholeLine) }));
}

/** Ends the subscription at once, without proration, while it would bill again; nothing otherwise. */
export function cancelWhileBilling(subscription: Subscription, justification: string) {
  if (!billsAgain(subscription)) return [];
  const { id } = subscription;
  const params = { subscription: id, prorate: false, invoice_now: false };
  return [draftSetting('cancel_subscription', id, params, { reason: 'order_change', justification })];
}
