import type { ExecutedKind, PlannedEffect } from '../../../corrections/plan.ts';
import type { CorrectionPreviewer } from '../../../corrections/ports.ts';
import { Calls, Deadline, Gate } from '../../calls.ts';
import type { StripeClient } from '../../client.ts';
import { type FailureKind, StripeFailure } from '../../failure.ts';
import { StepFault } from '../params.ts';
import { prepare } from '../prepare.ts';
import { Reading } from '../reading.ts';
import { previewCancelPaymentIntent } from './cancel-payment-intent.ts';
import { previewCancelSubscription } from './cancel-subscription.ts';
import { previewCreditNote } from './credit-note.ts';
import { previewCustomerBalance } from './customer-balance.ts';
import { nextInvoice } from './next-invoice.ts';
import { previewRefund } from './refund.ts';
import { previewRemoveDiscount } from './remove-discount.ts';
import { Moved, type PreviewKind, type StepPreview } from './step.ts';
import { previewVoidInvoice } from './void-invoice.ts';

/** Longest one preview may take as a whole, in milliseconds. */
export const MAX_PREVIEW_MS = 10_000;

const KINDS: Readonly<Record<ExecutedKind, PreviewKind>> = {
  credit_note: previewCreditNote,
  refund: previewRefund,
  void_invoice: previewVoidInvoice,
  customer_balance_credit: previewCustomerBalance,
  cancel_subscription: previewCancelSubscription,
  remove_discount: previewRemoveDiscount,
  cancel_payment_intent: previewCancelPaymentIntent,
};

/** What may be otherwise a little later. */
const PASSING: ReadonlySet<FailureKind> = new Set(['limited', 'unreachable', 'late']);

export interface CorrectionPreviewerOptions {
  /** Only the key that reads is needed: a preview changes nothing. */
  readonly reading: StripeClient;
  /** Shared with others who read with the same key. */
  readonly gate?: Gate;
  readonly previewMs?: number;
}

/** Says what a plan would change in Stripe, each step as if those before it were done. */
export function createCorrectionPreviewer({
  reading: client,
  gate = new Gate(),
  previewMs = MAX_PREVIEW_MS,
}: CorrectionPreviewerOptions): CorrectionPreviewer {
  return {
    preview: async (effects) => {
      const deadline = new Deadline(previewMs);
      try {
        const reading = new Reading(new Calls(client, gate, deadline));
        const moved = new Moved();
        const steps: StepPreview[] = [];
        for (const effect of effects) steps.push(await previewStep(effect, reading, moved));
        const next = await nextInvoice(
          steps.flatMap((step) => step.next),
          reading,
        );
        return {
          lines: steps.flatMap(({ lines }, place) =>
            lines.map((line) => ({
              ...line,
              label: isOften(steps, line.label) ? `${line.label}, step ${place + 1}` : line.label,
            })),
          ),
          next_invoice: next.next_invoice,
          notes: [
            ...steps.flatMap(({ notes }, place) =>
              notes.map((note) => (steps.length > 1 ? `Step ${place + 1}: ${note}` : note)),
            ),
            ...new Set(next.notes),
          ],
        };
      } finally {
        deadline.close();
      }
    },
  };
}

async function previewStep(effect: PlannedEffect, reading: Reading, moved: Moved): Promise<StepPreview> {
  try {
    prepare(effect);
    return await KINDS[effect.kind](effect.step, reading, moved);
  } catch (error) {
    if (error instanceof StepFault || (error instanceof StripeFailure && !PASSING.has(error.kind))) {
      return { lines: [], notes: [error.message], next: [] };
    }
    throw error;
  }
}

/** The same words in two steps of a plan are about two things: each says which. */
function isOften(steps: readonly StepPreview[], label: string): boolean {
  return steps.filter(({ lines }) => lines.some((line) => line.label === label)).length > 1;
}
