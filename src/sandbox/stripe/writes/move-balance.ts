import { aBalanceEntry } from '../../ledger/objects/credit.ts';
import type { Customer, CustomerBalanceTransaction } from '../../ledger/wire.ts';
import type { Desk } from './desk.ts';

export interface BalanceMove {
  readonly type: CustomerBalanceTransaction['type'];
  /** Minor units; negative gives the customer credit. */
  readonly amount: number;
  readonly currency: string;
  readonly invoice?: string;
  readonly creditNote?: string;
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The customer's balance in a currency, minor units; negative = credit. */
export function balanceOf(desk: Desk, customer: Customer, currency: string): number {
  if (customer.currency === currency) return customer.balance;
  const last = desk
    .referring('customer_balance_transaction', 'customer', customer.id)
    .find((entry) => entry.currency === currency);
  if (last !== undefined) return last.ending_balance;
  return customer.currency === null || customer.currency === undefined ? customer.balance : 0;
}

/** Writes an entry on the customer's balance, and tells of the customer that changed with it. */
export function moveBalance(desk: Desk, customerId: string, move: BalanceMove): CustomerBalanceTransaction {
  const customer = desk.open('customer', customerId);
  const { currency } = move;
  const ending = balanceOf(desk, customer, currency) + move.amount;
  // A customer without a currency takes that of their first entry.
  customer.currency ??= currency;
  if (customer.currency === currency) customer.balance = ending;
  const others = customer.invoice_credit_balance ?? { [customer.currency]: customer.balance };
  customer.invoice_credit_balance = { ...others, [currency]: ending };
  const entry = desk.add(
    aBalanceEntry({
      id: desk.book.id('customer_balance_transaction'),
      customer: customer.id,
      type: move.type,
      amount: move.amount,
      currency,
      endingBalance: ending,
      invoice: move.invoice ?? null,
      creditNote: move.creditNote ?? null,
      description: move.description ?? null,
      created: desk.now,
    }),
  );
  entry.metadata = { ...move.metadata };
  desk.tell('customer.updated', customer);
  return entry;
}
