import { describe, expect, it } from 'vitest';
import { recomputeProration } from '../../../src/analysis/arithmetic/proration.ts';
import { billedLines } from '../../../src/analysis/arithmetic/proration-bases.ts';
import type { InvoiceLine } from '../../../src/analysis/billing-history.ts';
import { HistoryIndex } from '../../../src/analysis/history-index.ts';
import { aHistory, aLine, anInvoice, anItem, aPrice, aSubscription, at } from '../builders.ts';

/** A monthly plan that was billed for a period, and what a change within it put on an invoice. */
interface Documented {
  readonly period: InvoiceLine['period'];
  readonly changedAt: number;
  readonly oldPrice: number;
  readonly newPrice: number;
  readonly credit: number;
  readonly charge: number;
}

function recomputed({ period, changedAt, oldPrice, newPrice, credit, charge }: Documented) {
  const rest = { start: changedAt, end: period.end };
  const paid = aLine({ id: 'il_paid', amount: oldPrice, price: 'price_old', period });
  const unused = aLine({
    id: 'il_unused',
    amount: credit,
    price: 'price_old',
    proration: true,
    period: rest,
  });
  const remaining = aLine({
    id: 'il_remaining',
    amount: charge,
    price: 'price_new',
    proration: true,
    period: rest,
  });
  const history = aHistory({
    subscriptions: [aSubscription({ items: [anItem({ price: 'price_new' })] })],
    prices: [
      aPrice({ id: 'price_old', unit_amount: oldPrice }),
      aPrice({ id: 'price_new', unit_amount: newPrice }),
    ],
    invoices: [
      anInvoice({ id: 'in_paid', created: period.start, lines: [paid] }),
      anInvoice({ id: 'in_change', created: changedAt, lines: [unused, remaining] }),
    ],
  });
  const index = new HistoryIndex(history);
  const billed = billedLines(history);
  return [
    recomputeProration(unused, [], index, billed, 'credit'),
    recomputeProration(remaining, [unused], index, billed, 'charge'),
  ].map((result) => (result.kind === 'unknown' ? result : { kind: result.kind, amount: result.amount }));
}

const agrees = (amount: number) => ({ kind: 'agrees', amount });

describe('prorations in Stripe’s own documentation', () => {
  // https://docs.stripe.com/billing/subscriptions/prorations, "How prorations work": from 10 USD to 20 USD halfway
  // through the billing period is −5 USD and +10 USD, 5 USD together.
  it('10 to 20 USD halfway through the period', () => {
    const documented = {
      period: { start: at('2026-04-01'), end: at('2026-05-01') },
      changedAt: at('2026-04-16'),
      oldPrice: 1000,
      newPrice: 2000,
      credit: -500,
      charge: 1000,
    };
    expect(recomputed(documented)).toEqual([agrees(-500), agrees(1000)]);
  });

  // A response of Stripe's, published at https://gist.github.com/matthewarkin/27bcfdf622eb91d3508ea082d0ad50b8: unused time
  // on 10.00 a month, from second 1488568488 to 1489449600 (14 March 2017, 00:00 UTC), is credited with 3.64.
  it('to the second, as a published response bills it', () => {
    const documented = {
      period: { start: at('2017-02-14'), end: 1_489_449_600 },
      changedAt: 1_488_568_488,
      oldPrice: 1000,
      newPrice: 1000,
      credit: -364,
      charge: 364,
    };
    expect(recomputed(documented)).toEqual([agrees(-364), agrees(364)]);
  });

  // The two lines of http://pastebin.com/9Hu591Zt, as Stripe previewed them: 9.99 and 29.99 a month, changed some minutes
  // into the period that ends at second 1480043392.
  it('minutes after the period began', () => {
    const documented = {
      period: { start: 1_477_364_992, end: 1_480_043_392 },
      changedAt: 1_477_365_718,
      oldPrice: 999,
      newPrice: 2999,
      credit: -999,
      charge: 2998,
    };
    expect(recomputed(documented)).toEqual([agrees(-999), agrees(2998)]);
  });
});
