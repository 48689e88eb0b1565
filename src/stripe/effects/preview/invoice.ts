import { z } from 'zod';
import { REFERENCE } from '../charges.ts';
import { INVOICES_PERMISSION } from '../invoices.ts';
import type { Reading } from '../reading.ts';

const INVOICE = z.object({
  id: z.string(),
  currency: z.string(),
  customer: REFERENCE,
  status: z.string(),
  amount_remaining: z.int(),
  pre_payment_credit_notes_amount: z.int(),
  post_payment_credit_notes_amount: z.int(),
  starting_balance: z.int(),
  /** Null before it was finalised. */
  ending_balance: z.int().nullable(),
});

/** An invoice with what was credited on it and what it took from the balance. */
export function readInvoiceToPreview(id: string, reading: Reading): Promise<z.infer<typeof INVOICE>> {
  return reading.one({ what: 'invoice', permission: INVOICES_PERMISSION }, INVOICE, (options) =>
    reading.sdk.invoices.retrieve(id, {}, options),
  );
}
