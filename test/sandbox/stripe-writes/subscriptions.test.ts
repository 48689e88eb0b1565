import { afterEach, describe, expect, test } from 'vitest';
import { DAY, first, type Opened } from '../ledger/setup.ts';
import { closeAll, refusal, serve } from './setup.ts';

afterEach(closeAll);

/** A plan of 30.00 a month with 20 % on top, ten days into a month of 30 days. */
const subscribed = ({ ledger, customer, method, price }: Opened) => {
  const vat = ledger.catalogue.makeTaxRate({ displayName: 'VAT', percentage: 20, country: 'GB' });
  const subscription = ledger.billing.subscribe({
    customer,
    method,
    price: price({ unitAmount: 3000 }),
    taxRates: [vat],
  });
  ledger.advanceTo(subscription.created + 10 * DAY);
  return subscription;
};

/** Served on a clock that stands at the ledger's present. */
const served = <T>(stage: (opened: Opened) => T) => serve(stage, { clock: 'ledger' });

describe('cancelling', () => {
  test('neither credits nor bills unless it is asked to', async () => {
    const { stripe, staged, customer } = await served(subscribed);
    const canceled = await stripe.subscriptions.cancel(staged.id, {
      cancellation_details: { comment: 'Duplicate', feedback: 'other' },
    });
    expect(canceled).toMatchObject({
      status: 'canceled',
      ended_at: canceled.canceled_at,
      latest_invoice: staged.latest_invoice,
      cancellation_details: { reason: 'cancellation_requested', comment: 'Duplicate', feedback: 'other' },
    });
    expect((await stripe.invoiceItems.list({ customer: customer.id, pending: true })).data).toEqual([]);
    expect((await stripe.invoices.list({ customer: customer.id })).data).toHaveLength(1);
    const again = await refusal(stripe.subscriptions.cancel(staged.id));
    expect([again.statusCode, again.code, again.message]).toEqual([
      404,
      'resource_missing',
      `No such subscription: '${staged.id}'`,
    ]);
    const late = await refusal(stripe.subscriptions.update(staged.id, { discounts: '' }));
    expect(late.message).toContain('can only update its cancellation_details and metadata');
  });

  test('prorated and invoiced now, the unused time with its tax becomes credit', async () => {
    const { stripe, staged, customer, account } = await served(subscribed);
    const canceled = await stripe.subscriptions.cancel(staged.id, { prorate: true, invoice_now: true });
    expect(canceled.latest_invoice).not.toBe(staged.latest_invoice);
    const invoice = await stripe.invoices.retrieve(String(canceled.latest_invoice));
    // 20 of 30 days of 30.00, and 20 % of it.
    expect([invoice.subtotal, invoice.total, invoice.status, invoice.amount_due]).toEqual([
      -2000,
      -2400,
      'paid',
      0,
    ]);
    const line = first(invoice.lines.data);
    expect(line.parent?.subscription_item_details?.proration_details?.credited_items?.invoice).toBe(
      staged.latest_invoice,
    );
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -2400 });
    const [entry] = (await stripe.customers.listBalanceTransactions(customer.id)).data;
    expect(entry).toMatchObject({ type: 'applied_to_invoice', amount: -2400, invoice: invoice.id });
    expect(account.effects.all.map(({ operation }) => operation)).toEqual(['DELETE /v1/subscriptions/:id']);
  });

  test('prorated and not invoiced, the credit waits for the customer’s next invoice', async () => {
    const { stripe, staged, customer } = await served(subscribed);
    await stripe.subscriptions.cancel(staged.id, { prorate: true });
    const { data } = await stripe.invoiceItems.list({ customer: customer.id, pending: true });
    expect(data).toMatchObject([{ amount: -2000, proration: true, invoice: null }]);
    const deleted = await stripe.invoiceItems.del(first(data).id);
    expect(deleted).toMatchObject({ id: first(data).id, object: 'invoiceitem', deleted: true });
    expect((await refusal(stripe.invoiceItems.retrieve(first(data).id))).statusCode).toBe(404);
  });

  test('removes prorations that wait when neither is asked, and keeps other items', async () => {
    const { stripe, staged, customer } = await served((opened) => {
      const subscription = subscribed(opened);
      const { ledger, price } = opened;
      ledger.billing.changePlan(subscription, { price: price({ unitAmount: 6000 }) }, 'create_prorations');
      const extra = { currency: 'usd', amount: 700, description: 'Setup', subscription };
      const item = ledger.invoices.addPending(opened.customer, extra);
      item.parent = {
        type: 'subscription_details',
        subscription_details: { subscription: subscription.id },
      };
      return subscription;
    });
    expect((await stripe.invoiceItems.list({ customer: customer.id, pending: true })).data).toHaveLength(3);
    await stripe.subscriptions.cancel(staged.id);
    const left = await stripe.invoiceItems.list({ customer: customer.id, pending: true });
    expect(left.data.map(({ description }) => description)).toEqual(['Setup']);
  });

  test('credits each line once: what a change of plan credited is not credited again', async () => {
    const { stripe, staged } = await served((opened) => {
      const subscription = subscribed(opened);
      const { ledger, price } = opened;
      ledger.billing.changePlan(subscription, { price: price({ unitAmount: 6000 }) }, 'always_invoice');
      return subscription;
    });
    const canceled = await stripe.subscriptions.cancel(staged.id, { prorate: true, invoice_now: true });
    const invoice = await stripe.invoices.retrieve(String(canceled.latest_invoice));
    // All of the 20 days of 60.00 a month that were just billed.
    expect(invoice.lines.data.map(({ amount }) => amount)).toEqual([-4000]);
  });

  test('bills what waits on a final invoice, and leaves what is due open', async () => {
    const { stripe, staged, customer } = await served((opened) => {
      const subscription = subscribed(opened);
      const { ledger, price } = opened;
      ledger.billing.changePlan(subscription, { price: price({ unitAmount: 6000 }) }, 'create_prorations');
      return subscription;
    });
    const canceled = await stripe.subscriptions.cancel(staged.id, { invoice_now: true });
    const invoice = await stripe.invoices.retrieve(String(canceled.latest_invoice));
    expect(invoice.lines.data.map(({ amount }) => amount)).toEqual([-2000, 4000]);
    expect([invoice.total, invoice.amount_due, invoice.status]).toEqual([2400, 2400, 'open']);
    expect((await stripe.invoiceItems.list({ customer: customer.id, pending: true })).data).toEqual([]);
  });

  test('at the end of the period, and taken back', async () => {
    const { stripe, staged } = await served(subscribed);
    const ending = await stripe.subscriptions.update(staged.id, { cancel_at_period_end: true });
    expect([ending.status, ending.cancel_at]).toEqual([
      'active',
      first(staged.items.data).current_period_end,
    ]);
    const preview = await refusal(stripe.invoices.createPreview({ subscription: staged.id }));
    expect(preview.code).toBe('invoice_upcoming_none');
    const kept = await stripe.subscriptions.update(staged.id, { cancel_at_period_end: false });
    expect([kept.cancel_at, kept.canceled_at]).toEqual([null, null]);
    expect((await stripe.invoices.createPreview({ subscription: staged.id })).total).toBe(3600);
  });
});

describe('discounts', () => {
  const discounted = (opened: Opened) => {
    const subscription = subscribed(opened);
    const { ledger, customer } = opened;
    const coupon = (name: string, percentOff: number) =>
      ledger.catalogue.makeCoupon({ name, percentOff, duration: 'forever' });
    const tenth = coupon('Tenth', 10);
    const half = coupon('Half', 50);
    return {
      subscription,
      half,
      wrong: ledger.discounts.attach(subscription, half),
      right: ledger.discounts.attach(subscription, tenth),
      onItem: ledger.discounts.attach(first(subscription.items.data), half),
      onCustomer: ledger.discounts.attach(customer, tenth),
    };
  };

  test('come off a subscription one by one or all, and the next invoice shows it', async () => {
    const { stripe, staged } = await served(discounted);
    const { subscription, wrong, right, half } = staged;
    const kept = await stripe.subscriptions.update(subscription.id, {
      discounts: [{ discount: right.id }],
      proration_behavior: 'none',
      metadata: { correction_id: 'c3' },
    });
    expect([kept.discounts, kept.metadata]).toEqual([[right.id], { correction_id: 'c3' }]);
    expect((await stripe.invoices.createPreview({ subscription: subscription.id })).total).toBe(3240);
    const gone = await refusal(
      stripe.subscriptions.update(subscription.id, { discounts: [{ discount: wrong.id }] }),
    );
    expect([gone.code, gone.param]).toEqual(['resource_missing', 'discounts[0][discount]']);
    const more = await stripe.subscriptions.update(subscription.id, {
      discounts: [{ discount: right.id }, { coupon: half.id }],
    });
    expect(more.discounts).toHaveLength(2);
    const none = await stripe.subscriptions.update(subscription.id, { discounts: '', metadata: '' });
    expect([none.discounts, none.metadata]).toEqual([[], {}]);
    expect((await stripe.invoices.createPreview({ subscription: subscription.id })).total).toBe(3600);
  });

  test('come off an item, a customer, and a subscription’s own endpoint', async () => {
    const { stripe, staged, customer } = await served(discounted);
    const { subscription, wrong, onItem, onCustomer } = staged;
    const item = first(subscription.items.data);
    const bare = await stripe.subscriptionItems.update(item.id, {
      discounts: '',
      proration_behavior: 'none',
    });
    expect([item.discounts, bare.object, bare.discounts]).toEqual([[onItem.id], 'subscription_item', []]);
    expect((await stripe.subscriptions.retrieve(subscription.id)).items.data[0]?.discounts).toEqual([]);

    const removed = await stripe.customers.deleteDiscount(customer.id);
    expect(removed).toMatchObject({
      id: onCustomer.id,
      object: 'discount',
      deleted: true,
      customer: customer.id,
    });
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ discount: null });
    const again = await refusal(stripe.customers.deleteDiscount(customer.id));
    expect([again.statusCode, again.message]).toEqual([
      404,
      `No active discount for customer: ${customer.id}`,
    ]);

    expect((await stripe.subscriptions.deleteDiscount(subscription.id)).id).toBe(wrong.id);
    expect((await stripe.subscriptions.retrieve(subscription.id)).discounts).toEqual([]);
    const none = await refusal(stripe.subscriptions.deleteDiscount(subscription.id));
    expect(none.message).toBe(`No active discount for subscription: ${subscription.id}`);
  });
});

test('the read key may do none of it', async () => {
  const { reader, staged, customer, account } = await served(subscribed);
  const item = first(staged.items.data).id;
  const calls = [
    reader.subscriptions.cancel(staged.id),
    reader.subscriptions.update(staged.id, { discounts: '' }),
    reader.subscriptions.deleteDiscount(staged.id),
    reader.subscriptionItems.update(item, { discounts: '' }),
    reader.customers.deleteDiscount(customer.id),
    reader.customers.createBalanceTransaction(customer.id, { amount: -1, currency: 'usd' }),
    reader.invoices.voidInvoice(String(staged.latest_invoice)),
    reader.invoiceItems.del('ii_1'),
    reader.paymentIntents.cancel('pi_1'),
    reader.refunds.create({ charge: 'ch_1' }),
    reader.creditNotes.create({ invoice: 'in_1', amount: 1 }),
  ];
  for (const call of calls) {
    const refused = await refusal(call);
    expect([refused.statusCode, refused.message]).toEqual([403, expect.stringMatching(/'rak_\w+_write'/)]);
  }
  expect(account.effects.all).toEqual([]);
});
