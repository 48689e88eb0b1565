import { type BilledLines, billedLines, debitedLines } from '../arithmetic/proration-bases.ts';
import type { BillingHistory, InvoiceLine } from '../billing-history.ts';
import type { HistoryIndex } from '../history-index.ts';

/**
 * Tells, of a history's lines below zero, whether they give back tax that was rightly charged. Such a line takes nothing
 * back of what is undue elsewhere on its invoice: the customer had paid that tax, for time that was taxed as it should be.
 */
export class CreditedTax {
  private readonly history: BillingHistory;
  private readonly index: HistoryIndex;
  private billed: BilledLines | null = null;
  private readonly wrong = new Set<string>();

  constructor(history: BillingHistory, index: HistoryIndex) {
    this.history = history;
    this.index = index;
  }

  /** Says that an invoice charged tax that was not due. Invoices are judged in the order they were made. */
  markWrong(invoice: string): void {
    this.wrong.add(invoice);
  }

  /** True when the time that `line` credits was billed with tax, on invoices that are not wrong. */
  wasDue(line: InvoiceLine): boolean {
    this.billed ??= billedLines(this.history);
    const debits = debitedLines(line, this.index, this.billed);
    return (
      debits.length > 0 &&
      debits.every(
        (debit) =>
          !this.wrong.has(debit.invoice) && debit.taxes.some((tax) => !tax.inclusive && tax.amount > 0),
      )
    );
  }
}
