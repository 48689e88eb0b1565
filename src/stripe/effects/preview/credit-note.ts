import { z } from 'zod';
import { formatMoney } from '../../../money.ts';
import { nullWhenRefused, PARAMS, PERMISSION } from '../credit-note.ts';
import { parseParams } from '../params.ts';
import type { Reading } from '../reading.ts';
import { balanceChange } from './balance.ts';
import { readInvoiceToPreview } from './invoice.ts';
import { type Moved, moneyLine, type PreviewKind, type StepPreview } from './step.ts';

const PREVIEW = z.object({
  amount: z.int(),
  currency: z.string(),
  pre_payment_amount: z.int(),
  total_taxes: z.array(z.object({ amount: z.int() })).nullish(),
});

type Params = z.infer<typeof PARAMS>;

/** What Stripe computes for the note: what is credited, with its tax, what is due then, and where the money goes. */
export const previewCreditNote: PreviewKind = async (step, reading, moved) => {
  const params = parseParams(PARAMS, step);
  const [invoice, note] = await Promise.all([
    readInvoiceToPreview(params.invoice, reading),
    reading.one({ what: 'a credit note preview', permission: PERMISSION }, PREVIEW.nullable(), (options) =>
      reading.sdk.creditNotes.preview(params, options).catch(nullWhenRefused),
    ),
  ]);
  if (note === null) return { lines: [], notes: [NOT_TAKEN], next: [] };
  const { currency, amount } = note;
  const credited = invoice.pre_payment_credit_notes_amount + invoice.post_payment_credit_notes_amount;
  const earlier = moved.add(`credited on ${invoice.id}`, amount);
  const lowered = note.pre_payment_amount;
  const lines = [moneyLine('Credited on the invoice', currency, credited + earlier, amount)];
  if (lowered > 0) {
    const loweredBefore = moved.add(`due on ${invoice.id}`, -lowered);
    lines.push(moneyLine('Due on the invoice', currency, invoice.amount_remaining + loweredBefore, -lowered));
  }
  const balance = await creditedTo(invoice.customer, params, currency, reading, moved);
  return {
    lines: [...lines, ...balance.lines],
    notes: [...notesOf(params, currency, taxIn(note)), ...balance.notes],
    next: balance.next,
  };
};

async function creditedTo(
  customer: string,
  { credit_amount }: Params,
  currency: string,
  reading: Reading,
  moved: Moved,
): Promise<StepPreview> {
  if (credit_amount === undefined) return { lines: [], notes: [], next: [] };
  return balanceChange({ customer, amount: -credit_amount, currency }, reading, moved);
}

const taxIn = ({ total_taxes }: z.infer<typeof PREVIEW>): number =>
  (total_taxes ?? []).reduce((sum, tax) => sum + tax.amount, 0);

function notesOf({ refund_amount, out_of_band_amount }: Params, currency: string, tax: number): string[] {
  const show = (amount: number): string => formatMoney({ amount, currency });
  return [
    ...(tax === 0 ? [] : [`${show(tax)} of the credit note is tax.`]),
    ...(refund_amount === undefined ? [] : [`${show(refund_amount)} goes back the way the customer paid.`]),
    ...(out_of_band_amount === undefined
      ? []
      : [`${show(out_of_band_amount)} is returned outside Stripe: somebody has to pay it out.`]),
  ];
}

const NOT_TAKEN = 'Stripe would not take this credit note as it is drafted: check the customer again.';
