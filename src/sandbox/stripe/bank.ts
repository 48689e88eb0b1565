import type { RefundDetails, RefundOutcome } from '../ledger/refunds.ts';
import type { Refund } from '../ledger/wire.ts';
import type { StripeClock } from './clock.ts';
import type { Writer } from './writer.ts';
import { bank, type RefundStart } from './writes/refund-charge.ts';

/** What becomes of a refund. */
export interface RefundFate {
  readonly begins: RefundStart;
  /** What happens to it days later. */
  readonly later?: RefundDetails & { readonly afterSeconds: number; readonly outcome: RefundOutcome };
}

/** The banks refunds go to. */
export class Bank {
  /** What becomes of refunds from now on (default: they succeed at once). */
  fate: RefundFate = { begins: { status: 'succeeded' } };
  private readonly writer: Writer;
  private readonly clock: StripeClock;
  private readonly livemode: boolean;

  constructor(writer: Writer, clock: StripeClock, livemode: boolean) {
    this.writer = writer;
    this.clock = clock;
    this.livemode = livemode;
  }

  /** A refund reaches the bank. */
  take(refund: Pick<Refund, 'id'>): void {
    const { later } = this.fate;
    if (later !== undefined) {
      this.clock.after(later.afterSeconds, () => this.settle(refund.id, later.outcome, later));
    }
  }

  /**
   * A refund comes through after all, fails (the money is back with the merchant and the charge can be refunded again) or
   * is cancelled. @throws {RangeError} when it has failed or was cancelled already.
   */
  settle(id: string, outcome: RefundOutcome, details: RefundDetails = {}): Refund {
    const cause = { by: 'bank', livemode: this.livemode, requestId: null, idempotencyKey: null } as const;
    return this.writer.perform(cause, `bank refund ${outcome}`, (desk) => {
      const refund = desk.edit('refund', id, 'path');
      if (refund.status === 'failed' || refund.status === 'canceled') {
        throw new RangeError(`The refund ${id} is ${refund.status} and stays so.`);
      }
      desk.open('charge', String(refund.charge));
      bank(desk).settle(refund, outcome, details);
      if (outcome === 'failed') desk.tell('refund.failed', refund);
      desk.tell('refund.updated', refund);
      desk.tell('charge.refund.updated', refund);
      return refund;
    });
  }
}
