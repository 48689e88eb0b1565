import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addMonths,
  allocate,
  divideRounded,
  formatAmount,
  percentage,
  prorate,
} from '../../src/sandbox/ledger/arithmetic.ts';
import { buildCatalogue } from '../../src/sandbox/ledger/catalogue.ts';
import { type Ledger, openLedger } from '../../src/sandbox/ledger/ledger.ts';
import { aCoupon } from '../../src/sandbox/ledger/objects/catalogue.ts';
import { DECLINES } from '../../src/sandbox/ledger/payments.ts';
import type {
  Charge,
  Customer,
  Invoice,
  InvoiceLine,
  LedgerObject,
  LedgerObjectOf,
  PaymentMethod,
} from '../../src/sandbox/ledger/wire.ts';
import { buildWorld, WORLD_NOW } from '../../src/sandbox/stories/world.ts';

const SEEDS = Array.from({ length: 25 }, (_, at) => at + 1);
const worlds = SEEDS.map((seed) => buildWorld(seed));

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
const of = <Name extends LedgerObject['object']>(
  objects: readonly LedgerObject[],
  kind: Name,
): LedgerObjectOf<Name>[] =>
  objects.filter((object): object is LedgerObjectOf<Name> => object.object === kind);
const discountOf = (line: InvoiceLine): number =>
  sum((line.discount_amounts ?? []).map((entry) => entry.amount));
const taxOf = (line: InvoiceLine): number => sum((line.taxes ?? []).map((entry) => entry.amount));
const isProration = (line: InvoiceLine): boolean =>
  line.parent?.subscription_item_details?.proration === true;

describe.each(worlds)('the histories of seed $seed', (world) => {
  const { objects, now } = world;
  const invoices = of(objects, 'invoice');
  const charges = of(objects, 'charge');
  const intents = new Map(of(objects, 'payment_intent').map((intent) => [intent.id, intent]));
  const payments = of(objects, 'invoice_payment');
  const refunds = of(objects, 'refund');

  test('invoices add up', () => {
    expect(invoices.length).toBeGreaterThan(60);
    for (const invoice of invoices) {
      const lines = invoice.lines.data;
      expect(invoice.subtotal, invoice.id).toBe(sum(lines.map((line) => line.amount)));
      const off = sum(lines.map(discountOf));
      const tax = sum(lines.map(taxOf));
      expect(invoice.total, invoice.id).toBe(invoice.subtotal - off + tax);
      expect(invoice.total_excluding_tax).toBe(invoice.subtotal - off);
      expect(sum((invoice.total_taxes ?? []).map((entry) => entry.amount))).toBe(tax);
      expect(sum((invoice.total_discount_amounts ?? []).map((entry) => entry.amount))).toBe(off);
      const moved = (invoice.ending_balance ?? 0) - invoice.starting_balance;
      expect(invoice.amount_due, invoice.id).toBe(Math.max(0, invoice.total - Math.max(0, moved)));
      expect(invoice.amount_paid + invoice.amount_remaining).toBe(invoice.amount_due);
      expect(invoice.status).toBe('paid');
      expect(invoice.amount_remaining).toBe(0);
    }
  });

  test('each payment joins an invoice to the charge that paid it, for the amount due', () => {
    const paidBy = new Map<string, Charge>();
    for (const payment of payments) {
      const intent = intents.get(String(payment.payment.payment_intent));
      const charge = charges.find((candidate) => candidate.id === intent?.latest_charge);
      if (intent === undefined || charge === undefined) throw new Error(`${payment.id} joins nothing`);
      expect([intent.status, charge.status, charge.captured]).toEqual(['succeeded', 'succeeded', true]);
      expect([payment.amount_paid, intent.amount_received]).toEqual([charge.amount_captured, charge.amount]);
      paidBy.set(String(payment.invoice), charge);
    }
    expect(paidBy.size).toBe(payments.length);
    for (const invoice of invoices) {
      expect(paidBy.get(invoice.id)?.amount ?? 0, invoice.id).toBe(invoice.amount_paid);
    }
    const joined = new Set(payments.map((payment) => payment.payment.payment_intent));
    for (const charge of charges) {
      expect(joined.has(String(charge.payment_intent)) !== 'order_id' in charge.metadata, charge.id).toBe(
        true,
      );
    }
  });

  test('the balance moves by what was captured and given back, and by nothing else', () => {
    const movements = new Map(of(objects, 'balance_transaction').map((entry) => [entry.source, entry]));
    for (const charge of charges) {
      const given = sum(refunds.filter((refund) => refund.charge === charge.id).map(({ amount }) => amount));
      expect(charge.amount_refunded, charge.id).toBe(given);
      const movement = movements.get(charge.id);
      expect(movement?.id ?? null).toBe(charge.balance_transaction);
      expect(movement?.amount ?? 0).toBe(charge.amount_captured);
      if (movement !== undefined) expect(movement.net).toBe(movement.amount - movement.fee);
    }
    for (const refund of refunds) {
      if (refund.balance_transaction === null) continue;
      expect(movements.get(refund.id)?.amount).toBe(-refund.amount);
    }
  });

  test('prorations credit what was billed and charge for the same seconds', () => {
    const lines = new Map(
      invoices.flatMap((invoice) => invoice.lines.data.map((line) => [line.id, line] as const)),
    );
    let prorations = 0;
    for (const invoice of invoices) {
      const [credit, charge, ...more] = invoice.lines.data.filter(isProration);
      if (credit === undefined || charge === undefined) continue;
      prorations += 1;
      expect(more).toEqual([]);
      const details = credit.parent?.subscription_item_details?.proration_details?.credited_items;
      const credited = lines.get(details?.invoice_line_items[0] ?? '');
      if (credited === undefined) throw new Error(`${credit.id} credits nothing`);
      expect(credit.period).toEqual(charge.period);
      expect(credit.period.end).toBe(credited.period.end);
      expect(credit.amount).toBeLessThan(0);
      const share = (credit.period.end - credit.period.start) / (credited.period.end - credited.period.start);
      expect(Math.abs(credit.amount + credited.amount * share)).toBeLessThanOrEqual(0.5);
      expect(charge.amount).toBeGreaterThan(-credit.amount);
    }
    expect(prorations).toBeGreaterThan(0);
  });

  test('periods follow each other without gap or overlap', () => {
    for (const subscription of of(objects, 'subscription')) {
      const periods = invoices
        .filter((invoice) => invoice.parent?.subscription_details?.subscription === subscription.id)
        .flatMap((invoice) => invoice.lines.data.filter((line) => !isProration(line)))
        .map((line) => line.period);
      expect(periods.length).toBeGreaterThan(0);
      periods.forEach((period, at) => {
        if (at > 0) expect(period.start, subscription.id).toBe(periods[at - 1]?.end);
      });
      const [item] = subscription.items.data;
      expect(periods.at(-1)).toEqual({ start: item?.current_period_start, end: item?.current_period_end });
      if (subscription.ended_at === null) expect(item?.current_period_end).toBeGreaterThan(now);
    }
  });

  test('the customer balance is the sum of its entries', () => {
    for (const customer of of(objects, 'customer')) {
      const entries = of(objects, 'customer_balance_transaction').filter(
        (entry) => entry.customer === customer.id,
      );
      expect(customer.balance, customer.id).toBe(sum(entries.map((entry) => entry.amount)));
      expect(entries.at(-1)?.ending_balance ?? 0).toBe(customer.balance);
    }
  });

  test('ids are unique, references lead somewhere, and nothing lies in the future', () => {
    const ids = objects.map((object) => object.id);
    const inner = invoices.flatMap((invoice) => invoice.lines.data.map((line) => line.id));
    const items = of(objects, 'subscription').flatMap((one) => one.items.data.map((item) => item.id));
    const noteLines = of(objects, 'credit_note').flatMap((note) => note.lines.data.map((line) => line.id));
    const all = [...ids, ...inner, ...items, ...noteLines];
    const known = new Set(all);
    expect(known.size).toBe(all.length);
    const references = JSON.stringify(objects).match(
      /"(cus|in|il|ii|inpay|ch|pi|re|txn|pm|price|prod|sub|si|di|cn|cnli|cbtxn|txr|promo)_[A-Za-z0-9]{14,}"/g,
    );
    for (const reference of references ?? []) expect(known.has(reference.slice(1, -1)), reference).toBe(true);
    for (const object of objects) {
      if ('created' in object) expect(object.created, object.id).toBeLessThanOrEqual(now);
    }
  });

  test('amounts of three-decimal currencies end in zero, as Stripe demands', () => {
    for (const charge of charges)
      if (charge.currency === 'kwd') expect(charge.amount % 10, charge.id).toBe(0);
  });
});

test('the same seed gives the same world to the byte; another seed another', () => {
  for (const seed of [1, 7, 4242]) {
    expect(JSON.stringify(buildWorld(seed))).toBe(JSON.stringify(buildWorld(seed)));
  }
  expect(JSON.stringify(buildWorld(1).objects)).not.toBe(JSON.stringify(buildWorld(2).objects));
  const later = buildWorld(1, { now: WORLD_NOW + 40 * 86_400 });
  expect(later.now).toBe(WORLD_NOW + 40 * 86_400);
});

test('zero- and three-decimal currencies are ordinary', () => {
  const used = new Set(
    worlds.flatMap((world) => of(world.objects, 'charge').map((charge) => charge.currency)),
  );
  for (const currency of ['usd', 'eur', 'gbp', 'jpy', 'kwd']) expect(used).toContain(currency);
});

test('the ledger shares no arithmetic with the code it checks', () => {
  const folder = new URL('../../src/sandbox/ledger/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    const source = readFileSync(new URL(file, folder), 'utf8');
    expect(source, file).not.toMatch(/from '[^']*(analysis|money)[/.][^']*'/);
  }
});

describe('ledger arithmetic', () => {
  test('rounds halves away from zero', () => {
    expect([1n, 3n, -1n, -3n, 4n].map((numerator) => divideRounded(numerator, 2n))).toEqual([
      1, 2, -1, -2, 2,
    ]);
    expect(percentage(1990, 15)).toBe(299);
    expect(percentage(-1990, 15)).toBe(-299);
    expect(percentage(4900, 8.875)).toBe(435);
    expect(Object.is(divideRounded(-1n, 3n), 0)).toBe(true);
  });

  test('prorates and splits without losing a minor unit', () => {
    fc.assert(
      fc.property(
        fc.nat(10_000_000),
        fc.integer({ min: 1, max: 40_000_000 }),
        fc.nat(40_000_000),
        (amount, whole, any) => {
          const part = any % (whole + 1);
          const share = prorate(amount, part, whole);
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(amount);
          expect(prorate(-amount, part, whole) + share).toBe(0);
        },
      ),
    );
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.array(fc.nat(100_000), { minLength: 1, maxLength: 12 }),
        (amount, weights) => {
          const parts = allocate(amount, weights);
          expect(sum(parts)).toBe(sum(weights) === 0 ? 0 : amount);
        },
      ),
    );
  });

  test('counts months from the anchor, clamped to the last day', () => {
    const at = (iso: string): number => Date.parse(iso) / 1000;
    expect(addMonths(at('2027-01-31T10:20:30Z'), 1)).toBe(at('2027-02-28T10:20:30Z'));
    expect(addMonths(at('2027-01-31T10:20:30Z'), 2)).toBe(at('2027-03-31T10:20:30Z'));
    expect(addMonths(at('2028-03-31T00:00:00Z'), -1)).toBe(at('2028-02-29T00:00:00Z'));
    expect(addMonths(at('2026-11-20T09:00:00Z'), 12)).toBe(at('2027-11-20T09:00:00Z'));
  });

  test('writes amounts as people do', () => {
    expect([
      formatAmount(4900, 'usd', 'en-US'),
      formatAmount(4900, 'jpy', 'en-JP'),
      formatAmount(12_500, 'kwd', 'en-KW'),
      formatAmount(4900, 'eur', 'de-DE'),
    ]).toEqual(['$49.00', '¥4,900', 'KWD 12.500', '49,00 €']);
  });
});

describe('the billing engine', () => {
  const START = Date.parse('2026-01-31T10:00:00Z') / 1000;
  const DAY = 86_400;
  const open = (): { ledger: Ledger; customer: Customer; method: PaymentMethod } => {
    const ledger = openLedger({ seed: 'test', start: START, catalogue: buildCatalogue('test', START - DAY) });
    const customer = ledger.payments.createCustomer({
      name: 'Jo Roe',
      email: 'jo@roe.example',
      company: 'Roe',
      address: { line1: '1 Road', city: 'London', postalCode: 'N1', state: null, country: 'GB' },
      currency: 'gbp',
      locale: 'en-GB',
      taxExempt: 'none',
    });
    const method = ledger.payments.attachCard(customer, { brand: 'visa', last4: '4242', country: 'GB' });
    return { ledger, customer, method };
  };
  const price = (ledger: Ledger, plan: 'solo' | 'team' | 'venue', interval: 'month' | 'year' = 'month') =>
    ledger.catalogue.price(plan, interval, 'gbp');
  const totals = (invoices: readonly Invoice[]): number[] => invoices.map((invoice) => invoice.total);

  test('a repeating coupon lasts its months, a coupon used once one invoice, one forever all', () => {
    const { ledger, customer, method } = open();
    const team = price(ledger, 'team');
    const full = team.unit_amount ?? 0;
    const half = (duration: 'once' | 'forever' | { months: number }, id: string) =>
      ledger.book.add(aCoupon({ id, name: id, percentOff: 50, duration, created: ledger.book.now }));
    const subscribe = (duration: 'once' | 'forever' | { months: number }, id: string) =>
      ledger.billing.subscribe({ customer, method, price: team, coupon: { coupon: half(duration, id) } });
    const repeating = subscribe({ months: 3 }, 'THREE');
    const once = subscribe('once', 'ONCE');
    const forever = subscribe('forever', 'FOREVER');
    ledger.advanceTo(addMonths(START, 4) + 2 * 3600);
    const bills = (subscription: typeof once) => totals(ledger.billing.invoicesOf(subscription));
    expect(bills(repeating)).toEqual([full / 2, full / 2, full / 2, full, full]);
    expect(bills(once)).toEqual([full / 2, full, full, full, full]);
    expect(bills(forever)).toEqual(Array(5).fill(full / 2));
    expect([repeating.discounts, once.discounts, forever.discounts.length]).toEqual([[], [], 1]);
  });

  test('months that are shorter than the anchor’s day are clamped and recover', () => {
    const { ledger, customer, method } = open();
    const subscription = ledger.billing.subscribe({ customer, method, price: price(ledger, 'solo') });
    ledger.advanceTo(addMonths(START, 3) + DAY);
    const starts = ledger.billing
      .invoicesOf(subscription)
      .map((invoice) =>
        new Date((invoice.lines.data[0]?.period.start ?? 0) * 1000).toISOString().slice(5, 10),
      );
    expect(starts).toEqual(['01-31', '02-28', '03-31', '04-30']);
  });

  test('an upgrade deferred to the next invoice waits there as pending items', () => {
    const { ledger, customer, method } = open();
    const subscription = ledger.billing.subscribe({ customer, method, price: price(ledger, 'solo') });
    ledger.advanceTo(START + 10 * DAY);
    expect(
      ledger.billing.changePlan(subscription, { price: price(ledger, 'team') }, 'create_prorations'),
    ).toBeNull();
    expect(of(ledger.objects, 'invoiceitem').map((item) => item.invoice)).toEqual([null, null]);
    ledger.advanceTo(addMonths(START, 1) + DAY);
    const [, renewal] = ledger.billing.invoicesOf(subscription);
    expect(renewal?.lines.data.map(isProration)).toEqual([true, true, false]);
    expect(of(ledger.objects, 'invoiceitem').map((item) => item.invoice)).toEqual([renewal?.id, renewal?.id]);
  });

  test('a downgrade below zero becomes credit, and the credit pays later invoices', () => {
    const { ledger, customer, method } = open();
    const subscription = ledger.billing.subscribe({ customer, method, price: price(ledger, 'venue') });
    ledger.advanceTo(START + DAY);
    const downgrade = ledger.billing.changePlan(
      subscription,
      { price: price(ledger, 'solo') },
      'always_invoice',
    );
    expect(downgrade?.total).toBeLessThan(0);
    expect([downgrade?.amount_due, downgrade?.status, customer.balance]).toEqual([
      0,
      'paid',
      downgrade?.total,
    ]);
    ledger.advanceTo(addMonths(START, 1) + DAY);
    const renewal = ledger.billing.invoicesOf(subscription).at(-1);
    expect(renewal?.amount_due).toBe(0);
    expect(customer.balance).toBe((downgrade?.total ?? 0) + (renewal?.total ?? 0));
  });

  test('a failed payment leaves the invoice open and the subscription past due until the retry', () => {
    const { ledger, customer, method } = open();
    const subscription = ledger.billing.subscribe({ customer, method, price: price(ledger, 'solo') });
    ledger.billing.failNextPayment(subscription, [
      { decline: DECLINES.generic, retryAfterSeconds: 3 * DAY },
      { decline: DECLINES.insufficientFunds, retryAfterSeconds: 5 * DAY },
    ]);
    ledger.advanceTo(addMonths(START, 1) + DAY);
    const invoice = ledger.billing.invoicesOf(subscription).at(-1);
    expect([invoice?.status, subscription.status, customer.delinquent]).toEqual(['open', 'past_due', true]);
    ledger.advanceTo(addMonths(START, 1) + 10 * DAY);
    expect([invoice?.status, subscription.status, customer.delinquent]).toEqual(['paid', 'active', false]);
    expect(invoice?.attempt_count).toBe(3);
    const statuses = of(ledger.objects, 'charge').map((charge) => charge.status);
    expect(statuses).toEqual(['succeeded', 'failed', 'failed', 'succeeded']);
  });

  test('cancelling at the period end bills nothing more, and a yearly plan renews once a year', () => {
    const { ledger, customer, method } = open();
    const monthly = ledger.billing.subscribe({ customer, method, price: price(ledger, 'solo') });
    const yearly = ledger.billing.subscribe({ customer, method, price: price(ledger, 'team', 'year') });
    ledger.advanceTo(START + 5 * DAY);
    ledger.billing.cancelAtPeriodEnd(monthly);
    ledger.advanceTo(addMonths(START, 13));
    expect(ledger.billing.invoicesOf(monthly)).toHaveLength(1);
    expect([monthly.status, monthly.ended_at]).toEqual(['canceled', addMonths(START, 1)]);
    expect(ledger.billing.invoicesOf(yearly)).toHaveLength(2);
  });

  test('a credit note gives back tax with the price, to the card or to the balance', () => {
    const { ledger, customer, method } = open();
    const taxRates = ledger.catalogue.taxRates('GB', null);
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      price: price(ledger, 'team'),
      taxRates,
    });
    const [invoice] = ledger.billing.invoicesOf(subscription) as [Invoice];
    const [line] = invoice.lines.data as [InvoiceLine];
    const request = { invoice, line, net: 1000, reason: 'order_change', memo: 'x' } as const;
    const toCard = ledger.credits.creditLine({ ...request, to: 'card' });
    const toBalance = ledger.credits.creditLine({ ...request, to: 'balance' });
    expect([toCard.amount, toCard.post_payment_amount, toCard.refunds[0]?.amount_refunded]).toEqual([
      1200, 1200, 1200,
    ]);
    expect([toBalance.amount, toBalance.refunds, customer.balance]).toEqual([1200, [], -1200]);
    expect(invoice.post_payment_credit_notes_amount).toBe(2400);
    expect(ledger.credits.chargeOf(invoice).amount_refunded).toBe(1200);
  });
});
