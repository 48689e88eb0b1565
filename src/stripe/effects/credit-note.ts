import Stripe from 'stripe';
import { z } from 'zod';
import type { EffectObject, Preflight } from '../../corrections/ports.ts';
import { formatMoney } from '../../money.ts';
import { hasBlockingDispute, leftOn, REFERENCE, readCharge } from './charges.ts';
import { chargesOf, type Invoice, paymentsOf, readInvoice } from './invoices.ts';
import { type EffectKind, READY, stale } from './kind.ts';
import { findMarked, METADATA, marks } from './marks.ts';
import { id, mustAgree, notNegative, parseParams, positive } from './params.ts';
import type { Reading } from './reading.ts';

const MAX_LINES = 250;
const MAX_TAXES_PER_LINE = 20;

const LINE = z.strictObject({
  type: z.literal('invoice_line_item'),
  invoice_line_item: id('il', 'ii', 'sli', 'sub', 'li'),
  amount: notNegative,
  tax_amounts: z
    .array(z.strictObject({ amount: notNegative, tax_rate: id('txr'), taxable_amount: notNegative }))
    .min(1)
    .max(MAX_TAXES_PER_LINE)
    .exactOptional(),
});

export const PARAMS = z
  .strictObject({
    invoice: id('in'),
    reason: z.enum(['duplicate', 'fraudulent', 'order_change', 'product_unsatisfactory']),
    amount: positive.exactOptional(),
    lines: z.array(LINE).min(1).max(MAX_LINES).exactOptional(),
    refund_amount: positive.exactOptional(),
    credit_amount: positive.exactOptional(),
    out_of_band_amount: positive.exactOptional(),
  })
  .refine(({ amount, lines }) => (amount === undefined) !== (lines === undefined), {
    path: ['lines'],
    error: 'either an amount or lines',
  });
type Params = z.infer<typeof PARAMS>;

export const PERMISSION = 'Credit notes';

const CREDIT_NOTE = z.object({
  id: z.string(),
  object: z.literal('credit_note'),
  amount: z.int(),
  currency: z.string(),
  status: z.string(),
  refunds: z.array(z.object({ refund: REFERENCE.nullish() })).nullish(),
  customer_balance_transaction: REFERENCE.nullish(),
  metadata: METADATA,
});

const PREVIEW = z.object({
  amount: z.int(),
  currency: z.string(),
  pre_payment_amount: z.int(),
  post_payment_amount: z.int(),
});

/**
 * Credits lines of an invoice with their tax (`POST /v1/credit_notes`): before payment it lowers what is due, after payment
 * its parts say where the money goes.
 */
export const creditNote: EffectKind = (step) => {
  const params = parseParams(PARAMS, step);
  const { amount } = step;
  mustAgree(step, params.invoice === step.target, 'it names another invoice than its target');
  mustAgree(step, amount !== null && amount > 0, 'it has no amount');
  mustAgree(
    step,
    params.amount === undefined || params.amount === amount,
    'its parameters name another amount',
  );
  const returned = returnedBy(params);
  mustAgree(step, returned <= amount, 'its parts come to more than its amount');

  return {
    permission: PERMISSION,
    refused_when_done: false,
    request: (metadata) => ({
      method: 'POST',
      path: '/v1/credit_notes',
      params: { ...params, metadata: marks(metadata) },
    }),
    made: (answer) => {
      const { data } = CREDIT_NOTE.safeParse(answer);
      return data === undefined ? null : toObject(data);
    },
    find: async (metadata, reading) => {
      const notes = await reading.all(
        { what: 'credit notes', permission: PERMISSION },
        CREDIT_NOTE,
        (page, options) => reading.sdk.creditNotes.list({ ...page, invoice: params.invoice }, options),
      );
      return findMarked(notes, metadata, toObject);
    },
    preflight: async (reading) => {
      const invoice = await readInvoice(params.invoice, reading);
      const before = whatInvoiceForbids(invoice, step.currency, amount - returned);
      if (before !== null) return before;
      const charges = await whatChargesForbid(params, reading);
      return charges ?? previewed(params, { amount, returned }, reading);
    },
  };
};

/** Money that goes back after payment; the rest of the note lowers what is still due. */
function returnedBy({ refund_amount = 0, credit_amount = 0, out_of_band_amount = 0 }: Params): number {
  return refund_amount + credit_amount + out_of_band_amount;
}

function whatInvoiceForbids(invoice: Invoice, currency: string | null, lowering: number): Preflight | null {
  if (invoice.currency !== currency) {
    return stale(
      `The invoice is in ${invoice.currency.toUpperCase()}, not in the currency of the correction.`,
    );
  }
  if (invoice.status !== 'open' && invoice.status !== 'paid') {
    return stale(`The invoice is ${invoice.status ?? 'not issued'} now, and takes no credit note.`);
  }
  if (lowering > invoice.amount_remaining) {
    return stale('The invoice was paid meanwhile, so part of the credit would have nowhere to go.');
  }
  return null;
}

async function whatChargesForbid(
  { invoice, refund_amount = 0 }: Params,
  reading: Reading,
): Promise<Preflight | null> {
  const ids = chargesOf(await paymentsOf(invoice, reading));
  const charges = await Promise.all(ids.map((charge) => readCharge(charge, reading)));
  for (const charge of charges) {
    if (await hasBlockingDispute(charge, reading)) {
      return stale('A payment of the invoice is disputed: wait for the dispute to end.');
    }
  }
  const left = charges.reduce((sum, charge) => sum + leftOn(charge), 0);
  return left < refund_amount
    ? stale('The payments of the invoice were refunded meanwhile: not enough is left on them.')
    : null;
}

/** What Stripe itself says to it: the amount it computes, with tax, and what of it goes back after payment. */
async function previewed(
  params: Params,
  approved: { readonly amount: number; readonly returned: number },
  reading: Reading,
): Promise<Preflight> {
  const preview = await reading.one(
    { what: 'a credit note preview', permission: PERMISSION },
    PREVIEW.nullable(),
    (options) => reading.sdk.creditNotes.preview(params, options).catch(nullWhenRefused),
  );
  if (preview === null) {
    return stale(
      'Stripe would not take this credit note as it was drafted, perhaps because the invoice was credited meanwhile.',
    );
  }
  if (preview.amount !== approved.amount) {
    const show = (amount: number): string => formatMoney({ amount, currency: preview.currency });
    return stale(
      `Stripe computes ${show(preview.amount)} for this credit note, not the ${show(approved.amount)} approved.`,
    );
  }
  if (preview.post_payment_amount !== approved.returned) {
    return stale('What is still due on the invoice changed, so the money would go elsewhere than approved.');
  }
  return READY;
}

export function nullWhenRefused(error: unknown): null {
  if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 400) return null;
  throw error;
}

function toObject(note: z.infer<typeof CREDIT_NOTE>): EffectObject {
  const refunds = (note.refunds ?? []).flatMap(({ refund }) => refund ?? []);
  const entry = note.customer_balance_transaction ?? null;
  return {
    object: 'credit_note',
    id: note.id,
    also: [
      ...refunds.map((refund) => ({ object: 'refund', id: refund })),
      ...(entry === null ? [] : [{ object: 'customer_balance_transaction', id: entry }]),
    ],
    amount: note.amount,
    currency: note.currency,
    status: note.status,
  };
}
