import { type AppliedBalance, applyBalance } from '../arithmetic/balance.ts';
import type { BillingHistory, Invoice } from '../billing-history.ts';
import { byCreation, isEffectiveInvoice } from '../history-index.ts';
import { type BalanceEntries, BalanceLedgers, sourcesOf } from './balance-ledger.ts';

/** What the balance did to one invoice, with the entries behind it as far as the history has them. */
export interface InvoiceBalance {
  readonly invoice: Invoice;
  readonly balance: AppliedBalance;
  /** What made up the balance before; empty where the history does not show it. */
  readonly sources: BalanceEntries;
  /** The entries that record what was applied. */
  readonly applied: BalanceEntries;
}

/**
 * Invoices whose amount due the balance changed, by the arithmetic Stripe documents, oldest first. One whose amounts do
 * not follow from it is left out: something else changed it too.
 */
export function invoiceBalances(
  history: BillingHistory,
  isWanted: (invoice: Invoice) => boolean,
): readonly InvoiceBalance[] {
  const moved = byCreation(history.invoices).filter(
    (invoice) => isEffectiveInvoice(invoice) && invoice.starting_balance !== 0 && isWanted(invoice),
  );
  if (moved.length === 0) return [];
  const ledgers = new BalanceLedgers(history);
  return moved.flatMap((invoice) => {
    const balance = applyBalance(invoice.total, invoice.starting_balance, invoice.currency);
    const due = balance.amount_due - invoice.pre_payment_credit_notes_amount;
    if (balance.applied === 0 || invoice.amount_due !== Math.max(0, due)) return [];
    // What was applied bears the invoice's own second; what it came from lies before.
    const sources = sourcesOf(
      ledgers.ofInvoice(invoice),
      invoice.starting_balance,
      (invoice.finalized_at ?? invoice.created) + 1,
      invoice.id,
    );
    return [{ invoice, balance, sources, applied: ledgers.appliedToInvoice(invoice.id) }];
  });
}
