import { assert } from '../../assert.ts';
import type { Book } from './book.ts';
import type { Events } from './events.ts';
import { aRefund, type RefundSpec } from './objects/payment.ts';
import type { Settlement } from './settlement.ts';
import type { Charge, Refund } from './wire.ts';

export interface RefundOptions {
  readonly reason: RefundSpec['reason'];
  /** Null: the bank has not yet given a reference. */
  readonly reference: string | null;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Default `succeeded`. */
  readonly status?: 'succeeded' | 'pending' | 'requires_action';
  readonly pendingReason?: 'charge_pending' | 'insufficient_funds' | 'processing';
  /** `reversal`: the charge vanishes from the statement instead of a credit appearing. */
  readonly as?: 'refund' | 'reversal';
}

export type RefundOutcome = 'succeeded' | 'failed' | 'canceled' | 'requires_action';

export interface RefundDetails {
  readonly failureReason?: string;
  readonly reference?: string;
}

/** Captured money going back. */
export class Refunds {
  private readonly book: Book;
  private readonly events: Events;
  private readonly settlement: Settlement;

  constructor(book: Book, events: Events, settlement: Settlement) {
    this.book = book;
    this.events = events;
    this.settlement = settlement;
  }

  /** Gives `amount` minor units of a captured charge back to the card. */
  refund(charge: Charge, amount: number, options: RefundOptions): Refund {
    assert(charge.captured && amount > 0, 'only captured money is refunded', { id: charge.id, amount });
    assert(charge.amount_refunded + amount <= charge.amount_captured, 'no more is refunded than was taken', {
      id: charge.id,
      amount,
    });
    const id = this.book.id('refund');
    const movement = this.settlement.move({ source: id, charge, amount: -amount, fee: 0, type: 'refund' });
    charge.amount_refunded += amount;
    charge.refunded = charge.amount_refunded === charge.amount_captured;
    const refund = this.book.add(
      aRefund({
        id,
        charge,
        amount,
        reason: options.reason,
        metadata: options.metadata ?? {},
        created: this.book.now,
        balanceTransaction: movement,
        destination: { type: options.as ?? 'refund', reference: options.reference },
      }),
    );
    if (options.status !== undefined) {
      refund.status = options.status;
      if (options.pendingReason !== undefined) refund.pending_reason = options.pendingReason;
    }
    this.events.emit('refund.created', refund);
    return refund;
  }

  /** A refund comes through after all, fails (the money is back with the merchant) or is cancelled. */
  settle(refund: Refund, status: RefundOutcome, details: RefundDetails): void {
    const charge = this.book.get('charge', String(refund.charge));
    this.events.change(status === 'failed' ? 'refund.failed' : 'refund.updated', refund, () => {
      refund.status = status;
      delete refund.pending_reason;
      const card = refund.destination_details?.card;
      if (details.reference !== undefined && card !== undefined) {
        card.reference = details.reference;
        card.reference_status = 'available';
      }
      if (status !== 'failed' && status !== 'canceled') return;
      if (status === 'failed') refund.failure_reason = details.failureReason ?? 'expired_or_canceled_card';
      charge.amount_refunded -= refund.amount;
      charge.refunded = false;
      refund.failure_balance_transaction = this.settlement.move({
        source: refund.id,
        charge,
        amount: refund.amount,
        fee: 0,
        type: 'refund',
      });
    });
  }
}
