import { describe, expect, test } from 'vitest';
import { DECLINES } from '../../../src/sandbox/ledger/payments.ts';
import { amounts, at, DAY, expectConsistent, first, HOUR, last, of, open } from './setup.ts';

const APRIL = at('2026-04-01T10:00:00Z');
const MIDDLE = at('2026-04-16T10:00:00Z');
const MAY = at('2026-05-01T10:00:00Z');

describe('plan changes', () => {
  test('Stripe’s example: from $10 to $20 halfway costs -$5 and +$10', () => {
    const { ledger, customer, method, price } = open();
    const subscription = ledger.billing.subscribe({ customer, method, price: price({ unitAmount: 1000 }) });
    ledger.advanceTo(MIDDLE);
    const invoice = ledger.billing.changePlan(
      subscription,
      { price: price({ unitAmount: 2000 }) },
      'always_invoice',
    );
    expect([amounts(invoice), invoice?.total]).toEqual([[-500, 1000], 500]);
    const [billed] = ledger.billing.invoicesOf(subscription);
    const credit =
      invoice?.lines.data[0]?.parent?.subscription_item_details?.proration_details?.credited_items;
    expect(credit).toEqual({ invoice: billed?.id, invoice_line_items: [billed?.lines.data[0]?.id] });
    expectConsistent(ledger);
  });

  test('a second change credits the first one’s debit, also while both wait for the renewal', () => {
    const { ledger, customer, method, price } = open();
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      price: price({ unitAmount: 3000 }),
      quantity: 1,
    });
    ledger.advanceTo(APRIL + 10 * DAY);
    ledger.billing.changePlan(subscription, { quantity: 4 }, 'create_prorations');
    ledger.advanceTo(APRIL + 20 * DAY);
    ledger.billing.changePlan(subscription, { quantity: 2 }, 'create_prorations');
    ledger.advanceTo(MAY + DAY);
    // 20 of 30 days: -20.00 and 4 × 20.00; then 10 of 30 days: the 80.00 of 20 days halved, and 2 × 10.00.
    expect(amounts(last(ledger.billing.invoicesOf(subscription)))).toEqual([-2000, 8000, -4000, 2000, 6000]);
    expectConsistent(ledger);
  });

  test('flexible mode credits what was paid after the discount, classic what it costs now', () => {
    for (const [billingMode, credit] of [
      ['flexible', -400],
      ['classic', -500],
    ] as const) {
      const { ledger, customer, method, price } = open();
      const coupon = ledger.catalogue.makeCoupon({ name: 'Hello', percentOff: 20, duration: 'once' });
      const subscription = ledger.billing.subscribe({
        customer,
        method,
        price: price({ unitAmount: 1000 }),
        coupon: { coupon },
        billingMode,
      });
      ledger.advanceTo(MIDDLE);
      const invoice = ledger.billing.changePlan(
        subscription,
        { price: price({ unitAmount: 2000 }) },
        'always_invoice',
      );
      expect(amounts(invoice), billingMode).toEqual([credit, 1000]);
      const details = invoice?.lines.data[0]?.parent?.subscription_item_details?.proration_details;
      expect(details?.credited_items === null).toBe(billingMode === 'classic');
      expectConsistent(ledger);
    }
  });

  test('itemised prorations state amount and discount apart; both forms come to the same', () => {
    const totals = (['included', 'itemized'] as const).map((prorationDiscounts) => {
      const { ledger, customer, method, price } = open();
      const coupon = ledger.catalogue.makeCoupon({ name: 'Half', percentOff: 50, duration: 'forever' });
      const subscription = ledger.billing.subscribe({
        customer,
        method,
        price: price({ unitAmount: 1000 }),
        coupon: { coupon },
        prorationDiscounts,
      });
      ledger.advanceTo(MIDDLE);
      const invoice = ledger.billing.changePlan(
        subscription,
        { price: price({ unitAmount: 2000 }) },
        'always_invoice',
      );
      expect(amounts(invoice)).toEqual(prorationDiscounts === 'included' ? [-250, 500] : [-500, 1000]);
      expectConsistent(ledger);
      return invoice?.total;
    });
    expect(totals).toEqual([250, 250]);
  });

  test('another interval starts a period of its own, with credit for the old one', () => {
    const { ledger, customer, method, price } = open();
    const subscription = ledger.billing.subscribe({ customer, method, price: price({ unitAmount: 1000 }) });
    ledger.advanceTo(MIDDLE);
    const yearly = price({ unitAmount: 10_000, interval: 'year' });
    const invoice = ledger.billing.changePlan(subscription, { price: yearly }, 'create_prorations');
    expect([amounts(invoice), invoice?.total]).toEqual([[-500, 10_000], 9500]);
    expect(subscription.billing_cycle_anchor).toBe(MIDDLE);
    ledger.advanceTo(at('2027-04-20T00:00:00Z'));
    expect(ledger.billing.invoicesOf(subscription).map((one) => one.total)).toEqual([1000, 9500, 10_000]);
    expectConsistent(ledger);
  });

  test('an item that joins is charged for the rest of the period, one that leaves is credited', () => {
    const { ledger, customer, method, price } = open();
    const subscription = ledger.billing.subscribe({ customer, method, price: price({ unitAmount: 1000 }) });
    ledger.advanceTo(MIDDLE);
    const addOn = price({ unitAmount: 600 }, 'Add-on');
    const added = ledger.billing.changePlan(subscription, { add: [{ price: addOn }] }, 'always_invoice');
    expect(amounts(added)).toEqual([300]);
    const item = last(subscription.items.data);
    ledger.advanceTo(MIDDLE + 5 * DAY);
    const removed = ledger.billing.changePlan(subscription, { remove: [item] }, 'always_invoice');
    expect([amounts(removed), subscription.items.data.length, customer.balance]).toEqual([[-200], 1, -200]);
    ledger.advanceTo(MAY + DAY);
    expect(last(ledger.billing.invoicesOf(subscription)).amount_paid).toBe(800);
    expectConsistent(ledger);
  });

  test('without prorations nothing is billed until the renewal', () => {
    const { ledger, customer, method, price } = open();
    const subscription = ledger.billing.subscribe({ customer, method, price: price({ unitAmount: 1000 }) });
    ledger.advanceTo(MIDDLE);
    expect(ledger.billing.changePlan(subscription, { quantity: 3 }, 'none')).toBeNull();
    ledger.advanceTo(MAY + DAY);
    expect(amounts(last(ledger.billing.invoicesOf(subscription)))).toEqual([3000]);
  });
});

describe('starting', () => {
  test('items of different rhythms are billed each in its own', () => {
    const { ledger, customer, method, price } = open();
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      items: [
        { price: price({ unitAmount: 1000 }) },
        { price: price({ unitAmount: 7000, interval: 'year' }), quantity: 2 },
      ],
    });
    ledger.advanceTo(at('2027-04-02T00:00:00Z'));
    const totals = ledger.billing.invoicesOf(subscription).map((invoice) => invoice.total);
    expect(totals).toEqual([15_000, ...Array(11).fill(1000), 15_000]);
    expectConsistent(ledger);
  });

  test('a trial costs nothing until it ends, or is ended', () => {
    const { ledger, customer, method, price } = open();
    const plan = price({ unitAmount: 1000 });
    const trialEnd = APRIL + 14 * DAY;
    const stays = ledger.billing.subscribe({ customer, method, price: plan, trialEnd });
    const leaves = ledger.billing.subscribe({ customer, method, price: plan, trialEnd });
    const hurries = ledger.billing.subscribe({ customer, method, price: plan, trialEnd });
    expect([stays.status, first(ledger.billing.invoicesOf(stays)).total]).toEqual(['trialing', 0]);
    ledger.advanceTo(APRIL + 3 * DAY);
    ledger.billing.cancelAtPeriodEnd(leaves);
    const early = ledger.billing.endTrial(hurries);
    expect([early.total, hurries.status, hurries.billing_cycle_anchor]).toEqual([
      1000,
      'active',
      APRIL + 3 * DAY,
    ]);
    ledger.advanceTo(trialEnd + DAY);
    expect([stays.status, leaves.status, leaves.ended_at]).toEqual(['active', 'canceled', trialEnd]);
    const converted = last(ledger.billing.invoicesOf(stays));
    expect([converted.billing_reason, converted.total, converted.lines.data[0]?.period.start]).toEqual([
      'subscription_cycle',
      1000,
      trialEnd,
    ]);
    expect(ledger.billing.invoicesOf(leaves)).toHaveLength(1);
    expectConsistent(ledger);
  });

  test('a later anchor prorates the time until it; a back-dated start bills the time before', () => {
    const { ledger, customer, method, price } = open();
    const plan = price({ unitAmount: 3000 });
    const anchored = ledger.billing.subscribe({
      customer,
      method,
      price: plan,
      anchor: at('2026-04-16T10:00:00Z'),
    });
    // 15 of the 31 days from 16 March to 16 April: 14.516… rounds to 14.52.
    expect(amounts(first(ledger.billing.invoicesOf(anchored)))).toEqual([1452]);
    const request = { customer, method, price: plan, backdateTo: at('2026-02-15T10:00:00Z') };
    const backdated = ledger.billing.subscribe(request);
    const classic = ledger.billing.subscribe({ ...request, billingMode: 'classic' });
    // 14 of February's 28 days, March in full, and the month that begins.
    expect(amounts(first(ledger.billing.invoicesOf(backdated)))).toEqual([1500, 3000, 3000]);
    expect(amounts(first(ledger.billing.invoicesOf(classic)))).toEqual([4500, 3000]);
    expect(backdated.start_date).toBe(at('2026-02-15T10:00:00Z'));
    ledger.advanceTo(MIDDLE + DAY);
    expect(ledger.billing.invoicesOf(anchored).map((invoice) => invoice.total)).toEqual([1452, 3000]);
    expectConsistent(ledger);
  });

  test('sent invoices wait for money, and are paid beside Stripe or by card', () => {
    const { ledger, customer, method, price } = open();
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      price: price({ unitAmount: 1000 }),
      collectionMethod: 'send_invoice',
      daysUntilDue: 14,
      once: [{ price: price({ unitAmount: 5000, interval: null }, 'Set-up') }],
    });
    const [invoice] = ledger.billing.invoicesOf(subscription);
    if (invoice === undefined) throw new Error('no invoice');
    expect([invoice.status, invoice.due_date, amounts(invoice)]).toEqual([
      'open',
      APRIL + 14 * DAY,
      [5000, 1000],
    ]);
    ledger.invoices.payOutOfBand(invoice);
    expect([
      invoice.status,
      invoice.amount_paid,
      invoice.amount_paid_off_stripe,
      of(ledger, 'charge').length,
    ]).toEqual(['paid', 6000, 6000, 0]);
    expectConsistent(ledger);
  });
});

describe('ending and pausing', () => {
  test('cancelling now credits only when asked, and bills only when asked', () => {
    const { ledger, customer, method, price } = open();
    const plan = price({ unitAmount: 1000 });
    const bare = ledger.billing.subscribe({ customer, method, price: plan });
    const fair = ledger.billing.subscribe({ customer, method, price: plan });
    ledger.advanceTo(MIDDLE);
    ledger.billing.changePlan(bare, { quantity: 2 }, 'create_prorations');
    expect(ledger.billing.cancelNow(bare, 'too dear')).toBeNull();
    const closing = ledger.billing.cancelNow(fair, { prorate: true, invoiceNow: true });
    expect([amounts(closing), customer.balance]).toEqual([[-500], -500]);
    const pending = of(ledger, 'invoiceitem').filter((item) => item.invoice === null);
    expect(pending.map((item) => item.amount)).toEqual([-500, 1000]);
    const later = ledger.invoices.bill(customer, { currency: 'usd', method, includePending: true });
    expect([later.total, later.amount_paid]).toEqual([500, 0]);
    expectConsistent(ledger);
  });

  test('a cancellation can be set for a moment and taken back', () => {
    const { ledger, customer, method, price } = open();
    const subscription = ledger.billing.subscribe({ customer, method, price: price({ unitAmount: 1000 }) });
    ledger.billing.cancelAtPeriodEnd(subscription);
    ledger.billing.keep(subscription);
    ledger.advanceTo(MAY + DAY);
    expect([subscription.status, ledger.billing.invoicesOf(subscription).length]).toEqual(['active', 2]);
    ledger.billing.cancelAt(subscription, MAY + 10 * DAY);
    ledger.advanceTo(MAY + 40 * DAY);
    expect([subscription.ended_at, ledger.billing.invoicesOf(subscription).length]).toEqual([
      MAY + 10 * DAY,
      2,
    ]);
    const changes = of(ledger, 'event').filter((event) => event.type.startsWith('customer.subscription'));
    expect(changes.map((event) => event.type.slice(22))).toEqual([
      'created',
      'updated',
      'updated',
      'updated',
      'updated',
      'updated',
      'deleted',
    ]);
    expect(changes[2]?.data.previous_attributes).toMatchObject({ cancel_at_period_end: true });
    expect([changes[2]?.request.id === null, changes[3]?.request.id]).toEqual([false, null]);
  });

  test('a pause voids, writes off or keeps what would be collected, until it ends', () => {
    for (const [behavior, status] of [
      ['void', 'void'],
      ['mark_uncollectible', 'uncollectible'],
      ['keep_as_draft', 'draft'],
    ] as const) {
      const { ledger, customer, method, price } = open();
      const subscription = ledger.billing.subscribe({ customer, method, price: price({ unitAmount: 1000 }) });
      ledger.advanceTo(MIDDLE);
      ledger.billing.pause(subscription, behavior, MAY + 10 * DAY);
      ledger.advanceTo(at('2026-06-02T00:00:00Z'));
      const statuses = ledger.billing.invoicesOf(subscription).map((invoice) => invoice.status);
      expect(statuses, behavior).toEqual(['paid', status, 'paid']);
      expect(subscription.pause_collection).toBeNull();
      expectConsistent(ledger);
    }
  });

  test('a schedule changes the plan when its phase begins', () => {
    const { ledger, customer, method, price } = open();
    const subscription = ledger.billing.subscribe({ customer, method, price: price({ unitAmount: 1000 }) });
    const dearer = price({ unitAmount: 2500 });
    const schedule = ledger.billing.schedule(
      subscription,
      [{ at: MAY, price: dearer, quantity: 2 }],
      at('2027-05-01T10:00:00Z'),
    );
    ledger.advanceTo(at('2026-06-02T00:00:00Z'));
    expect(ledger.billing.invoicesOf(subscription).map((invoice) => invoice.total)).toEqual([
      1000, 5000, 5000,
    ]);
    expect([schedule.phases.length, subscription.schedule, schedule.current_phase?.start_date]).toEqual([
      2,
      schedule.id,
      MAY,
    ]);
    const late = open();
    const other = late.ledger.billing.subscribe({
      customer: late.customer,
      method: late.method,
      price: late.price({ unitAmount: 1000 }),
    });
    const dear = late.price({ unitAmount: 2500 });
    late.ledger.billing.schedule(
      other,
      [{ at: MAY, price: dear, offBy: 2 * HOUR }],
      at('2027-05-01T10:00:00Z'),
    );
    late.ledger.advanceTo(at('2026-06-02T00:00:00Z'));
    expect(late.ledger.billing.invoicesOf(other).map((invoice) => invoice.total)).toEqual([1000, 1000, 2500]);
  });
});

describe('collecting', () => {
  test('Stripe gives up as told: the subscription stays past due, becomes unpaid or ends', () => {
    for (const [then, status, invoiceStatus] of [
      ['past_due', 'past_due', 'open'],
      ['unpaid', 'unpaid', 'open'],
      ['cancel', 'canceled', 'open'],
      ['uncollectible', 'past_due', 'uncollectible'],
    ] as const) {
      const { ledger, customer, method, price } = open();
      const subscription = ledger.billing.subscribe({ customer, method, price: price({ unitAmount: 1000 }) });
      ledger.billing.failNextPayment(
        subscription,
        [
          { decline: DECLINES.generic, retryAfterSeconds: 3 * DAY },
          { decline: DECLINES.expired, retryAfterSeconds: 3 * DAY },
        ],
        { then },
      );
      ledger.advanceTo(MAY + 20 * DAY);
      const invoice = last(ledger.billing.invoicesOf(subscription));
      expect([subscription.status, invoice.status, invoice.attempt_count], then).toEqual([
        status,
        invoiceStatus,
        2,
      ]);
      expectConsistent(ledger);
    }
  });

  test('a backup card is charged once the first has failed', () => {
    const { ledger, customer, method, price } = open();
    const subscription = ledger.billing.subscribe({ customer, method, price: price({ unitAmount: 1000 }) });
    const backup = ledger.customers.attachCard(customer, {
      brand: 'mastercard',
      last4: '9999',
      country: 'GB',
      isDefault: false,
    });
    ledger.billing.failNextPayment(subscription, [{ decline: DECLINES.generic, retryAfterSeconds: DAY }], {
      backup,
    });
    ledger.advanceTo(MAY + 5 * DAY);
    const charges = of(ledger, 'charge').map((charge) => [charge.status, charge.payment_method]);
    expect(charges).toEqual([
      ['succeeded', method.id],
      ['failed', method.id],
      ['succeeded', backup.id],
    ]);
    expect(customer.invoice_settings.default_payment_method).toBe(method.id);
  });

  test('a first payment that fails leaves the subscription incomplete', () => {
    const { ledger, customer, method, price } = open();
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      price: price({ unitAmount: 1000 }),
      declines: [{ decline: DECLINES.authentication, retryAfterSeconds: HOUR }],
    });
    expect(subscription.status).toBe('incomplete');
    ledger.advanceTo(APRIL + 2 * HOUR);
    expect(subscription.status).toBe('active');
  });
});

describe('edges', () => {
  test('a subscription whose first payment never comes expires, its invoice void', () => {
    const { ledger, customer, method, price } = open();
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      price: price({ unitAmount: 1000 }),
      declines: [{ decline: DECLINES.generic, retryAfterSeconds: HOUR }],
      afterDeclines: 'past_due',
    });
    ledger.advanceTo(APRIL + 60 * DAY);
    expect([
      subscription.status,
      ledger.billing.invoicesOf(subscription).map((invoice) => invoice.status),
    ]).toEqual(['incomplete_expired', ['void']]);
    expectConsistent(ledger);
  });

  test('a sent invoice that is not paid makes the subscription past due, and paid active again', () => {
    const { ledger, customer, method, price } = open();
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      price: price({ unitAmount: 1000 }),
      collectionMethod: 'send_invoice',
      daysUntilDue: 7,
    });
    ledger.advanceTo(APRIL + 8 * DAY);
    expect([subscription.status, customer.delinquent]).toEqual(['past_due', true]);
    ledger.invoices.pay(first(ledger.billing.invoicesOf(subscription)), method);
    expect(subscription.status).toBe('active');
  });

  test('a cancellation Stripe ignores is ignored at every renewal', () => {
    const { ledger, customer, method, price } = open();
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      price: price({ unitAmount: 1000 }),
      hooks: { ends: () => false },
    });
    ledger.billing.cancelAtPeriodEnd(subscription);
    ledger.advanceTo(APRIL + 100 * DAY);
    expect([subscription.status, ledger.billing.invoicesOf(subscription).length]).toEqual(['active', 4]);
  });

  test('a cancellation at the period’s end waits for the item it was set by', () => {
    const { ledger, customer, method, price } = open();
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      items: [
        { price: price({ unitAmount: 1000 }) },
        { price: price({ unitAmount: 100, interval: 'week' }) },
      ],
    });
    ledger.billing.cancelAtPeriodEnd(subscription);
    ledger.advanceTo(APRIL + 60 * DAY);
    expect([subscription.ended_at, ledger.billing.invoicesOf(subscription).length]).toEqual([MAY, 5]);
    expectConsistent(ledger);
  });

  test('a longer trial moves the first charge; the fault charges within it', () => {
    const { ledger, customer, method, price } = open();
    const plan = price({ unitAmount: 1000 });
    const patient = ledger.billing.subscribe({ customer, method, price: plan, trialEnd: APRIL + 7 * DAY });
    ledger.billing.extendTrial(patient, APRIL + 20 * DAY);
    const robbed = ledger.billing.subscribe({
      customer,
      method,
      price: plan,
      trialEnd: APRIL + 7 * DAY,
      hooks: {
        lines: (drafts, { renewal }) =>
          renewal === 0 ? drafts.map((draft) => ({ ...draft, amount: 1000 })) : drafts,
      },
    });
    ledger.advanceTo(APRIL + 21 * DAY);
    expect(ledger.billing.invoicesOf(patient).map((one) => [one.created, one.total])).toEqual([
      [APRIL, 0],
      [APRIL + 20 * DAY, 1000],
    ]);
    expect([robbed.status, ledger.billing.invoicesOf(robbed).map((one) => one.amount_paid)]).toEqual([
      'active',
      [1000, 1000],
    ]);
    expectConsistent(ledger);
  });
});
