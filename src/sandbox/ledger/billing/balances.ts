import type { Book } from '../book.ts';
import type { Events } from '../events.ts';
import { aBalanceEntry } from '../objects/credit.ts';
import type { Customer, CustomerBalanceTransaction } from '../wire.ts';

export interface BalanceMove {
  readonly customer: Customer;
  readonly type: CustomerBalanceTransaction['type'];
  /** Minor units; negative gives the customer credit. */
  readonly amount: number;
  readonly currency: string;
  readonly invoice?: string | null;
  readonly creditNote?: string | null;
  readonly description?: string | null;
}

/** Customer balances, one per currency. Negative = the customer has credit. */
export class Balances {
  private readonly book: Book;
  private readonly events: Events;
  private readonly byCurrency = new Map<string, number>();

  constructor(book: Book, events: Events) {
    this.book = book;
    this.events = events;
  }

  of(customer: Customer, currency: string): number {
    return this.byCurrency.get(`${customer.id} ${currency}`) ?? 0;
  }

  move(move: BalanceMove): CustomerBalanceTransaction {
    const { customer, currency } = move;
    const ending = this.of(customer, currency) + move.amount;
    this.byCurrency.set(`${customer.id} ${currency}`, ending);
    // Stripe shows the balance in the customer's own currency.
    if ((customer.currency ?? currency) === currency) {
      this.events.change('customer.updated', customer, () => {
        customer.balance = ending;
      });
    }
    return this.book.add(
      aBalanceEntry({
        id: this.book.id('customer_balance_transaction'),
        customer: customer.id,
        type: move.type,
        amount: move.amount,
        currency,
        endingBalance: ending,
        invoice: move.invoice ?? null,
        creditNote: move.creditNote ?? null,
        description: move.description ?? null,
        created: this.book.now,
      }),
    );
  }
}
