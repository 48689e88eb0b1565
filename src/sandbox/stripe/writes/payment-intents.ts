import { aRefund } from '../../ledger/objects/payment.ts';
import type { PaymentIntent } from '../../ledger/wire.ts';
import { StripeRefusal } from '../errors.ts';
import type { Desk } from './desk.ts';
import type { WriteEndpoint } from './endpoint.ts';
import { choiceParam } from './values.ts';

const CANCELABLE = [
  'requires_payment_method',
  'requires_capture',
  'requires_confirmation',
  'requires_action',
  'processing',
] as const;

/** `POST /v1/payment_intents/:id/cancel` (API reference, "Cancel a PaymentIntent"). */
export const cancelPaymentIntent: WriteEndpoint = {
  method: 'POST',
  path: '/v1/payment_intents/:id/cancel',
  kind: 'payment_intent',
  answers: 'payment_intent',
  takes: ['cancellation_reason'],
  prepare: (params, id) => {
    const reason = choiceParam(params, 'cancellation_reason', [
      'duplicate',
      'fraudulent',
      'requested_by_customer',
      'abandoned',
    ]);
    return (desk) => {
      const intent = desk.edit('payment_intent', id, 'path');
      const { status } = intent;
      // A processing intent can be canceled in rare cases only; here it cannot.
      if (status === 'processing' || !CANCELABLE.some((one) => one === status)) {
        throw new StripeRefusal(
          400,
          `You cannot cancel this PaymentIntent because it has a status of ${status}. Only a PaymentIntent with one of the following statuses may be canceled: ${CANCELABLE.join(', ')}.`,
          { code: 'payment_intent_unexpected_state', more: { payment_intent: structuredClone(intent) } },
        );
      }
      cancelIntent(desk, intent, reason ?? null);
      return intent;
    };
  },
};

/** Cancels an intent and gives back what it had authorised. */
export function cancelIntent(
  desk: Desk,
  intent: PaymentIntent,
  reason: PaymentIntent['cancellation_reason'],
): void {
  const held = intent.status === 'requires_capture' ? desk.read('charge', intent.latest_charge) : undefined;
  intent.status = 'canceled';
  intent.canceled_at = desk.now;
  intent.cancellation_reason = reason;
  intent.amount_capturable = 0;
  intent.next_action = null;
  if (held !== undefined) release(desk, held.id);
  desk.tell('payment_intent.canceled', intent);
}

/** Stripe writes what was authorised and never taken as a refund without a movement of money. */
function release(desk: Desk, id: string): void {
  const charge = desk.open('charge', id);
  const left = charge.amount - charge.amount_refunded;
  charge.amount_refunded = charge.amount;
  charge.refunded = true;
  desk.add(
    aRefund({
      id: desk.book.id('refund'),
      charge,
      amount: left,
      reason: null,
      metadata: {},
      created: desk.now,
      balanceTransaction: null,
      destination: { type: 'reversal', reference: null },
    }),
  );
  desk.tell('charge.refunded', charge);
}
