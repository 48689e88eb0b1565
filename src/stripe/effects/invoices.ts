import { z } from 'zod';
import { REFERENCE } from './charges.ts';
import type { Reading } from './reading.ts';

const INVOICE = z.object({
  id: z.string(),
  object: z.literal('invoice'),
  currency: z.string(),
  /** Null for one that is not quite made yet. */
  status: z.string().nullable(),
  amount_paid: z.int(),
  amount_remaining: z.int(),
});
export type Invoice = z.infer<typeof INVOICE>;

const PAYMENT_INTENT = z.object({ id: z.string(), status: z.string(), latest_charge: REFERENCE.nullable() });

const PAYMENT = z.object({
  id: z.string(),
  status: z.string(),
  payment: z.object({
    charge: REFERENCE.nullish(),
    payment_intent: PAYMENT_INTENT.nullish(),
  }),
});
export type InvoicePayment = z.infer<typeof PAYMENT>;

export const INVOICES_PERMISSION = 'Invoices';

export function readInvoice(id: string, reading: Reading): Promise<Invoice> {
  return reading.one({ what: 'invoice', permission: INVOICES_PERMISSION }, INVOICE, (options) =>
    reading.sdk.invoices.retrieve(id, {}, options),
  );
}

/** The invoice when `answer` is one, or null. */
export function asInvoice(answer: unknown): Invoice | null {
  return INVOICE.safeParse(answer).data ?? null;
}

export function paymentsOf(invoice: string, reading: Reading): Promise<readonly InvoicePayment[]> {
  return reading.all(
    { what: 'invoice payments', permission: INVOICES_PERMISSION },
    PAYMENT,
    (page, options) =>
      reading.sdk.invoicePayments.list(
        { ...page, invoice, expand: ['data.payment.payment_intent'] },
        options,
      ),
  );
}

/** Ids of the charges that paid, each once. */
export function chargesOf(payments: readonly InvoicePayment[]): readonly string[] {
  const ids = payments
    .filter(({ status }) => status === 'paid')
    .flatMap(({ payment }) => payment.charge ?? payment.payment_intent?.latest_charge ?? []);
  return [...new Set(ids)];
}
