import { describe, expect, test } from 'vitest';
import type { SubscribeRequest } from '../../../src/sandbox/ledger/billing/subscribe-request.ts';
import type { BillingHooks } from '../../../src/sandbox/ledger/billing.ts';
import { DECLINES } from '../../../src/sandbox/ledger/payments.ts';
import { amounts, at, DAY, expectConsistent, last, of, open, taxOf } from './setup.ts';

const MIDDLE = at('2026-04-16T10:00:00Z');
const MAY = at('2026-05-01T10:00:00Z');

/** Two months of a plan at $10 with 20 % tax and 10 % off, under hooks. */
function play(hooks: BillingHooks, request: Partial<SubscribeRequest> = {}) {
  const opened = open();
  const { ledger, customer, method, price } = opened;
  const rate = ledger.catalogue.makeTaxRate({ displayName: 'VAT', percentage: 20, country: 'GB' });
  const coupon = ledger.catalogue.makeCoupon({ name: 'Ten', percentOff: 10, duration: 'forever' });
  const subscription = ledger.billing.subscribe({
    customer,
    method,
    price: price({ unitAmount: 1000 }),
    taxRates: [rate],
    coupon: { coupon },
    hooks,
    ...request,
  });
  return { ...opened, subscription, rate };
}

describe('a hook makes the engine bill something wrong, consistently', () => {
  test('lines: doubled in the second month only, with discount, tax and charge to match', () => {
    const { ledger, subscription } = play({
      lines: (drafts, { renewal, copy }) =>
        renewal === 1 ? [...drafts, ...drafts.map((draft) => copy(draft))] : drafts,
    });
    ledger.advanceTo(at('2026-06-02T00:00:00Z'));
    expect(ledger.billing.invoicesOf(subscription).map((invoice) => invoice.amount_paid)).toEqual([
      1080, 2160, 1080,
    ]);
    const ids = ledger.billing
      .invoicesOf(subscription)
      .flatMap((invoice) => invoice.lines.data.map((line) => line.id));
    expect(new Set(ids).size).toBe(ids.length);
    expectConsistent(ledger);
  });

  test('prorations: the credit forgotten, at once or pending', () => {
    for (const behavior of ['always_invoice', 'create_prorations'] as const) {
      const { ledger, subscription, price } = play({
        prorations: (drafts) => drafts.filter((draft) => draft.amount > 0),
      });
      ledger.advanceTo(MIDDLE);
      ledger.billing.changePlan(subscription, { price: price({ unitAmount: 2000 }) }, behavior);
      ledger.advanceTo(MAY + DAY);
      const all = ledger.billing.invoicesOf(subscription).flatMap((invoice) => amounts(invoice));
      expect(all, behavior).toEqual([1000, 900, 2000]);
      expectConsistent(ledger);
    }
  });

  test('discounts: lost, or taken twice', () => {
    const totals = (hooks: BillingHooks) => {
      const { ledger, subscription } = play(hooks);
      ledger.advanceTo(MAY + DAY);
      expectConsistent(ledger);
      return ledger.billing.invoicesOf(subscription).map((invoice) => invoice.total);
    };
    expect(totals({ discounts: (applied, { renewal }) => (renewal === 1 ? [] : applied) })).toEqual([
      1080, 1200,
    ]);
    // 10.00 - 1.00 - 0.90 = 8.10, and 20 %.
    expect(totals({ discounts: (applied) => [...applied, ...applied] })).toEqual([972, 972]);
  });

  test('taxes: another percentage, or a second rate', () => {
    const { ledger, subscription } = play({
      taxes: (taxes, _line, { renewal }) =>
        renewal === 0 ? taxes.map((tax) => ({ ...tax, percentage: 25 })) : [...taxes, ...taxes],
    });
    ledger.advanceTo(MAY + DAY);
    const invoices = ledger.billing.invoicesOf(subscription);
    expect(invoices.map((invoice) => invoice.lines.data.map(taxOf))).toEqual([[225], [360]]);
    expectConsistent(ledger);
  });

  test('charge: more than is due is overpaid, less leaves the rest open', () => {
    const much = play({ charge: (amount) => amount * 100 });
    const [over] = much.ledger.billing.invoicesOf(much.subscription);
    expect([over?.amount_paid, over?.amount_overpaid, last(of(much.ledger, 'charge')).amount]).toEqual([
      1080, 106_920, 108_000,
    ]);
    const little = play({ charge: (amount) => amount - 80 });
    const [under] = little.ledger.billing.invoicesOf(little.subscription);
    expect([under?.status, under?.amount_remaining]).toEqual(['open', 80]);
    for (const { ledger } of [much, little]) expectConsistent(ledger);
  });

  test('balance: credit that was there is not used', () => {
    const { ledger, customer, subscription } = play({ balance: () => 0 });
    ledger.credits.giveBalanceCredit(customer, 500, 'usd', 'Sorry');
    ledger.advanceTo(MAY + DAY);
    const renewal = last(ledger.billing.invoicesOf(subscription));
    expect([renewal.starting_balance, renewal.ending_balance, renewal.amount_paid, customer.balance]).toEqual(
      [-500, -500, 1080, -500],
    );
    expectConsistent(ledger);
  });

  test('credits: grants are left unused', () => {
    const opened = open();
    const { ledger, customer, method, price } = opened;
    const plan = price({ unitAmount: 1000 });
    const grant = ledger.grants.grant(customer, { amount: 700, currency: 'usd', prices: [plan] });
    const subscription = ledger.billing.subscribe({
      customer,
      method,
      price: plan,
      hooks: { credits: () => false },
    });
    expect([last(ledger.billing.invoicesOf(subscription)).total, ledger.grants.left(grant)]).toEqual([
      1000, 700,
    ]);
  });

  test('ends and pauses can be ignored, an ended subscription billed on', () => {
    const stubborn = play({ ends: () => false });
    stubborn.ledger.billing.cancelAtPeriodEnd(stubborn.subscription);
    stubborn.ledger.advanceTo(MAY + DAY);
    expect([
      stubborn.subscription.status,
      stubborn.ledger.billing.invoicesOf(stubborn.subscription).length,
    ]).toEqual(['active', 2]);
    const paused = play({ collectsWhilePaused: () => true });
    paused.ledger.billing.pause(paused.subscription, 'void');
    paused.ledger.advanceTo(MAY + DAY);
    expect(last(paused.ledger.billing.invoicesOf(paused.subscription)).status).toBe('paid');
    const ended = play({});
    ended.ledger.billing.cancelNow(ended.subscription);
    ended.ledger.billing.renewAfterEnd(ended.subscription, 2);
    ended.ledger.advanceTo(at('2026-09-01T00:00:00Z'));
    expect(ended.ledger.billing.invoicesOf(ended.subscription)).toHaveLength(3);
    ended.ledger.billing.billPeriodAgain(ended.subscription);
    expect(ended.ledger.billing.invoicesOf(ended.subscription)).toHaveLength(4);
    for (const { ledger } of [stubborn, paused, ended]) expectConsistent(ledger);
  });

  test('a hook taken off is asked no more', () => {
    const { ledger, subscription } = play({});
    const off = ledger.billing.hook(subscription, { discounts: () => [] });
    ledger.advanceTo(MAY + DAY);
    off();
    ledger.advanceTo(at('2026-06-02T00:00:00Z'));
    expect(ledger.billing.invoicesOf(subscription).map((invoice) => invoice.total)).toEqual([
      1080, 1200, 1080,
    ]);
  });
});

describe('previews', () => {
  test('say what the next renewal will bill, hooks, pending items, discounts and balance included', () => {
    const { ledger, customer, subscription } = play({
      lines: (drafts, { renewal }) =>
        renewal === 1 ? drafts.map((draft) => ({ ...draft, amount: draft.amount * 2 })) : drafts,
    });
    ledger.invoices.addPending(customer, {
      currency: 'usd',
      amount: 100,
      description: 'Later',
      subscription,
    });
    ledger.credits.giveBalanceCredit(customer, 80, 'usd', 'Sorry');
    const written = ledger.objects.length;
    const preview = ledger.billing.preview(subscription);
    expect([ledger.objects.length, preview?.id.startsWith('upcoming_in_'), preview?.billing_reason]).toEqual([
      written,
      true,
      'upcoming',
    ]);
    ledger.advanceTo(MAY + DAY);
    const renewal = last(ledger.billing.invoicesOf(subscription));
    expect([amounts(renewal), renewal.total, renewal.amount_due]).toEqual([[200, 2000], 2376, 2296]);
    expect([amounts(preview), preview?.total, preview?.amount_due]).toEqual([[200, 2000], 2376, 2296]);
    expect(preview?.lines.data.map((line) => line.period)).toEqual(
      renewal.lines.data.map((line) => line.period),
    );
    ledger.billing.cancelAtPeriodEnd(subscription);
    expect(ledger.billing.preview(subscription)).toBeNull();
  });

  test('an invoice paid otherwise gives up the payment that was tried before', () => {
    const { ledger, method, subscription } = play({});
    ledger.billing.failNextPayment(subscription, [{ decline: DECLINES.generic, retryAfterSeconds: 9 * DAY }]);
    ledger.advanceTo(MAY + DAY);
    const invoice = last(ledger.billing.invoicesOf(subscription));
    ledger.invoices.pay(invoice, method);
    ledger.advanceTo(MAY + 20 * DAY);
    const payments = of(ledger, 'invoice_payment').filter((payment) => payment.invoice === invoice.id);
    expect([invoice.status, invoice.amount_overpaid, payments.map((payment) => payment.status)]).toEqual([
      'paid',
      0,
      ['canceled', 'paid'],
    ]);
    expectConsistent(ledger);
  });
});
