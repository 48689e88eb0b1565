import type { Rule } from '../../rule.ts';
import { duplicateCharge } from './duplicate-charge.ts';
import { duplicateSubscription } from './duplicate-subscription.ts';
import { invoiceOverpaid } from './invoice-overpaid.ts';
import { periodInvoicedTwice } from './period-invoiced-twice.ts';

/** Rules about charged more than once, in the order of the domain catalogue's rows. */
export const DUPLICATES_RULES: readonly Rule[] = [
  duplicateCharge,
  invoiceOverpaid,
  duplicateSubscription,
  periodInvoicedTwice,
];
