import { describe, expect, test } from 'vitest';
import { priceAmount, priceParts } from '../../../src/sandbox/ledger/pricing.ts';
import { amounts, at, DAY, expectConsistent, first, last, of, open } from './setup.ts';

/** docs.stripe.com/subscriptions/pricing-models/tiered-pricing: fonts at $7, from 6 at $6.50, from 11 at $6. */
const FONTS = [
  { upTo: 5, unit: 700 },
  { upTo: 10, unit: 650 },
  { upTo: null, unit: 600 },
] as const;

describe('what a quantity of a price costs', () => {
  test.each([
    [1, 700, 700],
    [5, 3500, 3500],
    [6, 3900, 4150],
    [20, 12_000, 12_750],
    [25, 15_000, 15_750],
  ])('Stripe’s table: %i fonts cost %i by volume and %i graduated', (quantity, volume, graduated) => {
    const { price } = open();
    expect(priceAmount(price({ volume: FONTS }), quantity, 'usd')).toBe(volume);
    expect(priceAmount(price({ graduated: FONTS }), quantity, 'usd')).toBe(graduated);
  });

  test('flat fees are due once per tier reached, the first even for nothing', () => {
    const { price } = open();
    const tiers = [
      { upTo: 5, unit: 500, flat: 1000 },
      { upTo: null, unit: 400, flat: 2000 },
    ] as const;
    const graduated = price({ graduated: tiers });
    expect([0, 5, 6].map((quantity) => priceAmount(graduated, quantity, 'usd'))).toEqual([1000, 3500, 5900]);
    expect(priceAmount(price({ volume: tiers }), 6, 'usd')).toBe(6 * 400 + 2000);
    expect(priceParts(graduated, 6, 'usd').map((part) => [part.tier, part.quantity, part.amount])).toEqual([
      ['Tier 1', 5, 2500],
      ['Tier 1 flat fee', 1, 1000],
      ['Tier 2', 1, 400],
      ['Tier 2 flat fee', 1, 2000],
    ]);
  });

  test('fractions of a cent are rounded once, on the line', () => {
    const { price } = open();
    expect(priceAmount(price({ unitAmount: '0.05' }), 1234, 'usd')).toBe(62); // 61.7
    expect(priceAmount(price({ unitAmount: '33.333333333333' }), 3, 'usd')).toBe(100);
    expect(priceAmount(price({ unitAmount: '0.5' }), 1, 'usd')).toBe(1);
    expect(price({ unitAmount: '0.05' }).unit_amount).toBeNull();
  });

  test('packages are rounded as the price says', () => {
    const { price } = open();
    const of10 = (round: 'up' | 'down') => price({ unitAmount: 1000, package: { of: 10, round } });
    expect([1, 10, 11].map((quantity) => priceAmount(of10('up'), quantity, 'usd'))).toEqual([
      1000, 1000, 2000,
    ]);
    expect([9, 10, 25].map((quantity) => priceAmount(of10('down'), quantity, 'usd'))).toEqual([
      0, 1000, 2000,
    ]);
  });

  test('a currency option is billed in its own currency', () => {
    const { ledger, customer, method, price } = open();
    const plan = price({ unitAmount: 1200, currencyOptions: { eur: 1100 } });
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      price: plan,
      quantity: 3,
      currency: 'eur',
    });
    const invoice = first(ledger.billing.invoicesOf(subscription));
    expect([invoice.currency, invoice.total]).toEqual(['eur', 3300]);
    expect(() => priceAmount(plan, 1, 'gbp')).toThrow(/no amount in gbp/);
  });
});

describe('billing rhythms', () => {
  const periods = (
    interval: 'day' | 'week' | 'month' | 'year',
    intervalCount: number,
    start: string,
    days: number,
  ) => {
    const { ledger, customer, method, price } = open({ start });
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      price: price({ unitAmount: 1000, interval, intervalCount }),
    });
    ledger.advanceTo(at(start) + days * DAY);
    expectConsistent(ledger);
    return ledger.billing
      .invoicesOf(subscription)
      .map((invoice) =>
        new Date((invoice.lines.data[0]?.period.start ?? 0) * 1000).toISOString().slice(0, 10),
      );
  };

  test('days and weeks are counted in seconds, months and years by the calendar', () => {
    expect(periods('day', 10, '2026-04-01T10:00:00Z', 25)).toEqual([
      '2026-04-01',
      '2026-04-11',
      '2026-04-21',
    ]);
    expect(periods('week', 2, '2026-04-01T10:00:00Z', 30)).toEqual([
      '2026-04-01',
      '2026-04-15',
      '2026-04-29',
    ]);
    expect(periods('month', 3, '2026-01-31T10:00:00Z', 300)).toEqual([
      '2026-01-31',
      '2026-04-30',
      '2026-07-31',
      '2026-10-31',
    ]);
    expect(periods('year', 1, '2024-02-29T10:00:00Z', 800)).toEqual([
      '2024-02-29',
      '2025-02-28',
      '2026-02-28',
    ]);
  });
});

describe('usage', () => {
  test('is billed after the period it happened in, by what the meter counted', () => {
    const { ledger, customer, method, price } = open();
    const meter = ledger.catalogue.makeMeter('API calls');
    const metered = price({ unitAmount: '0.5', meter: meter.id });
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      items: [{ price: price({ unitAmount: 2000 }), quantity: 1 }, { price: metered }],
    });
    expect(amounts(first(ledger.billing.invoicesOf(subscription)))).toEqual([2000]);
    ledger.advanceTo(at('2026-04-10T00:00:00Z'));
    ledger.billing.reportUsage(customer, meter, 1001);
    ledger.advanceTo(at('2026-05-02T00:00:00Z'));
    const renewal = last(ledger.billing.invoicesOf(subscription));
    expect(amounts(renewal)).toEqual([2000, 501]);
    const line = last(renewal.lines.data);
    expect([line.quantity, line.period]).toEqual([
      1001,
      { start: at('2026-04-01T10:00:00Z'), end: at('2026-05-01T10:00:00Z') },
    ]);
    const summary = first(of(ledger, 'billing.meter_event_summary'));
    expect([summary.aggregated_value, summary.start_time, summary.end_time]).toEqual([
      1001,
      line.period.start,
      line.period.end,
    ]);
    ledger.billing.reportUsage(customer, meter, 10);
    ledger.advanceTo(at('2026-05-03T00:00:00Z'));
    ledger.billing.cancelNow(subscription, { invoiceNow: true });
    const closing = last(ledger.billing.invoicesOf(subscription));
    expect([closing.lines.data.map((one) => one.quantity), closing.total]).toEqual([[10], 5]);
    expectConsistent(ledger);
  });

  test('a cancellation at the period’s end leaves a last invoice of usage', () => {
    const { ledger, customer, method, price } = open();
    const meter = ledger.catalogue.makeMeter('API calls');
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      items: [{ price: price({ unitAmount: 2000 }) }, { price: price({ unitAmount: 10, meter: meter.id }) }],
    });
    ledger.billing.reportUsage(customer, meter, 70);
    ledger.billing.cancelAtPeriodEnd(subscription);
    ledger.advanceTo(at('2026-07-01T00:00:00Z'));
    expect(ledger.billing.invoicesOf(subscription).map((invoice) => amounts(invoice))).toEqual([
      [2000],
      [700],
    ]);
    expectConsistent(ledger);
  });

  test('a threshold bills usage early, and the renewal only what came after', () => {
    const { ledger, customer, method, price } = open();
    const meter = ledger.catalogue.makeMeter('Emails');
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      price: price({ unitAmount: 10, meter: meter.id }),
      threshold: 5000,
    });
    for (const [day, value] of [
      [2, 300],
      [3, 250],
      [9, 90],
    ] as const) {
      ledger.advanceTo(at('2026-04-01T10:00:00Z') + day * DAY);
      ledger.billing.reportUsage(customer, meter, value);
    }
    ledger.advanceTo(at('2026-05-02T00:00:00Z'));
    const invoices = ledger.billing.invoicesOf(subscription).slice(1);
    expect(invoices.map((invoice) => [invoice.billing_reason, invoice.total])).toEqual([
      ['subscription_threshold', 5500],
      ['subscription_cycle', 900],
    ]);
    expectConsistent(ledger);
  });

  test('graduated tiers go on from a threshold invoice until the period is closed', () => {
    const { ledger, customer, method, price } = open();
    const meter = ledger.catalogue.makeMeter('Emails');
    const tiers = [
      { upTo: 100, unit: 10, flat: 500 },
      { upTo: 200, unit: 8, flat: 300 },
      { upTo: null, unit: 5 },
    ];
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      price: price({ graduated: tiers, meter: meter.id }),
      threshold: 2000,
    });
    for (const [day, value] of [
      [2, 150],
      [9, 80],
      [35, 30],
    ] as const) {
      ledger.advanceTo(at('2026-04-01T10:00:00Z') + day * DAY);
      ledger.billing.reportUsage(customer, meter, value);
    }
    ledger.advanceTo(at('2026-06-02T00:00:00Z'));
    const invoices = ledger.billing.invoicesOf(subscription).slice(1);
    expect(invoices.map((invoice) => [invoice.billing_reason, amounts(invoice)])).toEqual([
      ['subscription_threshold', [1000, 500, 400, 300]],
      // 50 of the second tier, whose flat fee was billed, and 30 of the third.
      ['subscription_cycle', [400, 150]],
      ['subscription_cycle', [300, 500]],
    ]);
    expectConsistent(ledger);
  });
});
