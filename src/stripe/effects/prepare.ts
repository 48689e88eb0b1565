import { assert } from '../../assert.ts';
import type { ExecutedKind, PlannedEffect } from '../../corrections/plan.ts';
import { cancelPaymentIntent } from './cancel-payment-intent.ts';
import { cancelSubscription } from './cancel-subscription.ts';
import { creditNote } from './credit-note.ts';
import { customerBalanceCredit } from './customer-balance-credit.ts';
import type { EffectKind, PreparedEffect } from './kind.ts';
import { refund } from './refund.ts';
import { removeDiscount } from './remove-discount.ts';
import { voidInvoice } from './void-invoice.ts';

const KINDS: Readonly<Record<ExecutedKind, EffectKind>> = {
  credit_note: creditNote,
  refund,
  void_invoice: voidInvoice,
  customer_balance_credit: customerBalanceCredit,
  cancel_subscription: cancelSubscription,
  remove_discount: removeDiscount,
  cancel_payment_intent: cancelPaymentIntent,
};

/** Reads an effect's step, strictly. @throws {StepFault} for one that is not exactly of its kind. */
export function prepare({ kind, step }: PlannedEffect): PreparedEffect {
  assert(step.kind === kind, 'an effect is of its step’s kind', { kind, step: step.kind });
  return KINDS[kind](step);
}
