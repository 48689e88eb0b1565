import { z } from 'zod';
import type { EffectObject } from '../../corrections/ports.ts';
import { type EffectKind, READY, stale } from './kind.ts';
import { id, mustAgree, parseParams } from './params.ts';
import type { Reading } from './reading.ts';

export const PARAMS = z.strictObject({
  payment_intent: id('pi'),
  cancellation_reason: z
    .enum(['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'])
    .exactOptional(),
});

export const PERMISSION = 'PaymentIntents';

const PAYMENT_INTENT = z.object({
  id: z.string(),
  object: z.literal('payment_intent'),
  status: z.string(),
});
type PaymentIntent = z.infer<typeof PAYMENT_INTENT>;

/** Where no money was taken yet. A payment that is processing can be cancelled in rare cases only. */
const CANCELABLE: ReadonlySet<string> = new Set([
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'requires_capture',
]);

/** Releases a hold or gives up a payment that was not taken (`POST /v1/payment_intents/:id/cancel`). It takes no metadata. */
export const cancelPaymentIntent: EffectKind = (step) => {
  const { payment_intent: intent, ...params } = parseParams(PARAMS, step);
  mustAgree(step, intent === step.target, 'it names another payment than its target');

  return {
    permission: PERMISSION,
    refused_when_done: true,
    request: () => ({ method: 'POST', path: `/v1/payment_intents/${intent}/cancel`, params }),
    made: (answer) => {
      const { data } = PAYMENT_INTENT.safeParse(answer);
      return data?.status === 'canceled' ? toObject(data) : null;
    },
    find: async (_metadata, reading) => {
      const now = await readIntent(intent, reading);
      return now.status === 'canceled'
        ? { kind: 'found', made: toObject(now), by: 'state' }
        : { kind: 'absent' };
    },
    preflight: async (reading) => {
      const { status } = await readIntent(intent, reading);
      if (CANCELABLE.has(status)) return READY;
      return stale(CHANGED[status] ?? 'The payment has moved on meanwhile, and cannot be cancelled.');
    },
  };
};

const CHANGED: Readonly<Record<string, string>> = {
  canceled: 'The payment was cancelled meanwhile.',
  succeeded: 'The payment was taken meanwhile, so there is nothing left to cancel.',
  processing: 'The payment is on its way, and cannot be cancelled now.',
};

function readIntent(intent: string, reading: Reading): Promise<PaymentIntent> {
  return reading.one({ what: 'payment intent', permission: PERMISSION }, PAYMENT_INTENT, (options) =>
    reading.sdk.paymentIntents.retrieve(intent, {}, options),
  );
}

function toObject({ id: intent, status }: PaymentIntent): EffectObject {
  return { object: 'payment_intent', id: intent, also: [], amount: null, currency: null, status };
}
