import type { BillingHistory, Charge, CustomerCashBalanceTransaction, Invoice } from '../billing-history.ts';
import { byCreation, type HistoryIndex, isEffectiveInvoice } from '../history-index.ts';

/** A bank transfer that still waits on the customer's cash balance, and a card charge of exactly its amount. */
export interface IdleTransfer {
  readonly transfer: CustomerCashBalanceTransaction;
  readonly invoice: Invoice;
  readonly charge: Charge;
}

/**
 * Transfers of exactly what an invoice asked for, at most `window` seconds from the card charge that paid it, while so
 * much is still on the cash balance. A transfer and an invoice count once, oldest first.
 */
export function idleTransfers(
  history: BillingHistory,
  index: HistoryIndex,
  window: number,
): readonly IdleTransfer[] {
  const entries = history.customer_cash_balance_transactions;
  const transfers = byCreation(entries.filter(({ type, net_amount }) => type === 'funded' && net_amount > 0));
  if (transfers.length === 0) return [];
  const left = new Map<string, number>();
  for (const entry of entries) left.set(keyOf(entry), (left.get(keyOf(entry)) ?? 0) + entry.net_amount);
  const paid = byCreation(history.invoices).flatMap((invoice) => byOneCard(invoice, index) ?? []);
  const taken = new Set<Invoice>();
  return transfers.flatMap((transfer) => {
    const open = left.get(keyOf(transfer)) ?? 0;
    if (open < transfer.net_amount) return [];
    const match = paid.find(
      ({ invoice, charge }) =>
        !taken.has(invoice) &&
        invoice.customer === transfer.customer &&
        invoice.currency === transfer.currency &&
        invoice.amount_due === transfer.net_amount &&
        transfer.created >= invoice.created &&
        Math.abs(transfer.created - charge.created) <= window,
    );
    if (match === undefined) return [];
    taken.add(match.invoice);
    left.set(keyOf(transfer), open - transfer.net_amount);
    return [{ transfer, ...match }];
  });
}

const keyOf = ({ customer, currency }: CustomerCashBalanceTransaction): string => `${customer} ${currency}`;

/** An invoice that one card charge paid, of which nothing went back. */
function byOneCard(
  invoice: Invoice,
  index: HistoryIndex,
): { readonly invoice: Invoice; readonly charge: Charge } | null {
  if (!isEffectiveInvoice(invoice) || invoice.status !== 'paid') return null;
  const [charge, ...more] = index
    .chargesOfInvoice(invoice.id)
    .filter(({ status, captured }) => status === 'succeeded' && captured);
  if (charge === undefined || more.length > 0 || charge.card === null) return null;
  return index.returnedOnInvoice(invoice) === 0 && index.netOfCharge(charge) === invoice.amount_due
    ? { invoice, charge }
    : null;
}
