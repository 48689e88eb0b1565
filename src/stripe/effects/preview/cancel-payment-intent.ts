import { z } from 'zod';
import { PERMISSION } from '../cancel-payment-intent.ts';
import { moneyLine, type PreviewKind, statusWords } from './step.ts';

const PAYMENT_INTENT = z.object({
  status: z.string(),
  currency: z.string(),
  /** What a hold keeps from the customer; 0 where there is none. */
  amount_capturable: z.int(),
});

/** The payment is given up, and what is held is let go. */
export const previewCancelPaymentIntent: PreviewKind = async ({ target }, reading) => {
  const {
    status,
    currency,
    amount_capturable: held,
  } = await reading.one({ what: 'payment intent', permission: PERMISSION }, PAYMENT_INTENT, (options) =>
    reading.sdk.paymentIntents.retrieve(target, {}, options),
  );
  return {
    lines: [
      { label: 'Payment', before: statusWords(status), after: 'canceled' },
      ...(held === 0 ? [] : [moneyLine('Held', currency, held, -held)]),
    ],
    notes: [],
    next: [],
  };
};
