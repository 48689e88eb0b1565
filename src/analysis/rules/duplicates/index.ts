import type { Rule } from '../../rule.ts';
import { backdatedStartBilledTwice } from './backdated-start-billed-twice.ts';
import { chargedAgainByBatch } from './charged-again-by-batch.ts';
import { chargedOnTwoRecords } from './charged-on-two-records.ts';
import { chargesCloseTogether } from './charges-close-together.ts';
import { duplicateCharge } from './duplicate-charge.ts';
import { duplicateSubscription } from './duplicate-subscription.ts';
import { invoiceOverpaid } from './invoice-overpaid.ts';
import { oneOffBilledTwice } from './one-off-billed-twice.ts';
import { oneTimeFeeAgain } from './one-time-fee-again.ts';
import { paidInParts } from './paid-in-parts.ts';
import { paidOutsideAndCharged } from './paid-outside-and-charged.ts';
import { periodInvoicedTwice } from './period-invoiced-twice.ts';
import { severalSubscriptions } from './several-subscriptions.ts';

/** Rules about being charged more than once, in the order of the domain catalogue's rows. */
export const DUPLICATES_RULES: readonly Rule[] = [
  duplicateCharge,
  invoiceOverpaid,
  chargedOnTwoRecords,
  duplicateSubscription,
  periodInvoicedTwice,
  oneOffBilledTwice,
  oneTimeFeeAgain,
  paidOutsideAndCharged,
  chargedAgainByBatch,
  backdatedStartBilledTwice,
  severalSubscriptions,
  chargesCloseTogether,
  paidInParts,
];
