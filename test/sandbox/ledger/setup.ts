import { expect } from 'vitest';
import { buildCatalogue } from '../../../src/sandbox/ledger/catalogue.ts';
import { type Ledger, openLedger } from '../../../src/sandbox/ledger/ledger.ts';
import type { PriceRequest } from '../../../src/sandbox/ledger/objects/price.ts';
import { FAITHFUL, type Settings } from '../../../src/sandbox/ledger/settings.ts';
import type {
  Customer,
  Invoice,
  InvoiceLine,
  LedgerObject,
  LedgerObjectOf,
  PaymentMethod,
  Price,
} from '../../../src/sandbox/ledger/wire.ts';

export const DAY = 86_400;
export const HOUR = 3600;
export const at = (iso: string): number => Date.parse(iso) / 1000;
export const sum = (amounts: readonly number[]): number =>
  amounts.reduce((total, amount) => total + amount, 0);

export interface Opened {
  readonly ledger: Ledger;
  readonly customer: Customer;
  readonly method: PaymentMethod;
  /** A price of a product of its own. */
  price(request: Partial<PriceRequest>, name?: string): Price;
}

/** A ledger with one customer in London and a card, on 1 April 2026, 10:00 UTC, unless said otherwise. */
export function open(
  options: {
    readonly start?: string;
    readonly country?: string;
    readonly currency?: string;
    readonly settings?: Partial<Settings>;
    readonly taxExempt?: 'none' | 'exempt' | 'reverse';
  } = {},
): Opened {
  const start = at(options.start ?? '2026-04-01T10:00:00Z');
  const currency = options.currency ?? 'usd';
  const ledger = openLedger({
    seed: 'test',
    start,
    catalogue: buildCatalogue('test', start - DAY),
    settings: { ...FAITHFUL, ...options.settings },
  });
  const customer = ledger.customers.create({
    name: 'Jo Roe',
    email: 'jo@roe.example',
    company: 'Roe',
    address: {
      line1: '1 Road',
      city: 'Town',
      postalCode: 'N1',
      state: null,
      country: options.country ?? 'GB',
    },
    currency,
    locale: 'en-GB',
    taxExempt: options.taxExempt ?? 'none',
  });
  const method = ledger.customers.attachCard(customer, { brand: 'visa', last4: '4242', country: 'GB' });
  return {
    ledger,
    customer,
    method,
    price: (request, name = 'Plan') =>
      ledger.catalogue.makePrice(ledger.catalogue.makeProduct({ name }), { currency, ...request }),
  };
}

export const of = <Name extends LedgerObject['object']>(
  ledger: Ledger,
  kind: Name,
): readonly LedgerObjectOf<Name>[] => ledger.book.all(kind);

export function last<T>(list: readonly T[]): T {
  const found = list.at(-1);
  if (found === undefined) throw new Error('the list is empty');
  return found;
}

export function first<T>(list: readonly T[]): T {
  const [found] = list;
  if (found === undefined) throw new Error('the list is empty');
  return found;
}

export const amounts = (invoice: Invoice | null): number[] =>
  (invoice?.lines.data ?? []).map((line) => line.amount);
export const taxOf = (line: InvoiceLine): number => sum((line.taxes ?? []).map((tax) => tax.amount));
const onTop = (line: InvoiceLine): number =>
  sum((line.taxes ?? []).filter((tax) => tax.tax_behavior === 'exclusive').map((tax) => tax.amount));
const discountOf = (line: InvoiceLine): number =>
  sum((line.discount_amounts ?? []).map((entry) => entry.amount));
const creditOf = (line: InvoiceLine): number =>
  sum(
    (line.pretax_credit_amounts ?? [])
      .filter((entry) => entry.type === 'credit_balance_transaction')
      .map((entry) => entry.amount),
  );

/** Whatever was billed, right or wrong: everything adds up, joins, and leads somewhere. */
export function expectConsistent(ledger: Ledger): void {
  const objects = ledger.objects;
  for (const invoice of of(ledger, 'invoice')) {
    const lines = invoice.lines.data;
    expect(invoice.subtotal, invoice.id).toBe(sum(lines.map((line) => line.amount)));
    const off = sum(lines.map(discountOf));
    const credits = sum(lines.map(creditOf));
    const taxes = sum(lines.map(taxOf));
    expect(invoice.total, invoice.id).toBe(invoice.subtotal - off - credits + sum(lines.map(onTop)));
    expect(invoice.total_excluding_tax).toBe(invoice.total - taxes);
    expect(sum((invoice.total_taxes ?? []).map((entry) => entry.amount))).toBe(taxes);
    expect(sum((invoice.total_discount_amounts ?? []).map((entry) => entry.amount))).toBe(off);
    for (const line of lines) {
      if (line.pricing === null && line.amount > 0) expect(line.description).not.toBe('');
    }
    const payments = of(ledger, 'invoice_payment').filter((payment) => payment.invoice === invoice.id);
    const paid = sum(payments.map((payment) => payment.amount_paid ?? 0));
    expect(invoice.amount_paid + invoice.amount_overpaid, invoice.id).toBe(paid);
    expect(invoice.amount_remaining, invoice.id).toBe(invoice.amount_due - invoice.amount_paid);
    if (invoice.status === 'paid') expect(invoice.amount_remaining).toBe(0);
    const moves = of(ledger, 'customer_balance_transaction').filter(
      (entry) =>
        entry.invoice === invoice.id && ['applied_to_invoice', 'invoice_too_small'].includes(entry.type),
    );
    if (invoice.ending_balance !== null) {
      expect(invoice.ending_balance - invoice.starting_balance).toBe(sum(moves.map((entry) => entry.amount)));
      const applied = sum(moves.map((entry) => entry.amount));
      const due = Math.max(0, invoice.total - applied) - invoice.pre_payment_credit_notes_amount;
      expect(invoice.amount_due, invoice.id).toBe(due);
    }
  }
  for (const customer of of(ledger, 'customer')) {
    const entries = of(ledger, 'customer_balance_transaction').filter(
      (entry) => entry.customer === customer.id && entry.currency === (customer.currency ?? entry.currency),
    );
    expect(customer.balance).toBe(sum(entries.map((entry) => entry.amount)));
  }
  for (const charge of of(ledger, 'charge')) {
    const refunds = of(ledger, 'refund').filter(
      (refund) => refund.charge === charge.id && refund.status !== 'failed' && refund.status !== 'canceled',
    );
    expect(charge.amount_refunded, charge.id).toBe(sum(refunds.map((refund) => refund.amount)));
  }
  const text = JSON.stringify(objects.filter((object) => object.object !== 'event'));
  const known = new Set(text.match(/"id":"[^"]+"/g)?.map((match) => match.slice(6, -1)));
  for (const object of ledger.catalogue.objects) known.add(object.id);
  const references = text.match(
    /"(cus|in|il|ii|inpay|ch|pi|re|txn|pm|price|prod|sub|di|cn|cnli|cbtxn|txr|promo|du|txi|credgr|mtr|sub_sched)_[A-Za-z0-9]{14,}"/g,
  );
  for (const reference of new Set(references ?? []))
    expect(known, reference).toContain(reference.slice(1, -1));
}
