import { formatAmount } from '../../ledger/arithmetic.ts';
import { type RefundOptions, Refunds } from '../../ledger/refunds.ts';
import { Settlement } from '../../ledger/settlement.ts';
import type { Charge, Refund } from '../../ledger/wire.ts';
import { StripeRefusal } from '../errors.ts';
import type { Desk } from './desk.ts';

/** How refunds begin; a bank decides that, not the request. */
export interface RefundStart {
  readonly status: NonNullable<RefundOptions['status']>;
  readonly pendingReason?: NonNullable<RefundOptions['pendingReason']>;
}

/** Minor units that can still be given back. */
export const leftOn = (charge: Charge): number => charge.amount_captured - charge.amount_refunded;

/**
 * Gives part of a charge back, or all that is left of it, and tells of it.
 * @throws {StripeRefusal} in Stripe's words when it was refunded already, is disputed, has less left, or never succeeded.
 */
export function refundCharge(
  desk: Desk,
  charge: Charge,
  request: {
    readonly amount: number | undefined;
    readonly reason: RefundOptions['reason'];
    readonly metadata: Readonly<Record<string, string>>;
    readonly start: RefundStart;
  },
): Refund {
  const amount = refundable(desk, charge, request.amount);
  const open = desk.open('charge', charge.id);
  const refund = bank(desk).refund(open, amount, {
    reason: request.reason,
    reference: null,
    metadata: request.metadata,
    status: request.start.status,
    ...(request.start.pendingReason === undefined ? {} : { pendingReason: request.start.pendingReason }),
  });
  desk.tell('refund.created', refund);
  desk.tell('charge.refunded', open);
  return refund;
}

/** The amount, when the charge can give that much back. @throws {StripeRefusal} when it cannot. */
export function refundable(desk: Desk, charge: Charge, asked: number | undefined): number {
  if (charge.status !== 'succeeded' || !charge.captured) {
    const intent = typeof charge.payment_intent === 'string' ? charge.payment_intent : charge.id;
    throw new StripeRefusal(
      400,
      `This PaymentIntent (${intent}) does not have a successful charge to refund.`,
    );
  }
  if (isBlockedByDispute(desk, charge)) {
    throw new StripeRefusal(400, `Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    });
  }
  const left = leftOn(charge);
  if (left === 0) {
    throw new StripeRefusal(400, `Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    });
  }
  const amount = asked ?? left;
  if (amount > left) {
    const words = (minor: number): string => formatAmount(minor, charge.currency, 'en-US');
    throw new StripeRefusal(
      400,
      `Refund amount (${words(amount)}) is greater than unrefunded amount on charge (${words(left)})`,
      { param: 'amount' },
    );
  }
  return amount;
}

/** The ledger's bank, at work on this desk. */
export function bank(desk: Desk): Refunds {
  return new Refunds(desk.book, desk.silent, new Settlement(desk.book));
}

/** A dispute keeps the money; an inquiry does not yet, and a dispute that was won does no more. */
function isBlockedByDispute(desk: Desk, charge: Charge): boolean {
  if (!charge.disputed) return false;
  const disputes = desk.referring('dispute', 'charge', charge.id);
  return !disputes.every(({ status, is_charge_refundable }) => is_charge_refundable || status === 'won');
}
