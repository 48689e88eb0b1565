import { Billing } from './billing.ts';
import { Book } from './book.ts';
import type { Catalogue } from './catalogue.ts';
import { Credits } from './credits.ts';
import { Payments } from './payments.ts';
import type { LedgerObject } from './wire.ts';

/**
 * A small billing engine on a test clock. It writes one customer's Stripe history (API version 2026-10-28.endive) as
 * Stripe would have: every total adds up, every charge joins its invoice, and nothing depends on the wall clock.
 */
export interface Ledger {
  readonly book: Book;
  readonly payments: Payments;
  readonly billing: Billing;
  readonly credits: Credits;
  readonly catalogue: Catalogue;
  /** Lets time pass, with everything that falls due. */
  advanceTo(at: number): void;
  /** Everything written so far, in the order it was written. */
  readonly objects: readonly LedgerObject[];
}

/** Opens an empty ledger. The same seed, start and calls give the same objects to the byte. */
export function openLedger(options: {
  readonly seed: string;
  readonly start: number;
  readonly catalogue: Catalogue;
}): Ledger {
  const book = new Book(options.seed, options.start);
  const payments = new Payments(book);
  const billing = new Billing(book, payments, Object.values(options.catalogue.products));
  return {
    book,
    payments,
    billing,
    credits: new Credits(book, payments),
    catalogue: options.catalogue,
    advanceTo: (at) => book.advanceTo(at),
    get objects() {
      return book.objects;
    },
  };
}
