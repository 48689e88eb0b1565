import { describe, expect, test } from 'vitest';
import type { BillingHistory } from '../../../src/analysis/billing-history.ts';
import { DECLINES } from '../../../src/sandbox/ledger/payments.ts';
import { type OldObject, toPreBasil } from '../../../src/sandbox/ledger/shapes/pre-basil.ts';
import type { LedgerObject } from '../../../src/sandbox/ledger/wire.ts';
import { toBillingHistory } from '../../../src/stripe/to-billing-history.ts';
import { at, DAY, first, type Opened, open } from './setup.ts';

/** A year with everything that changed its place between the two versions. */
function aFullYear(): Opened {
  const opened = open({ country: 'DE', currency: 'eur' });
  const { ledger, customer, method, price } = opened;
  const meter = ledger.catalogue.makeMeter('Calls');
  const coupon = ledger.catalogue.makeCoupon({ name: 'Ten', percentOff: 10, duration: { months: 3 } });
  const promotionCode = ledger.catalogue.makePromotionCode(coupon, 'TEN');
  const vat = ledger.catalogue.makeTaxRate({ displayName: 'USt.', percentage: 19, country: 'DE' });
  const plan = price({ unitAmount: 1000 });
  const subscription = ledger.billing.subscribe({
    customer,
    method,
    items: [{ price: plan, quantity: 2 }, { price: price({ unitAmount: '0.25', meter: meter.id }) }],
    taxRates: [vat],
    coupon: { coupon, promotionCode },
    metadata: { site: 'a' },
  });
  ledger.billing.reportUsage(customer, meter, 1111);
  ledger.advanceTo(at('2026-05-10T00:00:00Z'));
  ledger.billing.changePlan(subscription, { quantity: 3 }, 'create_prorations');
  ledger.billing.failNextPayment(subscription, [{ decline: DECLINES.generic, retryAfterSeconds: DAY }]);
  ledger.advanceTo(at('2026-06-20T00:00:00Z'));
  const invoice = first(ledger.billing.invoicesOf(subscription));
  ledger.credits.issue({
    invoice,
    lines: [{ line: first(invoice.lines.data), net: 500 }],
    to: 'card',
    reason: 'order_change',
  });
  ledger.credits.giveBalanceCredit(customer, 300, 'eur', 'Sorry');
  ledger.invoices.payOutOfBand(
    ledger.invoices.bill(customer, {
      currency: 'eur',
      collectionMethod: 'send_invoice',
      lines: [{ amount: 5000, description: 'Training' }],
    }),
  );
  ledger.invoices.addPending(customer, { currency: 'eur', amount: 700, description: 'Later' });
  ledger.payments.pay({ customer, method, amount: 900, currency: 'eur', description: 'Order' });
  ledger.advanceTo(at('2026-09-15T00:00:00Z'));
  ledger.billing.cancelAtPeriodEnd(subscription);
  ledger.advanceTo(at('2026-09-16T00:00:00Z'));
  return opened;
}

const read = (objects: readonly (LedgerObject | OldObject)[]): BillingHistory =>
  toBillingHistory(JSON.parse(JSON.stringify(objects)) as readonly unknown[], {
    exportedAt: at('2026-09-16T00:00:00Z'),
    livemode: false,
  });

describe('the shapes before 2025-03-31.basil', () => {
  const { ledger } = aFullYear();
  const now = ledger.objects;
  const before = toPreBasil(now);
  const text = JSON.stringify(before.filter((object) => object.object !== 'event'));

  test('hold nothing that was introduced by moving', () => {
    expect(before.length).toBeGreaterThan(60);
    for (const key of [
      '"parent":',
      '"total_taxes":',
      '"taxes":',
      '"pricing":',
      '"invoice_payment"',
      '"source":{"coupon',
    ]) {
      expect(text, key).not.toContain(key);
    }
    for (const key of [
      '"total_tax_amounts":[{',
      '"current_period_start":1',
      '"payment_intent":"pi_',
      '"coupon":{',
    ]) {
      expect(text, key).toContain(key);
    }
  });

  test('leave the objects they were made of as they were', () => {
    const bytes = JSON.stringify(now);
    toPreBasil(now);
    expect(JSON.stringify(now)).toBe(bytes);
  });

  test('are read as the same history', () => {
    const [a, b] = [read(now), read(before)];
    // Payments had no object of their own: theirs are made up, and the order of lists is free.
    const plain = (history: BillingHistory) => ({
      ...history,
      events: [],
      invoices: history.invoices.map((invoice) => ({
        ...invoice,
        payments: invoice.payments
          .filter((payment) => payment.payment_record === null)
          .map(({ charge, payment_intent, status, amount_paid }) => ({
            charge,
            payment_intent,
            status,
            amount_paid,
          })),
      })),
      charges: history.charges.map((charge) => ({ ...charge, invoice: null })),
      payment_intents: history.payment_intents.map((intent) => ({ ...intent, invoice: null })),
    });
    expect(a.gaps).toEqual(b.gaps);
    expect(plain(b)).toEqual(plain(a));
  });
});
