import type { Invoice } from '../../../ledger/wire.ts';

/** What paid invoices took and open ones still ask for, minor units; before later credit notes. */
export const billedBy = (invoices: readonly Invoice[]): number =>
  invoices
    .filter(({ status }) => status === 'paid' || status === 'open')
    .reduce((sum, invoice) => sum + invoice.total - invoice.pre_payment_credit_notes_amount, 0);
