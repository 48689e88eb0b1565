import { DAY } from './arithmetic.ts';
import type { Book } from './book.ts';
import { aBalanceTransaction } from './objects/payment.ts';
import type { Charge } from './wire.ts';

/** Money moving on the merchant's own Stripe balance. */
export class Settlement {
  private readonly book: Book;

  constructor(book: Book) {
    this.book = book;
  }

  /** Writes a movement; what was charged becomes available two days later. Returns its id. */
  move(movement: {
    readonly source: string;
    readonly charge: Charge;
    readonly amount: number;
    readonly fee: number;
    readonly type: 'charge' | 'refund';
  }): string {
    const { source, charge, amount, fee, type } = movement;
    const availableOn = type === 'refund' ? this.book.now : this.book.now + 2 * DAY;
    const transaction = this.book.add(
      aBalanceTransaction({
        id: this.book.id('balance_transaction'),
        type,
        amount,
        fee,
        currency: charge.currency,
        source,
        description: charge.description,
        created: this.book.now,
        availableOn,
        status: type === 'refund' ? 'available' : 'pending',
      }),
    );
    if (type === 'charge') {
      this.book.schedule(availableOn, () => {
        transaction.status = 'available';
      });
    }
    return transaction.id;
  }
}
