import { Balances } from './billing/balances.ts';
import { Collection } from './billing/collection.ts';
import { Discounts } from './billing/discounts.ts';
import { Grants } from './billing/grants.ts';
import { InvoiceItems } from './billing/invoice-items.ts';
import { Invoicing } from './billing/invoicing.ts';
import { LineDrafts } from './billing/line-drafts.ts';
import { Taxes } from './billing/taxes.ts';
import { Usage } from './billing/usage.ts';
import { Billing } from './billing.ts';
import { Book } from './book.ts';
import type { Catalogue } from './catalogue.ts';
import { Credits } from './credits.ts';
import { Customers } from './customers.ts';
import { Disputes } from './disputes.ts';
import { Events } from './events.ts';
import { Invoices } from './invoices.ts';
import { Payments } from './payments.ts';
import { Sales } from './sales.ts';
import { PLAIN, type Settings } from './settings.ts';
import { Shop } from './shop.ts';
import type { LedgerObject } from './wire.ts';

/**
 * A small billing engine on a test clock. It writes one customer's Stripe history (API version 2026-10-28.endive) as
 * Stripe would have: every total adds up, every charge joins its invoice, and nothing depends on the wall clock.
 */
export interface Ledger {
  readonly book: Book;
  /** The price list, and making products, prices, coupons, promotion codes, tax rates, meters. */
  readonly catalogue: Shop;
  /** Customers, their cards and tax ids. */
  readonly customers: Customers;
  /** Payments, holds, verifications, refunds. */
  readonly payments: Payments;
  readonly disputes: Disputes;
  /** Subscriptions. */
  readonly billing: Billing;
  /** Invoices made and settled by hand, and pending invoice items. */
  readonly invoices: Invoices;
  /** Coupons on customers, subscriptions and items. */
  readonly discounts: Discounts;
  /** Credit notes and the customer balance. */
  readonly credits: Credits;
  /** Billing credits. */
  readonly grants: Grants;
  readonly events: Events;
  /** Checkout sessions and quotes. */
  readonly sales: Sales;
  /** Lets time pass, with everything that falls due. */
  advanceTo(at: number): void;
  /** Everything written so far, in the order it was written. */
  readonly objects: readonly LedgerObject[];
}

/** Opens an empty ledger. The same seed, start, settings and calls give the same objects to the byte. */
export function openLedger(options: {
  readonly seed: string;
  readonly start: number;
  readonly catalogue: Catalogue;
  readonly settings?: Settings;
}): Ledger {
  const settings = options.settings ?? PLAIN;
  const book = new Book(options.seed, options.start);
  const events = new Events(book, options.seed, settings.events);
  const catalogue = new Shop(book, options.catalogue, events);
  const customers = new Customers(book, events);
  const payments = new Payments(book, customers, events);
  const balances = new Balances(book, events);
  const discounts = new Discounts(book, events);
  const grants = new Grants(book);
  const lines = new LineDrafts(book, catalogue, settings);
  const items = new InvoiceItems(book, events);
  const collection = new Collection(book, payments, balances, events);
  const taxes = new Taxes(catalogue, customers);
  const invoicing = new Invoicing({
    book,
    events,
    customers,
    settings,
    taxes,
    grants,
    drafts: lines,
    collection,
  });
  const parts = {
    book,
    events,
    lines,
    items,
    invoicing,
    collection,
    discounts,
    balances,
    usage: new Usage(book),
  };
  return {
    book,
    catalogue,
    customers,
    payments,
    disputes: new Disputes(book, events),
    billing: new Billing(parts),
    invoices: new Invoices(parts),
    discounts,
    credits: new Credits({ book, payments, balances, events }),
    grants,
    events,
    sales: new Sales(book),
    advanceTo: (at) => book.advanceTo(at),
    get objects() {
      return book.objects;
    },
  };
}
