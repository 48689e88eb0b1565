import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addIntervals, boundaryAfter } from '../../../src/sandbox/ledger/arithmetic.ts';
import { DECLINES } from '../../../src/sandbox/ledger/payments.ts';
import { toPreBasil } from '../../../src/sandbox/ledger/shapes/pre-basil.ts';
import type { Subscription } from '../../../src/sandbox/ledger/wire.ts';
import { toBillingHistory } from '../../../src/stripe/to-billing-history.ts';
import { DAY, expectConsistent, last, type Opened, of, open } from './setup.ts';

/** Something that can happen to a customer; `n` is its chance. */
type Act = (opened: Opened, subscription: Subscription, n: number) => void;

const live = (subscription: Subscription): boolean =>
  subscription.ended_at === null && subscription.status !== 'trialing';

const ACTS: readonly Act[] = [
  ({ ledger }, sub, n) => {
    if (live(sub)) ledger.billing.changePlan(sub, { quantity: 1 + (n % 7) }, 'always_invoice');
  },
  ({ ledger }, sub, n) => {
    if (live(sub)) ledger.billing.changePlan(sub, { quantity: 1 + (n % 7) }, 'create_prorations');
  },
  ({ ledger, price }, sub, n) => {
    const change = { price: price({ unitAmount: 500 + (n % 9000) }) };
    if (live(sub)) ledger.billing.changePlan(sub, change, n % 2 === 0 ? 'always_invoice' : 'none');
  },
  ({ ledger, price }, sub, n) => {
    const yearly = price({ unitAmount: 9000 + n, interval: n % 2 === 0 ? 'year' : 'week' });
    if (live(sub)) ledger.billing.changePlan(sub, { price: yearly }, 'create_prorations');
  },
  ({ ledger, price }, sub, n) => {
    if (live(sub))
      ledger.billing.changePlan(sub, { add: [{ price: price({ unitAmount: n }) }] }, 'always_invoice');
  },
  ({ ledger }, sub, n) => {
    const coupon = ledger.catalogue.makeCoupon({
      name: 'C',
      percentOff: 1 + (n % 60),
      duration: { months: 3 },
    });
    if (sub.ended_at === null) ledger.discounts.attach(sub, coupon);
  },
  ({ ledger, customer }, sub, n) => {
    const coupon = ledger.catalogue.makeCoupon({
      name: 'C',
      amountOff: { amount: n, currency: 'usd' },
      duration: 'once',
    });
    ledger.discounts.attach(n % 2 === 0 || sub.ended_at !== null ? customer : sub, coupon);
  },
  ({ ledger }, sub) => {
    if (sub.ended_at === null) {
      ledger.billing.failNextPayment(sub, [{ decline: DECLINES.generic, retryAfterSeconds: 2 * DAY }]);
    }
  },
  ({ ledger, customer }, _sub, n) => ledger.credits.adjustBalance(customer, n - 3000, 'usd', 'By hand'),
  ({ ledger, customer, price }, sub, n) => {
    const item = sub.items.data[0];
    if (item === undefined) return;
    ledger.grants.grant(customer, {
      amount: n,
      currency: 'usd',
      prices: [price({ unitAmount: 1 }), item.price],
    });
  },
  ({ ledger }, sub, n) => {
    if (sub.ended_at === null) ledger.billing.pause(sub, n % 2 === 0 ? 'void' : 'keep_as_draft', null);
  },
  ({ ledger }, sub) => ledger.billing.resume(sub),
  ({ ledger }, sub) => {
    if (sub.ended_at === null) ledger.billing.cancelAtPeriodEnd(sub);
  },
  ({ ledger }, sub) => {
    if (sub.ended_at === null) ledger.billing.keep(sub);
  },
  ({ ledger }, sub, n) => {
    if (sub.ended_at === null && n % 4 === 0)
      ledger.billing.cancelNow(sub, { prorate: true, invoiceNow: true });
  },
  ({ ledger, customer, method }, _sub, n) => {
    ledger.invoices.bill(customer, {
      currency: 'usd',
      method,
      includePending: true,
      lines: [{ amount: 1 + n, description: 'Work' }],
    });
  },
  ({ ledger }, sub) => {
    const paid = ledger.billing
      .invoicesOf(sub)
      .findLast((one) => one.status === 'paid' && one.amount_paid > 500);
    const line = paid?.lines.data.find(
      (one) => one.amount > 100 && (one.discount_amounts ?? []).length === 0,
    );
    if (paid === undefined || line === undefined || paid.post_payment_credit_notes_amount > 0) return;
    if ((line.pretax_credit_amounts ?? []).length > 0 || paid.amount_paid < 120) return;
    ledger.credits.issue({ invoice: paid, lines: [{ line, net: 50 }], to: 'card', reason: 'order_change' });
  },
  ({ ledger }, sub) => {
    const open = ledger.billing.invoicesOf(sub).find((one) => one.status === 'open');
    if (open !== undefined) ledger.invoices.void(open);
  },
];

describe('whatever happens', () => {
  test('every history adds up, is read without a fault, and is the same for the same seed', () => {
    const act = fc.record({
      act: fc.nat(ACTS.length - 1),
      n: fc.nat(6000),
      days: fc.integer({ min: 0, max: 45 }),
    });
    fc.assert(
      fc.property(
        fc.array(act, { maxLength: 14 }),
        fc.constantFrom('classic' as const, 'flexible' as const),
        fc.constantFrom('included' as const, 'itemized' as const),
        fc.boolean(),
        (acts, billingMode, prorationDiscounts, trial) => {
          const play = (): Opened => {
            const opened = open({ start: '2026-01-31T10:00:00Z', settings: { events: 'all' } });
            const { ledger, customer, method, price } = opened;
            const rate = ledger.catalogue.makeTaxRate({
              displayName: 'VAT',
              percentage: 20,
              country: 'GB',
              inclusive: trial,
            });
            const subscription = ledger.billing.subscribe({
              customer,
              method,
              price: price({ unitAmount: 1999 }),
              quantity: 2,
              taxRates: [rate],
              billingMode,
              prorationDiscounts,
              ...(trial ? { trialEnd: ledger.book.now + 10 * DAY } : {}),
            });
            for (const { act: which, n, days } of acts) {
              ledger.advanceTo(ledger.book.now + days * DAY + n);
              ACTS[which]?.(opened, subscription, n);
            }
            ledger.advanceTo(ledger.book.now + 70 * DAY);
            return opened;
          };
          const { ledger } = play();
          expectConsistent(ledger);
          expect(JSON.stringify(play().ledger.objects)).toBe(JSON.stringify(ledger.objects));
          for (const shape of [ledger.objects, toPreBasil(ledger.objects)]) {
            const history = toBillingHistory([...ledger.catalogue.objects, ...shape], {
              exportedAt: ledger.book.now,
              livemode: false,
            });
            expect(history.gaps.filter((gap) => gap.could_hold_money)).toEqual([]);
            expect(history.invoices).toHaveLength(of(ledger, 'invoice').length);
          }
        },
      ),
      { numRuns: 120, seed: 20_261_121 },
    );
  });

  test('what is credited for the rest of a period is never more than what was billed for it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 9 }), hours: fc.nat(120) }), {
          maxLength: 6,
        }),
        (changes) => {
          const { ledger, customer, method, price } = open();
          const subscription = ledger.billing.subscribe({
            customer,
            method,
            price: price({ unitAmount: 3100 }),
          });
          for (const { quantity, hours } of changes) {
            ledger.advanceTo(ledger.book.now + hours * 3600);
            ledger.billing.changePlan(subscription, { quantity }, 'always_invoice');
          }
          const lines = new Map(
            of(ledger, 'invoice').flatMap((invoice) =>
              invoice.lines.data.map((line) => [line.id, line] as const),
            ),
          );
          const credited = new Set<string>();
          for (const line of lines.values()) {
            const details = line.parent?.subscription_item_details?.proration_details?.credited_items ?? null;
            for (const id of details?.invoice_line_items ?? []) {
              expect(credited).not.toContain(id);
              credited.add(id);
              expect(-line.amount).toBeLessThanOrEqual(lines.get(id)?.amount ?? 0);
            }
          }
          expectConsistent(ledger);
        },
      ),
      { numRuns: 60, seed: 7 },
    );
  });

  test('the end of a period is the first boundary after a moment', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_500_000_000, max: 1_900_000_000 }),
        fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'year' as const),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: -200_000_000, max: 200_000_000 }),
        (anchor, interval, count, distance) => {
          const after = anchor + distance;
          const end = boundaryAfter(anchor, interval, count, after);
          expect(end).toBeGreaterThan(after);
          // Some whole number of periods from the anchor leads there, and one period fewer does not pass `after`.
          const days = { day: 1, week: 7, month: 30.436875, year: 365.2425 }[interval] * count;
          const near = Math.round((end - anchor) / (days * DAY));
          const at = [near - 1, near, near + 1].find(
            (k) => addIntervals(anchor, interval, k * count) === end,
          );
          if (at === undefined) throw new Error('no boundary');
          expect(addIntervals(anchor, interval, (at - 1) * count)).toBeLessThanOrEqual(after);
        },
      ),
    );
  });
});

test('two thousand invoices are a matter of a moment', () => {
  const started = performance.now();
  const { ledger, customer, method, price } = open();
  const subscription = ledger.billing.subscribe({
    customer,
    method,
    price: price({ unitAmount: 100, interval: 'day' }),
  });
  ledger.advanceTo(ledger.book.now + 2000 * DAY);
  expect(ledger.billing.invoicesOf(subscription)).toHaveLength(2001);
  expect(last(of(ledger, 'charge')).amount).toBe(100);
  expect(performance.now() - started).toBeLessThan(5000);
});
