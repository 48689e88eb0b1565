import { afterEach, describe, expect, test } from 'vitest';
import { formatMoney } from '../../../../src/money.ts';
import { faults } from '../../../../src/sandbox/fault-injection.ts';
import { ServiceError } from '../../../../src/service-error.ts';
import { DAY, first, type Opened, sum } from '../../../sandbox/ledger/setup.ts';
import { closeAll, type Served, serve } from '../../../sandbox/stripe-writes/setup.ts';
import { balanceOf, canned, closeCanned, effectOf, stripeError } from '../setup.ts';
import { effectsOf, nextDue, previewOn, previewThenDo } from './setup.ts';

afterEach(closeAll);
afterEach(closeCanned);

const usd = (amount: number): string => formatMoney({ amount, currency: 'usd' });
const PREVIEW = 'POST /v1/invoices/create_preview';

/** A month at 30.00, ten days of it gone. */
function tenDaysIn({ ledger, customer, method, price }: Opened) {
  const subscription = ledger.billing.subscribe({
    customer,
    method,
    items: [{ price: price({ unitAmount: 3000 }) }],
  });
  ledger.advanceTo(ledger.book.now + 10 * DAY);
  return subscription.id;
}

const cancelOf = (subscription: string, prorate: boolean, invoice_now: boolean) =>
  effectOf('cancel_subscription', subscription, { subscription, prorate, invoice_now });

const balanceNow = ({ account, customer }: Served): number =>
  account.object('customer', customer.id)?.balance ?? 0;

describe('cancelling a subscription', () => {
  test('ends what is billed next, and credits nothing', async () => {
    const served = await serve(tenDaysIn, { clock: 'ledger' });
    const preview = await previewThenDo(served, [cancelOf(served.staged, false, false)]);
    expect(preview).toEqual({
      lines: [{ label: 'Subscription', before: 'active', after: 'canceled' }],
      next_invoice: { before: { amount: 3000, currency: 'usd' }, after: null },
      notes: ['Nothing is credited for the rest of the period.'],
    });
    expect(served.account.object('subscription', served.staged)?.status).toBe('canceled');
    expect(await nextDue(served, served.staged)).toBeNull();
    expect(balanceNow(served)).toBe(0);
  });

  test('with proration and a last invoice says what that comes to', async () => {
    const served = await serve(tenDaysIn, { clock: 'ledger' });
    const preview = await previewThenDo(served, [cancelOf(served.staged, true, true)]);
    const last = first(served.account.objects('invoice'));
    expect(last.total).toBeLessThan(0);
    expect(preview.lines).toEqual([
      { label: 'Subscription', before: 'active', after: 'canceled' },
      { label: 'Final invoice', before: 'none', after: usd(last.total) },
    ]);
    expect(preview.notes).toEqual([`${usd(-last.total)} becomes credit on the customer’s balance.`]);
    expect(balanceNow(served)).toBe(last.total);
    expect(await nextDue(served, served.staged)).toBeNull();
  });

  test('with proration and without a last invoice says what waits', async () => {
    const served = await serve(tenDaysIn, { clock: 'ledger' });
    const preview = await previewThenDo(served, [cancelOf(served.staged, true, false)]);
    const waiting = sum(served.account.objects('invoiceitem').map(({ amount }) => amount));
    expect(waiting).toBeLessThan(0);
    expect(preview.notes).toEqual([
      `${usd(-waiting)} for unused time, before tax, is credited and waits for the customer’s next invoice.`,
    ]);
    expect(preview.next_invoice?.after).toBeNull();
  });

  test('with a last invoice of what waits only', async () => {
    const served = await serve(
      (opened) => {
        const subscription = tenDaysIn(opened);
        const { ledger, customer } = opened;
        const owner = ledger.book.get('subscription', subscription);
        const setup = { currency: 'usd', amount: 700, description: 'Setup', subscription: owner };
        ledger.invoices.addPending(customer, setup).parent = {
          type: 'subscription_details',
          subscription_details: { subscription },
        };
        return subscription;
      },
      { clock: 'ledger' },
    );
    const preview = await previewThenDo(served, [cancelOf(served.staged, false, true)]);
    expect(preview.lines[1]).toEqual({ label: 'Final invoice', before: 'none', after: '$7.00' });
    expect(preview.notes).toEqual([]);
    expect(first(served.account.objects('invoice'))).toMatchObject({ total: 700, status: 'open' });
  });

  test.each([
    [false, true],
    [true, false],
    [true, true],
  ])('in its trial nothing is left (prorate %s, invoice now %s)', async (prorate, invoiceNow) => {
    const served = await serve(
      ({ ledger, customer, method, price }) =>
        ledger.billing.subscribe({
          customer,
          method,
          trialEnd: ledger.book.now + 14 * DAY,
          items: [{ price: price({ unitAmount: 3000 }) }],
        }).id,
      { clock: 'ledger' },
    );
    const preview = await previewThenDo(served, [cancelOf(served.staged, prorate, invoiceNow)]);
    expect(preview.notes).toEqual(['Nothing is left to bill or to credit.']);
    expect(preview.lines).toEqual([{ label: 'Subscription', before: 'trialing', after: 'canceled' }]);
  });

  test('without Stripe’s preview of the end, says so', async () => {
    const served = await serve(tenDaysIn, { clock: 'ledger' });
    served.sandbox.faults.add({ route: PREVIEW, fault: faults.wrongSchema() });
    const preview = await previewOn(served.sandbox.url)(cancelOf(served.staged, true, true));
    expect(preview).toEqual({
      lines: [{ label: 'Subscription', before: 'active', after: 'canceled' }],
      next_invoice: null,
      notes: [
        'Stripe gave no preview of what is credited for unused time.',
        'Stripe gave no preview of the next invoice.',
      ],
    });
  });

  test('of which nothing comes any more leaves no next invoice to speak of', async () => {
    const served = await serve(
      (opened) => {
        const id = tenDaysIn(opened);
        opened.ledger.billing.cancelAtPeriodEnd(opened.ledger.book.get('subscription', id));
        return id;
      },
      { clock: 'ledger' },
    );
    const preview = await previewOn(served.sandbox.url)(cancelOf(served.staged, false, false));
    expect(preview.next_invoice).toBeNull();
    expect(preview.notes).toHaveLength(1);
  });
});

describe('removing a discount', () => {
  const discounted = ({ ledger, customer, method, price }: Opened) => {
    const couponOf = (name: string, percentOff: number) => ({
      coupon: ledger.catalogue.makeCoupon({ name, percentOff, duration: 'forever' }),
    });
    return ledger.billing.subscribe({
      customer,
      method,
      items: [{ price: price({ unitAmount: 5000 }), coupon: couponOf('On the item', 10) }],
      coupon: couponOf('Wanted', 10),
      coupons: [couponOf('Unwanted', 50)],
    });
  };
  const without = (target: string, stay: readonly string[]) =>
    effectOf('remove_discount', target, {
      discounts: stay.length === 0 ? '' : stay.map((discount) => ({ discount })),
      proration_behavior: 'none',
    });

  test.each(['one', 'all'] as const)('shows the next invoice without it: %s', async (which) => {
    const served = await serve(discounted, { clock: 'ledger' });
    const [wanted = ''] = served.staged.discounts.map(String);
    const stay = which === 'one' ? [wanted] : [];
    const before = await nextDue(served, served.staged.id);
    const preview = await previewThenDo(served, [without(served.staged.id, stay)]);
    expect(preview.lines).toEqual([{ label: 'Discounts', before: '2', after: String(stay.length) }]);
    expect(preview.notes).toEqual([]);
    expect(preview.next_invoice).toEqual({ before, after: await nextDue(served, served.staged.id) });
    expect(preview.next_invoice?.after?.amount).toBeGreaterThan(before?.amount ?? 0);
    expect(served.account.object('subscription', served.staged.id)?.discounts).toEqual(stay);
  });

  test('and credit beside it: the next invoice after both', async () => {
    const served = await serve(discounted, { clock: 'ledger' });
    const steps = effectsOf(without(served.staged.id, []).step, balanceOf(served.customer.id, 700).step);
    const preview = await previewThenDo(served, steps);
    expect(preview.next_invoice?.after).toEqual(await nextDue(served, served.staged.id));
    expect(preview.lines.map(({ label }) => label)).toEqual(['Discounts', 'Customer balance']);
  });

  test('of an item asks Stripe with the item’s discounts', async () => {
    const item = {
      id: 'si_1',
      object: 'subscription_item',
      subscription: 'sub_1',
      discounts: ['di_1', 'di_2'],
    };
    const invoice = (total: number) => ({
      status: 200,
      body: {
        object: 'invoice',
        customer: 'cus_1',
        currency: 'usd',
        total,
        amount_due: total,
        starting_balance: 0,
      },
    });
    const server = await canned(({ path, body }) => {
      if (path === '/v1/subscription_items/si_1') return { status: 200, body: item };
      return invoice(body.toString().includes('items') ? 5000 : 4500);
    });
    const preview = await previewOn(server.url)(without('si_1', ['di_2']));
    expect(preview).toEqual({
      lines: [{ label: 'Discounts', before: '2', after: '1' }],
      next_invoice: { before: { amount: 4500, currency: 'usd' }, after: { amount: 5000, currency: 'usd' } },
      notes: [],
    });
    const asked = server.seen.map(({ body }) => new URLSearchParams(body.toString()));
    expect(asked.at(-1)?.get('subscription_details[items][0][discounts][0][discount]')).toBe('di_2');
  });

  test('without which something is billed after all', async () => {
    const subscription = { id: 'sub_1', object: 'subscription', status: 'active', discounts: ['di_1'] };
    const server = await canned(({ path, body }) => {
      if (path === '/v1/subscriptions/sub_1') return { status: 200, body: subscription };
      if (!body.toString().includes('discounts')) return stripeError(404, { code: 'invoice_upcoming_none' });
      return {
        status: 200,
        body: {
          object: 'invoice',
          customer: 'cus_1',
          currency: 'usd',
          total: 100,
          amount_due: 100,
          starting_balance: 0,
        },
      };
    });
    const preview = await previewOn(server.url)(without('sub_1', []));
    expect(preview.next_invoice).toEqual({ before: null, after: { amount: 100, currency: 'usd' } });
  });

  test('after which nothing is billed', async () => {
    const none = stripeError(404, { code: 'invoice_upcoming_none' });
    const subscription = { id: 'sub_1', object: 'subscription', status: 'active', discounts: ['di_1'] };
    const server = await canned(({ path, body }) => {
      if (path === '/v1/subscriptions/sub_1') return { status: 200, body: subscription };
      if (body.toString().includes('discounts')) return none;
      return {
        status: 200,
        body: {
          object: 'invoice',
          customer: 'cus_1',
          currency: 'usd',
          total: 100,
          amount_due: 100,
          starting_balance: 0,
        },
      };
    });
    const preview = await previewOn(server.url)(without('sub_1', []));
    expect(preview.next_invoice).toEqual({ before: { amount: 100, currency: 'usd' }, after: null });
  });
});

describe('the duplicate-subscription plan', () => {
  test('its lines stand in the order of its steps, its next invoice is the one that ends', async () => {
    const served = await serve(
      (opened) => {
        const kept = tenDaysIn(opened);
        return { kept, ended: tenDaysIn(opened) };
      },
      { clock: 'ledger' },
    );
    const { kept, ended } = served.staged;
    const steps = effectsOf(cancelOf(ended, false, false).step, balanceOf(served.customer.id, 1200).step);
    const preview = await previewThenDo(served, steps);
    expect(preview.lines.map(({ label, after }) => [label, after])).toEqual([
      ['Subscription', 'canceled'],
      ['Customer balance', '$12.00 in credit'],
    ]);
    expect(preview.next_invoice).toEqual({ before: { amount: 3000, currency: 'usd' }, after: null });
    expect(await nextDue(served, ended)).toBeNull();
    expect(await nextDue(served, kept)).toEqual({ amount: 1800, currency: 'usd' });
  });
});

describe('Stripe cannot be asked', () => {
  test.each([
    ['too often', faults.rateLimited(60)],
    ['not at all', faults.reset('before')],
    ['too slowly', faults.hang()],
  ])('%s: to be tried again later', async (_how, fault) => {
    const served = await serve(tenDaysIn, { clock: 'ledger' });
    served.sandbox.faults.add({ route: () => true, fault });
    await expect(
      previewOn(served.sandbox.url, 200)(cancelOf(served.staged, false, false)),
    ).rejects.toBeInstanceOf(ServiceError);
  });

  test('for the next invoice alone: a note beside the rest', async () => {
    const served = await serve(tenDaysIn, { clock: 'ledger' });
    served.sandbox.faults.add({ route: PREVIEW, fault: faults.hang() });
    const preview = await previewOn(served.sandbox.url, 500)(cancelOf(served.staged, false, false));
    expect(preview).toMatchObject({
      lines: [{ after: 'canceled' }],
      next_invoice: null,
      notes: [expect.any(String), 'Stripe gave no preview of the next invoice.'],
    });
  });
});
