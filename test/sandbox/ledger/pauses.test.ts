import { describe, expect, it } from 'vitest';
import { at, HOUR, open } from './setup.ts';

const RENEWAL = at('2026-05-01T10:00:00Z');

describe('a pause of collection', () => {
  it('holds for what is made within it, though it ends before the draft is finalised', () => {
    const { ledger, customer, method, price } = open();
    const plan = price({ unitAmount: 1000 });
    const subscription = ledger.billing.subscribe({ customer, method, price: plan, quantity: 1 });
    ledger.advanceTo(RENEWAL - HOUR);
    ledger.billing.pause(subscription, 'void', RENEWAL + HOUR / 2);
    ledger.advanceTo(RENEWAL + 3 * HOUR);
    expect(ledger.billing.invoicesOf(subscription).at(-1)?.status).toBe('void');
  });

  it('does not hold for what was made before it', () => {
    const { ledger, customer, method, price } = open();
    const plan = price({ unitAmount: 1000 });
    const subscription = ledger.billing.subscribe({ customer, method, price: plan, quantity: 1 });
    ledger.advanceTo(RENEWAL + HOUR / 2);
    ledger.billing.pause(subscription, 'void');
    ledger.advanceTo(RENEWAL + 3 * HOUR);
    expect(ledger.billing.invoicesOf(subscription).at(-1)?.status).toBe('paid');
  });
});

it('a void invoice gives back the billing credits it used', () => {
  const { ledger, customer, price } = open();
  const plan = price({ unitAmount: 1000 });
  const grant = ledger.grants.grant(customer, { amount: 700, currency: 'usd', prices: [plan] });
  const subscription = ledger.billing.subscribe({
    customer,
    method: null,
    price: plan,
    quantity: 1,
    collectionMethod: 'send_invoice',
  });
  ledger.advanceTo(ledger.book.now + 2 * HOUR);
  const [invoice] = ledger.billing.invoicesOf(subscription);
  if (invoice === undefined) throw new Error('the subscription was billed');
  expect([invoice.total, ledger.grants.left(grant)]).toEqual([300, 0]);
  ledger.invoices.void(invoice);
  expect(ledger.grants.left(grant)).toBe(700);
  expect(ledger.book.all('billing.credit_balance_transaction').at(-1)?.credit).toMatchObject({
    amount: { monetary: { value: 700 } },
    credits_application_invoice_voided: { invoice: invoice.id },
    type: 'credits_application_invoice_voided',
  });
});
